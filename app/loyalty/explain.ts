import { daysBetween } from './calendar';
import { classify } from './classify';
import { foldCustomer, type CountableOrder, type CustomerFold } from './fold';
import type { ExcludedReason, Segment } from './order-facts';
import type { Program } from './program';

/** Machine words and numbers; the pages translate them. */
export type SegmentReason =
  | { word: 'no-qualifying-order'; orderCount: number }
  | { word: 'fewer-than-repeat'; qualifyingCount: number; repeatFromOrders: number }
  | { word: 'enough-orders'; qualifyingCount: number; repeatFromOrders: number }
  | { word: 'silent-too-long'; silentDays: number; lapsedAfterDays: number };

export interface ExplainedOrder {
  orderId: string;
  counts: boolean;
  excludedReason: ExcludedReason | null;
  /** 1, 2, 3 for orders that count, otherwise null */
  number: number | null;
}

export interface Explanation {
  segment: Segment;
  tierKey: string | null;
  /** orders missing to the next tier, null when there is none */
  nextTier: { key: string; missingOrders: number } | null;
  reason: SegmentReason;
  fold: CustomerFold;
  /** oldest first */
  orders: ExplainedOrder[];
}

/** Why a customer is in this segment, order by order, from the same functions that the ledger uses. */
export function explain(
  orders: readonly CountableOrder[],
  program: Pick<Program, 'classification' | 'loyalty'>,
  timeZone: string,
  today: string,
): Explanation {
  const fold = foldCustomer(orders, program.classification, timeZone, today);
  const { segment, tier } = classify(fold, program, today);
  const next = program.loyalty.tiers.find((candidate) => candidate.fromOrders > fold.qualifyingCount);
  let number = 0;
  return {
    segment,
    tierKey: tier?.key ?? null,
    nextTier: next ? { key: next.key, missingOrders: next.fromOrders - fold.qualifyingCount } : null,
    reason: reasonOf(segment, fold, program, today),
    fold,
    orders: fold.orders.map(({ orderId, excludedReason }) => {
      const counts = excludedReason === null;
      if (counts) number += 1;
      return { orderId, counts, excludedReason, number: counts ? number : null };
    }),
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
  if (segment === 'prospect') return { word: 'no-qualifying-order', orderCount };
  if (segment === 'new') return { word: 'fewer-than-repeat', qualifyingCount, repeatFromOrders };
  if (segment === 'lapsed' && lastQualifying && lapsedAfterDays !== null) {
    return { word: 'silent-too-long', silentDays: daysBetween(lastQualifying.date, today), lapsedAfterDays };
  }
  return { word: 'enough-orders', qualifyingCount, repeatFromOrders };
}
