/** Facts about one order, reduced to what the rules need: ids, dates, amounts. Never a name, address, phone or e-mail. */
export interface OrderFacts {
  /** Shopify's numeric id as text, or "csv:<id>" */
  orderId: string;
  /** for example "#1042" */
  name: string | null;
  /** Shopify's numeric customer id as text */
  shopifyCustomerId: string | null;
  /** keyed hash of the customer's key in the shop system of before, hex; only in orders imported from CSV */
  importedCustomerKey?: string | null;
  /** keyed hash of the normalised e-mail, hex */
  emailHash: string | null;
  /** ISO instant */
  processedAt: string;
  /** ISO instant of the facts (Shopify's updated_at): the newer ones win */
  factsAt: string;
  /** Shopify's source_name: web, pos, shopify_draft_order, subscription_contract, ... */
  source: string;
  currency: string;
  /** current total (after edits, before refunds) in minor units of the shop's currency */
  totalMinor: number;
  /** refunded so far, minor units */
  refundedMinor: number;
  /** taken off by discounts, whoever gave them, of what is left after edits, returns and refunds; minor units */
  discountMinor: number;
  financialStatus: FinancialStatus;
  /** partial | fulfilled | delivered (everything arrived) | restocked */
  fulfillmentStatus: string | null;
  cancelledAt: string | null;
  deletedAt: string | null;
  test: boolean;
  b2b: boolean;
  subscriptionRenewal: boolean;
  tags: string[];
  discountCodes: string[];
  /** BCP 47, for example "de" or "de-CH" */
  locale: string | null;
}

export type FinancialStatus =
  | 'pending'
  | 'authorized'
  | 'partially_paid'
  | 'paid'
  | 'partially_refunded'
  | 'refunded'
  | 'voided'
  | 'expired';

/** Why an order does not count; null in the ledger means that it counts. */
export type ExcludedReason =
  | 'deleted'
  | 'test'
  | 'cancelled'
  | 'unpaid'
  | 'fully-refunded'
  | 'b2b'
  | 'subscription-renewal'
  | 'channel'
  | 'tag'
  | 'below-minimum'
  | 'outside-look-back'
  | 'same-day';

/** `unknown`: has not bought often enough for `repeat` as far as we can see, and we cannot see everything */
export type Segment = 'prospect' | 'new' | 'repeat' | 'lapsed' | 'unknown';

/** What Shopify says of one parcel, in lower case: the Admin API shouts what webhooks write small. */
export interface Parcel {
  status: string | null;
  shipment: string | null;
}

/**
 * `fulfillmentStatus` of the facts: shipped as a whole, and every parcel that was not called back has arrived, is delivered.
 * @param status partial | fulfilled | restocked
 */
export function withArrival(status: string | null, parcels: readonly Parcel[]): string | null {
  const sent = parcels.filter((parcel) => parcel.status !== 'cancelled');
  const arrived = sent.length > 0 && sent.every((parcel) => parcel.shipment === 'delivered');
  return status === 'fulfilled' && arrived ? 'delivered' : status;
}
