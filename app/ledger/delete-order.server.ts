import type { Prisma } from '@prisma/client';
import { recount } from './recount.server';
import type { ShopContext } from './shop-context.server';

/**
 * Marks an order as deleted. It stands against facts that are not younger. An order that we have not heard of yet leaves a
 * mark too, so that its late facts do not bring it to life.
 */
export async function deleteOrder(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  orderId: string,
  at: Date,
): Promise<'applied' | 'stale'> {
  const rows = await tx.$queryRaw<{ customer_id: string | null }[]>`
    INSERT INTO ledger_order (shop, order_id, processed_at, facts_at, source, currency, total_minor, financial_status,
                              deleted_at, tags, discount_codes, excluded_reason)
    VALUES (${context.shop}, ${orderId}, ${at}::timestamptz, 'epoch', 'unknown', ${context.currency}, 0, 'pending',
            ${at}::timestamptz, '{}', '{}', 'deleted')
    ON CONFLICT (shop, order_id) DO UPDATE SET deleted_at = greatest(ledger_order.deleted_at, EXCLUDED.deleted_at)
      WHERE ledger_order.facts_at <= EXCLUDED.deleted_at
        AND (ledger_order.deleted_at IS NULL OR ledger_order.deleted_at < EXCLUDED.deleted_at)
    RETURNING customer_id::text`;
  if (rows.length === 0) return 'stale';
  const customerId = rows[0]?.customer_id;
  if (customerId) await recount(tx, context, [customerId]);
  return 'applied';
}
