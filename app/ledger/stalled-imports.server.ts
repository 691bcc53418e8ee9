import { crossShop } from '~/database/cross-shop.server';
import type { Services } from '~/services.server';

/**
 * Real minutes without one more row known or stored. Shopify's counters move every few seconds once an operation runs, and a
 * dead worker's job goes to another one after a minute of silence, then 10 minutes of back-off.
 */
export const STALLED_AFTER_MINUTES = 120;

/**
 * Marks history imports that do not get on as failed, with a line for the merchant, so that what waits for them is no
 * longer held back unseen: home says that it failed. It is tried on all the same, and runs again with its first progress.
 * @returns how many
 */
export async function failStalledImports(
  services: Pick<Services, 'db' | 'clock' | 'log'>,
  stalledAfterMinutes: number = STALLED_AFTER_MINUTES,
): Promise<number> {
  const stalled = await services.db.$transaction(async (tx) => {
    const runs = await tx.$queryRaw<{ shop: string; rows_done: number; reason: string }[]>`
      ${crossShop('tick.stalled-imports')}
      UPDATE import_run r SET state = 'failed', error = coalesce(r.error, 'no progress')
      FROM shop s
      WHERE s.shop = r.shop AND s.uninstalled_at IS NULL AND r.kind = 'history' AND r.state IN ('queued', 'running')
        AND r.updated_at < clock_timestamp() - make_interval(mins => ${stalledAfterMinutes}::int)
      RETURNING r.shop, r.rows_done, r.error AS reason`;
    await tx.activityEntry.createMany({
      data: runs.map(({ shop, rows_done: orders }) => ({
        shop,
        at: services.clock.now(),
        event: 'import.stalled',
        detail: { orders },
      })),
    });
    return runs;
  });
  for (const { shop, rows_done: orders, reason } of stalled) {
    services.log.error({ shop, orders, reason }, 'the history import makes no progress');
  }
  return stalled.length;
}

/**
 * An import from CSV lives as long as the command that runs it, and holds a lock meanwhile (import-alone.server.ts). One that
 * nobody holds was killed: it fails at once, and what waited for it goes on.
 * @returns how many
 */
export async function failDeadCsvImports(services: Pick<Services, 'db'>): Promise<number> {
  return services.db.$executeRaw`
    ${crossShop('tick.dead-csv-imports')}
    WITH running AS MATERIALIZED (SELECT shop, id FROM import_run WHERE kind = 'csv' AND state = 'running'),
    dead AS MATERIALIZED (
      SELECT shop, id FROM running WHERE pg_try_advisory_xact_lock(hashtextextended('import|' || id::text, 2))
    )
    UPDATE import_run r SET state = 'failed', error = 'killed' FROM dead WHERE r.shop = dead.shop AND r.id = dead.id`;
}

/** Runs of installed shops that are not finished, failed ones too: each of them should have a job. */
export function unfinishedImports(
  services: Pick<Services, 'db'>,
): Promise<{ shop: string; runId: string }[]> {
  return services.db.$queryRaw`
    ${crossShop('tick.unfinished-imports')}
    SELECT r.shop, r.id::text AS "runId" FROM import_run r
    JOIN shop s ON s.shop = r.shop AND s.uninstalled_at IS NULL
    WHERE r.kind = 'history' AND r.state <> 'done'`;
}
