import type { Prisma } from '@prisma/client';
import type { JobQueue } from '~/job-queue.server';
import type { OrderFacts } from '~/loyalty/order-facts';
import { restoreGifts } from './restore-gifts.server';
import type { ShopContext } from './shop-context.server';
import { standingsDue } from './standings-due.server';

type RedeemingOrder = Pick<
  OrderFacts,
  'orderId' | 'processedAt' | 'cancelledAt' | 'discountCodes' | 'financialStatus'
>;

/**
 * An order that carries the code of a gift redeems it, once; also one that is being issued once more, since its owner has the code. What becomes of the gift when that order is cancelled
 * or refunded in full is the program's choice. Every order that carries a code is noted: a code in the order of somebody
 * else, or in two orders, has leaked.
 */
export async function redeemGifts(
  tx: Prisma.TransactionClient,
  jobs: Pick<JobQueue, 'send'>,
  context: ShopContext,
  order: RedeemingOrder,
): Promise<void> {
  if (order.discountCodes.length === 0) return;
  const codes = order.discountCodes.map((code) => code.toUpperCase());
  await noteUses(tx, context, order.orderId, codes);
  const redeemed = await tx.$queryRaw<{ id: string; customer_id: string; occasion: string }[]>`
    UPDATE gift SET state = 'redeemed', redeemed_order_id = ${order.orderId},
      redeemed_at = ${new Date(order.processedAt)}::timestamptz, updated_at = ${context.now}::timestamptz
    WHERE shop = ${context.shop} AND code = ANY(${codes}::text[]) AND state IN ('issued', 'expired', 'planned')
    RETURNING id::text, customer_id::text, occasion`;
  for (const gift of redeemed) {
    await tx.activityEntry.create({
      data: {
        shop: context.shop,
        at: context.now,
        event: 'coupon.redeemed',
        customerId: gift.customer_id,
        detail: { giftId: gift.id, occasion: gift.occasion, orderId: order.orderId },
      },
    });
  }
  // the standing lists open gifts
  if (redeemed.length > 0) {
    await standingsDue(
      tx,
      context.shop,
      redeemed.map((gift) => gift.customer_id),
    );
  }
  // its end may be the first that we hear of it: the code was used up all the same
  if (order.cancelledAt !== null || order.financialStatus === 'refunded') {
    await restoreGifts(tx, jobs, context, order.orderId);
  }
}

/** Once for each code and order; a leak is said in the log when it is seen first. */
async function noteUses(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  orderId: string,
  codes: string[],
): Promise<void> {
  const { shop, now } = context;
  const used = await tx.$queryRaw<{ id: string; customer_id: string; foreign: boolean; others: number }[]>`
    WITH noted AS (
      INSERT INTO coupon_use (shop, code, order_id, gift_id, seen_at)
      SELECT g.shop, g.code, ${orderId}, g.id, ${now}::timestamptz FROM gift g
      WHERE g.shop = ${shop} AND g.code = ANY(${codes}::text[])
      ON CONFLICT (shop, code, order_id) DO NOTHING
      RETURNING shop, gift_id, code)
    SELECT g.id::text, g.customer_id::text, o.customer_id IS DISTINCT FROM g.customer_id AS foreign,
      (SELECT count(*)::int FROM coupon_use u JOIN ledger_order other ON other.shop = u.shop AND other.order_id = u.order_id
       WHERE u.shop = noted.shop AND u.code = noted.code AND u.order_id <> ${orderId} AND other.cancelled_at IS NULL) AS others
    FROM noted
    JOIN gift g ON g.shop = noted.shop AND g.id = noted.gift_id AND g.shop = ${shop}
    JOIN ledger_order o ON o.shop = g.shop AND o.order_id = ${orderId}`;
  for (const { id, customer_id: customerId, foreign, others } of used) {
    if (!foreign && others === 0) continue;
    await tx.activityEntry.create({
      data: {
        shop,
        at: now,
        event: foreign ? 'coupon.used-by-another' : 'coupon.used-again',
        customerId,
        detail: { giftId: id, orderId },
      },
    });
  }
}
