import type pg from 'pg';
import type { OrderFacts } from '~/loyalty/order-facts';
import { stagedLine } from './import-row';
import type { ImportStaging } from './import-staging.server';

/** One order of a history, with its place in the source, so that reading can go on behind it. */
export interface SourceOrder {
  /** counted from 1 */
  line: number;
  order: OrderFacts;
}

export interface ReadProgress {
  /** last line that is in the table */
  linesRead: number;
  /** orders that are in the table */
  rowsRead: number;
}

export interface ReadHooks {
  /** in the chunk's transaction, on its connection: the recovery point */
  save?: (progress: ReadProgress) => Promise<unknown>;
  /** after it */
  onStored?: (progress: ReadProgress) => Promise<unknown>;
}

/** Orders of one transaction: what a kill costs, and how often progress moves. */
const ROWS_A_CHUNK = 25_000;
const PIECE_CHARACTERS = 64 * 1024;

/**
 * Copies orders into the import's table, a chunk a transaction. However many orders there are, a few pieces of text are in
 * memory, and reading waits for the database. When the source breaks off, what came before is kept.
 */
export async function readIntoStaging(
  client: pg.Client,
  staging: ImportStaging,
  orders: AsyncIterable<SourceOrder>,
  start: ReadProgress,
  { save, onStored }: ReadHooks = {},
): Promise<ReadProgress> {
  const iterator = orders[Symbol.asyncIterator]();
  const progress = { ...start };
  const source: SourceState = { ended: false, failure: null };
  try {
    while (!source.ended) {
      await client.query('BEGIN');
      const before = progress.rowsRead;
      await staging.append(chunk(iterator, progress, source));
      if (progress.rowsRead > before) await save?.({ ...progress });
      await client.query('COMMIT');
      await onStored?.({ ...progress });
    }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the connection may be what failed
    throw error;
  } finally {
    await iterator.return?.();
  }
  if (source.failure) throw source.failure.error;
  return progress;
}

interface SourceState {
  ended: boolean;
  /** thrown once what came before it is stored */
  failure: { error: unknown } | null;
}

async function* chunk(
  orders: AsyncIterator<SourceOrder>,
  progress: ReadProgress,
  source: SourceState,
): AsyncGenerator<string, void> {
  let piece = '';
  for (let rows = 0; rows < ROWS_A_CHUNK; rows += 1) {
    const next = await orders.next().catch((error: unknown) => {
      source.failure = { error };
      return { done: true } as const;
    });
    if (next.done) {
      source.ended = true;
      break;
    }
    const { line, order } = next.value;
    piece += stagedLine(line, customerKeyOf(order), order);
    progress.linesRead = line;
    progress.rowsRead += 1;
    if (piece.length >= PIECE_CHARACTERS) {
      yield piece;
      piece = '';
    }
  }
  if (piece) yield piece;
}

function customerKeyOf(order: OrderFacts): string | null {
  if (order.shopifyCustomerId) return `c:${order.shopifyCustomerId}`;
  return order.importedCustomerKey ? `csv:${order.importedCustomerKey}` : null;
}
