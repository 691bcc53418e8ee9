import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PrismaClient } from '@prisma/client';
import { createDb } from '../../../app/database/client.server';
import { PgBossQueue } from '../../../app/jobs/pg-boss-queue.server';
import { importCsv } from '../../../app/ledger/import-csv.server';
import { startHistoryImport } from '../../../app/ledger/start-import.server';
import { importOrderLines } from '../../../app/ledger/import-orders.server';
import { dropForgottenStaging } from '../../../app/ledger/import-staging.server';
import { failDeadCsvImports } from '../../../app/ledger/stalled-imports.server';
import { installShop, ledgerServices } from '../../support/ledger';
import { eventually, type FaultDatabase } from '../fault';
import type { Death } from './deaths';
import { makeHistory, type MadeHistory } from './history';
import { difference } from './ledger';
import { startImporter, type Importer } from './process';
import { startBulkShopify, type BulkShopify } from './shopify';

/** `npm run history:import`, or the worker with a bulk operation. */
export type Way = 'csv' | 'bulk';

const FOLDER = path.resolve('.data/faults-import');
const PATIENCE_MS = 240_000;

/** Shops into which one and the same history is imported, by processes that are killed. */
export class ImportWorld {
  readonly problems: string[] = [];
  kills = 0;
  private number = 0;
  private readonly expected = new Map<Way, { shop: string; errors: string; ms: number }>();

  private constructor(
    readonly history: MadeHistory,
    private readonly url: string,
    /** looks at everything */
    private readonly db: PrismaClient,
    /** the app's own */
    private readonly guarded: PrismaClient,
    private readonly jobs: PgBossQueue,
    private readonly shopify: BulkShopify,
    private readonly random: () => number,
  ) {}

  static async make({ url, db }: FaultDatabase, orders: number, random: () => number): Promise<ImportWorld> {
    const history = makeHistory(orders, random);
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    await writeFile(fileOf('known'), history.knownCsv);
    await writeFile(fileOf('history'), history.csv);
    const jobs = await PgBossQueue.start({ url, log: ledgerServices(db).log, worker: false });
    const shopify = await startBulkShopify(Buffer.from(history.jsonl), orders);
    return new ImportWorld(history, url, db, createDb(url, 4), jobs, shopify, random);
  }

  async stop(): Promise<void> {
    await Promise.all([this.jobs.stop(), this.guarded.$disconnect(), this.shopify.stop()]);
    await rm(FOLDER, { recursive: true, force: true });
  }

  /** The import that all others are compared with. @returns its steps in their order */
  async undisturbed(way: Way): Promise<string[]> {
    const shop = await this.shop(way);
    const stepsFile = path.join(FOLDER, `${way}.steps`);
    const importer = this.start(way, shop, { STEPS_FILE: stepsFile });
    await importer.importing;
    const from = performance.now();
    await this.finish(shop, importer);
    const ms = performance.now() - from;
    this.expected.set(way, { shop, errors: await errorsOf(shop), ms });
    const orders = await this.db.ledgerOrder.count({ where: { shop } });
    if (orders !== this.history.orders) this.problems.push(`${way}: ${orders} orders`);
    return readFileSync(stepsFile, 'utf8').trimEnd().split('\n');
  }

  /** Processes that die one after the other, each at a place of its own, and one that lives. */
  async disturbed(way: Way, deaths: readonly Death[]): Promise<void> {
    const shop = await this.shop(way);
    let died = 0;
    for (const death of deaths) {
      const ended = await this.ended(shop, this.start(way, shop, { DIE_AT: JSON.stringify(death) }));
      if (ended !== 'killed') break;
      died += 1;
      await this.killed(shop);
    }
    if (died === 0) this.problems.push(`${way}: not killed at ${JSON.stringify(deaths)}`);
    await this.takenOver(way, shop, deaths);
  }

  /** Killed from outside at any moment. */
  async killedByChance(way: Way): Promise<void> {
    const shop = await this.shop(way);
    const importer = this.start(way, shop);
    await importer.importing;
    const afterMs = Math.floor(this.random() * (this.expected.get(way)?.ms ?? 0));
    await Promise.race([importer.exited, new Promise((resolve) => setTimeout(resolve, afterMs))]);
    importer.kill();
    await importer.exited;
    await this.killed(shop);
    await this.takenOver(way, shop, [{ step: 'any', nth: 1, moment: 'during', afterMs }]);
  }

  /** A worker that was killed gives no sign of life any more: another one takes its job, and nobody helps. */
  async foundByAnother(death: Death): Promise<void> {
    const shop = await this.shop('bulk');
    await this.ended(shop, this.start('bulk', shop, { DIE_AT: JSON.stringify(death) }));
    this.kills += 1;
    await this.takenOver('bulk', shop, [death]);
  }

