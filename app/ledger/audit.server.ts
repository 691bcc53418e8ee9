import type { Prisma } from '@prisma/client';
import { ordersByIdQuery } from '~/admin-api/documents';
import { inTransaction } from '~/database/transaction.server';
import { RetryLater } from '~/retry-later.server';
import { compareFacts } from '~/loyalty/compare-facts';
import type { OrderFacts } from '~/loyalty/order-facts';
import { applyOrderFacts } from './apply-event.server';
import { storedOrders } from './apply-orders.server';
import { deleteOrder } from './delete-order.server';
import { lockForBatch, lockForEvent } from './locks.server';
import { factsOfNode } from './order-node';
import type { StoredOrder } from './order-row';
import { recount } from './recount.server';
import type { ReconcileServices } from './reconcile.server';
import { isImporting, loadShopContext } from './shop-context.server';

export interface Audit {
  /** customers that were counted again */
  customers: number;
  /** of them, those whose stored count was not what their orders say */
  wrongCustomers: number;
  /** orders that were asked for at Shopify */
  orders: number;
  /** of them, those that Shopify knows otherwise, or not any more */
  wrongOrders: number;
}

/** A night's sample; another one each night, so that all have their turn. Small shops are looked at whole. */
const CUSTOMERS = 2_000;
const CUSTOMERS_A_BATCH = 500;
const ORDERS = 200;
const ORDERS_A_CALL = 50;
/** A change as young as this may still be on its way as a webhook. */
const ON_ITS_WAY_MS = 15 * 60_000;

/**
 * The nightly self-audit: counts customers again from the stored facts, and asks Shopify for the present state of orders.
 * What differs is put right by the usual ways, and the merchant is told.
 * @returns null when there is nothing to compare with: not installed, or the import is under way
 * @throws RetryLater while Shopify is not there
 */
export async function auditLedger(services: ReconcileServices, shop: string): Promise<Audit | null> {
  const startedAt = services.clock.now();
  const context = await loadShopContext(services.db, shop, startedAt);
  if (!context || context.uninstalledAt || (await isImporting(services.db, shop))) return null;
  const counted = await recountSample(services, shop, context.today);
  const compared = await compareSample(services, shop, context.today);
  const audit: Audit = { ...counted, ...compared };
  await finish(services, shop, startedAt, audit);
  return audit;
}

async function recountSample(
  services: ReconcileServices,
  shop: string,
  today: string,
): Promise<Pick<Audit, 'customers' | 'wrongCustomers'>> {
  const sample = await services.db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM ledger_customer
    WHERE shop = ${shop} AND merged_into_id IS NULL AND redacted_at IS NULL
    ORDER BY md5(id::text || ${today}) LIMIT ${CUSTOMERS}`;
  const ids = sample.map(({ id }) => id);
  let wrongCustomers = 0;
  for (let from = 0; from < ids.length; from += CUSTOMERS_A_BATCH) {
    wrongCustomers += await recountBatch(services, shop, ids.slice(from, from + CUSTOMERS_A_BATCH));
  }
  return { customers: ids.length, wrongCustomers };
}

async function recountBatch(services: ReconcileServices, shop: string, ids: string[]): Promise<number> {
  return inTransaction(
    services.db,
    async (tx) => {
      await lockForBatch(tx, shop);
      const context = await loadShopContext(tx, shop, services.clock.now());
      if (!context) return 0;
      const before = await countsOf(tx, shop, ids, context.programVersion);
      await recount(tx, context, ids);
      const after = await countsOf(tx, shop, ids, context.programVersion);
      return [...before].filter(([id, text]) => after.get(id) !== text).length;
    },
    { timeout: 60_000, maxWait: 30_000 },
  );
}

/** What was counted, as text. A customer whom a change of program has not reached yet is not wrong, only late. */
async function countsOf(
  tx: Prisma.TransactionClient,
  shop: string,
  ids: string[],
  programVersion: number,
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; counted: string }[]>`
    SELECT c.id::text, jsonb_build_array(c.order_count, c.qualifying_count, c.net_spend_minor, c.saved_minor,
      c.first_qualifying_at, c.last_qualifying_at, c.segment, c.tier_key,
      (SELECT jsonb_agg(jsonb_build_array(o.order_id, o.excluded_reason) ORDER BY o.order_id) FROM ledger_order o
       WHERE o.shop = c.shop AND o.customer_id = c.id))::text AS counted
    FROM ledger_customer c
    WHERE c.shop = ${shop} AND c.id = ANY(${ids}::uuid[]) AND c.program_version = ${programVersion}`;
  return new Map(rows.map((row) => [row.id, row.counted]));
}

async function compareSample(
  services: ReconcileServices,
  shop: string,
  today: string,
): Promise<Pick<Audit, 'orders' | 'wrongOrders'>> {
  const { readsAllOrders } = await services.db.shop.findUniqueOrThrow({ where: { shop } });
  const sample = await services.db.$queryRaw<{ order_id: string }[]>`
    SELECT order_id FROM ledger_order
    WHERE shop = ${shop} AND deleted_at IS NULL AND order_id ~ '^[0-9]+$'
    ORDER BY md5(order_id || ${today}) LIMIT ${ORDERS}`;
  let wrongOrders = 0;
  for (let from = 0; from < sample.length; from += ORDERS_A_CALL) {
    const ids = sample.slice(from, from + ORDERS_A_CALL).map((row) => row.order_id);
    const stored = await storedOrders(services.db, shop, ids);
    const found = await ordersAtShopify(services, shop, ids);
    for (const id of ids) {
      const order = found.get(id);
      if (order) wrongOrders += (await putRight(services, shop, stored.get(id), order)) ? 1 : 0;
      // without read_all_orders, orders of more than 60 days ago are not shown: that says nothing
      else if (readsAllOrders) wrongOrders += (await markDeleted(services, shop, id)) ? 1 : 0;
    }
  }
  return { orders: sample.length, wrongOrders };
}

async function ordersAtShopify(
  services: ReconcileServices,
  shop: string,
  ids: string[],
): Promise<Map<string, OrderFacts>> {
  const answer = await services
    .admin(shop)
    .request<{ nodes: unknown[] }>(ordersByIdQuery, { ids: ids.map((id) => `gid://shopify/Order/${id}`) });
  if (!answer.ok) {
    if (answer.kind === 'invalid') throw new Error(`orders by id: ${answer.message}`);
    throw new RetryLater(`orders by id: ${answer.kind}`);
  }
  const facts = answer.data.nodes.flatMap((node) => factsOfNode(node, services.env.EMAIL_HASH_KEY) ?? []);
  return new Map(facts.map((order) => [order.orderId, order]));
}

