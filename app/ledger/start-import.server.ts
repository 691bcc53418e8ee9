import { randomUUID } from 'node:crypto';
import type { Db } from '~/database/client.server';
import type { Services } from '~/services.server';

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
