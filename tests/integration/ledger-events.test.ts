import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { OrderFacts } from '~/loyalty/order-facts';
import { histories, ledgerText, truth } from '../model/ledger-history';
import type { TestDatabase } from '../support/database';
import { anOrder, deliver as deliverTo, installShop, SHOP, type LedgerServices } from '../support/ledger';
import { useLedger } from '../support/use-ledger';

let database: TestDatabase;
let services: LedgerServices;
let nextShop = 0;
useLedger((world) => ({ database, services } = world));

const deliver = (facts: InboxFacts, shop?: string) => deliverTo(services, facts, shop);

const deliverOrder = (order: OrderFacts) => deliver({ type: 'order', order });

async function customers() {
  return database.db.ledgerCustomer.findMany({
    where: { shop: SHOP, mergedIntoId: null },
    orderBy: { id: 'asc' },
  });
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

describe('any history', () => {
  it('ends the same as a fresh recount, shuffled and repeated', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ events, deliveries }) => {
        nextShop += 1;
        const shop = `history-${nextShop}.myshopify.com`;
        await installShop(database.db, shop);
        for (const delivery of deliveries) await deliver(delivery, shop);
        expect(await ledgerText(database.db, shop)).toEqual(truth(events));
      }),
      { numRuns: 40 },
    );
  }, 180_000);
});
