import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyEvent } from '~/ledger/apply-event.server';
import { classify } from '~/loyalty/classify';
import { compareFacts } from '~/loyalty/compare-facts';
import { foldCustomer } from '~/loyalty/fold';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { OrderFacts } from '~/loyalty/order-facts';
import { defaultProgram } from '~/loyalty/program';
import { createTestDatabase, truncateAll, type TestDatabase } from '../support/database';
import { anOrder, asJson, installShop, ledgerServices, SHOP } from '../support/ledger';

let database: TestDatabase;
let services: ReturnType<typeof ledgerServices>;
let nextWebhook = 0;
let nextShop = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await truncateAll(database.db);
  services = ledgerServices(database.db);
  await installShop(database.db);
});

async function deliver(facts: InboxFacts, shop = SHOP): Promise<string> {
  nextWebhook += 1;
  const row = await database.db.inboxEvent.create({
    data: {
      shop,
      webhookId: `w${nextWebhook}`,
      topic: 'test',
      businessKey: `b${nextWebhook}`,
      receivedAt: services.clock.now(),
      facts: asJson(facts),
    },
  });
  return applyEvent(services, shop, row.id.toString());
}

const deliverOrder = (order: OrderFacts) => deliver({ type: 'order', order });

async function customers() {
  return database.db.ledgerCustomer.findMany({
    where: { shop: SHOP, mergedIntoId: null },
    orderBy: { id: 'asc' },
  });
}

/** What the ledger says, without its own ids: one text a customer. */
async function ledgerText(shop: string): Promise<string[]> {
  const orders = await database.db.ledgerOrder.findMany({
    where: { shop },
    orderBy: { orderId: 'asc' },
  });
  const texts = (await database.db.ledgerCustomer.findMany({ where: { shop, mergedIntoId: null } })).map(
    (customer) =>
      JSON.stringify({
        shopify: customer.shopifyCustomerId,
        count: [customer.orderCount, customer.qualifyingCount, Number(customer.netSpendMinor)],
        first: customer.firstQualifyingAt?.toISOString() ?? null,
        last: customer.lastQualifyingAt?.toISOString() ?? null,
        segment: [customer.segment, customer.tierKey],
        orders: orders
          .filter((order) => order.customerId === customer.id)
          .map((order) => [order.orderId, order.excludedReason]),
      }),
  );
  return texts.sort();
}

