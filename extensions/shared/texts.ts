import type { Gift, ProgramCard, Tier } from './metafields';

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

/** What a tier gives, in a few words; its first benefit stands for it. */
export function benefitText(i18n: I18n, { benefits }: Tier, card: ProgramCard): string | null {
  const first = benefits[0];
  if (!first) return null;
  const [on, kind, value] = first;
  if (kind === 'f') return i18n.translate('benefit.free');
  const amount = kind === 'p' ? percentText(i18n, value) : moneyText(i18n, value, card);
  if (on === 'o') return i18n.translate('benefit.order', { value: amount });
  if (on === 'd') return i18n.translate('benefit.delivery', { value: amount });
  return i18n.translate('benefit.products', { value: amount });
}

/** A merchant's own text, short enough for the place; null when there is none. */
export function ownText(setting: unknown): string | null {
  const text = typeof setting === 'string' ? setting.trim().slice(0, 120) : '';
  return text === '' ? null : text;
}
