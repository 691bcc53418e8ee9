import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { lineBatches } from '~/admin-api/lines.server';
import { inTransaction } from '~/database/transaction.server';
import type { OrderFacts } from '~/loyalty/order-facts';
import type { LedgerServices } from './apply-event.server';
import { applyOrders } from './apply-orders.server';
import { joinStaged } from './import-join.server';
import { factsOf, readStagedOrder, type StagedOrder } from './import-row';
import { isTaken, rowsOfNewCustomers, writeNewCustomers, type NewRows } from './import-write.server';
import { identityKeys } from './identities.server';
import { batchLockSql, lockForBatch } from './locks.server';
import { areRedacted, orderKey } from './redaction-marker.server';
import { loadShopContext, type ShopContext } from './shop-context.server';

/** Orders of one transaction: large enough to be fast, small enough that events wait for a moment only. */
const NEW_ORDERS_A_BATCH = 5_000;
const KNOWN_ORDERS_A_BATCH = 500;

export interface CountProgress {
  /** orders looked at, those that change nothing included */
  rowsDone: number;
  ordersChanged: number;
}

/**
 * Counts what lies in an import's table into the ledger. Customers that the ledger does not know are counted in a stream
 * and written by COPY; the others go through the one door of events. Each batch is a transaction of its own, and a batch
 * that is stored changes nothing the next time, so this may be killed and started again.
 * @param reader connection for reading; its temporary tables are used
 * @param writer another one
 * @param onProgress called after each batch is stored
 */
export async function countStaged(
  services: LedgerServices,
  connections: { reader: pg.Client; writer: pg.Client },
  shop: string,
  staged: { table: string; rows: number },
  onProgress: (progress: CountProgress) => Promise<unknown>,
): Promise<CountProgress> {
  const { reader, writer } = connections;
  const joined = await joinStaged(reader, staged.table, shop, staged.rows);
  const progress = { rowsDone: staged.rows - joined.orders, ordersChanged: 0 };
  await onProgress({ ...progress });
  const store = async (orders: number, changed: number) => {
    progress.rowsDone += orders;
    progress.ordersChanged += changed;
    await onProgress({ ...progress });
  };

  // While PostgreSQL writes one batch the next one is read and counted.
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const customers of batches(byCustomer(reader, joined.newSql), NEW_ORDERS_A_BATCH)) {
      const size = sizeOf(customers);
      const prepared = await prepare(services, shop, customers);
      await writing;
      writing = countNew(services, writer, prepared).then((changed) => store(size, changed));
      writing.catch(() => undefined); // thrown by the await that follows
    }
  } finally {
    await writing;
  }

  if (joined.knownSql) {
    for await (const customers of batches(byCustomer(reader, joined.knownSql), KNOWN_ORDERS_A_BATCH))
      await store(sizeOf(customers), await countKnown(services, shop, customers));
  }
  return progress;
}

/** The orders of one customer after the other. */
async function* byCustomer(reader: pg.Client, sql: string): AsyncIterable<StagedOrder[]> {
  let current: StagedOrder[] = [];
  for await (const lines of lineBatches(reader.query(copyTo(sql)))) {
    for (const line of lines) {
      const order = readStagedOrder(line);
      if (current.length > 0 && current[0]?.root !== order.root) {
        yield current;
        current = [];
      }
      current.push(order);
    }
  }
  if (current.length > 0) yield current;
}

/** Whole customers, together so many orders or a few more. */
async function* batches(
  customers: AsyncIterable<StagedOrder[]>,
  orders: number,
): AsyncIterable<StagedOrder[][]> {
  let batch: StagedOrder[][] = [];
  let size = 0;
  for await (const customer of customers) {
    batch.push(customer);
    size += customer.length;
    if (size < orders) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (size > 0) yield batch;
}

function sizeOf(customers: readonly StagedOrder[][]): number {
  return customers.reduce((sum, orders) => sum + orders.length, 0);
}

interface Prepared {
  context: ShopContext;
  customers: StagedOrder[][];
  rows: NewRows;
}

async function prepare(
  services: LedgerServices,
  shop: string,
  customers: StagedOrder[][],
): Promise<Prepared> {
  // Before the lock, and not with it: who holds it must not wait for a connection of the pool, where others wait for it.
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context) throw new Error('import into a shop that is not there');
  return { context, customers, rows: rowsOfNewCustomers(context, customers) };
}

/** @returns orders changed */
async function countNew(
  services: LedgerServices,
  writer: pg.Client,
  { context, customers, rows }: Prepared,
): Promise<number> {
  try {
    const now = await beginBatch(writer, context.shop);
    if (await mayWrite(services, writer, now, context, customers)) {
      await writeNewCustomers(writer, rows);
      await writer.query('COMMIT');
      return sizeOf(customers);
    }
    await writer.query('ROLLBACK');
  } catch (error) {
    await writer.query('ROLLBACK').catch(() => undefined); // the connection may be what failed
    if (!isTaken(error)) throw error;
  }
  // An event made one of them known, the program was changed, or somebody is redacted: the door that knows all of that.
  return countKnown(services, context.shop, customers);
}

interface ShopNow {
  programVersion: number;
  timeZone: string;
  /** somebody was redacted in this shop */
  redactions: boolean;
}

/**
 * Begins a transaction, takes the shop's lock and looks at the shop under it; null when it is gone. In one trip: this process
 * counts the next batch meanwhile, and each answer waits for its turn.
 */
async function beginBatch(writer: pg.Client, shop: string): Promise<ShopNow | null> {
  const results = (await writer.query(`
    BEGIN;
    ${batchLockSql(writer, shop)};
    SELECT program_version AS "programVersion", time_zone AS "timeZone",
      EXISTS (SELECT 1 FROM redaction_marker r WHERE r.shop = s.shop) AS redactions
    FROM shop s WHERE shop = ${writer.escapeLiteral(shop)}`)) as unknown as pg.QueryResult<ShopNow>[];
  return results.at(-1)?.rows[0] ?? null;
}

async function mayWrite(
  services: LedgerServices,
  writer: pg.Client,
  now: ShopNow | null,
  context: ShopContext,
  customers: StagedOrder[][],
): Promise<boolean> {
  if (now?.programVersion !== context.programVersion || now.timeZone !== context.timeZone) return false;
  if (!now.redactions) return true;
  const keys = customers
    .flat()
    .flatMap((order) => [...identityKeys(factsOf(order)), orderKey(order.orderId)]);
  return !(await areRedacted(writer, context.shop, services.env.EMAIL_HASH_KEY, keys));
}

async function countKnown(
  services: LedgerServices,
  shop: string,
  customers: readonly StagedOrder[][],
): Promise<number> {
  const orders = customers.flat().map(factsOf);
  let changed = 0;
  for (let from = 0; from < orders.length; from += KNOWN_ORDERS_A_BATCH)
    changed += await applyHistory(services, shop, orders.slice(from, from + KNOWN_ORDERS_A_BATCH));
  return changed;
}

async function applyHistory(services: LedgerServices, shop: string, orders: OrderFacts[]): Promise<number> {
  return inTransaction(
    services.db,
    async (tx) => {
      await lockForBatch(tx, shop);
      const context = await loadShopContext(tx, shop, services.clock.now());
      if (!context) throw new Error('import into a shop that is not there');
      const { changed } = await applyOrders(
        tx,
        { ...context, history: true },
        services.env.EMAIL_HASH_KEY,
        orders,
      );
      return changed.length;
    },
    { timeout: 60_000, maxWait: 30_000 },
  );
}
