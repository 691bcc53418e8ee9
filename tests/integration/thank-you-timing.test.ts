import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchMessages } from '~/effects/dispatch-messages';
import { applyOrderFacts } from '~/ledger/apply-event.server';
import type { OrderFacts } from '~/loyalty/order-facts';
import type { Program } from '~/loyalty/program';
import { anOrder } from '../support/ledger';
import { NOW, SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity`;
  h.clock.set(NOW);
});

/** An order that Shopify knows, in one state after the other. */
function orderStates() {
  const [order] = h.paidOrders();
  const at = (second: number, over: Partial<OrderFacts>): OrderFacts =>
    anOrder({
      orderId: String(order!.id),
      name: order!.name,
      shopifyCustomerId: '77',
      processedAt: '2026-11-20T10:00:00.000Z',
      factsAt: `2026-11-20T10:00:0${second}.000Z`,
      ...over,
    });
  return {
    unpaid: at(0, { financialStatus: 'pending' }),
    paid: at(1, {}),
    partly: at(2, { fulfillmentStatus: 'partial' }),
    fulfilled: at(3, { fulfillmentStatus: 'fulfilled' }),
    delivered: at(4, { fulfillmentStatus: 'delivered' }),
    archived: at(5, { fulfillmentStatus: 'delivered', tags: ['archive'] }),
  };
}
type State = keyof ReturnType<typeof orderStates>;

const apply = (order: OrderFacts) => applyOrderFacts(h.services, SHOP, order);
const planned = () => h.db.message.count({ where: { rule: 'thank-you' } });
const thankAfter = (after: Program['thankYou']['after']) => (program: Program) =>
  void (program.thankYou.after = after);

describe('what a thank-you waits for', () => {
  it.each<[Program['thankYou']['after'], State]>([
    ['paid', 'paid'],
    ['fulfilled', 'fulfilled'],
    ['delivered', 'delivered'],
  ])('after %s: planned when the order is %s, and once', async (after, state) => {
    await h.installed(thankAfter(after));
    const states = orderStates();
    const counts: [string, number][] = [];
    for (const [name, facts] of Object.entries(states)) {
      await apply(facts);
      counts.push([name, await planned()]);
    }
    const names = Object.keys(states);
    expect(counts).toEqual(names.map((name, at) => [name, at >= names.indexOf(state) ? 1 : 0]));
    await dispatchMessages(h.services, { shop: SHOP });
    expect(h.mails).toHaveLength(1);
  });

  it('comes when the last news is the first to arrive', async () => {
    await h.installed(thankAfter('fulfilled'));
    const { paid, fulfilled, delivered } = orderStates();
    for (const facts of [delivered, paid, fulfilled]) await apply(facts);
    expect(await planned()).toBe(1);
  });

  it.each([
    ['2026-11-08T10:00:00.000Z', 1],
    ['2026-11-07T10:00:00.000Z', 0],
  ])('what happened on %s and is heard of today plans %i', async (factsAt, messages) => {
    await h.installed(thankAfter('delivered'));
    const { fulfilled, delivered } = orderStates();
    await apply({
      ...fulfilled,
      factsAt: '2026-10-20T10:00:00.000Z',
      processedAt: '2026-10-10T10:00:00.000Z',
    });
    await apply({ ...delivered, factsAt, processedAt: '2026-10-10T10:00:00.000Z' });
    expect(await planned()).toBe(messages);
  });

  it('leaves all the same when the rule has changed since', async () => {
    await h.installed();
    const { paid } = orderStates();
    await apply(paid);
    await h.program(thankAfter('delivered'));
    await dispatchMessages(h.services, { shop: SHOP });
    expect(h.mails).toHaveLength(1);
  });
});

describe('an order of before the rule', () => {
  it('is not thanked for because it is touched again once thank-yous are switched on', async () => {
    await h.installed((program) => (program.thankYou.enabled = false));
    const { paid, fulfilled, archived } = orderStates();
    await apply(paid);
    await h.program(() => undefined);
    await apply(fulfilled);
    await apply(archived);
    expect(await planned()).toBe(0);
  });

  it('is not thanked for when the merchant turns back from the delivery to the payment', async () => {
    await h.installed(thankAfter('delivered'));
    const { paid, fulfilled } = orderStates();
    await apply(paid);
    await h.program(thankAfter('paid'));
    await apply(fulfilled);
    expect(await planned()).toBe(0);
  });
});

describe('quiet hours', () => {
  const night = (program: Program) => void (program.quietHours = { from: 21, until: 8 });
  const LATE = '2026-11-22T21:30:00.000Z'; // 22:30 in Berlin
  const MORNING = new Date('2026-11-23T07:00:00.000Z');

  it('a thank-you is planned for when they are over', async () => {
    await h.installed(night);
    h.clock.set(LATE);
    await apply(orderStates().paid);
    expect((await h.db.message.findFirstOrThrow()).dueAt).toEqual(MORNING);
  });

  it.each(['service', 'promotional'] as const)(
    'what an outage has put off into them waits, whatever it is, and no try is counted: %s',
    async (kind) => {
      await h.installed(night);
      const [order] = h.paidOrders();
      const [customer] = h.customers();
      h.subscribe(customer!);
      const gift = async () => {
        const customerId = await h.ledgerCustomer(customer!);
        const giftId = await h.plannedGift(customerId, { state: 'issued', code: 'DANKE-AAAA-BBBB-CCCC' });
        return h.message({ customerId, rule: 'anniversary', subjectKey: `gift:${giftId}`, kind });
      };
      const id = kind === 'service' ? await h.thankYou(order!) : await gift();
      h.clock.set(LATE);
      await dispatchMessages(h.services, { shop: SHOP });
      expect(h.mails).toHaveLength(0);
      expect(await h.messageRow(id)).toMatchObject({
        state: 'planned',
        reason: 'quiet-hours',
        attempts: 0,
        dueAt: MORNING,
      });
      h.clock.set(MORNING.toISOString());
      await dispatchMessages(h.services, { shop: SHOP });
      expect(await h.messageRow(id)).toMatchObject({ state: 'sent' });
    },
  );

  it('what must not be sent at all is not kept until they are over', async () => {
    await h.installed(night);
    const [order] = h.paidOrders();
    const id = await h.thankYou(order!);
    await h.db.ledgerOrder.updateMany({ data: { cancelledAt: new Date(NOW) } });
    h.clock.set(LATE);
    await dispatchMessages(h.services, { shop: SHOP });
    expect(await h.messageRow(id)).toMatchObject({ state: 'suppressed', reason: 'order-cancelled' });
  });
});

describe('too late', () => {
  const FORTNIGHT = 60 * 24 * 14;
  const sentAfter = async (planned: string, now: string, delayMinutes: number) => {
    await h.installed((program) => (program.thankYou.delayMinutes = delayMinutes));
    const [order] = h.paidOrders();
    const dueAt = new Date(Date.parse(planned) + delayMinutes * 60_000);
    const id = await h.thankYou(order!, { createdAt: new Date(planned), dueAt });
    h.clock.set(now);
    await dispatchMessages(h.services, { shop: SHOP });
    const { state, reason } = await h.messageRow(id);
    return [state, reason];
  };

  it('a thank-you with the longest delay leaves, though the clock was put forward meanwhile', async () => {
    // 23:30 in Berlin, and 14 times 24 hours later 0:30 of the 15th day
    expect(await sentAfter('2026-03-22T22:30:00Z', '2026-04-05T22:30:00Z', FORTNIGHT)).toEqual([
      'sent',
      null,
    ]);
  });

  it('and may be held up by an outage as any other', async () => {
    expect(await sentAfter('2026-03-01T10:00:00Z', '2026-03-29T10:00:00Z', FORTNIGHT)).toEqual([
      'sent',
      null,
    ]);
  });

  it.each([
    ['2026-03-15T10:00:00Z', 'sent', null],
    ['2026-03-16T10:00:00Z', 'suppressed', 'too-late'],
  ])('without a delay it may leave until two weeks later: %s', async (now, ...ended) => {
    expect(await sentAfter('2026-03-01T10:00:00Z', now, 0)).toEqual(ended);
  });
});
