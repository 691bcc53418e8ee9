import { addDays, shopDate } from './calendar';
import type { ExcludedReason, OrderFacts } from './order-facts';
import type { Classification } from './program';

/** What the fold needs of an order; identities play no part in counting. */
export type CountableOrder = Pick<
  OrderFacts,
  | 'orderId'
  | 'processedAt'
  | 'source'
  | 'totalMinor'
  | 'refundedMinor'
  | 'discountMinor'
  | 'financialStatus'
  | 'cancelledAt'
  | 'deletedAt'
  | 'test'
  | 'b2b'
  | 'subscriptionRenewal'
  | 'tags'
>;

export interface FoldedOrder {
  orderId: string;
  /** null: it counts */
  excludedReason: ExcludedReason | null;
}

export interface QualifyingOrder {
  orderId: string;
  /** ISO instant */
  at: string;
  /** shop date */
  date: string;
}

export interface CustomerFold {
  /** known orders that were not deleted */
  orderCount: number;
  qualifyingCount: number;
  /** totals minus refunds of the qualifying orders (same-day ones included), minor units */
  netSpendMinor: number;
  /** taken off the same orders by discounts, minor units */
  savedMinor: number;
  /** the start of the relationship: look-back and same-day rules do not move it; null as well while it is not known */
  firstQualifying: QualifyingOrder | null;
  lastQualifying: QualifyingOrder | null;
  /** there may be earlier orders that we are not shown: the first one is not known, and there may be more than were counted */
  earlierHidden: boolean;
  /** oldest first */
  orders: FoldedOrder[];
}

const UNPAID: ReadonlySet<string> = new Set(['pending', 'authorized', 'partially_paid', 'voided', 'expired']);

/**
 * Counts one customer's orders afresh. The ledger is this function of the newest facts, whatever the order and number of
 * deliveries that led to them.
 * @param today shop date, for the look-back window
 * @param hiddenBefore ISO instant before which we are not shown this customer's orders (`hidden-history.ts`); null: all are
 *   known. An order from before it (imported from CSV) makes the history known.
 */
export function foldCustomer(
  orders: readonly CountableOrder[],
  rules: Classification,
  timeZone: string,
  today: string,
  hiddenBefore: string | null = null,
): CustomerFold {
  const sorted = [...orders].sort(byTime);
  const windowStart = rules.lookBackDays === null ? null : addDays(today, 1 - rules.lookBackDays);
  const excludedTags = new Set(rules.excludedTags.map(normaliseTag));
  const result: CustomerFold = {
    orderCount: 0,
    qualifyingCount: 0,
    netSpendMinor: 0,
    savedMinor: 0,
    firstQualifying: null,
    lastQualifying: null,
    earlierHidden: hiddenBefore !== null && !sorted.some((order) => isBefore(order, hiddenBefore)),
    orders: [],
  };
  let previousDate: string | null = null;
  for (const order of sorted) {
    if (!order.deletedAt) result.orderCount += 1;
    let excludedReason = ownReason(order, rules, excludedTags);
    if (excludedReason === null) {
      const date = shopDate(order.processedAt, timeZone);
      const qualifying = { orderId: order.orderId, at: order.processedAt, date };
      result.firstQualifying ??= qualifying;
      result.lastQualifying = qualifying;
      if (windowStart !== null && date < windowStart) {
        excludedReason = 'outside-look-back';
      } else {
        result.netSpendMinor += order.totalMinor - order.refundedMinor;
        result.savedMinor += order.discountMinor;
        if (rules.sameDayOrdersCountOnce && date === previousDate) excludedReason = 'same-day';
        else result.qualifyingCount += 1;
        previousDate = date;
      }
    }
    result.orders.push({ orderId: order.orderId, excludedReason });
  }
  if (result.earlierHidden) result.firstQualifying = null;
  return result;
}

function isBefore(order: CountableOrder, instant: string): boolean {
  return !order.deletedAt && Date.parse(order.processedAt) < Date.parse(instant);
}

/** Why an order does not count by itself, without regard to its neighbours; the first reason that applies. */
function ownReason(
  order: CountableOrder,
  rules: Classification,
  excludedTags: ReadonlySet<string>,
): ExcludedReason | null {
  if (order.deletedAt) return 'deleted';
  if (order.test) return 'test';
  if (order.cancelledAt) return 'cancelled';
  if (UNPAID.has(order.financialStatus)) return 'unpaid';
  if (isFullyRefunded(order)) return 'fully-refunded';
  if (order.b2b && !rules.includeB2b) return 'b2b';
  if (order.subscriptionRenewal && !rules.includeSubscriptionRenewals) return 'subscription-renewal';
  if (order.source === 'pos' && !rules.includePos) return 'channel';
  if (isDraft(order.source) && !rules.includeDraft) return 'channel';
  if (order.tags.some((tag) => excludedTags.has(normaliseTag(tag)))) return 'tag';
  if (order.totalMinor < rules.minimumOrderMinor) return 'below-minimum';
  return null;
}

/** An order of nothing (a free sample) was never refunded: it counts. */
function isFullyRefunded(
  order: Pick<CountableOrder, 'financialStatus' | 'totalMinor' | 'refundedMinor'>,
): boolean {
  if (order.financialStatus === 'refunded') return true;
  return order.totalMinor > 0 && order.refundedMinor >= order.totalMinor;
}

export function isDraft(source: string): boolean {
  return source === 'shopify_draft_order' || source === 'draft_order';
}

/** Subscription apps' renewals carry this source; the first order of a contract comes through the checkout ("web"). */
export function isSubscriptionRenewal(source: string): boolean {
  return source.startsWith('subscription_contract');
}

/** Shopify compares tags without regard to case. */
function normaliseTag(tag: string): string {
  return tag.trim().toLowerCase();
}

function byTime(a: CountableOrder, b: CountableOrder): number {
  const difference = Date.parse(a.processedAt) - Date.parse(b.processedAt);
  if (difference !== 0) return difference;
  return a.orderId < b.orderId ? -1 : a.orderId > b.orderId ? 1 : 0;
}
