import { Prisma, type PrismaClient } from '@prisma/client';

interface TransactionOptions {
  /** milliseconds that the work may take */
  timeout?: number;
  /** milliseconds to wait for a connection */
  maxWait?: number;
}

/** PostgreSQL chose this transaction to end a deadlock, or found that it cannot be put in order with another one. */
const CONFLICTS = new Set(['40P01', '40001']);
/** Each try is as likely to succeed as the first; a dozen in a row means that something else is wrong. */
const MOST_TRIES = 12;

/**
 * A transaction that is tried again when PostgreSQL ended it for the sake of another one. The work must be repeatable,
 * which everything inside a transaction is, as long as it does nothing outside of it.
 * @throws what the work throws, or the conflict itself after the last try
 */
export async function inTransaction<T>(
  db: PrismaClient,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.$transaction(work, options);
    } catch (error) {
      if (tries >= MOST_TRIES || !isConflict(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5 * tries));
    }
  }
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  if (error.code === 'P2034') return true;
  // a raw statement: PostgreSQL's code is in what the driver adapter said
  const { driverAdapterError } = (error.meta ?? {}) as {
    driverAdapterError?: { cause?: { originalCode?: string } };
  };
  return error.code === 'P2010' && CONFLICTS.has(driverAdapterError?.cause?.originalCode ?? '');
}
