import { toDecimal } from '../../app/loyalty/money';

/** Functions get decimals without trailing zeros but with one place: "504.5", "97.0". */
export function functionDecimal(minor: number, currency: string): string {
  return withOnePlace(toDecimal(minor, currency));
}

/** The same of what is a decimal already. */
export function withOnePlace(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/(\.\d+?)0+$/, '$1') : `${decimal}.0`;
}
