import { formatMoney } from '../../app/loyalty/money';

/** Money and times as a person of this language reads them. */

/** "12,50 €" in German, "€12.50" in English, "¥1,250" without decimals: as many places as the currency has. */
export function money(minor: number, currency: string, language: string): string {
  return formatMoney(minor, currency, region(language));
}

export function dateTime(iso: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(region(language), {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}

export function date(iso: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(region(language), { timeZone, dateStyle: 'medium' }).format(new Date(iso));
}

// "en" alone means American dates; the shops of the demo are European.
const region = (language: string): string => (language === 'en' ? 'en-GB' : language);
