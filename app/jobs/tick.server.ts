import { crossShop } from '~/database/cross-shop.server';
import { shopsWithDueMessages, takeBackDeadClaims } from '~/effects/message-claims';
import { DEFINITIONS_VERSION } from '~/effects/metafield-definitions';
import { dropForgottenStaging } from '~/ledger/import-staging.server';
import { OBJECTIONS, TELL_AFTER_MS } from '~/effects/tell-objections';
import { failDeadCsvImports, failStalledImports, unfinishedImports } from '~/ledger/stalled-imports.server';
import type { Services } from '~/services.server';
import { shopToday, shopHour } from '~/loyalty/calendar';
import type { PgBossQueue } from './pg-boss-queue.server';
import type { JobData, QueueName } from '~/job-queue.server';

type TickServices = Pick<Services, 'clock' | 'db' | 'log'> & {
  jobs: Pick<PgBossQueue, 'send' | 'pendingKeys'>;
};

/** What this worker did last for a shop. Lost at a restart, which only makes it look once more. */
export interface TickMemory {
  /** shop date and hour of the last anniversary scan */
  scannedAt: Map<string, string>;
  /** shop date of the last daily reclassification */
  reclassifiedOn: Map<string, string>;
  /** shop date of the last self-audit */
  auditedOn: Map<string, string>;
  /** instant of the last reconciliation, milliseconds */
  reconciledAt: Map<string, number>;
}

export function newTickMemory(): TickMemory {
  return { scannedAt: new Map(), reclassifiedOn: new Map(), auditedOn: new Map(), reconciledAt: new Map() };
}

/** Shop hour from which the nightly self-audit runs. */
const AUDIT_FROM_HOUR = 3;
const RECONCILE_EVERY_MS = 15 * 60_000;
/** An inbox row is usually applied within a second; one as old as this has lost its job. */
const INBOX_PATIENCE_MS = 2 * 60_000;
const MOST_PER_TICK = 1_000;
/** What an applied row says is in the ledger; a week is for whoever looks into a complaint. */
const FACTS_KEPT_MS = 7 * 24 * 60 * 60_000;
/** Its keys recognise a second delivery. Shopify tries for 4 hours; beyond, the ledger itself makes nothing of it twice. */
const KEYS_KEPT_MS = 90 * 24 * 60 * 60_000;

/**
 * Asks the database what is due over all installed shops and enqueues it. Everything it enqueues may be enqueued twice or
 * not at all: the unique keys are in the tables, and the next tick looks again.
 */
export async function tick(services: TickServices, memory: TickMemory): Promise<void> {
  const now = services.clock.now();
  await takeBackDeadClaims(services);
  await failStalledImports(services);
  await failDeadCsvImports(services);
  await dropForgottenStaging(services.db);
  await resumeImports(services);
  await sendDueMessages(services);
  await sendForgottenInboxRows(services, now);
  await issuePlannedCoupons(services);
  await writeDueStandings(services);
  await setUpAfterUpgrade(services);
  await applyOpenConsents(services);
  await tellOpenObjections(services, now);
  await forgetOldInboxRows(services, now);
  const shops = await services.db.$queryRaw<{ shop: string; timeZone: string }[]>`
    ${crossShop('tick.shops')}
    SELECT shop, time_zone AS "timeZone" FROM shop WHERE uninstalled_at IS NULL AND set_up_at IS NOT NULL`;
  for (const { shop, timeZone } of shops) await tickShop(services, memory, shop, timeZone, now);
}

async function tickShop(
  services: TickServices,
  memory: TickMemory,
  shop: string,
  timeZone: string,
  now: Date,
): Promise<void> {
  const today = shopToday(now, timeZone);
  const hour = `${today}T${shopHour(now, timeZone)}`;
  if (memory.reclassifiedOn.get(shop) !== today) {
    // "lapsed" and the look-back window depend on the date
    await services.jobs.send(services.db, 'reclassify', { shop }, { singletonKey: shop });
    memory.reclassifiedOn.set(shop, today);
  }
  if (memory.scannedAt.get(shop) !== hour) {
    await services.jobs.send(services.db, 'anniversary.scan', { shop }, { singletonKey: shop });
    memory.scannedAt.set(shop, hour);
  }
  // after the day's reclassification, so that what a new day changes is no difference
  if (shopHour(now, timeZone) >= AUDIT_FROM_HOUR && memory.auditedOn.get(shop) !== today) {
    await services.jobs.send(services.db, 'audit', { shop }, { singletonKey: shop });
    memory.auditedOn.set(shop, today);
  }
  const last = memory.reconciledAt.get(shop);
  if (last === undefined || Math.abs(now.getTime() - last) >= RECONCILE_EVERY_MS) {
    await services.jobs.send(services.db, 'reconcile', { shop }, { singletonKey: shop });
    memory.reconciledAt.set(shop, now.getTime());
  }
}

/** Queues of which one job works on everything that is due in a shop. */
type ShopQueue = { [Q in QueueName]: { shop: string } extends JobData[Q] ? Q : never }[QueueName];

/** A job for each of these shops, unless one waits already. */
async function sendOnce(services: TickServices, queue: ShopQueue, shops: { shop: string }[]): Promise<void> {
  if (shops.length === 0) return;
  const pending = await services.jobs.pendingKeys(services.db, queue);
  for (const { shop } of shops) {
    if (pending.has(shop)) continue;
    await services.jobs.send(services.db, queue, { shop }, { singletonKey: shop });
  }
}

