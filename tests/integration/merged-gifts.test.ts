import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dispatchMessages } from '~/effects/dispatch-messages';
import { claimMessages } from '~/effects/message-state';
import { sendClaimed } from '~/effects/send-claimed';
import { shopMail } from '~/effects/shop-mail';
import { issueCoupons } from '~/effects/issue-coupons';
import { writeStandings } from '~/effects/write-standings';
import { applyEvent } from '~/ledger/apply-event.server';
import { createFunctionRunner, type FunctionRunner } from '../../dev-store/checkout/function-runner';
import { silentEvents } from '../../dev-store/model/events';
import { mergeCustomers } from '../../dev-store/model/customers';
import type { Customer } from '../../dev-store/model/types';
import { checkoutOf } from './effects-checkout';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
let functions: FunctionRunner;
useHarness((started) => (h = started));
beforeAll(async () => {
  functions = await createFunctionRunner();
});
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity, inbox_event`;
  await h.installed();
});

const clock = () => ({ now: () => h.clock.now().getTime() });

/** Does this code take something off this customer's order? By the compiled function, on what Shopify holds. */
async function works(code: string, customer: Customer): Promise<boolean> {
  return (await checkoutOf(h, functions, customer, [code])).discountsMinor > 0;
}

/** A customer with an anniversary coupon in hand. */
async function celebrated(customer: Customer, createdAt: string) {
  const customerId = await h.ledgerCustomer(customer, { tierKey: null });
  await h.db.customerIdentity.create({ data: { shop: SHOP, key: `c:${customer.id}`, customerId } });
  const giftId = await h.plannedGift(customerId, { createdAt: new Date(createdAt) });
  await issueCoupons(h.services, { shop: SHOP });
  const gift = await h.db.gift.findUniqueOrThrow({ where: { shop_id: { shop: SHOP, id: giftId } } });
  return { customer, customerId, code: gift.code ?? '', giftId };
}

async function merge(kept: Customer, removed: Customer): Promise<void> {
  mergeCustomers({ state: h.state, clock: clock(), events: silentEvents }, kept.id, removed.id);
  await mergedAtUs(kept, removed);
}

async function mergedAtUs(kept: Customer, removed: Customer): Promise<void> {
  const facts = { type: 'customers-merged', keptId: String(kept.id), deletedId: String(removed.id) };
  const row = await h.db.inboxEvent.create({
    data: {
      shop: SHOP,
      webhookId: '1',
      topic: 'customers/merge',
      businessKey: '1',
      receivedAt: h.clock.now(),
      facts,
    },
  });
  expect(await applyEvent(h.services, SHOP, row.id.toString())).toBe('applied');
  await writeStandings(h.services, { shop: SHOP });
}

describe('two coupons for one occasion, after their customers were merged', () => {
  it.each([
    ['kept', 0],
    ['removed', 1],
  ])('only one works: the older one, of the record that was %s', async (_which, older) => {
    const [first, second] = h.customers().slice(older * 2, older * 2 + 2);
    if (!first || !second) throw new Error('the seed has too few customers');
    const a = await celebrated(first, older === 0 ? '2026-11-20T00:00:00Z' : '2026-11-21T00:00:00Z');
    const b = await celebrated(second, older === 0 ? '2026-11-21T00:00:00Z' : '2026-11-20T00:00:00Z');
    await writeStandings(h.services, { shop: SHOP });
    expect(await works(a.code, a.customer)).toBe(true);
    expect(await works(b.code, b.customer)).toBe(true);

    await merge(a.customer, b.customer);
    const [winner, loser] = older === 0 ? [a, b] : [b, a];
    const states = await h.db.gift.findMany({ select: { id: true, state: true } });
    expect(new Map(states.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [winner.giftId, 'issued'],
        [loser.giftId, 'revoked'],
      ]),
    );
    // the losing code still exists at Shopify, but it is in nobody's standing
    expect(await works(winner.code, a.customer)).toBe(true);
    expect(await works(loser.code, a.customer)).toBe(false);
    expect(await works(loser.code, b.customer)).toBe(false);
    for (const stranger of h.customers().slice(10, 12)) expect(await works(loser.code, stranger)).toBe(false);
  });
});

describe('a message of somebody who is merged while it is sent', () => {
  /** What the merge leaves alone: one customer has something to get, the other nothing. */
  async function due(rule: 'anniversary' | 'round-date') {
    await h.program((program) => {
      program.greetings.roundDates = { ...program.greetings.roundDates, enabled: true, days: [1096] };
    });
    const [kept, removed] = h.customers().slice(20, 22);
    if (!kept || !removed) throw new Error('the seed has too few customers');
    for (const one of [kept, removed]) h.subscribe(one);
    await boughtOnce(kept);
    const { customerId, giftId } = await celebrated(removed, '2026-11-20T00:00:00Z');
    await writeStandings(h.services, { shop: SHOP });
    await h.db.message.deleteMany();
    const occasion = 'days:1096';
    const subjectKey = rule === 'anniversary' ? `gift:${giftId}` : `occasion:${occasion}:${customerId}`;
    const more = rule === 'round-date' && { occasion };
    const id = await h.message({ rule, subjectKey, kind: 'promotional', customerId, ...more });
    return { kept, removed, id };
  }
  const boughtOnce = async (customer: Customer) => {
    const customerId = '00000000-0000-4000-8000-000000000001'; // the least one survives
    await h.ledgerCustomer(customer, { tierKey: null, id: customerId });
    await h.db.customerIdentity.create({ data: { shop: SHOP, key: `c:${customer.id}`, customerId } });
    const order = {
      shop: SHOP,
      orderId: '1',
      customerId,
      source: 'web',
      currency: 'EUR',
      totalMinor: 1_000n,
    };
    const times = {
      processedAt: new Date('2023-11-22T10:00:00Z'),
      factsAt: new Date('2023-11-22T10:00:00Z'),
    };
    const lists = { tags: [], discountCodes: [] };
    await h.db.ledgerOrder.create({ data: { ...order, ...times, ...lists, financialStatus: 'paid' } });
  };
  const dispatch = () => dispatchMessages(h.services, { shop: SHOP });

  it.each(['anniversary', 'round-date'] as const)(
    'goes to who they are now, once, when Shopify knew of the merge before us: %s',
    async (rule) => {
      const { kept, removed, id } = await due(rule);
      mergeCustomers({ state: h.state, clock: clock(), events: silentEvents }, kept.id, removed.id);
      expect((await dispatch()).outcomes).toEqual({ retry: 1 });
      h.clock.set((await h.messageRow(id)).dueAt.toISOString());
      await mergedAtUs(kept, removed);
      await dispatch();
      expect(await h.messageRow(id)).toMatchObject({ state: 'sent' });
      expect(h.mails.map((mail) => mail.to.address)).toEqual([kept.email]);
    },
  );

  it.each(['anniversary', 'round-date'] as const)(
    'goes to who they are now, once, when we heard of the merge after it was claimed: %s',
    async (rule) => {
      const { kept, removed, id } = await due(rule);
      const claims = await claimMessages(h.services, SHOP, 10);
      await merge(kept, removed);
      const ended = await sendClaimed(h.services, SHOP, claims, await shopMail(h.services, SHOP));
      expect(ended.get(id)).toEqual({ outcome: 'retry', reason: 'customers-merged' });
      h.clock.set((await h.messageRow(id)).dueAt.toISOString());
      await dispatch();
      expect(await h.messageRow(id)).toMatchObject({ state: 'sent' });
      expect(h.mails.map((mail) => mail.to.address)).toEqual([kept.email]);
    },
  );
});
