import type { Gift, OwnData } from './metafields';

/** What became of a click on "Apply". */
export interface Attempt {
  code: string;
  state: 'busy' | 'refused' | 'offline';
}
export interface CouponView {
  state: 'open' | 'busy' | 'applied' | 'refused' | 'offline' | 'locked' | 'expired' | 'used';
  code: string;
  /** null when only the code and the date of its use are known */
  gift: Gift | null;
  /** until when it is valid, on which day it expired or was used */
  date: string;
}

/** A used or expired coupon is mentioned so long, for those who come back to look for it. */
const MENTIONED_DAYS = 30;

/**
 * The one coupon worth talking about: open, then applied in this checkout, used lately, expired lately.
 * @param today shop date
 * @param codes entered in this checkout
 */
export function couponView(
  { standing, dossier }: OwnData,
  today: string,
  codes: readonly string[],
  canApply: boolean,
  attempt: Attempt | null,
): CouponView | null {
  const used = Object.entries(dossier ? dossier.used : {});
  const gifts = (standing ? standing.gifts : []).filter(
    ({ code }) => !used.some(([other]) => same(code, other)),
  );
  const applied = gifts.find((gift) => codes.some((code) => same(code, gift.code)));
  if (applied) return { state: 'applied', code: applied.code, gift: applied, date: applied.until };

  // the one that ends first
  const open = gifts.filter(({ from, until }) => from <= today && today <= until).sort(byUntil)[0];
  if (open) {
    const state = !canApply ? 'locked' : attempt && same(attempt.code, open.code) ? attempt.state : 'open';
    return { state, code: open.code, gift: open, date: open.until };
  }
  const since = new Date(Date.parse(today) - MENTIONED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const lately = used.filter(([, on]) => on >= since).sort(([, a], [, b]) => (a < b ? 1 : -1))[0];
  if (lately) return { state: 'used', code: lately[0], gift: null, date: lately[1] };
  const expired = gifts
    .filter(({ until }) => until < today && until >= since)
    .sort(byUntil)
    .at(-1);
  return expired ? { state: 'expired', code: expired.code, gift: expired, date: expired.until } : null;
}

function byUntil(a: Gift, b: Gift): number {
  return a.until < b.until ? -1 : 1;
}

/** Codes are compared without regard to case, as Shopify does. */
function same(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}
