import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchMessages } from '~/effects/dispatch-messages';
import { applyOrderFacts } from '~/ledger/apply-event.server';
import type { OrderFacts } from '~/loyalty/order-facts';
import type { Order } from '../../dev-store/model/types';
import { anOrder } from '../support/ledger';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity`;
  await h.installed((program) => (program.thankYou.milestoneOrders = [3, 5]));
});

/** Orders that Shopify knows, all said to be of one customer. */
const facts = (order: Order, number: number, over: Partial<OrderFacts> = {}): OrderFacts =>
  anOrder({
    orderId: String(order.id),
    name: order.name,
    shopifyCustomerId: '77',
    processedAt: `2026-11-0${number}T10:00:00.000Z`,
    ...over,
  });
const apply = (order: OrderFacts) => applyOrderFacts(h.services, SHOP, order);
const dispatch = () => dispatchMessages(h.services, { shop: SHOP });
const thanks = async () =>
  new Map(
    (await h.db.message.findMany()).map(({ subjectKey, variant, occasion, state }) => [
      subjectKey.slice('order:'.length),
      { variant, occasion, state },
    ]),
  );

/** The customer's first `count` orders, one a day. */
async function ordered(count: number): Promise<OrderFacts[]> {
  const all = h.paidOrders().slice(0, count).map((order, index) => facts(order, index + 1)); // prettier-ignore
  for (const order of all) await apply(order);
  return all;
}

const cancelled = (order: OrderFacts): OrderFacts => ({
  ...order,
  cancelledAt: '2026-11-20T10:00:00.000Z',
  factsAt: '2026-11-20T10:00:00.000Z',
});

describe('the N-th order', () => {
  it('is thanked for with a text of its own, in one message', async () => {
    const [first, second, third] = await ordered(3);
    await dispatch();
    expect(h.mails).toHaveLength(3);
    const [mail] = h.mails.filter((one) => one.text.includes(third?.name ?? '-'));
    expect(mail?.subject).toMatch(/third order|dritte Bestellung/);
    expect(mail?.headers).not.toHaveProperty('List-Unsubscribe');
    const all = await thanks();
    expect(all.get(first?.orderId ?? '')).toEqual({ variant: 'first', occasion: null, state: 'sent' });
    expect(all.get(second?.orderId ?? '')).toEqual({ variant: 'repeat', occasion: null, state: 'sent' });
    expect(all.get(third?.orderId ?? '')).toEqual({
      variant: 'milestone',
      occasion: 'order:3',
      state: 'sent',
    });
  });

  it('is celebrated once, though another order becomes the third when one is cancelled', async () => {
    const orders = await ordered(3);
    await dispatch();
    await apply(cancelled(orders[1]!));
    const [next] = h.paidOrders().slice(3);
    const fourth = facts(next!, 4);
    await apply(fourth);
    await dispatch();
    expect((await thanks()).get(fourth.orderId)).toEqual({
      variant: 'repeat',
      occasion: null,
      state: 'sent',
    });
    expect(h.mails.filter((mail) => /third order|dritte Bestellung/.test(mail.subject))).toHaveLength(1);
  });

  it('is the next one when the third was cancelled before it was thanked for', async () => {
    const orders = await ordered(3);
    await apply(cancelled(orders[2]!));
    await dispatch();
    const [next] = h.paidOrders().slice(3);
    const fourth = facts(next!, 4);
    await apply(fourth);
    await dispatch();
    const all = await thanks();
    expect(all.get(orders[2]!.orderId)).toMatchObject({ state: 'suppressed', occasion: null });
    expect(all.get(fourth.orderId)).toEqual({ variant: 'milestone', occasion: 'order:3', state: 'sent' });
  });

  it('is decided when the message is sent: an order that is the third by then, or no more', async () => {
    await h.program((program) => {
      program.thankYou.milestoneOrders = [3];
      program.thankYou.delayMinutes = 60;
    });
    const orders = await ordered(4);
    expect((await thanks()).get(orders[2]!.orderId)).toMatchObject({
      variant: 'milestone',
      state: 'planned',
    });
    await apply(cancelled(orders[0]!));
    h.clock.set('2026-11-22T12:00:00.000Z');
    await dispatch();
    await dispatch();
    const all = await thanks();
    expect(all.get(orders[2]!.orderId)).toEqual({ variant: 'repeat', occasion: null, state: 'sent' });
    expect(all.get(orders[3]!.orderId)?.state).toBe('sent');
  });
});