/** @returns whether the ledger was wrong */
async function putRight(
  services: ReconcileServices,
  shop: string,
  before: StoredOrder | undefined,
  order: OrderFacts,
): Promise<boolean> {
  const age = services.clock.now().getTime() - Date.parse(order.factsAt);
  if (age < ON_ITS_WAY_MS) return false;
  const applied = (await applyOrderFacts(services, shop, order)) === 'applied';
  return applied && !(before && saysTheSame(before, order));
}

/** A parcel's way is the carrier's to tell, which need not change the order; and when facts were written is no fact. */
function saysTheSame(before: StoredOrder, order: OrderFacts): boolean {
  const { factsAt, fulfillmentStatus } = order;
  return before.deletedAt === null && compareFacts({ ...before, factsAt, fulfillmentStatus }, order) === 0;
}

async function markDeleted(services: ReconcileServices, shop: string, orderId: string): Promise<boolean> {
  return inTransaction(services.db, async (tx) => {
    await lockForEvent(tx, shop, [`o:${orderId}`]);
    const context = await loadShopContext(tx, shop, services.clock.now());
    return context !== null && (await deleteOrder(tx, context, orderId, services.clock.now())) === 'applied';
  });
}

/** One row per shop remembers the last audit; home and the log tell of one that found something. */
async function finish(
  services: ReconcileServices,
  shop: string,
  startedAt: Date,
  audit: Audit,
): Promise<void> {
  const now = services.clock.now();
  const wrong = audit.wrongCustomers + audit.wrongOrders;
  await inTransaction(services.db, async (tx) => {
    await tx.importRun.deleteMany({ where: { shop, kind: 'audit' } });
    await tx.$executeRaw`
      INSERT INTO import_run (shop, id, kind, state, phase, rows_total, rows_done, started_at, finished_at, updated_at)
      VALUES (${shop}, gen_random_uuid(), 'audit', 'done', 'done', ${audit.customers + audit.orders}, ${wrong},
              ${startedAt}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)`;
    if (wrong === 0) return;
    const detail = {
      checked: audit.customers,
      customers: audit.wrongCustomers,
      compared: audit.orders,
      orders: audit.wrongOrders,
    };
    await tx.activityEntry.create({ data: { shop, at: now, event: 'audit.differences', detail } });
    await services.jobs.send(tx, 'standing.write', { shop }, { singletonKey: shop });
  });
  if (wrong > 0) services.log.error({ shop, ...audit }, 'self-audit found differences and put them right');
}
