import type { Gift, ProgramCard } from './metafields';

/** The part of Shopify's `i18n` that the surfaces use. */
export interface I18n {
  translate(key: string, options?: Record<string, string | number>): string;
  formatNumber(number: number, options?: Intl.NumberFormatOptions): string;
  formatCurrency(number: number, options?: Intl.NumberFormatOptions): string;
  formatDate(date: Date, options?: Intl.DateTimeFormatOptions): string;
}

/** A shop date in words: noon in UTC, so that no time zone moves it. */
export function dateText(i18n: I18n, date: string): string {
  return i18n.formatDate(new Date(`${date}T12:00:00Z`), { dateStyle: 'long', timeZone: 'UTC' });
}

export function moneyText(i18n: I18n, minor: number, { currency, exponent }: ProgramCard): string {
  return i18n.formatCurrency(minor / 10 ** exponent, { currency });
}

export function giftText(i18n: I18n, { hundredths }: Gift): string {
  return percentText(i18n, hundredths);
}

export function percentText(i18n: I18n, hundredths: number): string {
  return i18n.translate('percent', {
    value: i18n.formatNumber(hundredths / 100, { maximumFractionDigits: 2 }),
  });
}

/** A merchant's own text, short enough for the place; null when there is none. */
export function ownText(setting: unknown): string | null {
  const text = typeof setting === 'string' ? setting.trim().slice(0, 120) : '';
  return text === '' ? null : text;
}
