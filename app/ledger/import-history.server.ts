import { randomUUID } from 'node:crypto';
import type { ImportRun } from '@prisma/client';
import type { AdminApi } from '~/admin-api/client.server';
import {
  bulkOperationRunMutation,
  bulkOperationStatusQuery,
  ordersBulkQuery,
} from '~/admin-api/documents/history-import';
import { RetryLater } from '~/jobs/retry-later';
import type { Db } from '~/database/client.server';
import type { Services } from '~/services.server';
import { importOrderLines } from './import-orders.server';

export type ImportServices = Pick<Services, 'env' | 'log' | 'clock' | 'db' | 'jobs' | 'admin'>;

interface BulkStatus {
  id: string;
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'CANCELING' | 'CANCELED' | 'FAILED' | 'EXPIRED';
  errorCode: string | null;
  rootObjectCount: string;
  url: string | null;
}

/** A worker polls this long; after that the job is put back, so that a restart does not wait for it. */
const POLL_FOR_MS = 10 * 60_000;

/** Makes a run and its job in the caller's transaction, unless one is under way. @returns the run's id */
export async function startHistoryImport(
  tx: Db,
  jobs: Services['jobs'],
  shop: string,
  now: Date,
): Promise<string> {
  const running = await tx.importRun.findFirst({
    where: { shop, kind: 'history', state: { in: ['queued', 'running'] } },
    select: { id: true },
  });
  const runId = running?.id ?? randomUUID();
  if (!running) {
    await tx.importRun.create({
      data: { shop, id: runId, kind: 'history', state: 'queued', phase: 'queued', startedAt: now },
    });
  }
  await jobs.send(tx, 'import.history', { shop, runId }, { singletonKey: runId });
  return runId;
}

/**
 * All orders of a shop through a bulk operation. May be killed anywhere and started again: the operation's id is kept, and
 * reading its result from the first line again changes nothing that is stored already.
 * @throws RetryLater while Shopify is not ready
 */
export async function importHistory(
  services: ImportServices,
  { shop, runId }: { shop: string; runId: string },
  sleep: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<void> {
  const run = await services.db.importRun.findUnique({ where: { shop_id: { shop, id: runId } } });
  const installed = await services.db.shop.findFirst({
    where: { shop, uninstalledAt: null },
    select: { shop: true },
  });
  if (!run || !installed || run.state === 'done') return;
  const admin = services.admin(shop);
  const update = recorder(services, run);

  await update({ error: null });
  const operationId = run.bulkOperationId ?? (await startOperation(admin, update));
  const operation = await waitForOperation(services, admin, operationId, update, sleep);
  if (operation.status !== 'COMPLETED') {
    // Results live for 7 days; an operation that ended in another way is asked for anew.
    const error = `bulk operation ${operation.status.toLowerCase()} ${operation.errorCode ?? ''}`.trim();
    await update({ bulkOperationId: null, phase: 'asking', error });
    throw new RetryLater(error);
  }

  await update({ phase: 'reading', rowsTotal: Number(operation.rootObjectCount) });
  const lines = operation.url ? tryAgainWhenCut(admin.lines(operation.url)) : [];
  const { rowsDone, ordersChanged } = await importOrderLines(services, shop, lines, async (progress) => {
    await update({ rowsDone: progress.rowsDone });
  });

  await services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    await tx.importRun.update({
      where: { shop_id: { shop, id: runId } },
      data: { state: 'done', phase: 'done', rowsDone, rowsTotal: rowsDone, finishedAt: now },
    });
    await tx.activityEntry.create({
      data: { shop, at: now, event: 'import.done', detail: { orders: rowsDone, changed: ordersChanged } },
    });
    await services.jobs.send(tx, 'standing.write', { shop }, { singletonKey: shop });
    await services.jobs.send(tx, 'anniversary.scan', { shop }, { singletonKey: shop });
  });
  services.log.info({ shop, orders: rowsDone, changed: ordersChanged }, 'history imported');
}

type Update = (data: {
  phase?: string;
  error?: string | null;
  bulkOperationId?: string | null;
  rowsTotal?: number;
  rowsDone?: number;
}) => Promise<unknown>;

/**
 * Writes how far a run has come. Only when more rows are known or stored than ever before does `updated_at` move and does
 * a failed run count as running again: so the tick can tell a run that gets on from one that is tried again and again.
 */
function recorder({ db }: ImportServices, run: ImportRun): Update {
  let { updatedAt, rowsDone } = run;
  let rowsTotal = run.rowsTotal ?? 0;
  let moved = run.state === 'queued';
  return async ({ rowsTotal: known = 0, rowsDone: stored = 0, ...data }) => {
    moved ||= known > rowsTotal || stored > rowsDone;
    rowsTotal = Math.max(rowsTotal, known);
    rowsDone = Math.max(rowsDone, stored);
    const written = await db.importRun.update({
      where: { shop_id: { shop: run.shop, id: run.id } },
      data: moved ? { ...data, rowsTotal, rowsDone, state: 'running' } : { ...data, updatedAt },
    });
    ({ updatedAt } = written);
    moved = false;
  };
}

async function startOperation(admin: AdminApi, update: Update): Promise<string> {
  await update({ phase: 'asking' });
  const answer = await admin.request<{
    bulkOperationRunQuery: {
      bulkOperation: { id: string } | null;
      userErrors: { message: string; code: string | null }[];
    };
  }>(bulkOperationRunMutation, { query: ordersBulkQuery });
  if (!answer.ok) throw new RetryLater(`bulk operation not started: ${answer.kind}`);
  const { bulkOperation, userErrors } = answer.data.bulkOperationRunQuery;
  if (!bulkOperation) {
    const codes = userErrors.map((error) => error.code ?? error.message).join(', ');
    await update({ error: codes });
    throw new RetryLater(`bulk operation not started: ${codes}`);
  }
  await update({ bulkOperationId: bulkOperation.id });
  return bulkOperation.id;
}

async function waitForOperation(
  services: ImportServices,
  admin: AdminApi,
  id: string,
  update: Update,
  sleep: (ms: number) => Promise<void>,
): Promise<BulkStatus> {
  await update({ phase: 'waiting' });
  let pause = 100;
  for (let waited = 0; waited < POLL_FOR_MS; waited += pause) {
    const answer = await admin.request<{ bulkOperation: BulkStatus | null }>(bulkOperationStatusQuery, {
      id,
    });
    if (!answer.ok) throw new RetryLater(`bulk operation: ${answer.kind}`);
    const operation = answer.data.bulkOperation;
    if (!operation) return { id, status: 'EXPIRED', errorCode: null, rootObjectCount: '0', url: null };
    if (!['CREATED', 'RUNNING', 'CANCELING'].includes(operation.status)) return operation;
    await update({ rowsTotal: Number(operation.rootObjectCount) });
    await sleep(pause);
    pause = Math.min(pause * 2, 5_000);
  }
  services.log.info({ operation: id }, 'bulk operation still running');
  throw new RetryLater('bulk operation still running');
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
