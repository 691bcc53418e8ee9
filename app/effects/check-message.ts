import { limitsOfCoupon } from '~/effects/coupon-limits';
import type { ClaimedMessage } from '~/effects/message-state';
import { yearsOf } from '~/effects/due-standing';
import { hiddenBeforeOf, type ShopContext } from '~/ledger/shop-context.server';
import { daysBetween, shopDate } from '~/loyalty/calendar';
import { checkGreeting, type GreetingSubject } from '~/effects/check-greeting';
import { thankYouVariant } from '~/effects/milestone';
import type { GiftLimits } from '~/loyalty/program-rules';
import { foldCustomer } from '~/loyalty/fold';
import {
  orderNumberOf,
  thankYou,
  THANKS_TOO_LATE_DAYS,
  type ThankYouRefusal,
  type ThankYouVariant,
} from '~/loyalty/thank-you';
import { historiesOfOrders } from '~/effects/customer-orders';
import type { StoredOrder } from '~/ledger/order-row';
import type { Services } from '~/services.server';

export type Subject =
  | { kind: 'order'; orderId: string; orderName: string; orderNumber: number; variant: ThankYouVariant }
  | {
      kind: 'gift';
      /** the coupon itself, its reminder, or the code that stands in for one that was lost */
      message: 'anniversary' | 'reminder' | 'restored';
      giftId: string;
      code: string;
      percentage: string;
      years: number;
      validFrom: string;
      validUntil: string;
      firstOrderDate: string | null;
      /** as it was issued */
      limits: GiftLimits;
    }
  | GreetingSubject;

/** A claim that may go on, and with what. */
export interface Candidate {
  claim: ClaimedMessage;
  subject: Subject;
}

/** `wait`: it may well go on, a little later */
export type Check = { ok: true; subject: Subject } | { ok: false; reason: string; wait?: true };

const REASONS: Readonly<Record<ThankYouRefusal, string>> = {
  disabled: 'switched-off',
  'before-install': 'order-before-install',
  deleted: 'order-deleted',
  cancelled: 'order-cancelled',
  test: 'order-test',
  'not-paid': 'order-refunded',
  channel: 'order-channel',
  b2b: 'order-b2b',
  'subscription-renewal': 'order-renewal',
  'does-not-count': 'order-does-not-count',
  'earlier-hidden': 'order-earlier-hidden',
};

/** The conditions under which messages were planned, once more, at the moment of sending. */
export async function checkMessages(
  services: Pick<Services, 'db'>,
  context: ShopContext,
  claims: readonly ClaimedMessage[],
): Promise<{ claim: ClaimedMessage; check: Check }[]> {
  const orderIds = claims
    .map((claim) => splitKey(claim.subjectKey))
    .flatMap(([kind, id]) => (kind === 'order' ? id : []));
  const histories = await historiesOfOrders(services.db, context.shop, orderIds);
  return Promise.all(
    claims.map(async (claim) => {
      const [kind, id] = splitKey(claim.subjectKey);
      if (kind === 'order') {
        return { claim, check: await checkOrder(services, context, claim, histories.get(id) ?? []) };
      }
      if (kind === 'gift') return { claim, check: await checkGift(services, context, claim.rule, id) };
      if (kind === 'occasion') return { claim, check: await checkGreeting(services, context, claim) };
      throw new Error(`message ${claim.id} has an unknown subject`);
    }),
  );
}

/** @param orders all of the customer's */
async function checkOrder(
  services: Pick<Services, 'db'>,
  context: ShopContext,
  claim: ClaimedMessage,
  orders: readonly StoredOrder[],
): Promise<Check> {
  const [, orderId] = splitKey(claim.subjectKey);
  const order = orders.find((candidate) => candidate.orderId === orderId);
  if (!order) return { ok: false, reason: 'order-gone' };
  const meantFor = new Date(claim.createdAt.getTime() + context.program.thankYou.delayMinutes * 60_000);
  if (daysBetween(shopDate(meantFor, context.timeZone), context.today) > THANKS_TOO_LATE_DAYS) {
    return { ok: false, reason: 'too-late' };
  }
  const hidden = order.customerId ? await hiddenBeforeOf(services.db, context, order.customerId) : null;
  const { classification } = context.program;
  const fold = foldCustomer(orders, classification, context.timeZone, context.today, hidden);
  const excludedReason = fold.orders.find((entry) => entry.orderId === orderId)?.excludedReason ?? null;
  const decision = thankYou({
    order,
    excludedReason,
    orderNumber: orderNumberOf(orderId, fold.orders),
    earlierHidden: fold.earlierHidden,
    program: context.program,
    messagesSince: context.messagesSince.toISOString(),
    timeZone: context.timeZone,
    reachedAt: claim.dueAt.toISOString(),
  });
  if (!decision.send) return { ok: false, reason: REASONS[decision.reason] };
  const { orderNumber } = decision;
  const variant = await thankYouVariant(services, claim, decision);
  return { ok: true, subject: { kind: 'order', orderId, orderName: order.name ?? '', orderNumber, variant } };
}

async function checkGift(
  services: Pick<Services, 'db'>,
  context: ShopContext,
  rule: string,
  giftId: string,
): Promise<Check> {
  const { shop, today } = context;
  const { enabled, reminder } = context.program.anniversary;
  const message = rule === 'reminder' || rule === 'restored' ? rule : 'anniversary';
  if (!enabled || (message === 'reminder' && !reminder.enabled)) return { ok: false, reason: 'switched-off' };
  const gift = await services.db.gift.findUnique({ where: { shop_id: { shop, id: giftId } } });
  // its owner is told of the new code by a message of its own
  if (gift?.restoredAt && message === 'anniversary') return { ok: false, reason: 'gift-replaced' };
  if (!gift?.code) return { ok: false, reason: 'gift-gone' };
  const validUntil = isoDate(gift.validUntil);
  // its code is on its way to Shopify once more: the discount that held it is gone
  if (gift.state === 'planned' && validUntil >= today)
    return { ok: false, reason: 'standing-not-written', wait: true };
  if (gift.state !== 'issued' || validUntil < today) {
    return { ok: false, reason: `gift-${gift.state === 'issued' ? 'expired' : gift.state}` };
  }
  const customer = await services.db.ledgerCustomer.findUnique({
    where: { shop_id: { shop, id: gift.customerId } },
    select: { firstQualifyingDate: true },
  });
  return {
    ok: true,
    subject: {
      kind: 'gift',
      message,
      giftId,
      code: gift.code,
      percentage: gift.percentage,
      years: yearsOf(gift.occasion),
      validFrom: isoDate(gift.validFrom),
      validUntil,
      firstOrderDate: customer?.firstQualifyingDate ? isoDate(customer.firstQualifyingDate) : null,
      limits: limitsOfCoupon(context, gift.season),
    },
  };
}

/** DATE columns come as midnight UTC. */
function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function splitKey(key: string): [string, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}
