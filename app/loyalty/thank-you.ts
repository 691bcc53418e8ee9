import { isDraft } from './fold';
import type { ExcludedReason, OrderFacts } from './order-facts';
import type { Program } from './program';
import { afterQuietHours } from './quiet-hours';

/** A thank-you that comes so much later than it was meant to is no thank-you any more. */
export const THANKS_TOO_LATE_DAYS = 14;

/** Who sent one of three things back has bought the others; what was refunded in full does not count. */
const PAID: ReadonlySet<string> = new Set(['paid', 'partially_refunded']);

export interface ThankYouInput {
  order: Pick<
    OrderFacts,
    | 'orderId'
    | 'processedAt'
    | 'source'
    | 'financialStatus'
    | 'cancelledAt'
    | 'deletedAt'
    | 'test'
    | 'b2b'
    | 'subscriptionRenewal'
  >;
  /** what the fold said about this order */
  excludedReason: ExcludedReason | null;
  /** 1 for the first qualifying order, 2 for the second, ... */
  orderNumber: number;
  /** there may be earlier orders that we are not shown */
  earlierHidden: boolean;
  program: Pick<Program, 'thankYou' | 'quietHours'>;
  timeZone: string;
  /** ISO instant: nothing is planned for orders processed before */
  messagesSince: string;
  /** ISO instant at which the order was first seen as what the thank-you waits for: paid, shipped, delivered */
  reachedAt: string;
}

export type ThankYouDecision =
  | { send: true; variant: ThankYouVariant; orderNumber: number; dueAt: string }
  | { send: false; reason: ThankYouRefusal };

/** `milestone`: the 5th, 10th, ... order, as the merchant lists them */
export type ThankYouVariant = 'first' | 'repeat' | 'milestone';

export type ThankYouRefusal =
  | 'disabled'
  | 'before-install'
  | 'deleted'
  | 'cancelled'
  | 'test'
  | 'not-paid'
  | 'channel'
  | 'b2b'
  | 'subscription-renewal'
  | 'does-not-count'
  | 'earlier-hidden';

/**
 * Does this order get a thank-you? Asked when the order changes and again when the message is sent. POS, draft, test,
 * renewal and B2B orders get none; an order that the program does not count gets none either, since the message says
 * "your third order", and neither does one of which nobody can know which it is.
 */
export function thankYou(input: ThankYouInput): ThankYouDecision {
  const { order } = input;
  const refuse = (reason: ThankYouRefusal): ThankYouDecision => ({ send: false, reason });
  if (!input.program.thankYou.enabled) return refuse('disabled');
  if (Date.parse(order.processedAt) <= Date.parse(input.messagesSince)) return refuse('before-install');
  if (order.deletedAt) return refuse('deleted');
  if (order.cancelledAt) return refuse('cancelled');
  if (order.test) return refuse('test');
  if (!PAID.has(order.financialStatus)) return refuse('not-paid');
  if (order.source === 'pos' || isDraft(order.source)) return refuse('channel');
  if (order.b2b) return refuse('b2b');
  if (order.subscriptionRenewal) return refuse('subscription-renewal');
  if (input.excludedReason !== null && input.excludedReason !== 'same-day') return refuse('does-not-count');
  if (input.earlierHidden) return refuse('earlier-hidden');
  const delayMs = input.program.thankYou.delayMinutes * 60_000;
  return {
    send: true,
    variant: variantOf(input.orderNumber, input.program.thankYou.milestoneOrders),
    orderNumber: Math.max(1, input.orderNumber),
    dueAt: afterQuietHours(
      new Date(Date.parse(input.reachedAt) + delayMs),
      input.program.quietHours,
      input.timeZone,
    ).toISOString(),
  };
}

/** Has the order come as far as the merchant's thank-you waits for? That it is paid is asked of every order. */
export function hasReached(
  after: Program['thankYou']['after'],
  { fulfillmentStatus }: Pick<OrderFacts, 'fulfillmentStatus'>,
): boolean {
  if (after === 'paid') return true;
  if (fulfillmentStatus === 'delivered') return true;
  return after === 'fulfilled' && fulfillmentStatus === 'fulfilled';
}

function variantOf(orderNumber: number, milestones: readonly number[]): ThankYouVariant {
  if (orderNumber <= 1) return 'first';
  return milestones.includes(orderNumber) ? 'milestone' : 'repeat';
}

/** What a milestone is for; a customer is told once, though another order may become the 10th when one is cancelled. */
export function milestoneOccasion(orderNumber: number): string {
  return `order:${orderNumber}`;
}

/** 1, 2, 3, ... of an order among the counted ones; a second order on a day counts like the first of that day. */
export function orderNumberOf(
  orderId: string,
  orders: readonly { orderId: string; excludedReason: ExcludedReason | null }[],
): number {
  let counted = 0;
  for (const order of orders) {
    if (order.excludedReason === null) counted += 1;
    if (order.orderId === orderId) return Math.max(1, counted);
  }
  return counted + 1;
}
