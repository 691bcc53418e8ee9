/**
 * Finding whose anniversary is due, in shops of different size in which equally many are: by the index of days, as the app
 * does each hour, against computing everybody's anniversaries in SQL. In turns, on one database.
 */
import path from 'node:path';
import type { PrismaClient } from '@prisma/client';
import pg from 'pg';
import { createDb } from '../../app/database/client.server';
import { createDatabase } from '../../app/database/create.server';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';
import { findDueGifts, scanAnniversaries } from '../../app/ledger/scan-anniversaries.server';
import { loadShopContext, type ShopContext } from '../../app/ledger/shop-context.server';
import { installShop, ledgerServices } from '../support/ledger';
import { atLeast, atMost, resultOf, type BenchResult, type Figures } from './bench';

const SIZES = [62_500, 250_000, 1_000_000];
const DUE = 2_400;
const ROUNDS = 16;
const TODAY = '2026-11-22';
const NOW = `${TODAY}T10:00:00Z`;

export async function run(): Promise<BenchResult> {
  const server = await startEmbeddedDatabase({ folder: path.resolve('.data/bench-anniversary') });
  try {
    const url = await createDatabase(server.url, 'bench_anniversary', { afresh: true });
    await migrate(url);
    const db = createDb(url, 2);
    const tools = new pg.Client({ connectionString: url });
    await tools.connect();
    try {
      return await measure(db, tools);
    } finally {
      await tools.end();
      await db.$disconnect();
    }
  } finally {
    await server.stop();
  }
}

async function measure(db: PrismaClient, tools: pg.Client): Promise<BenchResult> {
  for (const size of SIZES) await fill(db, tools, size);
  await tools.query('VACUUM ANALYZE ledger_customer');

  const index = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  const every = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const size of SIZES) {
      const context = await loadShopContext(db, shopOf(size), new Date(NOW));
      if (!context) throw new Error('the shop of the bench is gone');
      const found = await timed(() => byIndex(db, context));
      expectDue(found.result);
      // the first round warms up
      if (round > 0) index.get(size)?.push(found.ms);
      if (round % 3 !== 1) continue;
      const computed = await timed(() => byDates(tools, size));
      expectDue(computed.result);
      every.get(size)?.push(computed.ms);
    }
  }
  const figures: Figures = {};
  for (const size of SIZES) {
    const planning = await timed(() => scanAnniversaries(ledgerServices(db, NOW), shopOf(size)));
    expectDue(planning.result.planned);
    figures[`${size} customers`] = {
      'by index ms': rounded(best(index.get(size))),
      'all dates ms': rounded(best(every.get(size))),
      'with planning ms': rounded(planning.ms),
    };
  }
  const [smallest = 1, , largest = 1] = SIZES;
  const at = (size: number) => best(index.get(size));
  const exponent = Math.log(at(largest) / at(smallest)) / Math.log(largest / smallest);
  return resultOf(figures, [
    atMost('growth exponent in customers', 0.2, rounded(exponent)),
    atLeast('all dates / by index, largest shop', 50, rounded(best(every.get(largest)) / at(largest))),
  ]);
}

const shopOf = (size: number) => `bench-${size}.myshopify.com`;

/** So many, all over the table, have their anniversary today, in one of eight years; the others' lie on all other days. */
async function fill(db: PrismaClient, tools: pg.Client, size: number): Promise<void> {
  const shop = shopOf(size);
  await installShop(db, shop);
  await db.shop.update({
    where: { shop },
    data: { scannedAt: new Date(`${TODAY}T07:30:00Z`), scannedVersion: 1 },
  });
  await tools.query(
    `INSERT INTO ledger_customer (shop, id, shopify_customer_id, order_count, qualifying_count, net_spend_minor,
       first_qualifying_at, first_qualifying_date, anniversary_day, last_qualifying_at, segment, program_version, updated_at)
     SELECT $1, gen_random_uuid(), n::text, 3, 3, 9000, first, first::date, to_char(first, 'MM-DD'), now(), 'repeat', 1, now()
     FROM generate_series(1, $2::int) AS n,
       LATERAL (SELECT CASE WHEN n % $5 = 0 AND n / $5 <= $3
         THEN $4::date - make_interval(years => 1 + n % 8)
         ELSE $4::date - make_interval(years => n % 8) - make_interval(days => 1 + n % 364) END AS first) AS day`,
    [shop, size, DUE, TODAY, Math.floor(size / DUE)],
  );
}

async function byIndex(db: PrismaClient, context: ShopContext): Promise<number> {
  const groups = await findDueGifts(db, context);
  return groups.reduce((sum, { customerIds, gifts }) => sum + customerIds.length * gifts.length, 0);
}

/** Everybody's anniversary of this year, computed. */
async function byDates(tools: pg.Client, size: number): Promise<number> {
  const { rows } = await tools.query<{ id: string }>(
    `SELECT id::text FROM ledger_customer, LATERAL (
       SELECT extract(year FROM $2::date)::int - extract(year FROM first_qualifying_date)::int AS years) AS passed
     WHERE shop = $1 AND years > 0 AND merged_into_id IS NULL AND redacted_at IS NULL
       AND (first_qualifying_date + make_interval(years => years))::date = $2::date`,
    [shopOf(size), TODAY],
  );
  return rows.length;
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const start = performance.now();
  const result = await work();
  return { result, ms: performance.now() - start };
}

function expectDue(count: number): void {
  if (count !== DUE) throw new Error(`${count} are due, not ${DUE}`);
}

/** The fastest: whatever else the machine does only ever adds. */
function best(values: readonly number[] = []): number {
  return Math.min(...values);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
