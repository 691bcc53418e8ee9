import { randomUUID } from 'node:crypto';
import type { Prisma } from '@prisma/client';
import { milestoneOccasion, orderNumberOf, thankYou } from '~/loyalty/thank-you';
import { messageIdOf } from './message-id';
import type { CountedCustomer } from './recount.server';
import type { StoredOrder } from './order-row';
import type { ShopContext } from './shop-context.server';

/**
 * Plans the thank-you of an order, once: the unique key (shop, rule, "order:<id>") holds whatever is repeated. The
 * conditions are checked again when it is sent. @returns whether it is due now, or later, or there is none to plan
 */
export async function planThankYou(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  counted: CountedCustomer,
  order: StoredOrder,
): Promise<'due' | 'planned' | 'none'> {
  if (context.uninstalledAt) return 'none';
  const folded = counted.fold.orders.find((entry) => entry.orderId === order.orderId);
  const decision = thankYou({
    order,
    excludedReason: folded?.excludedReason ?? null,
    orderNumber: orderNumberOf(order.orderId, counted.fold.orders),
    program: context.program,
    messagesSince: context.messagesSince.toISOString(),
    paidAt: context.now.toISOString(),
  });
  if (!decision.send) return 'none';

  const id = randomUUID();
  const subjectKey = `order:${order.orderId}`;
  // "your 10th order" is said once: a second order that becomes the 10th is thanked for like any other
  const occasion = decision.variant === 'milestone' ? milestoneOccasion(decision.orderNumber) : null;
  const inserted = await tx.$executeRaw`
    INSERT INTO message (shop, id, customer_id, rule, subject_key, kind, state, due_at, message_id, locale, variant, occasion,
                         created_at, updated_at)
    SELECT ${context.shop}, ${id}::uuid, ${counted.customerId}::uuid, 'thank-you', ${subjectKey}, 'service', 'planned',
           ${new Date(decision.dueAt)}::timestamptz, ${messageIdOf(context.shop, 'thank-you', subjectKey)},
           ${order.locale}, CASE WHEN held.already THEN 'repeat' ELSE ${decision.variant} END,
           CASE WHEN held.already THEN NULL ELSE ${occasion} END, ${context.now}::timestamptz, ${context.now}::timestamptz
    FROM (SELECT EXISTS (SELECT 1 FROM message WHERE shop = ${context.shop} AND customer_id = ${counted.customerId}::uuid
                         AND occasion = ${occasion}) AS already) held
    ON CONFLICT (shop, rule, subject_key) DO NOTHING`;
  if (inserted === 0) return 'none';
  return Date.parse(decision.dueAt) <= context.now.getTime() ? 'due' : 'planned';
}
