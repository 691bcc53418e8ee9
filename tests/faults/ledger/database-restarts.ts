import type { PrismaClient } from '@prisma/client';
import { installShops, startWeb, startWorker } from '../app';
import { eventually, type FaultContext, type FaultResult } from '../fault';
import { orderWebhook } from '../webhooks';
import { deliver, type Delivery, type Outcome } from '../../support/webhook-load';

const SHOPS = 5;
/** As many webhooks as the worker can apply meanwhile: it is not the load that is to break something. */
const CONNECTIONS = 8;
const REST_MS = 250;
/** the goal; the gate, which runs beside who knows what, wants only that it comes back */
const BACK_WITHIN_MS = 10_000;
const BACK_AT_ALL_MS = 90_000;

/**
 * PostgreSQL is restarted without a checkpoint, and its backends are killed one by one, while webhooks arrive and the worker
 * applies them. No false 200, no process dies, the throughput comes back, and in the end everything is applied.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const restarts = full ? 10 : 1;
  const kills = full ? 100 : 6;
  const backWithinMs = full ? BACK_WITHIN_MS : BACK_AT_ALL_MS;
  const { db, url, server } = await database();
  await installShops(db, SHOPS);
  const web = await startWeb(url);
  const worker = startWorker(url);
  const problems: string[] = [];
  const outcomes: (Outcome & { at: number })[] = [];
  let next = 0;
  let over = false;
  const endless = function* (): Generator<Delivery> {
    while (!over) yield orderWebhook(next++, SHOPS);
  };
  const load = deliver(endless(), {
    port: web.port,
    connections: CONNECTIONS,
    restMs: REST_MS,
    onOutcome: (outcome) => void outcomes.push({ ...outcome, at: performance.now() }),
  });
  /** 200s a second over the last second */
  const rate = () => {
    const since = performance.now() - 1_000;
    return outcomes.filter(({ at, status }) => at > since && status === 200).length;
  };
  let slowestMs = 0;

  try {
    // both are at work: a process that cannot reach the database when it starts is right to end
    const atWork = await eventually(async () => (await db.ledgerOrder.count()) > 20, 120_000);
    if (!atWork) problems.push('the worker did not begin');
    for (let n = 0; n < restarts; n += 1) {
      const before = rate();
      await server.restart();
      const upAgain = performance.now();
      const back = await eventually(async () => rate() >= before / 2, backWithinMs);
      slowestMs = Math.max(slowestMs, performance.now() - upAgain);
      if (!back)
        problems.push(`restart ${n}: ${rate()} a second after ${backWithinMs / 1_000} s, ${before} before`);
    }
    for (let n = 0; n < kills; n += 1) {
      await eventually(() => killBackend(db, random()), 10_000);
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 100));
    }
    if (!(await eventually(async () => rate() > 0, backWithinMs)))
      problems.push('no 200 after the last kill');
    over = true;
    await load;

    const accepted = outcomes.filter(({ status }) => status === 200).map(({ key }) => key);
    const odd = outcomes.filter(({ status }) => ![200, 0, 500, 503].includes(status));
    for (const { status, key } of odd.slice(0, 3)) problems.push(`${key} was answered with ${status}`);
    const rows = await db.inboxEvent.findMany({ select: { webhookId: true } });
    const stored = new Set(rows.map(({ webhookId }) => webhookId));
    const lost = accepted.filter((key) => !stored.has(key)).length;
    if (lost > 0) problems.push(`${lost} webhooks were answered with 200 and have no row`);
    for (const { running } of [web, worker]) {
      if (running.child.exitCode !== null || running.child.signalCode !== null)
        problems.push(`${running.name} died`);
    }
    // the worker goes on with what comes now, when it has caught up; a job that was lost comes back by the tick
    const fresh = await deliver([orderWebhook(next, SHOPS)], { port: web.port, connections: 1 });
    const open = { processedAt: null };
    const isApplied = async () =>
      (await db.inboxEvent.count({ where: { ...open, webhookId: `w-${next}` } })) === 0;
    if (fresh[0]?.status !== 200 || !(await eventually(isApplied, 300_000))) {
      problems.push('a webhook after all that was not accepted and applied');
    }
    // and nothing is forgotten: a row whose job was lost with its backend gets it back within minutes
    if (
      full &&
      !(await eventually(async () => (await db.inboxEvent.count({ where: open })) === 0, 600_000))
    ) {
      problems.push(`${await db.inboxEvent.count({ where: open })} rows were not applied`);
    }
    const jobless = await rowsWithoutJob(db);
    if (jobless > 0) problems.push(`${jobless} rows have neither been applied nor a job`);
  } finally {
    over = true;
    await Promise.all([web.stop(), worker.stop(), load]);
  }
  const refused = outcomes.filter(({ status }) => status !== 200).length;
  return {
    injected: restarts + kills,
    problems,
    figures: {
      restarts,
      kills,
      webhooks: outcomes.length,
      refused,
      'slowest return ms': Math.round(slowestMs),
    },
  };
}

async function rowsWithoutJob(db: PrismaClient): Promise<number> {
  const rows = await db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM inbox_event i WHERE processed_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM pgboss.job j WHERE j.name = 'inbox.apply' AND j.singleton_key = i.shop || '|' || i.id
        AND j.state IN ('created', 'retry', 'active'))`;
  return rows[0]?.n ?? -1;
}

/** One backend of the app, by chance. @returns whether there was one */
async function killBackend(db: PrismaClient, chance: number): Promise<boolean> {
  const rows = await db.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY pid`;
  const victim = rows[Math.floor(chance * rows.length)];
  if (!victim) return false;
  await db.$executeRaw`SELECT pg_terminate_backend(${victim.pid}::int)`;
  return true;
}
