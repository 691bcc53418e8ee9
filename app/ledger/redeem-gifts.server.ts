import type { Prisma } from '@prisma/client';
import type { ShopContext } from './shop-context.server';

/**
 * An order that carries the code of an issued gift redeems it, once. The order's later cancellation or refund leaves the
 * gift redeemed (the code was single use and is spent); the activity log says so.
 */
export async function redeemGifts(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  order: { orderId: string; processedAt: string; cancelledAt: string | null; discountCodes: string[] },
): Promise<void> {
  if (order.discountCodes.length === 0) return;
  const codes = order.discountCodes.map((code) => code.toUpperCase());
  if (order.cancelledAt) {
    await noteCancelled(tx, context, order.orderId);
    return;
  }
  const redeemed = await tx.$queryRaw<{ id: string; customer_id: string; occasion: string }[]>`
    UPDATE gift SET state = 'redeemed', redeemed_order_id = ${order.orderId},
      redeemed_at = ${new Date(order.processedAt)}::timestamptz, updated_at = ${context.now}::timestamptz
    WHERE shop = ${context.shop} AND code = ANY(${codes}::text[]) AND state IN ('issued', 'expired')
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
    await touchCustomer(tx, context, gift.customer_id);
  }
}

async function noteCancelled(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  orderId: string,
): Promise<void> {
  const spent = await tx.gift.findMany({
    where: { shop: context.shop, redeemedOrderId: orderId, state: 'redeemed' },
    select: { id: true, customerId: true, occasion: true },
  });
  for (const gift of spent) {
    await tx.activityEntry.create({
      data: {
        shop: context.shop,
        at: context.now,
        event: 'coupon.order-cancelled',
        customerId: gift.customerId,
        detail: { giftId: gift.id, occasion: gift.occasion, orderId },
      },
    });
  }
}

/** The standing lists open gifts: one less makes it due. */
async function touchCustomer(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  customerId: string,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE ledger_customer SET standing_written_at = NULL, updated_at = ${context.now}::timestamptz
    WHERE shop = ${context.shop} AND id = ${customerId}::uuid`;
}
