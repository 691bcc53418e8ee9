/**
 * The history import against COPY: the same machine and database, the same final rows, the same indexed tables, in turns.
 * The import includes reading JSONL, joining customers, classification and every row of the ledger; COPY is given the
 * finished rows, in the order in which they lie in the tables.
 */
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { createDb } from '../../app/database/client.server';
import { createDatabase } from '../../app/database/create.server';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';
import { installShop, SHOP } from '../support/ledger';
import { atMost, resultOf, type BenchOptions, type BenchResult, type Figures } from './bench';
import { generateHistory } from './support/generated-history';

const ORDERS = 1_000_000;
/** what memory is compared with */
const FEW = 10;
const ROUNDS = 2;
const FOLDER = path.resolve('.data/bench-import');
const TABLES = ['ledger_customer', 'customer_identity', 'ledger_order'];

interface ImportFigures {
  seconds: number;
  peakMegabytes: number;
  rowsDone: number;
  ordersChanged: number;
}

export async function run({ orders = ORDERS }: BenchOptions): Promise<BenchResult> {
  mkdirSync(FOLDER, { recursive: true });
  const file = await historyOf(orders);
  const small = await historyOf(Math.round(orders / FEW));
  const server = await startEmbeddedDatabase({ folder: FOLDER }); // durable, as in production
  try {
    const few = await freshDatabase(server.url, (url) => importFile(url, small));
    const rounds: { first: ImportFigures; second: ImportFigures; copySeconds: number }[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      rounds.push(
        await freshDatabase(server.url, async (url, client) => {
          const first = await importFile(url, file);
          expectAll(first, orders, orders);
          await client.query('CHECKPOINT');
          const second = await importFile(url, file);
          expectAll(second, orders, 0);
          return { first, second, copySeconds: await copyAgain(client) };
        }),
      );
    }
    const seconds = {
      first: sum(rounds.map(({ first }) => first.seconds)),
      second: sum(rounds.map(({ second }) => second.seconds)),
      copy: sum(rounds.map(({ copySeconds }) => copySeconds)),
    };
    const most = Math.max(...rounds.map(({ first }) => first.peakMegabytes));
    const figures: Figures = Object.fromEntries(
      rounds.map(({ first, second, copySeconds }, index) => [
        `round ${index + 1}`,
        {
          'COPY s': rounded(copySeconds),
          'import s': rounded(first.seconds),
          'again s': rounded(second.seconds),
          'peak MB': rounded(first.peakMegabytes),
        },
      ]),
    );
    figures[`${orders / FEW} orders`] = {
      'import s': rounded(few.seconds),
      'peak MB': rounded(few.peakMegabytes),
    };
    return resultOf(figures, [
      atMost('import / COPY', 2.5, rounded(seconds.first / seconds.copy)),
      atMost('second import / COPY', 1.5, rounded(seconds.second / seconds.copy)),
      atMost('peak memory growth, MB', 64, rounded(most - few.peakMegabytes)),
    ]);
  } finally {
    await server.stop();
  }
}

/** Kept between runs: it takes longer to make than to read. */
async function historyOf(orders: number): Promise<string> {
  const file = path.join(FOLDER, `orders-with-shipments-${orders}.jsonl`);
  if (existsSync(file)) return file;
  await generateHistory(`${file}.new`, orders);
  renameSync(`${file}.new`, file);
  return file;
}

async function freshDatabase<T>(
  server: string,
  work: (url: string, client: pg.Client) => Promise<T>,
): Promise<T> {
  const url = await createDatabase(server, 'bench_import', { afresh: true });
  await migrate(url);
  const db = createDb(url, 1);
  await installShop(db);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CHECKPOINT');
  try {
    return await work(url, client);
  } finally {
    await client.end();
    await db.$disconnect();
  }
}

async function importFile(url: string, file: string): Promise<ImportFigures> {
  const script = path.join(import.meta.dirname, 'support', 'import-process.ts');
  const args = ['--import', 'tsx', script, url, SHOP, file];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const figures = JSON.parse(stdout) as ImportFigures;
  process.stderr.write(`${path.basename(file)}: ${stdout}`);
  return figures;
}

function expectAll(figures: ImportFigures, rows: number, changed: number): void {
  if (figures.rowsDone === rows && figures.ordersChanged === changed) return;
  throw new Error(
    `imported ${figures.rowsDone} orders, changed ${figures.ordersChanged}; expected ${rows}, ${changed}`,
  );
}

/** Writes the tables to files, empties them, and reads the files. @returns seconds of reading */
async function copyAgain(client: pg.Client): Promise<number> {
  const fileOf = (table: string) => path.join(FOLDER, `${table}.copy`);
  for (const table of TABLES)
    await pipeline(client.query(copyTo(`COPY ${table} TO STDOUT`)), createWriteStream(fileOf(table)));
  await client.query(`TRUNCATE ${TABLES.join(', ')}`);
  await client.query('CHECKPOINT');
  const start = performance.now();
  for (const table of TABLES) {
    const source = createReadStream(fileOf(table), { highWaterMark: 256 * 1_024 });
    await pipeline(source, client.query(copyFrom(`COPY ${table} FROM STDIN`)));
  }
  const seconds = (performance.now() - start) / 1_000;
  process.stderr.write(`COPY: ${seconds.toFixed(2)} s\n`);
  return seconds;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
