import type { OrderFacts } from './order-facts';

/** The part of the facts that the ledger keeps of an order, and that two versions are compared by. */
export type VersionedFacts = Omit<
  OrderFacts,
  'shopifyCustomerId' | 'importedCustomerKey' | 'emailHash' | 'deletedAt' | 'orderId'
>;

/** How far an order has come; a later state wins among versions of the same second. */
const PROGRESS: Readonly<Record<OrderFacts['financialStatus'], number>> = {
  pending: 0,
  authorized: 1,
  partially_paid: 2,
  expired: 3,
  paid: 4,
  partially_refunded: 5,
  refunded: 6,
  voided: 7,
};

/**
 * Which of two versions of one order's facts is newer: negative when `a` is older. A total order over contents, so that
 * the ledger ends the same whatever came first:
 *
 * 1. the later `factsAt` (Shopify's updated_at, whole seconds) wins;
 * 2. within the same second what cannot be undone wins: cancelled over not, the larger refund, the further financial
 *    state, fulfilled over not, delivered over fulfilled;
 * 3. then the larger discount, so that an order stored before discounts were kept gets its own when it is read again;
 * 4. then the greater text of the facts, which means nothing but is the same everywhere.
 *
 * Zero exactly when both say the same.
 */
export function compareFacts(a: VersionedFacts, b: VersionedFacts): number {
  return (
    Date.parse(a.factsAt) - Date.parse(b.factsAt) ||
    Number(a.cancelledAt !== null) - Number(b.cancelledAt !== null) ||
    a.refundedMinor - b.refundedMinor ||
    PROGRESS[a.financialStatus] - PROGRESS[b.financialStatus] ||
    fulfilled(a) - fulfilled(b) ||
    a.discountMinor - b.discountMinor ||
    compareText(factsText(a), factsText(b))
  );
}

function fulfilled({ fulfillmentStatus }: VersionedFacts): number {
  if (fulfillmentStatus === 'delivered') return 2;
  return fulfillmentStatus === null ? 0 : 1;
}

/** One text for the same facts: keys in a fixed order, instants in one notation, lists as sets. */
function factsText(facts: VersionedFacts): string {
  return JSON.stringify([
    facts.name,
    instant(facts.processedAt),
    facts.source,
    facts.currency,
    facts.totalMinor,
    facts.refundedMinor,
    facts.discountMinor,
    facts.financialStatus,
    facts.fulfillmentStatus,
    facts.cancelledAt === null ? null : instant(facts.cancelledAt),
    facts.test,
    facts.b2b,
    facts.subscriptionRenewal,
    [...facts.tags].sort(),
    [...facts.discountCodes].sort(),
    facts.locale,
  ]);
}

function instant(text: string): string {
  return new Date(text).toISOString();
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
