import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CostBuckets, type Cost, type Reservation, type Reserved } from '~/admin-api/cost-bucket.server';
import { createDb } from '~/database/client.server';
import { createTestDatabase, type TestDatabase } from '../support/database';

const SHOP = 'a.myshopify.com';
/** Points a second, as slow as possible: what a test takes is next to nothing then. */
const RATE = 1;
let database: TestDatabase;
/** Two processes: pools of their own over one database. */
let here: CostBuckets;
let there: CostBuckets;
let pools: ReturnType<typeof createDb>[];

beforeAll(async () => {
  database = await createTestDatabase();
  pools = [createDb(database.url, 5), createDb(database.url, 5)];
  [here, there] = pools.map((db) => new CostBuckets(db)) as [CostBuckets, CostBuckets];
});
afterAll(async () => {
  for (const pool of pools) await pool.$disconnect();
  await database.drop();
});
beforeEach(() => database.db.adminBucket.deleteMany());

const status = (currentlyAvailable: number, maximumAvailable = 2_000) => ({
  maximumAvailable,
  currentlyAvailable,
  restoreRate: RATE,
});
/** An answer, by what it asked for and used. */
const cost = (left: number, actual: number, maximum?: number): Cost => ({
  requestedQueryCost: actual,
  actualQueryCost: actual,
  throttleStatus: status(left, maximum),
});
function granted(reserved: Reserved): Reservation & { waitMs: number } {
  if (!reserved.granted) throw new Error(`refused, ${reserved.waitMs} ms`);
  return { ...reserved.reservation, waitMs: reserved.waitMs };
}
const reserve = async (buckets: CostBuckets, points: number) => granted(await buckets.reserve(SHOP, points));

/** What the first call learned. */
async function bucketWith(left: number, maximum?: number): Promise<void> {
  await here.settle(SHOP, await reserve(here, 10), cost(left, 10, maximum));
}
const timePasses = (seconds: number) => database.db.$executeRaw`
  UPDATE admin_bucket SET at = at - make_interval(secs => ${seconds}::float8), held = COALESCE((
    SELECT jsonb_object_agg(key, jsonb_set(value, '{until}', to_jsonb((value ->> 'until')::float8 - ${seconds}::float8)))
    FROM jsonb_each(held)), '{}')`;

/** For so many points, less the few that come while the test runs. */
function expectWait(waitMs: number, points: number): void {
  expect((waitMs / 1000) * RATE).toBeLessThanOrEqual(points + 0.1);
  expect((waitMs / 1000) * RATE).toBeGreaterThan(points - 9);
}

it('gives each its points, one its place in advance, and nothing to the others, in whatever process', async () => {
  await bucketWith(105);
  expect((await reserve(here, 50)).waitMs).toBe(0);
  expect((await reserve(there, 50)).waitMs).toBe(0); // 5 are the margin
  expectWait((await reserve(here, 40)).waitMs, 40);
  const refused = await there.reserve(SHOP, 1);
  expect(refused).toMatchObject({ granted: false, probing: false });
  expectWait(refused.waitMs, 35);
  await timePasses(36);
  expectWait((await reserve(there, 30)).waitMs, 34);
});

it('never promises what is there twice, however many ask at once', async () => {
  await bucketWith(505);
  const all = await Promise.all(
    Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? here : there).reserve(SHOP, 25)),
  );
  const given = all.filter((one) => one.granted);
  expect(given.filter(({ waitMs }) => waitMs === 0)).toHaveLength(20);
  expect(given).toHaveLength(21);
});

it('gives back what a call did not use', async () => {
  await bucketWith(105);
  const call = await reserve(here, 100);
  await here.settle(SHOP, call, cost(95, 10));
  expect((await reserve(there, 90)).waitMs).toBe(0);
});

it('takes a call without an answer for spent', async () => {
  await bucketWith(105);
  await here.settle(SHOP, await reserve(here, 100), null);
  expectWait((await reserve(there, 40)).waitMs, 40);
});

it('gives back what a killed worker held at the rate of the bucket, and forgets it', async () => {
  await bucketWith(205, 205);
  await reserve(there, 200); // and never says anything again
  await timePasses(5);
  expectWait((await reserve(here, 145)).waitMs, 145); // it may still be on its way
  await timePasses(400);
  expect((await reserve(here, 205)).waitMs).toBe(0); // all of it: nobody holds anything any more
});

it('does not believe that the bucket fills up while calls are on their way', async () => {
  await bucketWith(200, 200);
  const slow = await reserve(there, 150);
  await timePasses(8); // Shopify has not seen it yet: when it does, 50 are left
  expectWait((await reserve(here, 95)).waitMs, 50);
  await there.settle(SHOP, slow, cost(50, 150, 200));
});

it('believes an answer when nothing else was under way, and otherwise only that there is less', async () => {
  await bucketWith(105);
  await here.settle(SHOP, await reserve(here, 10), cost(1_000, 10)); // alone: somebody else gave points back
  expect((await reserve(here, 900)).waitMs).toBe(0);
  await database.db.adminBucket.deleteMany();

  await bucketWith(145);
  const [first, second] = [await reserve(here, 40), await reserve(there, 40)];
  await there.settle(SHOP, second, cost(65, 40)); // the later one, of both
  await here.settle(SHOP, first, cost(105, 40)); // tells of the time in between
  expect((await reserve(here, 60)).waitMs).toBe(0);
  expectWait((await reserve(here, 40)).waitMs, 40);
  await database.db.adminBucket.deleteMany();

  await bucketWith(1_000);
  const [third, fourth] = [await reserve(here, 40), await reserve(there, 40)];
  await here.settle(SHOP, third, cost(45, 40)); // somebody else draws on it
  await there.settle(SHOP, fourth, cost(45, 40));
  expectWait((await reserve(here, 100)).waitMs, 60);
});

it('lets one call ask first as long as nobody knows what there is, and another one when it got no answer', async () => {
  const first = await reserve(here, 100);
  expect(await there.reserve(SHOP, 100)).toEqual({ granted: false, probing: true, waitMs: 50 });
  await here.settle(SHOP, first, null);
  await reserve(there, 100); // and dies
  expect(await here.reserve(SHOP, 100)).toMatchObject({ granted: false });
  await timePasses(11);
  await reserve(here, 100);
});

it('lets a query through that costs more than the bucket holds, once it is full', async () => {
  await bucketWith(2_000);
  expect(await reserve(here, 5_000)).toMatchObject({ waitMs: 0, points: 2_000 });
});

it('keeps the buckets of shops apart', async () => {
  await bucketWith(10);
  expectWait((await reserve(here, 105)).waitMs, 100);
  expect(await here.reserve('b.myshopify.com', 105)).toMatchObject({ granted: true, waitMs: 0 });
});
