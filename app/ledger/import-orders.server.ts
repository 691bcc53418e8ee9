import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { connect } from '~/database/client.server';
import type { LedgerServices } from './apply-event.server';
import { aloneWith } from './import-alone.server';
import { countStaged, type CountProgress } from './import-count.server';
import { readIntoStaging, type ReadProgress, type SourceOrder } from './import-read.server';
import { ImportStaging } from './import-staging.server';
import { readOrderLines } from './order-lines';

/** Two connections of an import and its table. */
export interface ImportConnections {
  reader: pg.Client;
  writer: pg.Client;
  staging: ImportStaging;
}

/** Opens what an import works with, and closes it whatever happens. */
export async function withImportConnections<T>(
  services: Pick<LedgerServices, 'db'>,
  runId: string,
  work: (connections: ImportConnections) => Promise<T>,
): Promise<T> {
  const reader = await connect(services.db);
  try {
    const writer = await connect(services.db);
    try {
      return await work({ reader, writer, staging: new ImportStaging(reader, runId) });
    } finally {
      await writer.end().catch(() => undefined); // it may be what failed
    }
  } finally {
    await reader.end().catch(() => undefined);
  }
}

const START: ReadProgress = { linesRead: 0, rowsRead: 0 };

/**
 * Reads orders into the ledger, without a run that would remember how far it came: all or, when it fails, again from the
 * start. Running it again changes nothing. Never plans a message.
 */
export async function importOrders(
  services: LedgerServices,
  shop: string,
  orders: AsyncIterable<SourceOrder>,
  onRead: (progress: ReadProgress) => Promise<unknown> = async () => undefined,
  onProgress: (progress: CountProgress) => Promise<void> = async () => undefined,
): Promise<CountProgress> {
  const runId = randomUUID();
  return withImportConnections(services, runId, async ({ reader, writer, staging }) => {
    await aloneWith(reader, runId);
    await staging.open();
    try {
      const { rowsRead } = await readIntoStaging(reader, staging, orders, START, { onStored: onRead });
      const staged = { table: staging.table, rows: rowsRead };
      return await countStaged(services, { reader, writer }, shop, staged, onProgress);
    } finally {
      await staging.drop().catch(() => undefined); // without a connection the next import sweeps it away
    }
  });
}

/** The same for the lines of a bulk result. */
export async function importOrderLines(
  services: LedgerServices,
  shop: string,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<CountProgress> {
  return importOrders(services, shop, readOrderLines(lines, services.env.EMAIL_HASH_KEY, 0));
}
