import { randomUUID } from 'node:crypto';
import type { Prisma } from '@prisma/client';
import { daysBetween, shopDate } from '~/loyalty/calendar';
import {
  hasReached,
  milestoneOccasion,
  orderNumberOf,
  thankYou,
  THANKS_TOO_LATE_DAYS,
} from '~/loyalty/thank-you';
import { messageIdOf } from './message-id';
import type { CountedCustomer } from './recount.server';
import type { StoredOrder } from './order-row';
import type { ShopContext } from './shop-context.server';

/**
 * Plans the thank-you of an order when it comes as far as the merchant's rule waits for, once: the unique key (shop, rule,
 * "order:<id>") holds whatever is repeated. The conditions are checked again when it is sent.
 * @param before the order as the ledger had it; one that had come so far already was thanked for then, or not meant to be
 * @returns whether it is due now, or later, or there is none to plan
 */
export async function planThankYou(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  counted: CountedCustomer,
  order: StoredOrder,
  before: StoredOrder | undefined,
): Promise<'due' | 'planned' | 'none'> {
  if (context.uninstalledAt) return 'none';
  const folded = counted.fold.orders.find((entry) => entry.orderId === order.orderId);
  const decide = (version: StoredOrder, excludedReason: StoredOrder['excludedReason']) =>
    thankYou({
      order: version,
      excludedReason,
      orderNumber: orderNumberOf(order.orderId, counted.fold.orders),
      earlierHidden: counted.fold.earlierHidden,
      program: context.program,
      timeZone: context.timeZone,
      messagesSince: context.messagesSince.toISOString(),
      reachedAt: context.now.toISOString(),
    });
  const { after } = context.program.thankYou;
  const decision = decide(order, folded?.excludedReason ?? null);
  if (!decision.send || !hasReached(after, order)) return 'none';
  // an old order that is only touched again (a tag, the archive) is no news, whatever the rule was when it was paid
  if (before?.customerId && hasReached(after, before) && decide(before, before.excludedReason).send)
    return 'none';
  // nor is a parcel of long ago that is heard of only now, by the self-audit for instance
  const toldOn = shopDate(new Date(order.factsAt), context.timeZone);
  if (after !== 'paid' && daysBetween(toldOn, context.today) > THANKS_TOO_LATE_DAYS) return 'none';

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
