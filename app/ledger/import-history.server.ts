import type { ImportRun } from '@prisma/client';
import { RetryLater } from '~/retry-later.server';
import type { Services } from '~/services.server';
import { aloneWith } from './import-alone.server';
import { countStaged, type CountProgress } from './import-count.server';
import { startOperation, waitForOperation } from './import-operation.server';
import { withImportConnections, type ImportConnections } from './import-orders.server';
import { readIntoStaging, type ReadProgress, type SourceOrder } from './import-read.server';
import { recorder, type Update } from './import-run.server';
import { dropForgottenStaging, type ImportStaging } from './import-staging.server';
import { readOrderLines } from './order-lines';

export type ImportServices = Pick<Services, 'env' | 'log' | 'clock' | 'db' | 'jobs' | 'admin'>;

/**
 * All orders of a shop through a bulk operation: read into a table of the run's own, then counted into the ledger. May be
 * killed anywhere and started again: the operation's id is kept, reading goes on behind the last line that is stored, and
 * counting what is counted changes nothing.
 * @throws RetryLater while Shopify is not ready, or what it gave was cut off or has expired
 */
export async function importHistory(
  services: ImportServices,
  { shop, runId }: { shop: string; runId: string },
  sleep: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<void> {
  const installed = await services.db.shop.findFirst({
    where: { shop, uninstalledAt: null },
    select: { shop: true },
  });
  if (!installed) return;
  await dropForgottenStaging(services.db);
  await withImportConnections(services, runId, async (connections) => {
    await aloneWith(connections.reader, runId);
    const run = await services.db.importRun.findUnique({ where: { shop_id: { shop, id: runId } } });
    if (!run || run.state === 'done') return;
    const update = recorder(services, run);
    await update({ error: null });
    const inTable = await connections.staging.open();
    const whole = run.phase === 'counting' && inTable > 0 && inTable === Number(run.linesRead);
    if (!whole) await readHistory(services, run, connections, update, sleep);
    const counted = await countHistory(services, run, connections, update);
    await finish(services, run, counted);
    await connections.staging.drop();
  });
}

/** Fetches the whole result into the run's table. */
async function readHistory(
  services: ImportServices,
  run: ImportRun,
  { reader, staging }: ImportConnections,
  update: Update,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  const { shop, id: runId } = run;
  const admin = services.admin(shop);
  const operationId = run.bulkOperationId ?? (await startOperation(admin, update));
  const operation = await waitForOperation(services, admin, operationId, update, sleep);
  if (operation.status !== 'COMPLETED') {
    // Results live for 7 days; an operation that ended in another way is asked for anew.
    const error = `bulk operation ${operation.status.toLowerCase()} ${operation.errorCode ?? ''}`.trim();
    await forget(services, run, staging);
    await update({ bulkOperationId: null, phase: 'asking', error });
    throw new RetryLater(error);
  }

  const rowsTotal = Number(operation.rootObjectCount);
  await update({ phase: 'reading', rowsTotal });
  const start = await recoveryPoint(services, run, operationId, staging);
  let unreadable = 0;
  const lines = operation.url ? tryAgainWhenCut(admin.lines(operation.url)) : [];
  const orders = readOrderLines(lines, services.env.EMAIL_HASH_KEY, start.linesRead, (line) => {
    unreadable += 1;
    services.log.error({ shop, operation: operationId, line }, 'an order of the bulk result cannot be read');
  });
  const { rowsRead } = await readIntoStaging(reader, staging, tryAgainWhenTorn(orders), start, {
    save: ({ linesRead }) =>
      reader.query('UPDATE import_run SET lines_read = $3 WHERE shop = $1 AND id = $2', [
        shop,
        runId,
        linesRead,
      ]),
    onStored: (read) => update({ rowsRead: read.rowsRead }),
  });
  if (rowsRead + unreadable >= rowsTotal) return;
  // A cut that looks like an end: every line was whole.
  await forget(services, run, staging);
  throw new RetryLater(`bulk result cut: ${rowsRead} of ${rowsTotal} orders`);
}

/** Where reading goes on: behind what is stored of this very result, or at the start. */
async function recoveryPoint(
  services: ImportServices,
  run: ImportRun,
  operationId: string,
  staging: ImportStaging,
): Promise<ReadProgress> {
  const linesRead = Number(run.linesRead);
  const inTable = await staging.open();
  if (linesRead > 0 && linesRead === inTable && run.bulkOperationId === operationId)
    return { linesRead, rowsRead: await staging.count() };
  await forget(services, run, staging);
  return { linesRead: 0, rowsRead: 0 };
}

async function forget(services: ImportServices, run: ImportRun, staging: ImportStaging): Promise<void> {
  await staging.clear();
  await services.db.$executeRaw`
    UPDATE import_run SET lines_read = 0 WHERE shop = ${run.shop} AND id = ${run.id}::uuid`;
}

async function countHistory(
  services: ImportServices,
  run: ImportRun,
  { reader, writer, staging }: ImportConnections,
  update: Update,
): Promise<CountProgress> {
  const rows = await staging.count();
  await update({ phase: 'counting', rowsTotal: rows });
  return countStaged(services, { reader, writer }, run.shop, { table: staging.table, rows }, ({ rowsDone }) =>
    update({ rowsDone }),
  );
}

async function finish(services: ImportServices, run: ImportRun, counted: CountProgress): Promise<void> {
  const { shop, id: runId } = run;
  const { rowsDone, ordersChanged } = counted;
  await services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    await tx.importRun.update({
      where: { shop_id: { shop, id: runId } },
      data: {
        state: 'done',
        phase: 'done',
        rowsDone,
        rowsRead: rowsDone,
        rowsTotal: rowsDone,
        finishedAt: now,
      },
    });
    await tx.activityEntry.create({
      data: { shop, at: now, event: 'import.done', detail: { orders: rowsDone, changed: ordersChanged } },
    });
    // an import of everything that was granted later: nothing is hidden any more
    const seen = await tx.shop.updateMany({
      where: { shop, readsAllOrders: true, ordersSince: { not: null } },
      data: { ordersSince: null, lastHiddenCustomer: null },
    });
    if (seen.count > 0) await services.jobs.send(tx, 'reclassify', { shop }, { singletonKey: shop });
    await services.jobs.send(tx, 'standing.write', { shop }, { singletonKey: shop });
    await services.jobs.send(tx, 'anniversary.scan', { shop }, { singletonKey: shop });
  });
  services.log.info({ shop, orders: rowsDone, changed: ordersChanged }, 'history imported');
}

/** Half a line is no JSON. */
async function* tryAgainWhenTorn(orders: AsyncIterable<SourceOrder>): AsyncIterable<SourceOrder> {
  try {
    yield* orders;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RetryLater('bulk result cut: in the middle of a line');
  }
}

/** A cut stream or an address that no longer answers is Shopify's weather, not a bug; what was stored stays stored. */
async function* tryAgainWhenCut(lines: AsyncIterable<string>): AsyncIterable<string> {
  const iterator = lines[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<string>;
      try {
        next = await iterator.next();
      } catch (error) {
        throw new RetryLater(`bulk result cut: ${error instanceof Error ? error.message : 'unknown'}`);
      }
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
