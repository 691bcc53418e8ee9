import type { Prisma } from '@prisma/client';
import type { JobQueue } from '~/job-queue.server';
import { addDays, addYears, daysBetween, shopDate } from '~/loyalty/calendar';
import { splitOccasion } from '~/loyalty/greetings';
import type { CountedCustomer } from './recount.server';
import type { ShopContext } from './shop-context.server';
import { standingsDue } from './standings-due.server';

/** A coupon that is given anew is good for what it had left, and for so many days at least. */
const LEAST_DAYS = 7;

interface Spent {
  id: string;
  customer_id: string;
  occasion: string;
  valid_until: string;
  redeemed_at: Date | null;
  restored: boolean;
}

/**
 * The order that used a coupon is cancelled or refunded in full. By the program's choice it stays spent, or its owner gets a
 * new code (the old one is used up at Shopify) once. The log says what was done.
 */
export async function restoreGifts(
  tx: Prisma.TransactionClient,
  jobs: Pick<JobQueue, 'send'>,
  context: ShopContext,
  orderId: string,
): Promise<void> {
  const { shop, now, program } = context;
  const spent = await tx.$queryRaw<Spent[]>`
    SELECT id::text, customer_id::text, occasion, valid_until::text, redeemed_at, restored_at IS NOT NULL AS restored
    FROM gift WHERE shop = ${shop} AND redeemed_order_id = ${orderId} AND state = 'redeemed' FOR UPDATE`;
  for (const gift of spent) {
    const restores = program.anniversary.orderCancelled === 'restore' && !gift.restored;
    if (restores) await giveAnew(tx, jobs, context, gift);
    const known = await tx.activityEntry.findFirst({
      where: { shop, event: 'coupon.order-cancelled', detail: { path: ['orderId'], equals: orderId } },
    });
    if (!restores && known) continue;
    await tx.activityEntry.create({
      data: {
        shop,
        at: now,
        event: restores ? 'coupon.restored' : 'coupon.order-cancelled',
        customerId: gift.customer_id,
        detail: { giftId: gift.id, occasion: gift.occasion, orderId },
      },
    });
  }
}

/** Back to planned, without a code: the next one is drawn, added at Shopify and mailed like the first. Once for a coupon. */
export async function giveAnew(
  tx: Prisma.TransactionClient,
  jobs: Pick<JobQueue, 'send'>,
  { shop, now, today, timeZone }: ShopContext,
  gift: Pick<Spent, 'id' | 'customer_id' | 'valid_until' | 'redeemed_at'>,
): Promise<boolean> {
  const from = gift.redeemed_at ? shopDate(gift.redeemed_at, timeZone) : today;
  const days = Math.max(LEAST_DAYS, daysBetween(from, gift.valid_until));
  const changed = await tx.$executeRaw`
    UPDATE gift SET state = 'planned', reason = NULL, code = NULL, redeemed_order_id = NULL, redeemed_at = NULL,
      valid_from = ${today}::date, valid_until = ${addDays(today, days)}::date, restored_at = ${now}::timestamptz,
      leak_cleared_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND id = ${gift.id}::uuid AND restored_at IS NULL`;
  if (changed === 0) return false;
  await standingsDue(tx, shop, [gift.customer_id]);
  await jobs.send(tx, 'coupon.issue', { shop }, { singletonKey: shop });
  return true;
}

/**
 * A first order that was cancelled or refunded may take an anniversary away, or move it. A coupon that was only planned is
 * taken out, to be planned again when its day comes. One that was sent is kept or withdrawn, as the program says, when no
 * anniversary is left within its validity. The dates follow the ledger by themselves (anniversary.ts).
 */
export async function giftsWithoutAnniversary(
  tx: Prisma.TransactionClient,
  jobs: Pick<JobQueue, 'send'>,
  context: ShopContext,
  counted: readonly Pick<CountedCustomer, 'customerId' | 'fold'>[],
): Promise<void> {
  const { shop, now, today, program } = context;
  const { leapDay, leadDays, firstOrderGone } = program.anniversary;
  const firstDates = new Map(
    counted.map(({ customerId, fold }) => [customerId, fold.firstQualifying?.date ?? null]),
  );
  const open = await tx.$queryRaw<OpenGift[]>`
    SELECT id::text, customer_id::text, occasion, state, valid_until::text FROM gift
    WHERE shop = ${shop} AND customer_id = ANY(${[...firstDates.keys()]}::uuid[])
      AND (state = 'issued' OR state = 'planned' AND restored_at IS NULL)
    FOR UPDATE`;
  for (const gift of open) {
    const first = firstDates.get(gift.customer_id) ?? null;
    const date = first && addYears(first, splitOccasion(gift.occasion)[1], leapDay);
    const planned = gift.state === 'planned';
    if (date !== null && date <= (planned ? addDays(today, leadDays) : gift.valid_until)) continue;
    if (!planned && firstOrderGone === 'keep') continue;
    if (planned) await tx.gift.delete({ where: { shop_id: { shop, id: gift.id } } });
    else await revokeGift(tx, jobs, context, gift, 'first-order-gone');
    await tx.activityEntry.create({
      data: {
        shop,
        at: now,
        event: planned ? 'coupon.not-due-any-more' : 'coupon.revoked',
        customerId: gift.customer_id,
        detail: { giftId: gift.id, occasion: gift.occasion, reason: 'first-order-gone' },
      },
    });
  }
}

interface OpenGift {
  id: string;
  customer_id: string;
  occasion: string;
  state: 'planned' | 'issued';
  valid_until: string;
}

/**
 * Withdraws a coupon: its owner's standing loses it, so checkout gives nothing for its code to anybody, and what was not
 * mailed yet is not sent. Repeatable. @returns whether there was something to withdraw
 */
export async function revokeGift(
  tx: Prisma.TransactionClient,
  jobs: Pick<JobQueue, 'send'>,
  { shop, now }: Pick<ShopContext, 'shop' | 'now'>,
  gift: { id: string; customer_id: string },
  reason: string,
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE gift SET state = 'revoked', reason = ${reason}, leak_cleared_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND id = ${gift.id}::uuid AND state IN ('planned', 'issued')`;
  if (changed === 0) return false;
  await standingsDue(tx, shop, [gift.customer_id]);
  await jobs.send(tx, 'standing.write', { shop }, { singletonKey: shop });
  return true;
}
