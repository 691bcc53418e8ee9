import type { Prisma } from '@prisma/client';
import type { OrderFacts } from '~/loyalty/order-facts';
import type { Services } from '~/services.server';
import { applyOrders } from './apply-orders.server';
import { planThankYou } from './plan-thank-you.server';
import { redeemGifts } from './redeem-gifts.server';
import { giftsWithoutAnniversary } from './restore-gifts.server';
import { isImporting, type ShopContext } from './shop-context.server';

export type LedgerServices = Pick<Services, 'env' | 'log' | 'clock' | 'db' | 'jobs'>;

export type ApplyOutcome = 'applied' | 'stale' | 'noted' | 'ignored' | 'gone';

/**
 * New facts of orders, each of another order, and what follows from them. The caller holds the locks of orders and identities.
 * @returns what became of each
 */
export async function applyLockedOrders(
  services: LedgerServices,
  tx: Prisma.TransactionClient,
  context: ShopContext,
  orders: readonly OrderFacts[],
): Promise<ApplyOutcome[]> {
  const { changed, counted, before } = await applyOrders(tx, context, services.env.EMAIL_HASH_KEY, orders);
  if (changed.length === 0 && counted.length === 0) return orders.map(() => 'stale');
  const ids = new Set(orders.map(({ orderId }) => orderId));
  const { shop } = context;
  let due = false;
  for (const customer of counted) {
    for (const stored of customer.orders) {
      if (!ids.has(stored.orderId)) continue;
      const planned = await planThankYou(tx, context, customer, stored, before.get(stored.orderId));
      due = planned === 'due' || due;
    }
  }
  if (due && !(await isImporting(tx, shop)))
    await services.jobs.send(tx, 'message.send', { shop }, { singletonKey: shop });
  for (const order of changed) await redeemGifts(tx, services.jobs, context, order);
  const lost = changed.some((order) => order.cancelledAt !== null || order.refundedMinor > 0);
  if (lost) await giftsWithoutAnniversary(tx, services.jobs, context, counted);
  await services.jobs.send(tx, 'standing.write', { shop }, { singletonKey: shop });
  const fresh = new Set(changed.map(({ orderId }) => orderId));
  return orders.map(({ orderId }) => (fresh.has(orderId) ? 'applied' : 'stale'));
}
