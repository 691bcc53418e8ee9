import { fromRow, type OrderRow, type StoredOrder } from '~/ledger/order-row';
import type { Db } from '~/database/client.server';

/** For each order: all orders of the customer whom it belongs to; of a customer unknown, the order alone. By order id. */
export async function historiesOfOrders(
  db: Db,
  shop: string,
  orderIds: readonly string[],
): Promise<Map<string, StoredOrder[]>> {
  if (orderIds.length === 0) return new Map();
  // lists as one value: their length makes no new statement
  const asked = await db.$queryRaw<OrderRow[]>`
    SELECT * FROM ledger_order WHERE shop = ${shop} AND order_id = ANY(${[...orderIds]}::text[])`;
  const customers = [...new Set(asked.flatMap((row) => row.customer_id ?? []))];
  const all = await db.$queryRaw<OrderRow[]>`
    SELECT * FROM ledger_order WHERE shop = ${shop} AND customer_id = ANY(${customers}::uuid[])`;
  const ofCustomer = Map.groupBy(all, (row) => row.customer_id);
  return new Map(
    asked.map((row) => [
      row.order_id,
      (row.customer_id ? (ofCustomer.get(row.customer_id) ?? []) : [row]).map(fromRow),
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
  const rows = customerId
    ? await db.$queryRaw<OrderRow[]>`
        SELECT * FROM ledger_order WHERE shop = ${shop} AND customer_id = ${customerId}::uuid`
    : await db.$queryRaw<OrderRow[]>`
        SELECT * FROM ledger_order WHERE shop = ${shop} AND order_id = ${orderId}`;
  return rows.map(fromRow);
}
