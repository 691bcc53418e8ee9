import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgBossQueue } from '~/jobs/pg-boss-queue.server';
import { createLog } from '~/log.server';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let queue: PgBossQueue;
const log = createLog('silent', 'test');

beforeAll(async () => {
  database = await createTestDatabase();
  queue = await PgBossQueue.start({ url: database.url, log, worker: true });
});

afterAll(async () => {
  await queue.stop();
  await database.drop();
});

const shop = 'a.myshopify.com';

async function waiting(name: string): Promise<number> {
  const rows = await database.db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pgboss.job WHERE name = ${name} AND state = 'created'`;
  return rows[0]?.n ?? -1;
}

describe('the job queue', () => {
  it('inserts a job in the transaction of the row: a rollback takes both back, a commit keeps both', async () => {
    const enter = (fail: boolean) =>
      database.db.$transaction(async (tx) => {
        await tx.activityEntry.create({ data: { shop, at: new Date(0), event: 'test', detail: {} } });
        await queue.send(tx, 'anniversary.scan', { shop }, { singletonKey: shop });
        const inside = await tx.$queryRaw<{ n: number }[]>`
          SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'anniversary.scan'`;
        expect(inside[0]?.n).toBe(1);
        expect(await waiting('anniversary.scan')).toBe(0); // not visible outside before the commit
        if (fail) throw new Error('rolled back');
      });
    await expect(enter(true)).rejects.toThrow('rolled back');
    expect(await waiting('anniversary.scan')).toBe(0);
    expect(await database.db.activityEntry.count()).toBe(0);
    await enter(false);
    expect(await waiting('anniversary.scan')).toBe(1);
    expect(await database.db.activityEntry.count()).toBe(1);
  });

  it('keeps one waiting job for a singleton key, and one of each shop', async () => {
    for (const name of [shop, shop, 'b.myshopify.com']) {
      await queue.send(database.db, 'standing.write', { shop: name }, { singletonKey: name });
    }
    expect(await waiting('standing.write')).toBe(2);
    expect(await queue.pendingKeys(database.db, 'standing.write')).toEqual(
      new Set([shop, 'b.myshopify.com']),
    );
  });

  it('runs the jobs of one shop one after another, and tries a failed one again', async () => {
    const seen: string[] = [];
    let running = 0;
    let tries = 0;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    await queue.work(
      'coupon.issue',
      async (data) => {
        running += 1;
        expect(running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        seen.push(data.shop);
        tries += 1;
        if (tries === 1) throw new Error('once');
        finish();
      },
      0.5,
    );
    await queue.send(database.db, 'coupon.issue', { shop }, { singletonKey: shop });
    await finished;
    expect(seen).toEqual([shop, shop]);
  });

  it('gives the job of a killed worker to another one within minutes, however long it might have run', async () => {
    await queue.send(database.db, 'reclassify', { shop }, { singletonKey: shop });
    const other = new PgBoss({ connectionString: database.url, supervise: false, schedule: false });
    other.on('error', () => undefined); // the database of the test goes away with its connections
    await other.start();
    try {
      expect(await other.fetch('reclassify')).toHaveLength(1);
      // its worker is killed: 90 seconds of silence
      await database.db.$executeRaw`
        UPDATE pgboss.job SET heartbeat_on = clock_timestamp() - interval '90 seconds' WHERE name = 'reclassify'`;
      const states = async () => {
        // does nothing when the queue's own supervision has just been there
        await other.supervise('reclassify');
        return database.db.$queryRaw`SELECT state::text FROM pgboss.job WHERE name = 'reclassify'`;
      };
      await expect.poll(states, { timeout: 90_000, interval: 500 }).toEqual([{ state: 'retry' }]);
    } finally {
      await other.stop({ close: true, graceful: false });
    }
  });
});