describe('an order event', () => {
  it('classifies: first order new, second repeat with a tier, and makes standings due', async () => {
    await deliverOrder(anOrder({ shopifyCustomerId: '7' }));
    expect((await customers())[0]).toMatchObject({
      segment: 'new',
      qualifyingCount: 1,
      shopifyCustomerId: '7',
    });
    await deliverOrder(anOrder({ shopifyCustomerId: '7', processedAt: '2026-06-01T10:00:00Z' }));
    const [customer] = await customers();
    expect(customer).toMatchObject({
      segment: 'repeat',
      qualifyingCount: 2,
      tierKey: 'regular',
      anniversaryDay: '05-01',
    });
    expect(customer?.netSpendMinor).toBe(4_000n);
    expect(services.jobs.sent.filter((job) => job.queue === 'standing.write')).toHaveLength(2);
  });

  it('joins a guest and an account through the same e-mail', async () => {
    await deliverOrder(anOrder({ emailHash: 'aa' }));
    await deliverOrder(anOrder({ shopifyCustomerId: '8' }));
    expect(await customers()).toHaveLength(2);
    await deliverOrder(anOrder({ shopifyCustomerId: '8', emailHash: 'aa' }));
    const all = await customers();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ qualifyingCount: 3, shopifyCustomerId: '8' });
  });

  it('keeps the newest facts, whatever comes last', async () => {
    const paid = anOrder({ shopifyCustomerId: '9' });
    const cancelled = { ...paid, cancelledAt: '2026-05-02T00:00:00Z', factsAt: '2026-05-02T00:00:00Z' };
    await deliverOrder(cancelled);
    expect(await deliverOrder(paid)).toBe('stale');
    expect((await customers())[0]).toMatchObject({ segment: 'prospect', orderCount: 1, qualifyingCount: 0 });
  });

  it('lets a deletion stand against older facts, also when it comes first, and not against younger ones', async () => {
    const order = anOrder({ shopifyCustomerId: '10' });
    await deliver({ type: 'order-deleted', orderId: order.orderId, at: '2026-05-03T00:00:00Z' });
    await deliverOrder(order);
    expect((await customers())[0]).toMatchObject({ orderCount: 0, qualifyingCount: 0 });
    await deliverOrder({ ...order, factsAt: '2026-05-04T00:00:00Z' });
    expect((await customers())[0]).toMatchObject({ orderCount: 1, qualifyingCount: 1 });
  });

  it('plans one thank-you for a paid order after the install, and none for history, cancelled, POS or test orders', async () => {
    const fresh = anOrder({ shopifyCustomerId: '11' });
    await deliverOrder({ ...fresh, financialStatus: 'pending' });
    expect(await database.db.message.count()).toBe(0);
    const paid = { ...fresh, factsAt: '2026-05-01T10:00:05Z' };
    await deliverOrder(paid);
    await deliverOrder(paid);
    await deliverOrder({ ...paid, fulfillmentStatus: 'fulfilled', factsAt: '2026-05-02T10:00:00Z' });
    await deliverOrder(anOrder({ shopifyCustomerId: '12', processedAt: '2025-12-31T10:00:00Z' }));
    await deliverOrder(anOrder({ shopifyCustomerId: '13', cancelledAt: '2026-05-01T11:00:00Z' }));
    await deliverOrder(anOrder({ shopifyCustomerId: '14', source: 'pos' }));
    await deliverOrder(anOrder({ shopifyCustomerId: '15', test: true }));
    const messages = await database.db.message.findMany();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      rule: 'thank-you',
      subjectKey: `order:${fresh.orderId}`,
      variant: 'first',
      kind: 'service',
    });
    expect(services.jobs.sent.filter((job) => job.queue === 'message.send')).toHaveLength(1);
  });

  it('marks a gift redeemed by the order that carries its code, once', async () => {
    await deliverOrder(anOrder({ shopifyCustomerId: '16' }));
    const [customer] = await customers();
    const gift = await database.db.gift.create({
      data: {
        shop: SHOP, id: '00000000-0000-4000-8000-000000000001', customerId: customer?.id ?? '', occasion: 'anniversary:1',
        state: 'issued', code: 'DANKE-AAAA', percentage: '15', occasionDate: new Date('2026-05-01'),
        validFrom: new Date('2026-05-01'), validUntil: new Date('2026-05-30'), createdAt: new Date(),
      },
    }); // prettier-ignore
    const order = anOrder({ shopifyCustomerId: '16', discountCodes: ['danke-aaaa'] });
    await deliverOrder(order);
    await deliverOrder(anOrder({ shopifyCustomerId: '16', discountCodes: ['DANKE-AAAA'] }));
    expect(await database.db.gift.findFirst({ where: { id: gift.id } })).toMatchObject({
      state: 'redeemed',
      redeemedOrderId: order.orderId,
    });
  });
});

describe('customers/merge', () => {
  it('joins both ledgers, keeps the kept record, and neither loses nor doubles gifts', async () => {
    await deliverOrder(anOrder({ shopifyCustomerId: '20', processedAt: '2024-03-01T10:00:00Z' }));
    await deliverOrder(anOrder({ shopifyCustomerId: '21', processedAt: '2026-03-01T10:00:00Z' }));
    const both = await customers();
    for (const [index, customer] of both.entries()) {
      for (const occasion of ['anniversary:1', ...(index === 0 ? ['anniversary:2'] : [])]) {
        await database.db.gift.create({
          data: {
            shop: SHOP, id: crypto.randomUUID(), customerId: customer.id, occasion, state: index === 0 ? 'planned' : 'issued',
            code: index === 0 ? null : `CODE-${occasion}`, percentage: '15', occasionDate: new Date('2026-05-01'),
            validFrom: new Date('2026-05-01'), validUntil: new Date('2026-05-30'), createdAt: new Date(),
          },
        }); // prettier-ignore
      }
    }
    const merge: InboxFacts = { type: 'customers-merged', keptId: '20', deletedId: '21' };
    await deliver(merge);
    await deliver(merge);
    const all = await customers();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ shopifyCustomerId: '20', qualifyingCount: 2, segment: 'repeat' });
    expect(all[0]?.firstQualifyingAt?.toISOString()).toBe('2024-03-01T10:00:00.000Z');
    const gifts = await database.db.gift.findMany({
      where: { customerId: all[0]?.id },
      orderBy: { occasion: 'asc' },
    });
    expect(gifts.map((gift) => [gift.occasion, gift.state])).toEqual([
      ['anniversary:1', 'issued'],
      ['anniversary:2', 'planned'],
    ]);
    expect(await database.db.gift.count()).toBe(3);
  });
});

