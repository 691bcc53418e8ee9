/**
 * Money is an integer count of minor units. Shopify sends decimals as text ("12.50"); they are parsed digit by digit,
 * never through a float.
 */

/** ISO 4217 exponents that are not 2. A table, because Intl follows CLDR, which says 0 for some currencies of 2. */
// prettier-ignore
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
};

/** A decimal that is none: a bug of the sender, answered as a malformed payload. */
export class MalformedAmount extends Error {
  constructor(amount: string) {
    super(`not an amount: ${amount.slice(0, 40)}`);
    this.name = 'MalformedAmount';
  }
}

/** Places after the point, for example 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyExponent(currency: string): number {
  return EXPONENTS[currency.toUpperCase()] ?? 2;
}

/**
 * "12.50" EUR -> 1250; "1200" JPY -> 1200. Digits beyond the currency's are rounded half away from zero.
 * @throws MalformedAmount when it is no plain decimal or too large for an exact integer
 */
export function parseMoney(amount: string | number, currency: string): number {
  const text = String(amount).trim();
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match || (match[2] === '' && !match[3])) throw new MalformedAmount(text);
  const exponent = currencyExponent(currency);
  const fraction = (match[3] ?? '').padEnd(exponent + 1, '0');
  const kept = `${match[2]}${fraction.slice(0, exponent)}`;
  const minor = Number(kept || '0') + (fraction.charCodeAt(exponent) >= 53 ? 1 : 0); // 53 is "5"
  if (!Number.isSafeInteger(minor)) throw new MalformedAmount(text);
  return match[1] && minor !== 0 ? -minor : minor;
}

/** 1250 EUR -> "12.50", as Shopify writes decimals. */
export function toDecimal(minor: number | bigint, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = (minor < 0 ? -minor : minor).toString().padStart(exponent + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** For people: 1250 EUR in "de" -> "12,50 €". */
export function formatMoney(minor: number | bigint, currency: string, locale: string): string {
  const exponent = currencyExponent(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(toDecimal(minor, currency) as Intl.StringNumericLiteral);
}
