import { currencyExponent, toDecimal } from '~/loyalty/money';

/** Money as people type it: "1,50", "1.50", "1 234,50", "1'234.50". */

/**
 * Reads an amount of the shop's currency.
 *
 * The last "," or "." is the decimal sign. "1.234" in a currency with two places could mean 1234 or 1.23, so it is refused
 * rather than guessed.
 * @returns integer minor units, or null when the text is not one unambiguous amount
 */
export function parseMoneyInput(text: string, currency: string): number | null {
  const digits = currencyExponent(currency);
  const compact = text.trim().replace(/[\s'’]/gu, '');
  const signAt = Math.max(compact.lastIndexOf(','), compact.lastIndexOf('.'));
  const whole = signAt < 0 ? compact : compact.slice(0, signAt);
  const fraction = signAt < 0 ? '' : compact.slice(signAt + 1);
  const groupSign = compact[signAt] === ',' ? '.' : ',';
  const grouped = new RegExp(`^(\\d+|\\d{1,3}([${groupSign}]\\d{3})+)$`);
  if (!grouped.test(whole) || !/^\d*$/.test(fraction) || fraction.length > digits) return null;
  if (signAt >= 0 && fraction === '') return null;
  const minor = Number(whole.replace(/\D/g, '') + fraction.padEnd(digits, '0'));
  return Number.isSafeInteger(minor) ? minor : null;
}

/** The text that `parseMoneyInput` reads back, with the decimal sign of the reader's language. */
export function moneyInputText(minor: number, currency: string, locale = 'en'): string {
  const decimal = toDecimal(minor, currency);
  return locale === 'de' ? decimal.replace('.', ',') : decimal;
}
