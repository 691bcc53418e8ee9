import type { AdminApi } from '~/admin-api/client.server';
import { bulkOperationRunMutation, bulkOperationStatusQuery, ordersBulkQuery } from '~/admin-api/documents';
import { RetryLater } from '~/retry-later.server';
import type { Services } from '~/services.server';
import type { Update } from './import-run.server';

interface BulkStatus {
  id: string;
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'CANCELING' | 'CANCELED' | 'FAILED' | 'EXPIRED';
  errorCode: string | null;
  rootObjectCount: string;
  url: string | null;
}

/** A worker polls this long; after that the job is put back, so that a restart does not wait for it. */
const POLL_FOR_MS = 10 * 60_000;

/** Asks for all orders. @returns the operation's id, which the run remembers */
export async function startOperation(admin: AdminApi, update: Update): Promise<string> {
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

/**
 * Polls until the operation has ended in one way or another; one that Shopify does not know any more has expired.
 * @throws RetryLater when that takes too long
 */
export async function waitForOperation(
  services: Pick<Services, 'log'>,
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
