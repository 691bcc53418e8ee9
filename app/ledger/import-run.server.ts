import type { ImportRun } from '@prisma/client';
import type { Services } from '~/services.server';

export type ImportPhase = 'queued' | 'asking' | 'waiting' | 'reading' | 'counting' | 'done';

export interface ImportUpdate {
  phase?: ImportPhase;
  error?: string | null;
  bulkOperationId?: string | null;
  rowsTotal?: number;
  rowsRead?: number;
  rowsDone?: number;
}

export type Update = (data: ImportUpdate) => Promise<unknown>;

/**
 * Writes how far a run has come. Only when more rows are known, read or stored than ever before does `updated_at` move and
 * does a failed run count as running again: so the tick can tell a run that gets on from one that is tried again and again.
 */
export function recorder({ db }: Pick<Services, 'db'>, run: ImportRun): Update {
  let { updatedAt, rowsDone, rowsRead } = run;
  let rowsTotal = run.rowsTotal ?? 0;
  let moved = run.state === 'queued';
  return async ({ rowsTotal: known = 0, rowsRead: read = 0, rowsDone: stored = 0, ...data }) => {
    moved ||= known > rowsTotal || read > rowsRead || stored > rowsDone;
    rowsTotal = Math.max(rowsTotal, known);
    rowsRead = Math.max(rowsRead, read);
    rowsDone = Math.max(rowsDone, stored);
    const written = await db.importRun.update({
      where: { shop_id: { shop: run.shop, id: run.id } },
      data: moved ? { ...data, rowsTotal, rowsRead, rowsDone, state: 'running' } : { ...data, updatedAt },
    });
    ({ updatedAt } = written);
    moved = false;
  };
}
