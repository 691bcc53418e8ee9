import { inTransaction } from '~/database/transaction.server';
import { recordActivity } from '~/effects/activity';
import { loadShopContext } from '~/ledger/shop-context.server';
import { standingsDue } from '~/ledger/standings-due.server';
import type { Services } from '~/services.server';

/**
 * Ends gifts whose last day is over (shop date): issued ones expire, planned ones that never became a code are missed.
 * The standing loses them with the next write. @returns how many changed
 */
export async function expireGifts(
  services: Pick<Services, 'db' | 'jobs' | 'clock'>,
  { shop }: { shop: string },
): Promise<number> {
  const now = services.clock.now();
  const context = await loadShopContext(services.db, shop, now);
  if (!context) return 0;
  return inTransaction(services.db, async (tx) => {
    const expired = await tx.$queryRaw<{ customer_id: string }[]>`
      UPDATE gift SET state = 'expired', updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND state = 'issued' AND valid_until < ${context.today}::date
      RETURNING customer_id::text`;
    const missed = await tx.$executeRaw`
      UPDATE gift SET state = 'missed', reason = 'too-late', updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND state = 'planned' AND valid_until < ${context.today}::date`;
    if (expired.length > 0) {
      await standingsDue(
        tx,
        shop,
        expired.map((gift) => gift.customer_id),
      );
      await jobsForStanding(services, tx, shop, context.uninstalledAt);
    }
    if (missed > 0)
      await recordActivity(tx, { shop, at: now, event: 'gifts.missed', detail: { count: missed } });
    return expired.length + missed;
  });
}

async function jobsForStanding(
  services: Pick<Services, 'jobs'>,
  tx: Parameters<Services['jobs']['send']>[0],
  shop: string,
  uninstalledAt: Date | null,
): Promise<void> {
  if (!uninstalledAt) await services.jobs.send(tx, 'standing.write', { shop }, { singletonKey: shop });
}
