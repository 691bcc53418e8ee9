/**
 * `npm run test:history`: a real purchase history, once out of a CSV file by the command line, once out of the dev store by a
 * bulk operation. Both have to end in the published figures, and in the same ledger. Needs ../shared/data/cdnow.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createDb } from '../../app/database/client.server';
import { createDatabase } from '../../app/database/create.server';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';
import { CDNOW_FILE, KNOWN, readPurchases, type Purchase } from './cdnow';
import { importByBulkOperation } from './bulk';
import { historyImport, historyReport } from './commands';
import { ledgerByCustomer } from './ledgers';

const FOLDER = path.resolve('.data/history');
const CSV_SHOP = 'cdnow-csv.myshopify.com';
const BULK_SHOP = 'cdnow-bulk.myshopify.com';
const TIME_ZONE = 'America/New_York';
const END = '1998-06-30';

let failures = 0;

function check(what: string, actual: unknown, expected: unknown): void {
  const ok = isDeepStrictEqual(actual, expected);
  if (!ok) failures += 1;
  const detail = ok
    ? JSON.stringify(actual)
    : `${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
  process.stdout.write(`${ok ? 'ok    ' : 'WRONG '} ${what}: ${detail}\n`);
}

const purchases = await readPurchases();
if (!purchases) {
  process.stderr.write(`There is no ${CDNOW_FILE}: this check needs the data beside the repository.\n`);
  process.exitCode = 2;
} else {
  await mkdir(FOLDER, { recursive: true });
  const server = await startEmbeddedDatabase({
    folder: FOLDER,
    settings: { fsync: 'off', synchronous_commit: 'off' },
  });
  try {
    const name = `history_${randomUUID().replaceAll('-', '')}`;
    const url = await createDatabase(server.url, name, { afresh: true });
    await migrate(url);
    await compare(url, purchases);
  } finally {
    await server.stop();
  }
  process.stdout.write(failures === 0 ? 'both ways give the published figures\n' : `${failures} wrong\n`);
  process.exitCode = failures === 0 ? 0 : 1;
}

async function compare(url: string, purchases: readonly Purchase[]): Promise<void> {
  const db = createDb(url, 4);
  const file = path.join(FOLDER, 'cdnow.csv');
  await writeFile(file, csvOf(purchases));
  const args = ['--shop', CSV_SHOP, '--file', file];
  const first = await historyImport(url, [
    ...args,
    '--create',
    '--currency',
    'USD',
    '--time-zone',
    TIME_ZONE,
  ]);
  check(
    'CSV: orders read, changed, bad',
    [first.orders, first.changed, first.bad],
    [KNOWN.orders, KNOWN.orders, 0],
  );
  const again = await historyImport(url, args);
  check('CSV again: orders read, changed', [again.orders, again.changed], [KNOWN.orders, 0]);

  const bulk = await importByBulkOperation(url, db, { shop: BULK_SHOP, timeZone: TIME_ZONE, purchases });
  check(
    'bulk operation: orders, changed by a second run',
    [bulk.orders, bulk.changedAgain],
    [KNOWN.orders, 0],
  );

  const histogram = histogramOf(purchases);
  for (const shop of [CSV_SHOP, BULK_SHOP]) {
    const report = await historyReport(url, ['--shop', shop, '--until', END, '--lapsed-after-days', 'none']);
    check(`${shop}: orders`, report.orders, KNOWN.orders);
    check(`${shop}: customers`, report.customers, KNOWN.customers);
    check(`${shop}: repeat`, report.segments.repeat, KNOWN.repeat);
    check(`${shop}: dollars, in cents`, report.netSpendMinor, KNOWN.cents);
    check(`${shop}: orders after the first`, report.repeatHistogram, histogram);
    const byDays = await historyReport(url, ['--shop', shop, '--until', END, '--same-day-once']);
    check(
      `${shop}: repeat when a day counts once`,
      KNOWN.customers - byDays.repeatHistogram['0'],
      KNOWN.repeatByDays,
    );
  }
  const fromCsv = await ledgerByCustomer(db, CSV_SHOP, (customer) => bulk.csvKeyOf(customer), purchases);
  const fromBulk = await ledgerByCustomer(
    db,
    BULK_SHOP,
    (customer) => bulk.shopifyKeyOf(customer),
    purchases,
  );
  check('customers whose ledgers differ', differences(fromCsv, fromBulk), []);
  check('customers compared', fromCsv.size, KNOWN.customers);
  const where = { shop: { in: [CSV_SHOP, BULK_SHOP] } };
  check('messages and gifts', [await db.message.count({ where }), await db.gift.count({ where })], [0, 0]);
  await db.$disconnect();
}

function csvOf(purchases: readonly Purchase[]): string {
  const rows = purchases.map(
    ({ number, customer, date, cents }) =>
      `${number},${customer},${date.replaceAll('-', '')},${(cents / 100).toFixed(2)}`,
  );
  return ['order,customer,date,total', ...rows, ''].join('\n');
}

/** Counted another way than the ledger does. */
function histogramOf(purchases: readonly Purchase[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { customer } of purchases) counts.set(customer, (counts.get(customer) ?? 0) + 1);
  const histogram: Record<string, number> = {
    '0': 0,
    '1': 0,
    '2': 0,
    '3': 0,
    '4': 0,
    '5': 0,
    '6': 0,
    '7+': 0,
  };
  for (const count of counts.values()) {
    const bucket = count > 7 ? '7+' : String(count - 1);
    histogram[bucket] = (histogram[bucket] ?? 0) + 1;
  }
  return histogram;
}

function differences(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] {
  return [...one.keys()].filter((customer) => one.get(customer) !== other.get(customer)).slice(0, 5);
}
