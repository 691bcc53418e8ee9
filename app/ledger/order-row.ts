import type { CountableOrder } from '~/loyalty/fold';
import type { ExcludedReason, FinancialStatus, OrderFacts } from '~/loyalty/order-facts';
import type { VersionedFacts } from '~/loyalty/compare-facts';

/** A row of ledger_order as PostgreSQL returns it. */
export interface OrderRow {
  order_id: string;
  customer_id: string | null;
  name: string | null;
  processed_at: Date;
  facts_at: Date;
  source: string;
  currency: string;
  total_minor: bigint;
  refunded_minor: bigint;
  discount_minor: bigint;
  financial_status: string;
  fulfillment_status: string | null;
  cancelled_at: Date | null;
  deleted_at: Date | null;
  test: boolean;
  b2b: boolean;
  subscription_renewal: boolean;
  tags: string[];
  discount_codes: string[];
  locale: string | null;
  excluded_reason: ExcludedReason | null;
}

export type StoredOrder = CountableOrder &
  VersionedFacts & { customerId: string | null; excludedReason: ExcludedReason | null };

export function fromRow(row: OrderRow): StoredOrder {
  return {
    orderId: row.order_id,
    customerId: row.customer_id,
    name: row.name,
    processedAt: row.processed_at.toISOString(),
    factsAt: row.facts_at.toISOString(),
    source: row.source,
    currency: row.currency,
    totalMinor: Number(row.total_minor),
    refundedMinor: Number(row.refunded_minor),
    discountMinor: Number(row.discount_minor),
    financialStatus: row.financial_status as FinancialStatus,
    fulfillmentStatus: row.fulfillment_status,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    test: row.test,
    b2b: row.b2b,
    subscriptionRenewal: row.subscription_renewal,
    tags: row.tags,
    discountCodes: row.discount_codes,
    locale: row.locale,
    excludedReason: row.excluded_reason,
  };
}

/** One object of the JSON array that jsonb_to_recordset turns back into rows. */
export function toRecord(order: OrderFacts, customerId: string | null): Record<string, unknown> {
  return {
    order_id: order.orderId,
    customer_id: customerId,
    name: order.name,
    processed_at: order.processedAt,
    facts_at: order.factsAt,
    source: order.source,
    currency: order.currency,
    total_minor: order.totalMinor,
    refunded_minor: order.refundedMinor,
    discount_minor: order.discountMinor,
    financial_status: order.financialStatus,
    fulfillment_status: order.fulfillmentStatus,
    cancelled_at: order.cancelledAt,
    test: order.test,
    b2b: order.b2b,
    subscription_renewal: order.subscriptionRenewal,
    tags: order.tags,
    discount_codes: order.discountCodes,
    locale: order.locale,
  };
}
