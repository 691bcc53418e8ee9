import type { LedgerOrder } from '@prisma/client';
import { fromRow, type StoredOrder } from '~/ledger/order-row';
import type { ExcludedReason } from '~/loyalty/order-facts';
import type { Db } from '~/database/client.server';

/** All orders of the customer whom an order belongs to; of a customer unknown, the order alone. */
export async function ordersOfCustomer(
  db: Db,
  shop: string,
  customerId: string | null,
  orderId: string,
): Promise<StoredOrder[]> {
  const rows = await db.ledgerOrder.findMany({
    where: customerId ? { shop, customerId } : { shop, orderId },
  });
  return rows.map(toStored);
}

function toStored(row: LedgerOrder): StoredOrder {
  return fromRow({
    order_id: row.orderId,
    customer_id: row.customerId,
    name: row.name,
    processed_at: row.processedAt,
    facts_at: row.factsAt,
    source: row.source,
    currency: row.currency,
    total_minor: row.totalMinor,
    refunded_minor: row.refundedMinor,
    financial_status: row.financialStatus,
    fulfillment_status: row.fulfillmentStatus,
    cancelled_at: row.cancelledAt,
    deleted_at: row.deletedAt,
    test: row.test,
    b2b: row.b2b,
    subscription_renewal: row.subscriptionRenewal,
    tags: row.tags,
    discount_codes: row.discountCodes,
    locale: row.locale,
    excluded_reason: row.excludedReason as ExcludedReason | null,
  });
}
