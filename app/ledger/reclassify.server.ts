import { inTransaction } from '~/database/transaction.server';
import type { LedgerServices } from './apply-event.server';
import { lockForBatch } from './locks.server';
import { recount } from './recount.server';
import { loadShopContext } from './shop-context.server';
import { standingsDueAfterAnniversaries } from './standings-due.server';

const BATCH_CUSTOMERS = 500;

/**
 * Counts every customer of a shop afresh: after a change of program, and each day where a rule depends on the date. Until
 * everybody is counted by the program in force, no occasion is looked for (`ShopContext.reclassifying`).
 * @returns customers looked at
 */
export async function reclassify(
  services: LedgerServices,
  shop: string,
  onProgress: (customers: number) => Promise<void> = async () => undefined,
): Promise<number> {
  const today = await loadShopContext(services.db, shop, services.clock.now());
  if (today) await standingsDueAfterAnniversaries(services.db, today);
  let after = '00000000-0000-0000-0000-000000000000';
  let total = 0;
  for (;;) {
    const last = await inTransaction(
      services.db,
      async (tx) => {
        await lockForBatch(tx, shop);
        const context = await loadShopContext(tx, shop, services.clock.now());
        if (!context) return null;
        const ids = await tx.$queryRaw<{ id: string }[]>`
          SELECT id::text FROM ledger_customer
          WHERE shop = ${shop} AND id > ${after}::uuid AND merged_into_id IS NULL AND redacted_at IS NULL
          ORDER BY id LIMIT ${BATCH_CUSTOMERS}`;
        await recount(
          tx,
          context,
          ids.map((row) => row.id),
        );
        total += ids.length;
        return ids.at(-1)?.id ?? null;
      },
      { timeout: 60_000, maxWait: 30_000 },
    );
    if (last === null) break;
    after = last;
    await onProgress(total);
  }
  // one that was changed meanwhile has a job of its own
  if (today) {
    await services.db.shop.updateMany({
      where: { shop, programVersion: today.programVersion },
      data: { classifiedVersion: today.programVersion },
    });
  }
  await services.jobs.send(services.db, 'standing.write', { shop }, { singletonKey: shop });
  return total;
}