/** The truth, computed without the ledger's code for joining: union of keys, newest facts, one fold. */
function truth(events: InboxFacts[]): string[] {
  const program = defaultProgram({ name: 'A shop', email: 'shop@example.com' });
  const groups: Set<string>[] = [];
  const link = (keys: string[]) => {
    if (keys.length === 0) return;
    const hit = groups.filter((group) => keys.some((key) => group.has(key)));
    for (const group of hit) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([...keys, ...hit.flatMap((group) => [...group])]));
  };
  const newest = new Map<string, OrderFacts>();
  const deletions = new Map<string, string>();
  const gone = new Set<string>();
  const keysOf = (order: OrderFacts) => [
    ...(order.shopifyCustomerId ? [`c:${order.shopifyCustomerId}`] : []),
    ...(order.emailHash ? [`e:${order.emailHash}`] : []),
  ];
  for (const event of events) {
    if (event.type === 'order') {
      link(keysOf(event.order));
      const other = newest.get(event.order.orderId);
      if (!other || compareFacts(event.order, other) > 0) newest.set(event.order.orderId, event.order);
    }
    if (event.type === 'customers-merged') {
      link([`c:${event.keptId}`, `c:${event.deletedId}`]);
      gone.add(event.deletedId);
    }
    if (event.type === 'order-deleted') {
      const other = deletions.get(event.orderId);
      if (!other || event.at > other) deletions.set(event.orderId, event.at);
    }
  }
  return groups
    .map((group) => {
      const own = [...newest.values()]
        .filter((order) => keysOf(order).some((key) => group.has(key)))
        .map((order) => {
          const at = deletions.get(order.orderId);
          return { ...order, deletedAt: at && Date.parse(at) >= Date.parse(order.factsAt) ? at : null };
        });
      const fold = foldCustomer(own, program.classification, 'Europe/Berlin', '2026-11-22');
      const { segment, tier } = classify(fold, program, '2026-11-22');
      const ids = [...group].filter((key) => key.startsWith('c:')).map((key) => Number(key.slice(2)));
      const current = ids.filter((id) => !gone.has(String(id)));
      return JSON.stringify({
        shopify: current.length > 0 ? String(Math.max(...current)) : null,
        count: [fold.orderCount, fold.qualifyingCount, fold.netSpendMinor],
        first: fold.firstQualifying ? new Date(fold.firstQualifying.at).toISOString() : null,
        last: fold.lastQualifying ? new Date(fold.lastQualifying.at).toISOString() : null,
        segment: [segment, tier?.key ?? null],
        orders: fold.orders
          .map((order) => [order.orderId, order.excludedReason])
          .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
      });
    })
    .sort();
}

const minute = (index: number) => new Date(Date.parse('2026-02-28T22:50:00Z') + index * 60_000).toISOString();

const orderEvent = fc
  .record({
    id: fc.integer({ min: 1, max: 5 }),
    factsAt: fc.integer({ min: 0, max: 6 }).map(minute),
    financialStatus: fc.constantFrom(
      'pending' as const,
      'paid' as const,
      'partially_refunded' as const,
      'refunded' as const,
    ),
    refundedMinor: fc.constantFrom(0, 500, 2_000),
    cancelled: fc.boolean(),
    test: fc.boolean(),
  })
  .map(({ id, cancelled, ...rest }): InboxFacts => {
    // An order's own customer does not change; ids share customers and e-mails so that joins happen.
    const shopifyCustomerId = id % 2 ? String(1 + (id % 3)) : null;
    const emailHash = id > 2 ? `h${id % 2}` : null;
    const order = anOrder({
      ...rest,
      orderId: String(id),
      name: `#${id}`,
      shopifyCustomerId,
      emailHash,
      processedAt: minute(id * 20),
    });
    return { type: 'order', order: { ...order, cancelledAt: cancelled ? rest.factsAt : null } };
  });

const event = fc.oneof(
  { weight: 8, arbitrary: orderEvent },
  {
    weight: 1,
    arbitrary: fc.constant<InboxFacts>({ type: 'customers-merged', keptId: '1', deletedId: '3' }),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ id: fc.integer({ min: 1, max: 5 }), at: fc.integer({ min: 0, max: 6 }).map(minute) })
      .map(({ id, at }): InboxFacts => ({ type: 'order-deleted', orderId: String(id), at })),
  },
);

describe('any history', () => {
  it('ends the same as a fresh recount, shuffled and repeated', async () => {
    const history = fc.array(event, { minLength: 1, maxLength: 12 }).chain((events) =>
      fc.record({
        events: fc.constant(events),
        deliveries: fc
          .shuffledSubarray([...events, ...events], { minLength: events.length })
          .map((some) => [...some, ...events]),
      }),
    );
    await fc.assert(
      fc.asyncProperty(history, async ({ events, deliveries }) => {
        nextShop += 1;
        const shop = `history-${nextShop}.myshopify.com`;
        await installShop(database.db, shop);
        for (const delivery of deliveries) await deliver(delivery, shop);
        expect(await ledgerText(shop)).toEqual(truth(events));
      }),
      { numRuns: 40, seed: 20261122 },
    );
  }, 180_000);
});
