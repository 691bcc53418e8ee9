import type { GiftLimits } from '~/loyalty/program-rules';

/**
 * Coupons of one year and with the same limits hang on one code discount. Its name in `coupon_discount.occasion` carries
 * both: "anniversary:2026", or "anniversary:2026:2000-1500" for at least 2000 minor units of goods and at most 1500 off.
 * So a change of the limits makes a new discount for the coupons to come, and those that are out keep what was promised.
 */
export function couponSeason(year: number, { minimumMinor, capMinor }: GiftLimits): string {
  const limits = minimumMinor === 0 && capMinor === null ? '' : `:${minimumMinor}-${capMinor ?? ''}`;
  return `anniversary:${year}${limits}`;
}

/** The limits that a season's coupons were given with. */
export function limitsOf(season: string): GiftLimits {
  const match = /^anniversary:\d+(?::(\d+)-(\d*))?$/.exec(season);
  if (!match) throw new Error(`not a season: ${season}`);
  const [, minimum, cap] = match;
  return { minimumMinor: Number(minimum ?? 0), capMinor: cap ? Number(cap) : null };
}
