import type { LedgerOrder } from '@prisma/client';
import { fromRow, type StoredOrder } from '~/ledger/order-row';
import type { ExcludedReason } from '~/loyalty/order-facts';
import type { Db } from '~/database/client.server';

/** For each order: all orders of the customer whom it belongs to; of a customer unknown, the order alone. By order id. */
export async function historiesOfOrders(
  db: Db,
  shop: string,
  orderIds: readonly string[],
): Promise<Map<string, StoredOrder[]>> {
  if (orderIds.length === 0) return new Map();
  const asked = await db.ledgerOrder.findMany({ where: { shop, orderId: { in: [...orderIds] } } });
  const customers = [...new Set(asked.flatMap(({ customerId }) => customerId ?? []))];
  const all = await db.ledgerOrder.findMany({ where: { shop, customerId: { in: customers } } });
  const ofCustomer = Map.groupBy(all, ({ customerId }) => customerId);
  return new Map(
    asked.map((row) => [
      row.orderId,
      (row.customerId ? (ofCustomer.get(row.customerId) ?? []) : [row]).map(toStored),
    ]),
  );
}

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
