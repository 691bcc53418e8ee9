import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminApi } from '~/admin-api/client.server';
import { requireShopFacts } from '~/components/merchant.server';
import { setUpShop } from '~/effects/set-up-shop';
import { newTickMemory, tick } from '~/jobs/tick.server';
import { importHistory } from '~/ledger/import-history.server';
import { startHistoryImport } from '~/ledger/start-import.server';
import { dropForgottenStaging } from '~/ledger/import-staging.server';
import { isImporting } from '~/ledger/shop-context.server';
import { STALLED_AFTER_MINUTES } from '~/ledger/stalled-imports.server';
import { readHome } from '~/routes/app._index/home.server';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity`;
  await h.installed();
});

const at = () => new Promise<void>((resolve) => setImmediate(resolve));
const start = () => startHistoryImport(h.db, h.services.jobs, SHOP, h.clock.now());
const run = (kind = 'history') => h.db.importRun.findFirstOrThrow({ where: { kind } });
const ticked = async (pending: string[] = []) => {
  const jobs = { ...h.services.jobs, pendingKeys: async () => new Set(pending) };
  h.jobs.length = 0;
  await tick({ ...h.services, jobs }, newTickMemory());
  return h.jobs.map(({ queue }) => queue);
};
const stalls = () => h.db.activityEntry.count({ where: { event: 'import.stalled' } });
async function home() {
  const merchant = { services: h.services, shop: SHOP };
  return readHome(merchant, await requireShopFacts(merchant));
}
/** The run looks as if so much real time had passed without progress. */
const passMinutes = (minutes: number) => h.db.$executeRaw`
  UPDATE import_run SET updated_at = clock_timestamp() - make_interval(mins => ${minutes}::int)`;

/** Shopify takes the operation, and it never comes to an end. */
function stuckShopify(): AdminApi {
  const request = async (document: string) => ({
    ok: true as const,
    data: document.includes('bulkOperationRunQuery')
      ? { bulkOperationRunQuery: { bulkOperation: { id: 'gid://shopify/BulkOperation/1' }, userErrors: [] } }
      : {
          bulkOperation: { id: 'x', status: 'FAILED', errorCode: 'TIMEOUT', rootObjectCount: '0', url: null },
        },
  });
  return { request, lines: async function* () {} } as unknown as AdminApi;
}

describe('a history import that does not get on', () => {
  it('is failed by the tick after a bounded time, once, and said so; nothing waits for it any longer', async () => {
    const runId = await start();
    await h.thankYou(h.paidOrders()[0]!);
    await passMinutes(STALLED_AFTER_MINUTES - 1);
    expect(await ticked([runId])).not.toContain('message.send');
    expect(await run()).toMatchObject({ state: 'queued' });

    await passMinutes(STALLED_AFTER_MINUTES + 1);
    expect(await ticked([runId])).toContain('message.send');
    expect(await run()).toMatchObject({ state: 'failed', error: 'no progress' });
    expect(await isImporting(h.db, SHOP)).toBe(false);
    expect((await home())?.attention.importRun).toMatchObject({ state: 'failed' });
    await ticked([runId]);
    expect(await stalls()).toBe(1);
  });

  it('is not kept alive by being tried again and again', async () => {
    const runId = await start();
    const services = { ...h.services, admin: () => stuckShopify() };
    await expect(importHistory(services, { shop: SHOP, runId }, at)).rejects.toThrow(/failed TIMEOUT/);
    expect(await run()).toMatchObject({ state: 'running' });
    await passMinutes(STALLED_AFTER_MINUTES + 1);
    await expect(importHistory(services, { shop: SHOP, runId }, at)).rejects.toThrow(/failed TIMEOUT/);
    await ticked([runId]);
    expect(await run()).toMatchObject({ state: 'failed', error: 'bulk operation failed TIMEOUT' });
    // tries go on, and it stays failed until one of them brings something
    await expect(importHistory(services, { shop: SHOP, runId }, at)).rejects.toThrow(/failed TIMEOUT/);
    expect(await run()).toMatchObject({ state: 'failed' });
    await ticked([runId]);
    expect(await stalls()).toBe(1);
  });

  it('is not kept alive by reading the same rows again', async () => {
    const runId = await start();
    await importHistory(h.services, { shop: SHOP, runId }, at);
    const { rowsDone } = await run();
    await h.db.importRun.updateMany({
      data: { state: 'running', phase: 'reading', rowsDone, rowsTotal: rowsDone },
    });
    await passMinutes(STALLED_AFTER_MINUTES + 1);
    const before = (await run()).updatedAt;
    const lost = { ...h.services, db: failing(h) };
    await expect(importHistory(lost, { shop: SHOP, runId }, at)).rejects.toThrow('lost at the end');
    expect((await run()).updatedAt).toEqual(before);
  });

  it('goes on with a new job when its job is gone, and is done in the end', async () => {
    const runId = await start();
    await passMinutes(STALLED_AFTER_MINUTES + 1);
    await ticked();
    expect(h.jobs).toContainEqual({ queue: 'import.history', data: { shop: SHOP, runId }, key: runId });
    await importHistory(h.services, { shop: SHOP, runId }, at);
    const done = await run();
    expect(done).toMatchObject({ state: 'done', rowsDone: h.state.all('order').size });
    expect((await home())?.attention.importRun).toBeNull();
    expect(await ticked()).not.toContain('import.history');
  });

  it('of an earlier installation goes when the shop is set up again', async () => {
    const runId = await start();
    await h.db.shop.updateMany({
      data: { installedAt: new Date(h.clock.now().getTime() + 1_000), setUpAt: null },
    });
    h.clock.set('2026-11-22T10:00:02.000Z');
    await setUpShop(h.services, { shop: SHOP });
    await setUpShop(h.services, { shop: SHOP });
    const runs = await h.db.importRun.findMany();
    expect(runs).toHaveLength(1);
    expect(runs[0]?.id).not.toBe(runId);
  });
});

describe('the table of an import', () => {
  const dead = '00000000-0000-4000-8000-000000000001';
  const living = '00000000-0000-4000-8000-000000000002';
  const tables = async () => {
    const rows = await h.db.$queryRaw<{ name: string }[]>`
      SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'import' ORDER BY 1`;
    return rows.map(({ name }) => name);
  };

  it('from CSV that was killed goes with the tick, which fails the import; that of a living one stays', async () => {
    const startedAt = h.clock.now();
    for (const id of [dead, living]) await h.db.$executeRawUnsafe(`CREATE TABLE import."run_${id}" ()`);
    await h.db.importRun.create({ data: { shop: SHOP, id: dead, kind: 'csv', state: 'running', startedAt } });
    await h.db.$transaction(async (tx) => {
      // an import that has no run yet, or never has one
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import|${living}`}, 2))`;
      await ticked();
      expect(await run('csv')).toMatchObject({ state: 'failed', error: 'killed' });
      expect(await tables()).toEqual([`run_${living}`]);
    });
    await dropForgottenStaging(h.services.db);
    expect(await tables()).toEqual([]);
  });

  it('that was killed when it was done goes with the next tick; that of a running one stays', async () => {
    const startedAt = h.clock.now();
    for (const id of [dead, living]) await h.db.$executeRawUnsafe(`CREATE TABLE import."run_${id}" ()`);
    const kind = 'history';
    await h.db.importRun.create({ data: { shop: SHOP, id: dead, kind, state: 'done', startedAt } });
    await h.db.importRun.create({ data: { shop: SHOP, id: living, kind, state: 'running', startedAt } });
    await ticked();
    expect(await tables()).toEqual([`run_${living}`]);
  });
});

/** The last transaction of an import, which says that it is done, never commits. */
function failing({ db }: Harness): Harness['db'] {
  return new Proxy(db, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (name !== '$transaction') return value;
      return (work: (tx: unknown) => Promise<unknown>, options?: object) =>
        options
          ? db.$transaction(work as Parameters<typeof db.$transaction>[0], options)
          : Promise.reject(new Error('lost at the end'));
    },
  });
}
