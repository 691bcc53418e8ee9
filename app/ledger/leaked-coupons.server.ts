import type { Db } from '~/database/client.server';

/** A coupon whose code stands in an order of somebody else, or in more than one order. */
export interface LeakedCoupon {
  giftId: string;
  customerId: string;
  code: string | null;
  /** orders of others that carried its code */
  byOthers: number;
  /** orders in all, cancelled ones left out */
  orders: number;
}

/**
 * Leaked coupons that the merchant has not looked at yet, by what the orders say now: customers that were joined since are one
 * person. Attempts that checkout refuses leave no order, and Shopify tells nobody of them (docs/messages.md).
 */
export async function leakedCoupons(
  db: Db,
  shop: string,
  only: { customerId: string } | null = null,
): Promise<LeakedCoupon[]> {
  const rows = await db.$queryRaw<
    { gift_id: string; customer_id: string; code: string | null; by_others: number; orders: number }[]
  >`
    SELECT g.id::text AS gift_id, g.customer_id::text, g.code,
      count(*) FILTER (WHERE o.customer_id IS DISTINCT FROM g.customer_id)::int AS by_others,
      count(*) FILTER (WHERE o.cancelled_at IS NULL)::int AS orders
    FROM coupon_use u
    JOIN gift g ON g.shop = u.shop AND g.id = u.gift_id
    JOIN ledger_order o ON o.shop = u.shop AND o.order_id = u.order_id
    WHERE u.shop = ${shop} AND (g.leak_cleared_at IS NULL OR u.seen_at > g.leak_cleared_at)
      AND (${only?.customerId ?? null}::uuid IS NULL OR g.customer_id = ${only?.customerId ?? null}::uuid)
    GROUP BY g.shop, g.id
    HAVING count(*) FILTER (WHERE o.customer_id IS DISTINCT FROM g.customer_id) > 0
      OR count(*) FILTER (WHERE o.cancelled_at IS NULL) > 1
    ORDER BY max(u.seen_at) DESC`;
  return rows.map((row) => ({
    giftId: row.gift_id,
    customerId: row.customer_id,
    code: row.code,
    byOthers: row.by_others,
    orders: row.orders,
  }));
}
