import type { Prisma } from '@prisma/client';
import type pg from 'pg';

/**
 * Two kinds of writers meet in one shop: events, each touching few keys, and batches (import, reconciliation, a change of
 * program), each touching many. Events share the shop's lock and exclude each other by key; a batch takes the shop's lock
 * alone for its short transaction. Locks are PostgreSQL's advisory ones and end with the transaction.
 */

/** @param keys identities ("c:1", "e:ab12") and orders ("o:17") that the event touches */
export async function lockForEvent(
  tx: Prisma.TransactionClient,
  shop: string,
  keys: string[],
): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${`ledger|${shop}`}, 0))`;
  // In one order everywhere, so that two events never wait for each other.
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hash) FROM (
      SELECT DISTINCT hashtextextended(${shop} || '|' || key, 1) AS hash FROM unnest(${keys}::text[]) AS key ORDER BY 1
    ) AS ordered`;
}

export async function lockForBatch(tx: Prisma.TransactionClient, shop: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`ledger|${shop}`}, 0))`;
}

/** The same as a statement for a transaction on a connection of its own (`connect` of app/database). */
export function batchLockSql(client: pg.Client, shop: string): string {
  return `SELECT pg_advisory_xact_lock(hashtextextended(${client.escapeLiteral(`ledger|${shop}`)}, 0))`;
}
