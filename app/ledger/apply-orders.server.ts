import type { Prisma } from '@prisma/client';
import { compareFacts } from '~/loyalty/compare-facts';
import type { OrderFacts } from '~/loyalty/order-facts';
import { identityKeys, resolveCustomers } from './identities.server';
import { fromRow, toRecord, type OrderRow, type StoredOrder } from './order-row';
import { recount, type CountedCustomer } from './recount.server';
import { withoutRedacted } from './redaction-marker.server';
import type { ShopContext } from './shop-context.server';

export interface AppliedOrders {
  /** orders whose facts were new or newer, as stored now */
  changed: OrderFacts[];
  /** orders that were not in the ledger before */
  added: number;
  /** the orders as they were stored before, by id */
  before: ReadonlyMap<string, StoredOrder>;
  /** every customer that was counted again */
  counted: CountedCustomer[];
}

/**
 * The one way into the ledger, for a webhook's single order as for a batch of history: join identities, keep the newest
 * facts of each order, count the customers concerned afresh. The caller holds the locks (locks.server.ts).
 */
export async function applyOrders(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  emailHashKey: string,
  orders: readonly OrderFacts[],
): Promise<AppliedOrders> {
  const allowed = await withoutRedacted(tx, context.shop, emailHashKey, orders);
  // Links count even when the facts are stale: they would have counted had they come first.
  const { customerOf, changed } = await resolveCustomers(
    tx,
    context.shop,
    allowed.map(identityKeys),
    context.now,
  );

  const newest = newestOfEach(allowed);
  const stored = await storedOrders(tx, context.shop, [...newest.keys()]);
  const winners = [...newest.values()].filter((order) => {
    const before = stored.get(order.orderId);
    return !before || compareFacts(order, before) > 0;
  });
  const ownerOf = (order: OrderFacts) => customerOf.get(identityKeys(order)[0] ?? '') ?? null;
  await upsert(
    tx,
    context.shop,
    winners.map((order) => toRecord(order, ownerOf(order))),
  );

  const touched = new Set(changed);
  for (const order of winners) {
    const owners = [ownerOf(order), stored.get(order.orderId)?.customerId];
    for (const owner of owners) if (owner) touched.add(owner);
  }
  const counted = await recount(tx, context, [...touched]);
  const added = winners.filter((order) => !stored.has(order.orderId)).length;
  return { changed: winners, added, before: stored, counted };
}

function newestOfEach(orders: readonly OrderFacts[]): Map<string, OrderFacts> {
  const newest = new Map<string, OrderFacts>();
  for (const order of orders) {
    const other = newest.get(order.orderId);
    if (!other || compareFacts(order, other) > 0) newest.set(order.orderId, order);
  }
  return newest;
}

/** Orders as the ledger has them, by id. */
export async function storedOrders(
  tx: Prisma.TransactionClient,
  shop: string,
  ids: string[],
): Promise<Map<string, StoredOrder>> {
  const rows = await tx.$queryRaw<OrderRow[]>`
    SELECT order_id, customer_id::text, name, processed_at, facts_at, source, currency, total_minor, refunded_minor,
           discount_minor, financial_status, fulfillment_status, cancelled_at, deleted_at, test, b2b, subscription_renewal, tags,
           discount_codes, locale, excluded_reason
    FROM ledger_order WHERE shop = ${shop} AND order_id = ANY(${ids}::text[])`;
  return new Map(rows.map((row) => [row.order_id, fromRow(row)]));
}

/**
 * A deletion stands against facts that are not younger than it; younger facts mean that the order was restored. Events that
 * an earlier version took in say nothing of discounts.
 */
async function upsert(
  tx: Prisma.TransactionClient,
  shop: string,
  records: Record<string, unknown>[],
): Promise<void> {
  if (records.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO ledger_order (shop, order_id, customer_id, name, processed_at, facts_at, source, currency, total_minor,
      refunded_minor, discount_minor, financial_status, fulfillment_status, cancelled_at, test, b2b, subscription_renewal, tags,
      discount_codes, locale)
    SELECT ${shop}, r.order_id, r.customer_id, r.name, r.processed_at, r.facts_at, r.source, r.currency, r.total_minor,
      r.refunded_minor, COALESCE(r.discount_minor, 0), r.financial_status, r.fulfillment_status, r.cancelled_at, r.test, r.b2b, r.subscription_renewal,
      ARRAY(SELECT jsonb_array_elements_text(r.tags)), ARRAY(SELECT jsonb_array_elements_text(r.discount_codes)), r.locale
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS r(order_id text, customer_id uuid, name text,
      processed_at timestamptz, facts_at timestamptz, source text, currency text, total_minor bigint,
      refunded_minor bigint, discount_minor bigint, financial_status text, fulfillment_status text, cancelled_at timestamptz, test bool, b2b bool,
      subscription_renewal bool, tags jsonb, discount_codes jsonb, locale text)
    ON CONFLICT (shop, order_id) DO UPDATE SET
      customer_id = EXCLUDED.customer_id, name = EXCLUDED.name, processed_at = EXCLUDED.processed_at,
      facts_at = EXCLUDED.facts_at, source = EXCLUDED.source, currency = EXCLUDED.currency,
      total_minor = EXCLUDED.total_minor, refunded_minor = EXCLUDED.refunded_minor,
      discount_minor = EXCLUDED.discount_minor,
      financial_status = EXCLUDED.financial_status, fulfillment_status = EXCLUDED.fulfillment_status,
      cancelled_at = EXCLUDED.cancelled_at, test = EXCLUDED.test, b2b = EXCLUDED.b2b,
      subscription_renewal = EXCLUDED.subscription_renewal, tags = EXCLUDED.tags,
      discount_codes = EXCLUDED.discount_codes, locale = EXCLUDED.locale,
      deleted_at = CASE WHEN EXCLUDED.facts_at > ledger_order.deleted_at THEN NULL ELSE ledger_order.deleted_at END`;
}
