import { Prisma } from '@prisma/client';
import { foldCustomer, type CustomerFold } from '~/loyalty/fold';
import { hiddenBefore } from '~/loyalty/hidden-history';
import { customerRow } from './customer-row';
import { fromRow, type OrderRow, type StoredOrder } from './order-row';
import type { ShopContext } from './shop-context.server';

export interface CountedCustomer {
  customerId: string;
  fold: CustomerFold;
  orders: StoredOrder[];
}

/**
 * Counts customers afresh from their orders and stores what changed: the reason of each order, and the derived columns.
 * A standing becomes due, and `updated_at` moves, exactly when a derived column does.
 */
export async function recount(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  customerIds: readonly string[],
): Promise<CountedCustomer[]> {
  const ids = [...new Set(customerIds)];
  if (ids.length === 0) return [];
  const orders = await ordersOf(tx, context.shop, ids);
  const records = await shopifyRecords(tx, context.shop, ids);
  const counted = ids.map((customerId) => {
    const own = orders.get(customerId) ?? [];
    const { classification } = context.program;
    const eldest = records.get(customerId)?.eldest;
    const hidden = hiddenBefore(context.hidden, eldest === undefined ? [] : [`c:${eldest}`]);
    return {
      customerId,
      orders: own,
      fold: foldCustomer(own, classification, context.timeZone, context.today, hidden),
    };
  });
  await storeReasons(tx, context.shop, counted);
  await storeCustomers(tx, context, counted, records);
  return counted;
}

async function ordersOf(
  tx: Prisma.TransactionClient,
  shop: string,
  ids: string[],
): Promise<Map<string, StoredOrder[]>> {
  const rows = await tx.$queryRaw<OrderRow[]>`
    SELECT order_id, customer_id::text, name, processed_at, facts_at, source, currency, total_minor, refunded_minor,
           discount_minor, financial_status, fulfillment_status, cancelled_at, deleted_at, test, b2b, subscription_renewal, tags,
           discount_codes, locale, excluded_reason
    FROM ledger_order WHERE shop = ${shop} AND customer_id = ANY(${ids}::uuid[])`;
  const byCustomer = new Map<string, StoredOrder[]>();
  for (const row of rows) {
    const order = fromRow(row);
    const list = byCustomer.get(order.customerId ?? '');
    if (list) list.push(order);
    else byCustomer.set(order.customerId ?? '', [order]);
  }
  return byCustomer;
}

interface ShopifyRecords {
  /** the youngest (ids grow) that was neither merged away nor deleted; null when there is none */
  current: string | null;
  eldest: string;
}

async function shopifyRecords(
  tx: Prisma.TransactionClient,
  shop: string,
  ids: string[],
): Promise<Map<string, ShopifyRecords>> {
  const rows = await tx.$queryRaw<({ customer_id: string } & ShopifyRecords)[]>`
    SELECT i.customer_id::text, (max(substr(i.key, 3)::numeric) FILTER (WHERE gone.key IS NULL))::text AS current,
      (min(substr(i.key, 3)::numeric))::text AS eldest
    FROM customer_identity i
    LEFT JOIN customer_identity gone ON gone.shop = i.shop AND gone.key = 'x:' || substr(i.key, 3)
    WHERE i.shop = ${shop} AND i.customer_id = ANY(${ids}::uuid[]) AND i.key LIKE 'c:%'
    GROUP BY i.customer_id`;
  return new Map(rows.map(({ customer_id: id, ...records }) => [id, records]));
}

async function storeReasons(
  tx: Prisma.TransactionClient,
  shop: string,
  counted: CountedCustomer[],
): Promise<void> {
  const changed: { order_id: string; excluded_reason: string | null }[] = [];
  for (const { fold, orders } of counted) {
    const stored = new Map(orders.map((order) => [order.orderId, order.excludedReason]));
    for (const { orderId, excludedReason } of fold.orders) {
      if (stored.get(orderId) !== excludedReason)
        changed.push({ order_id: orderId, excluded_reason: excludedReason });
    }
  }
  if (changed.length === 0) return;
  await tx.$executeRaw`
    UPDATE ledger_order o SET excluded_reason = r.excluded_reason
    FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS r(order_id text, excluded_reason text)
    WHERE o.shop = ${shop} AND o.order_id = r.order_id`;
}

async function storeCustomers(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  counted: CountedCustomer[],
  known: ReadonlyMap<string, ShopifyRecords>,
): Promise<void> {
  const records = counted.map(({ customerId, fold, orders }) =>
    customerRow(customerId, known.get(customerId)?.current ?? null, fold, orders, context),
  );
  // the anniversary scan asks why an anniversary lies on another day than before
  const moved = Prisma.sql`(c.first_qualifying_date IS DISTINCT FROM r.first_qualifying_date
                            AND r.first_qualifying_date < ${context.today}::date)`;
  const history = context.history ?? false;
  await tx.$executeRaw`
    UPDATE ledger_customer c SET
      standing_hash = CASE WHEN c.shopify_customer_id IS DISTINCT FROM r.shopify_customer_id
                           THEN NULL ELSE c.standing_hash END, -- another record holds nothing of ours yet
      standing_written_at = NULL, -- due
      history_at = CASE WHEN ${moved} AND ${history}::boolean THEN ${context.now}::timestamptz ELSE c.history_at END,
      first_moved_at = CASE WHEN ${moved} AND NOT ${history}::boolean THEN ${context.now}::timestamptz ELSE c.first_moved_at END,
      shopify_customer_id = r.shopify_customer_id, locale = r.locale, order_count = r.order_count,
      qualifying_count = r.qualifying_count, net_spend_minor = r.net_spend_minor, saved_minor = r.saved_minor,
      first_qualifying_at = r.first_qualifying_at, first_qualifying_date = r.first_qualifying_date,
      anniversary_day = r.anniversary_day, last_qualifying_at = r.last_qualifying_at, segment = r.segment,
      tier_key = r.tier_key, tier_until = r.tier_until, program_version = ${context.programVersion}, updated_at = ${context.now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS r(
      id uuid, shopify_customer_id text, locale text, order_count int, qualifying_count int, net_spend_minor bigint, saved_minor bigint,
      first_qualifying_at timestamptz, first_qualifying_date date, anniversary_day text, last_qualifying_at timestamptz,
      segment text, tier_key text, tier_until date)
    WHERE c.shop = ${context.shop} AND c.id = r.id AND c.merged_into_id IS NULL AND c.redacted_at IS NULL
      AND (c.shopify_customer_id, c.locale, c.order_count, c.qualifying_count, c.net_spend_minor, c.saved_minor,
           c.first_qualifying_at, c.first_qualifying_date, c.anniversary_day::text, c.last_qualifying_at, c.segment, c.tier_key, c.tier_until,
           c.program_version)
        IS DISTINCT FROM
          (r.shopify_customer_id, r.locale, r.order_count, r.qualifying_count, r.net_spend_minor, r.saved_minor,
           r.first_qualifying_at, r.first_qualifying_date, r.anniversary_day, r.last_qualifying_at, r.segment, r.tier_key, r.tier_until,
           ${context.programVersion}::int)`;
}
