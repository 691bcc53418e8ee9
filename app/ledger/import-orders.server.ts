import { inTransaction } from '~/database/transaction.server';
import type { OrderFacts } from '~/loyalty/order-facts';
import type { LedgerServices } from './apply-event.server';
import { applyOrders } from './apply-orders.server';
import { lockForBatch } from './locks.server';
import { factsOfNode } from './order-node';
import { loadShopContext } from './shop-context.server';

/** Orders of one transaction: large enough to be fast, small enough that events wait for milliseconds only. */
export const BATCH_ORDERS = 500;

export interface ImportProgress {
  rowsDone: number;
  ordersChanged: number;
}

/**
 * Reads JSONL lines of a bulk result into the ledger. Lines of children (`__parentId`) and of other objects are passed
 * over wherever they stand. Running it again, or half of it twice, changes nothing. Never plans a message.
 * @param onProgress called after each stored batch
 */
export async function importOrderLines(
  services: LedgerServices,
  shop: string,
  lines: AsyncIterable<string> | Iterable<string>,
  onProgress: (progress: ImportProgress) => Promise<void> = async () => undefined,
): Promise<ImportProgress> {
  const progress = { rowsDone: 0, ordersChanged: 0 };
  let batch: OrderFacts[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    progress.ordersChanged += await importBatch(services, shop, batch);
    progress.rowsDone += batch.length;
    batch = [];
    await onProgress({ ...progress });
  };
  for await (const line of lines) {
    const facts = factsOfNode(JSON.parse(line), services.env.EMAIL_HASH_KEY);
    if (!facts) continue;
    batch.push(facts);
    if (batch.length >= BATCH_ORDERS) await flush();
  }
  await flush();
  return progress;
}

async function importBatch(services: LedgerServices, shop: string, orders: OrderFacts[]): Promise<number> {
  return inTransaction(
    services.db,
    async (tx) => {
      await lockForBatch(tx, shop);
      const context = await loadShopContext(tx, shop, services.clock.now());
      if (!context) throw new Error('import into a shop that is not there');
      const { changed } = await applyOrders(tx, context, services.env.EMAIL_HASH_KEY, orders);
      return changed.length;
    },
    { timeout: 60_000, maxWait: 30_000 },
  );
}