  private async takenOver(way: Way, shop: string, deaths: readonly Death[]): Promise<void> {
    await this.finish(shop, this.start(way, shop));
    const problem = (text: string) =>
      this.problems.push(`${way}: ${text}, killed at ${JSON.stringify(deaths)}`);
    const expected = this.expected.get(way);
    if (!expected) throw new Error('nothing to compare with');
    if ((await errorsOf(shop)) !== expected.errors) problem('the list of bad rows differs');
    // as each minute: a killed import from CSV has failed, and tables that nobody answers for go
    await eventually(async () => {
      await failDeadCsvImports({ db: this.guarded });
      return (await this.db.importRun.count({ where: { shop, state: 'running' } })) === 0;
    }, 10_000);
    await dropForgottenStaging(this.guarded);
    const differing = await difference(this.db, { actual: shop, expected: expected.shop }, way);
    for (const text of differing) problem(text);
    const tables = await this.db.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM import_run r JOIN pg_tables t
        ON t.schemaname = 'import' AND t.tablename = 'run_' || r.id::text WHERE r.shop = ${shop}`;
    if (tables[0]?.n !== 0) problem(`${tables[0]?.n} tables of imports are left`);
    // the undisturbed one is made by the same code, so that a shop's rows are needed once
    await this.forget(shop);
  }

  /** A shop that knows some of the orders already, with its history still to come. */
  private async shop(way: Way): Promise<string> {
    this.number += 1;
    const shop = `${way}-${this.number}.myshopify.com`;
    await installShop(this.db, shop);
    const services = { ...ledgerServices(this.db, '2026-11-22T09:00:00Z'), db: this.guarded };
    if (way === 'csv') {
      await importCsv(services, { shop, file: fileOf('known') });
      await copyFile(fileOf('history'), fileOf(shop));
      return shop;
    }
    await this.db.session.create({
      data: { id: `offline_${shop}`, shop, state: '', accessToken: 'shpat_test', scope: 'read_orders,read_all_orders' },
    }); // prettier-ignore
    await importOrderLines(services, shop, this.history.knownLines);
    await startHistoryImport(this.db, this.jobs, shop, services.clock.now());
    return shop;
  }

  private start(way: Way, shop: string, more: Record<string, string> = {}): Importer {
    const env = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      DATABASE_URL: this.url,
      DEV_STORE_URL: this.shopify.url,
      ...more,
    };
    if (way === 'bulk') return startImporter('tests/faults/import/worker.ts', [], env);
    return startImporter('scripts/history-import.ts', ['--shop', shop, '--file', fileOf(shop)], env);
  }

  /** Until the process dies, or the import is done: a worker that has nothing more to do is ended then. */
  private async ended(shop: string, importer: Importer): Promise<'killed' | 'done'> {
    const how: { exit: string | null } = { exit: null };
    void importer.exited.then((exit) => (how.exit = exit));
    const isOver = async () => how.exit !== null || (await this.isJobDone(shop));
    if (!(await eventually(isOver, PATIENCE_MS))) this.problems.push(`${shop}: not done: ${importer.said()}`);
    if (how.exit === null) {
      importer.kill();
      await importer.exited;
      return 'done';
    }
    if (how.exit === 'SIGKILL') return 'killed';
    if (how.exit !== '0') this.problems.push(`${shop}: ended with ${how.exit}: ${importer.said()}`);
    return 'done';
  }

  private async finish(shop: string, importer: Importer): Promise<void> {
    const ended = await this.ended(shop, importer);
    if (ended === 'killed') this.problems.push(`${shop}: died without being killed`);
  }

  /** The bulk way: the run is done, and so is its job. */
  private async isJobDone(shop: string): Promise<boolean> {
    const rows = await this.db.$queryRaw<{ done: boolean }[]>`
      SELECT state = 'done' AND NOT EXISTS (
        SELECT 1 FROM pgboss.job j WHERE j.name = 'import.history' AND j.data->>'runId' = r.id::text
          AND j.state IN ('created', 'retry', 'active')) AS done
      FROM import_run r WHERE shop = ${shop} AND kind = 'history'`;
    return rows[0]?.done ?? false;
  }

  /** What follows a death without waiting for it: the queue takes a dead worker's job away after a minute of silence. */
  private async killed(shop: string): Promise<void> {
    this.kills += 1;
    await this.db.$executeRaw`
      DELETE FROM pgboss.job WHERE name = 'import.history' AND state <> 'completed' AND data->>'shop' = ${shop}`;
  }

  private async forget(shop: string): Promise<void> {
    for (const table of ['ledger_order', 'customer_identity', 'ledger_customer'])
      await this.db.$executeRawUnsafe(`DELETE FROM ${table} WHERE shop = $1`, shop);
  }
}

function fileOf(name: string): string {
  return path.join(FOLDER, `${name}.csv`);
}

async function errorsOf(shop: string): Promise<string> {
  return readFile(`${fileOf(shop)}.errors.csv`, 'utf8').catch(() => ''); // a bulk operation has none
}
