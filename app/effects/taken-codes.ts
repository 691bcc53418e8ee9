import type { Prisma } from '@prisma/client';
import type { ShopContext } from '~/ledger/shop-context.server';

/** So long may codes of a deleted discount stay taken. */
const TAKEN_FOR_MS = 60 * 60_000;

/**
 * 56 random bits do not meet by chance; a merchant who typed the same code by hand would block a gift for ever. A code that its owner
 * was told of stays: of another one they would know nothing.
 */
export async function redrawForeign(
  tx: Prisma.TransactionClient,
  { shop, now }: ShopContext,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  return tx.$executeRaw`
    UPDATE gift g SET code = NULL, updated_at = ${now}::timestamptz
    WHERE g.shop = ${shop} AND g.state = 'planned' AND g.id = ANY(${[...ids]}::uuid[]) AND NOT EXISTS (
      SELECT 1 FROM message m WHERE m.shop = g.shop AND m.subject_key = 'gift:' || g.id::text
        AND m.rule = CASE WHEN g.restored_at IS NULL THEN 'anniversary' ELSE 'restored' END AND m.state IN ('sent', 'uncertain', 'claimed'))`;
}

/** A deleted discount may hold its codes for a while. After that a person decides, and nobody else waits for it. */
export async function giveUpTaken(
  tx: Prisma.TransactionClient,
  { shop, now }: ShopContext,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  return tx.$executeRaw`
    UPDATE gift SET state = 'failed', reason = 'code-taken', updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND state = 'planned' AND code IS NOT NULL AND id = ANY(${[...ids]}::uuid[])
      AND updated_at < ${new Date(now.getTime() - TAKEN_FOR_MS)}::timestamptz`;
}