/** An import whose job gave up, or was lost, goes on with a new one. */
async function resumeImports(services: TickServices): Promise<void> {
  const runs = await unfinishedImports(services);
  if (runs.length === 0) return;
  const pending = await services.jobs.pendingKeys(services.db, 'import.history');
  for (const { shop, runId } of runs) {
    if (pending.has(runId)) continue;
    await services.jobs.send(services.db, 'import.history', { shop, runId }, { singletonKey: runId });
    services.log.warn({ shop, runId }, 'history import goes on with a new job');
  }
}

/** Workers find due messages by themselves (lease.server.ts); this is for a database with none that does. */
async function sendDueMessages(services: TickServices): Promise<void> {
  const shops = await shopsWithDueMessages(services);
  await sendOnce(
    services,
    'message.send',
    shops.map((shop) => ({ shop })),
  );
}

async function sendForgottenInboxRows(services: TickServices, now: Date): Promise<void> {
  const before = new Date(now.getTime() - INBOX_PATIENCE_MS);
  const rows = await services.db.$queryRaw<{ shop: string; id: string }[]>`
    ${crossShop('tick.forgotten-inbox-rows')}
    SELECT shop, id::text FROM inbox_event WHERE processed_at IS NULL AND dead_at IS NULL AND received_at < ${before}::timestamptz
    ORDER BY received_at LIMIT ${MOST_PER_TICK}`;
  if (rows.length === 0) return;
  const pending = await services.jobs.pendingKeys(services.db, 'inbox.apply');
  for (const { shop, id } of rows) {
    const key = `${shop}|${id}`;
    if (pending.has(key)) continue;
    await services.jobs.send(services.db, 'inbox.apply', { shop, inboxId: id }, { singletonKey: key });
    services.log.warn({ shop, inboxId: id }, 'inbox row had lost its job');
  }
}

async function issuePlannedCoupons(services: TickServices): Promise<void> {
  const shops = await services.db.$queryRaw<{ shop: string }[]>`
    ${crossShop('tick.planned-coupons')}
    SELECT DISTINCT g.shop FROM gift g JOIN shop s ON s.shop = g.shop AND s.uninstalled_at IS NULL
    WHERE g.state = 'planned'`;
  await sendOnce(services, 'coupon.issue', shops);
}

async function writeDueStandings(services: TickServices): Promise<void> {
  const shops = await services.db.$queryRaw<{ shop: string }[]>`
    ${crossShop('tick.due-standings')}
    SELECT DISTINCT c.shop FROM ledger_customer c JOIN shop s ON s.shop = c.shop AND s.uninstalled_at IS NULL
    WHERE c.standing_written_at IS NULL AND c.shopify_customer_id IS NOT NULL AND c.merged_into_id IS NULL
      AND c.redacted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM import_run r WHERE r.shop = c.shop AND r.kind IN ('history', 'csv') AND r.state IN ('queued', 'running'))`;
  await sendOnce(services, 'standing.write', shops);
}

/** Shops that an earlier version of the app has set up miss what this one needs. */
async function setUpAfterUpgrade(services: TickServices): Promise<void> {
  const shops = await services.db.$queryRaw<{ shop: string }[]>`
    ${crossShop('tick.earlier-definitions')}
    SELECT shop FROM shop WHERE definitions_version < ${DEFINITIONS_VERSION} AND set_up_at IS NOT NULL
      AND uninstalled_at IS NULL
    LIMIT ${MOST_PER_TICK}`;
  await sendOnce(services, 'install.setup', shops);
}

/** Answers whose job was lost, or gave up while Shopify or the mail server was away. */
async function applyOpenConsents(services: TickServices): Promise<void> {
  const shops = await services.db.$queryRaw<{ shop: string }[]>`
    ${crossShop('tick.open-consents')}
    SELECT DISTINCT a.shop FROM consent_answer a JOIN shop s ON s.shop = a.shop AND s.uninstalled_at IS NULL
    WHERE (a.state = 'pending' AND a.mailed_at IS NULL) OR (a.state = 'given' AND a.recorded_at IS NULL)`;
  await sendOnce(services, 'consent.apply', shops);
}

/** There is no other way to this job: an objection is told an hour later, if it still stands. */
async function tellOpenObjections(services: TickServices, now: Date): Promise<void> {
  const shops = await services.db.$queryRaw<{ shop: string }[]>`
    ${crossShop('tick.untold-objections')}
    SELECT DISTINCT u.shop FROM suppression u JOIN shop s ON s.shop = u.shop AND s.uninstalled_at IS NULL
    WHERE u.told_at IS NULL AND u.reason = ANY(${[...OBJECTIONS]}::text[])
      AND u.created_at <= ${new Date(now.getTime() - TELL_AFTER_MS)}::timestamptz`;
  await sendOnce(services, 'objection.tell', shops);
}

/** Applied rows lose their facts after a week, and go after three months; a few at a time, so that nobody waits for it. */
async function forgetOldInboxRows(services: TickServices, now: Date): Promise<void> {
  const facts = new Date(now.getTime() - FACTS_KEPT_MS);
  const keys = new Date(now.getTime() - KEYS_KEPT_MS);
  await services.db.$executeRaw`
    ${crossShop('tick.old-inbox-facts')}
    UPDATE inbox_event SET facts = '{}' WHERE (shop, id) IN (
      SELECT shop, id FROM inbox_event
      WHERE processed_at < ${facts}::timestamptz AND processed_at >= ${keys}::timestamptz AND facts <> '{}'
      LIMIT ${MOST_PER_TICK})`;
  await services.db.$executeRaw`
    ${crossShop('tick.old-inbox-rows')}
    DELETE FROM inbox_event WHERE (shop, id) IN (
      SELECT shop, id FROM inbox_event WHERE processed_at < ${keys}::timestamptz LIMIT ${MOST_PER_TICK})`;
}
