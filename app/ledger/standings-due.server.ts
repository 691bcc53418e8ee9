import type { Prisma } from '@prisma/client';
import type { Db } from '~/database/client.server';
import { addDays, anniversaryDays, startOfShopDate } from '~/loyalty/calendar';
import type { ShopContext } from './shop-context.server';

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

/** A worker that was away for longer is an outage; their dossiers follow at the next order. */
const PASSED_DAYS = 31;

/**
 * A dossier names the next anniversary; on the day after it, that is another one. Marks as due whoever was written before
 * their anniversary of the last weeks was over. Repeatable: who was written since is left alone.
 * @returns how many became due
 */
export async function standingsDueAfterAnniversaries(
  db: Db,
  { shop, today, timeZone }: ShopContext,
): Promise<number> {
  const passed = Array.from({ length: PASSED_DAYS }, (_, index) => addDays(today, -1 - index)).flatMap(
    (date) =>
      anniversaryDays(date, date).map((day) => ({ day, over: startOfShopDate(addDays(date, 1), timeZone) })),
  );
  return db.$executeRaw`
    UPDATE ledger_customer c SET standing_written_at = NULL
    WHERE c.shop = ${shop} AND c.merged_into_id IS NULL AND c.redacted_at IS NULL AND c.shopify_customer_id IS NOT NULL
      AND (c.shop, c.id) IN (
        SELECT d.shop, d.id FROM ledger_customer d
        JOIN jsonb_to_recordset(${JSON.stringify(passed)}::jsonb) AS p(day text, over timestamptz)
          ON d.anniversary_day = p.day::char(5)
        WHERE d.shop = ${shop} AND d.merged_into_id IS NULL AND d.redacted_at IS NULL AND d.standing_written_at < p.over
        ORDER BY d.id FOR UPDATE OF d)`;
}
