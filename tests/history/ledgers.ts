import type { PrismaClient } from '@prisma/client';
import type { Purchase } from './cdnow';

interface Row {
  key: string;
  ledger: string;
}

/**
 * What a shop's ledger says of each customer and their orders, without the ids that the two ways in cannot have in common.
 * @param keyOf the identity key of a customer of the file
 */
export async function ledgerByCustomer(
  db: PrismaClient,
  shop: string,
  keyOf: (customer: string) => string,
  purchases: readonly Purchase[],
): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT i.key, concat_ws('|', c.order_count, c.qualifying_count, c.net_spend_minor, c.saved_minor, c.first_qualifying_at,
      c.first_qualifying_date, c.anniversary_day, c.last_qualifying_at, c.segment, c.tier_key, c.tier_until,
      (SELECT string_agg(concat_ws('/', o.processed_at, o.total_minor, o.refunded_minor, o.discount_minor, o.currency, o.financial_status,
              coalesce(o.excluded_reason, 'counts')), ',' ORDER BY o.processed_at, o.total_minor)
       FROM ledger_order o WHERE o.shop = c.shop AND o.customer_id = c.id)) AS ledger
    FROM ledger_customer c JOIN customer_identity i ON i.shop = c.shop AND i.customer_id = c.id
    WHERE c.shop = ${shop} AND c.merged_into_id IS NULL`;
  const byKey = new Map(rows.map((row) => [row.key, row.ledger]));
  const found = new Map<string, string>();
  for (const { customer } of purchases) {
    const ledger = byKey.get(keyOf(customer));
    if (ledger !== undefined) found.set(customer, ledger);
  }
  return found;
}
