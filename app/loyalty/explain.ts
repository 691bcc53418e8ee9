import { daysBetween } from './calendar';
import { classify, lastTierDay, tierFor, tierProgress } from './classify';
import { foldCustomer, type CountableOrder, type CustomerFold } from './fold';
import type { ExcludedReason, Segment } from './order-facts';
import type { Program } from './program';

/** Machine words and numbers; the pages translate them. */
export type SegmentReason =
  | { word: 'no-qualifying-order'; orderCount: number }
  | { word: 'fewer-than-repeat'; qualifyingCount: number; repeatFromOrders: number }
  | { word: 'enough-orders'; qualifyingCount: number; repeatFromOrders: number }
  | { word: 'earlier-hidden'; qualifyingCount: number; repeatFromOrders: number }
  | { word: 'silent-too-long'; silentDays: number; lapsedAfterDays: number };

export interface ExplainedOrder {
  orderId: string;
  counts: boolean;
  excludedReason: ExcludedReason | null;
  /** 1, 2, 3 for orders that count, otherwise null; null as well where earlier ones may be hidden */
  number: number | null;
}

export interface Explanation {
  segment: Segment;
  tierKey: string | null;
  /** last shop date of the tier; null: no tier, or it does not end */
  tierUntil: string | null;
  /** the tier that ran out, and its last shop date; one more order brings it back */
  endedTier: { key: string; until: string } | null;
  /** the next tier above, null when there is none */
  nextTier: NextTier | null;
  reason: SegmentReason;
  fold: CustomerFold;
  /** oldest first */
  orders: ExplainedOrder[];
}

/** What is missing to a tier: all of it, since nobody has a tier before being a repeat customer. At least one is above 0. */
export interface NextTier {
  key: string;
  orders: number;
  /** minor units of net spend */
  spendMinor: number;
  /** days since the first qualifying order */
  days: number;
}

/**
 * Why a customer is in this segment, order by order, from the same functions that the ledger uses.
 * @param hiddenBefore as of `foldCustomer`
 */
export function explain(
  orders: readonly CountableOrder[],
  program: Pick<Program, 'classification' | 'loyalty'>,
  timeZone: string,
  today: string,
  hiddenBefore: string | null = null,
): Explanation {
  const fold = foldCustomer(orders, program.classification, timeZone, today, hiddenBefore);
  const { segment, tier, tierUntil } = classify(fold, program, today);
  let number = 0;
  return {
    segment,
    tierKey: tier?.key ?? null,
    tierUntil,
    endedTier: endedTier(fold, program, today),
    nextTier: nextTier(fold, program, today),
    reason: reasonOf(segment, fold, program, today),
    fold,
    orders: fold.orders.map(({ orderId, excludedReason }) => {
      const counts = excludedReason === null;
      if (counts) number += 1;
      return { orderId, counts, excludedReason, number: counts && !fold.earlierHidden ? number : null };
    }),
  };
}

function endedTier(
  fold: CustomerFold,
  { classification, loyalty }: Pick<Program, 'classification' | 'loyalty'>,
  today: string,
): Explanation['endedTier'] {
  if (fold.qualifyingCount < classification.repeatFromOrders) return null;
  const reached = tierFor(tierProgress(fold, loyalty.tierBy, today), loyalty.tiers);
  const until = lastTierDay(fold, loyalty);
  return reached && until !== null && until < today ? { key: reached.key, until } : null;
}

function nextTier(
  fold: CustomerFold,
  { classification, loyalty }: Pick<Program, 'classification' | 'loyalty'>,
  today: string,
): NextTier | null {
  const progress = tierProgress(fold, loyalty.tierBy, today);
  const toRepeat = Math.max(0, classification.repeatFromOrders - fold.qualifyingCount);
  const above = loyalty.tiers.find((tier) => tier.from > progress);
  // one who is no repeat customer yet gets a tier with the order that makes them one, if they have come far enough by then
  const asRepeat = progress + (loyalty.tierBy === 'orders' ? toRepeat : 0);
  const next = toRepeat > 0 ? (tierFor(asRepeat, loyalty.tiers) ?? above) : above;
  if (!next) return null;
  const missing = Math.max(0, next.from - progress);
  return {
    key: next.key,
    orders: Math.max(toRepeat, loyalty.tierBy === 'orders' ? missing : 0),
    spendMinor: loyalty.tierBy === 'spend' ? missing : 0,
    days: loyalty.tierBy === 'tenure' ? missing : 0,
  };
}

function reasonOf(
  segment: Segment,
  fold: CustomerFold,
  program: Pick<Program, 'classification'>,
  today: string,
): SegmentReason {
  const { repeatFromOrders, lapsedAfterDays } = program.classification;
  const { qualifyingCount, orderCount, lastQualifying } = fold;
  if (segment === 'unknown') return { word: 'earlier-hidden', qualifyingCount, repeatFromOrders };
  if (segment === 'prospect') return { word: 'no-qualifying-order', orderCount };
  if (segment === 'new') return { word: 'fewer-than-repeat', qualifyingCount, repeatFromOrders };
  if (segment === 'lapsed' && lastQualifying && lapsedAfterDays !== null) {
    return { word: 'silent-too-long', silentDays: daysBetween(lastQualifying.date, today), lapsedAfterDays };
  }
  return { word: 'enough-orders', qualifyingCount, repeatFromOrders };
}
