import { inTransaction } from '~/database/transaction.server';
import type { AdminResult } from '~/admin-api/client.server';
import { updatedOrdersQuery } from '~/admin-api/documents';
import { RetryLater } from '~/retry-later.server';
import type { OrderFacts } from '~/loyalty/order-facts';
import type { Services } from '~/services.server';
import { applyOrderFacts } from './apply-event.server';
import { factsOfNode } from './order-node';
import { isImporting, loadShopContext } from './shop-context.server';

export type ReconcileServices = Pick<Services, 'env' | 'log' | 'clock' | 'db' | 'jobs' | 'admin'>;

export interface Reconciliation {
  looked: number;
  /** orders whose webhook had not arrived, or arrived wrong */
  healed: number;
}

/** Shopify's search index lags, and webhooks under way are no loss: look back further than the last sweep. */
const OVERLAP_MS = 10 * 60_000;
/** Without a sweep on record: Shopify retries for 4 hours, so a day covers what webhooks may have missed. */
const FIRST_LOOK_BACK_MS = 24 * 60 * 60_000;

interface OrdersPage {
  orders: { pageInfo: { hasNextPage: boolean; endCursor: string | null }; nodes: unknown[] };
}

/**
 * Finds what webhooks missed: asks for all orders updated since the last sweep, puts them through the same door as events
 * (so a missed "paid" still gets its thank-you, once) and reports what it healed. Deletions do not show here.
 * @throws RetryLater while Shopify is not there
 */
export async function reconcile(services: ReconcileServices, shop: string): Promise<Reconciliation> {
  const startedAt = services.clock.now();
  const context = await loadShopContext(services.db, shop, startedAt);
  const result: Reconciliation = { looked: 0, healed: 0 };
  if (!context || context.uninstalledAt) return result;
  // the import brings the same orders; what it has not reached yet was not missed
  if (await isImporting(services.db, shop)) return result;
  const last = await services.db.importRun.findFirst({
    where: { shop, kind: 'reconcile', state: 'done' },
    orderBy: { startedAt: 'desc' },
  });
  const since = new Date(
    (last?.startedAt.getTime() ?? startedAt.getTime() - FIRST_LOOK_BACK_MS) - OVERLAP_MS,
  );
  for await (const order of updatedOrders(services, shop, since)) {
    result.looked += 1;
    const outcome = await applyOrderFacts(services, shop, order);
    if (outcome === 'applied') result.healed += 1;
  }
  await finish(services, shop, startedAt, result);
  return result;
}

async function* updatedOrders(
  services: ReconcileServices,
  shop: string,
  since: Date,
): AsyncIterable<OrderFacts> {
  const query = `updated_at:>='${since.toISOString()}'`;
  let after: string | null = null;
  do {
    const answer: AdminResult<OrdersPage> = await services
      .admin(shop)
      .request<OrdersPage>(updatedOrdersQuery, { query, after });
    if (!answer.ok) {
      if (answer.kind === 'invalid') throw new Error(`updated orders: ${answer.message}`);
      throw new RetryLater(`updated orders: ${answer.kind}`);
    }
    const { nodes, pageInfo }: OrdersPage['orders'] = answer.data.orders;
    for (const node of nodes) {
      const facts = factsOfNode(node, services.env.EMAIL_HASH_KEY);
      if (facts) yield facts;
    }
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}

/** One row per shop remembers the last sweep. */
async function finish(
  services: ReconcileServices,
  shop: string,
  startedAt: Date,
  result: Reconciliation,
): Promise<void> {
  const now = services.clock.now();
  await inTransaction(services.db, async (tx) => {
    await tx.importRun.deleteMany({ where: { shop, kind: 'reconcile' } });
    await tx.$executeRaw`
      INSERT INTO import_run (shop, id, kind, state, phase, rows_total, rows_done, started_at, finished_at, updated_at)
      VALUES (${shop}, gen_random_uuid(), 'reconcile', 'done', 'done', ${result.looked}, ${result.healed},
              ${startedAt}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)`;
    if (result.healed === 0) return;
    const detail = { looked: result.looked, healed: result.healed };
    await tx.activityEntry.create({ data: { shop, at: now, event: 'reconcile.healed', detail } });
  });
  if (result.healed > 0) services.log.warn({ shop, ...result }, 'reconciliation healed what webhooks missed');
}
