import type { Prisma } from '@prisma/client';

/**
 * Marks the standings of customers as due, in the transaction that changes their gifts. A change of a customer's counts
 * does so by itself (recount.server.ts).
 */
export async function standingsDue(
  tx: Prisma.TransactionClient,
  shop: string,
  customerIds: readonly string[],
): Promise<void> {
  // the rows are locked in the order in which events lock them
  await tx.$executeRaw`
    UPDATE ledger_customer SET standing_written_at = NULL
    WHERE shop = ${shop} AND id IN (
      SELECT id FROM ledger_customer WHERE shop = ${shop} AND id = ANY(${[...new Set(customerIds)]}::uuid[])
      ORDER BY id FOR UPDATE)`;
}
