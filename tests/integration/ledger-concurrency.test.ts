import { describe, expect, it } from 'vitest';
import { applyEvent } from '~/ledger/apply-event.server';
import { applyEvents } from '~/ledger/apply-order-events.server';
import { importOrderLines } from '~/ledger/import-orders.server';
import { reclassify } from '~/ledger/reclassify.server';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { TestDatabase } from '../support/database';
import { anOrder, receive, SHOP, type LedgerServices } from '../support/ledger';
import { useLedger } from '../support/use-ledger';

let database: TestDatabase;
let services: LedgerServices;
useLedger((world) => ({ database, services } = world));

const arrive = (facts: InboxFacts) => receive(services, facts);

describe('events at the same time', () => {
  it('join one person out of a chain of identities, whoever wins each race', async () => {
    // c0-e0, e0-c1, c1-e1, e1-c2, ...: every order links two neighbours, so all 40 orders are one customer
    const ids: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      const shopifyCustomerId = String(100 + Math.ceil(index / 2));
      ids.push(
        await arrive({
          type: 'order',
          order: anOrder({ shopifyCustomerId, emailHash: `h${Math.floor(index / 2)}` }),
        }),
      );
    }
    const shuffled = ids.map((id, index) => ids[(index * 17) % ids.length] ?? id);
    const outcomes = await Promise.all(shuffled.map((id) => applyEvent(services, SHOP, id)));
    expect(outcomes.every((outcome) => outcome === 'applied')).toBe(true);
    const living = await database.db.ledgerCustomer.findMany({ where: { mergedIntoId: null } });
    expect(living).toHaveLength(1);
    expect(living[0]).toMatchObject({
      orderCount: 40,
      qualifyingCount: 40,
      netSpendMinor: 80_000n,
      shopifyCustomerId: '120',
    });
    expect(await database.db.message.count()).toBe(40);
  });

  it('count each order once while an import and a reclassification run', async () => {
    const orders = Array.from({ length: 60 }, (_, index) =>
      anOrder({ shopifyCustomerId: String(1 + (index % 6)) }),
    );
    const ids = await Promise.all(
      orders.flatMap((order) => [order, order]).map((order) => arrive({ type: 'order', order })),
    );
    const lines = orders.map((order) =>
      JSON.stringify({
        id: `gid://shopify/Order/${order.orderId}`, name: order.name, processedAt: order.processedAt,
        updatedAt: order.factsAt, sourceName: 'web', test: false, customerLocale: 'de', displayFinancialStatus: 'PAID',
        currentTotalPriceSet: { shopMoney: { amount: '20.0', currencyCode: 'EUR' } },
        totalRefundedSet: { shopMoney: { amount: '0.0' } },
        customer: { id: `gid://shopify/Customer/${order.shopifyCustomerId}` },
      }),
    ); // prettier-ignore
    await Promise.all([
      ...ids.map((id) => applyEvent(services, SHOP, id)),
      importOrderLines(services, SHOP, lines),
      reclassify(services, SHOP),
    ]);
    const customers = await database.db.ledgerCustomer.findMany({ where: { mergedIntoId: null } });
    expect(customers).toHaveLength(6);
    expect(
      customers.every((customer) => customer.qualifyingCount === 10 && customer.netSpendMinor === 20_000n),
    ).toBe(true);
    expect(await database.db.ledgerOrder.count()).toBe(60);
  });

  it('applied together, one by one and by two workers at once end the same', async () => {
    const orders = Array.from({ length: 40 }, (_, index) =>
      anOrder({ shopifyCustomerId: String(1 + (index % 7)), emailHash: `h${index % 5}` }),
    );
    const pending = orders.map((order) => ({ ...order, financialStatus: 'pending' as const }));
    const later = (order: (typeof orders)[number]) => ({ ...order, factsAt: '2026-05-02T10:00:00.000Z' });
    const ids = await Promise.all(
      [...pending, ...orders.map(later), ...orders].map((order) => arrive({ type: 'order', order })),
    );
    const slices = Array.from({ length: 12 }, (_, n) => ids.filter((_, index) => index % 12 === n));
    const results = await Promise.all(slices.map((slice) => applyEvents(services, SHOP, slice)));
    expect(results.flat().filter((result) => 'error' in result)).toEqual([]);
    expect(await database.db.inboxEvent.count({ where: { processedAt: null } })).toBe(0);
    const living = await database.db.ledgerCustomer.findMany({ where: { mergedIntoId: null } });
    expect(living).toHaveLength(1);
    expect(living[0]).toMatchObject({ orderCount: 40, qualifyingCount: 40 });
    expect(await database.db.message.count()).toBe(40);
    expect(await applyEvents(services, SHOP, ids.slice(0, 2))).toEqual([
      { outcome: 'gone' },
      { outcome: 'gone' },
    ]);
  });

  it('one that cannot be applied does not hold up the others of its batch', async () => {
    const ids = await Promise.all(
      [anOrder(), anOrder(), anOrder()].map((order) => arrive({ type: 'order', order })),
    );
    await database.db.$executeRaw`
      UPDATE inbox_event SET facts = jsonb_set(facts, '{order,processedAt}', '"no date"') WHERE id = ${BigInt(ids[1] ?? '')}`;
    const results = await applyEvents(services, SHOP, ids);
    expect(results.map((result) => ('error' in result ? 'error' : result.outcome))).toEqual([
      'applied',
      'error',
      'applied',
    ]);
    expect(await database.db.ledgerOrder.count()).toBe(2);
  });
});
