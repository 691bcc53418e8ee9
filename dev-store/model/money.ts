import { currencyExponent, toDecimal } from '../../app/loyalty/money';

/** 1230 EUR -> "12.30", 1230 JPY -> "1230", 1230 KWD -> "1.230": as webhooks write amounts. */
export const decimal = toDecimal;

/**
 * What the units `from` to `to` (exclusive) of a line cost together, when `paidMinor` was paid for all `quantity` of
 * them. Shares of neighbouring ranges always sum to the whole: no cent is lost or made by refunding piece by piece.
 */
export function shareMinor(paidMinor: number, quantity: number, from: number, to: number): number {
  if (quantity === 0) return 0;
  const upTo = (units: number) => Math.floor((paidMinor * units) / quantity);
  return upTo(to) - upTo(from);
}

/**
 * The shop's money in another currency: times the rate, rounded to that currency's minor unit, half away from zero. No
 * rounding to .95 or .99, which a merchant may switch on at Shopify.
 * @param rate decimal text: what one unit of `from` is worth in `to`
 */
export function convertMinor(minor: number, rate: string, from: string, to: string): number {
  const { times, per } = fraction(rate);
  return scaled(
    minor,
    times * 10n ** BigInt(currencyExponent(to)),
    per * 10n ** BigInt(currencyExponent(from)),
  );
}

/** The way back, `minor` of `to` in `from`; for amounts that have no price in the shop's currency of their own. */
export function convertBack(minor: number, rate: string, from: string, to: string): number {
  const { times, per } = fraction(rate);
  return scaled(
    minor,
    per * 10n ** BigInt(currencyExponent(from)),
    times * 10n ** BigInt(currencyExponent(to)),
  );
}

/** `part` of `whole`, taken of `of`: half away from zero. All of it gives all, nothing of it gives nothing. */
export function proportion(part: number, whole: number, of: number): number {
  return whole === 0 ? 0 : scaled(of, BigInt(part), BigInt(whole));
}

/** Whether a text can be an exchange rate: a decimal above 0. */
export const isRate = (text: string): boolean => /^\d{1,9}(\.\d{1,9})?$/.test(text) && Number(text) > 0;

function fraction(rate: string): { times: bigint; per: bigint } {
  if (!isRate(rate)) throw new Error(`not an exchange rate: ${rate}`);
  const [whole = '', places = ''] = rate.split('.');
  return { times: BigInt(whole + places), per: 10n ** BigInt(places.length) };
}

function scaled(minor: number, times: bigint, per: bigint): number {
  const size = BigInt(Math.abs(minor));
  const rounded = Number((size * times * 2n + per) / (per * 2n));
  return minor < 0 && rounded !== 0 ? -rounded : rounded;
}
