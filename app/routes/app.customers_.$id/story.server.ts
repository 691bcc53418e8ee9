import type { Gift, LedgerCustomer, Message } from '@prisma/client';
import type { Merchant } from '~/components/merchant.server';
import { ordersOfCustomer } from '~/effects/customer-orders';
import { leakedCoupons, type LeakedCoupon } from '~/ledger/leaked-coupons.server';
import { hiddenBeforeOf, type ShopContext } from '~/ledger/shop-context.server';
import { nextAnniversary } from '~/loyalty/anniversary';
import { shopToday } from '~/loyalty/calendar';
import { explain } from '~/loyalty/explain';
import type { Explanation } from '~/loyalty/explain';
import { greetedOccasion } from '~/loyalty/greetings';
import type { StoryMessage } from './messages-card';
import type { StoryOrder } from './orders-card';
import type { StoryGift } from './story-gift';
import {
  nextOccasions,
  occasionChapters,
  type NextOccasions,
  type OccasionMessage,
  type StoryOccasion,
} from './story-occasions';

/** One customer's story. Money in minor units, instants and shop dates in ISO. */
export interface Story {
  shopifyCustomerId: string | null;
  explanation: Omit<Explanation, 'fold' | 'orders'>;
  netSpendMinor: number;
  /** taken off the orders of the net spend by discounts: what the shopper's card says */
  savedMinor: number;
  standingWrittenAt: string | null;
  /** oldest first */
  orders: StoryOrder[];
  firstQualifyingDate: string | null;
  /** there may be orders from before that we are not shown, so the first one is not known */
  earlierHidden: boolean;
  nextAnniversary: { date: string; years: number } | null;
  /** newest first */
  gifts: StoryGift[];
  /** round orders, round dates and birthdays, newest first */
  occasions: StoryOccasion[];
  nextOccasions: NextOccasions;
  /** newest first */
  messages: StoryMessage[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_MESSAGES = 100;
const GREETINGS = ['round-date', 'birthday'];

/**
 * The explanation is computed afresh from the orders, by the same functions as the ledger's: what the page says is why the
 * customer is what they are, not a retelling.
 * @returns null for an id that is not this shop's
 */
export async function readStory(
  { services, shop }: Merchant,
  id: string,
  { program, timeZone, hidden }: Pick<ShopContext, 'program' | 'timeZone' | 'hidden'>,
): Promise<Story | null> {
  const { db, clock } = services;
  const customer = await findCurrent(services, shop, id);
  if (!customer) return null;
  const [orders, hiddenBefore, gifts, leaks, messages] = await Promise.all([
    ordersOfCustomer(db, shop, customer.id, ''),
    hiddenBeforeOf(db, { shop, hidden }, customer.id),
    db.gift.findMany({ where: { shop, customerId: customer.id }, orderBy: { occasionDate: 'desc' } }),
    leakedCoupons(db, shop, { customerId: customer.id }),
    db.message.findMany({
      where: { shop, customerId: customer.id },
      orderBy: [{ dueAt: 'desc' }, { createdAt: 'desc' }],
      take: MOST_MESSAGES,
    }),
  ]);
  const today = shopToday(clock.now(), timeZone);
  const { fold, orders: explained, ...explanation } = explain(orders, program, timeZone, today, hiddenBefore);
  const facts = new Map(orders.map((order) => [order.orderId, order]));
  const first = customer.firstQualifyingDate ? isoDate(customer.firstQualifyingDate) : null;
  const storyOrders = explained.flatMap((entry): StoryOrder[] => {
    const order = facts.get(entry.orderId);
    if (!order) return [];
    const { name, processedAt, totalMinor, refundedMinor, discountMinor, source, financialStatus } = order;
    const money = { totalMinor, refundedMinor, discountMinor };
    return [{ ...entry, name, processedAt, ...money, source, financialStatus }];
  });
  const about = aboutMessages(storyOrders, gifts);
  const { milestoneOrders } = program.thankYou;
  const roundOrders = storyOrders.filter(({ number }) => number !== null && milestoneOrders.includes(number));
  // not of the messages above: their list ends somewhere
  const ofOccasions = await db.message.findMany({
    where: {
      shop,
      customerId: customer.id,
      OR: [
        { rule: { in: GREETINGS } },
        { rule: 'thank-you', subjectKey: { in: roundOrders.map(({ orderId }) => `order:${orderId}`) } },
      ],
    },
    orderBy: { dueAt: 'desc' },
    take: MOST_MESSAGES,
  });
  const occasions = {
    orders: storyOrders,
    messages: ofOccasions.map((message) => about(message)),
    firstDate: first,
    earlierHidden: fold.earlierHidden,
    program,
    timeZone,
    today,
  };
  return {
    shopifyCustomerId: customer.shopifyCustomerId,
    explanation,
    netSpendMinor: fold.netSpendMinor,
    savedMinor: fold.savedMinor,
    standingWrittenAt: customer.standingWrittenAt?.toISOString() ?? null,
    orders: storyOrders,
    firstQualifyingDate: first,
    earlierHidden: fold.earlierHidden,
    nextAnniversary:
      first && program.anniversary.enabled ? nextAnniversary(first, program.anniversary, today) : null,
    gifts: gifts.map((gift) => toGift(gift, leaks)),
    occasions: occasionChapters(occasions),
    nextOccasions: nextOccasions(occasions),
    messages: messages.map((message) => about(message)),
  };
}

/** A record that was merged away leads to the one it became; a redacted one is gone, as is what is no id of this shop. */
export async function findCurrent(
  { db }: Merchant['services'],
  shop: string,
  id: string,
): Promise<LedgerCustomer | null> {
  if (!UUID.test(id)) return null;
  const find = (one: string) => db.ledgerCustomer.findUnique({ where: { shop_id: { shop, id: one } } });
  const customer = await find(id);
  const current = customer?.mergedIntoId ? await find(customer.mergedIntoId) : customer;
  return current && !current.redactedAt ? current : null;
}

function toGift(gift: Gift, leaks: readonly LeakedCoupon[]): StoryGift {
  const { id, occasion, state, reason, code, percentage } = gift;
  const leak = leaks.find(({ giftId }) => giftId === id);
  const validity = { validFrom: isoDate(gift.validFrom), validUntil: isoDate(gift.validUntil) };
  return {
    id,
    occasion,
    state,
    reason,
    code,
    percentage,
    ...validity,
    restored: gift.restoredAt !== null,
    leak: leak ? { byOthers: leak.byOthers, orders: leak.orders } : null,
  };
}

/** Messages with the name of the order, or the occasion, that each is about. */
function aboutMessages(
  orders: readonly StoryOrder[],
  gifts: readonly Gift[],
): (message: Message) => OccasionMessage {
  const orderNames = new Map(orders.map(({ orderId, name }) => [`order:${orderId}`, name]));
  const giftOccasions = new Map(gifts.map((gift) => [`gift:${gift.id}`, gift.occasion]));
  return (message) => {
    const { id, rule, subjectKey, variant, kind, state, reason } = message;
    return {
      id,
      rule,
      subjectKey,
      variant,
      kind,
      state,
      reason,
      orderName: orderNames.get(subjectKey) ?? null,
      occasion: greetedOccasion(subjectKey) ?? giftOccasions.get(subjectKey) ?? message.occasion,
      at: (message.sentAt ?? message.dueAt).toISOString(),
    };
  };
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
