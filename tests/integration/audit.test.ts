import { beforeEach, describe, expect, it } from 'vitest';
import { newTickMemory, tick } from '~/jobs/tick.server';
import { auditLedger } from '~/ledger/audit.server';
import { importHistory } from '~/ledger/import-history.server';
import { startHistoryImport } from '~/ledger/start-import.server';
import type { Merchant } from '~/components/merchant.server';
import { requireShopFacts } from '~/components/merchant.server';
import { readHome } from '~/routes/app._index/home.server';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity`;
  await h.installed();
  await h.db.shop.update({ where: { shop: SHOP }, data: { readsAllOrders: true } });
  const runId = await startHistoryImport(h.db, h.services.jobs, SHOP, h.clock.now());
  const noSleep = () => new Promise<void>((resolve) => setImmediate(resolve));
  await importHistory(h.services, { shop: SHOP, runId }, noSleep);
  // later than what may be on its way as a webhook
  h.clock.set('2026-11-23T03:30:00.000Z');
});

const attention = async () => {
  const merchant: Merchant = { shop: SHOP, services: h.services };
  return (await readHome(merchant, await requireShopFacts(merchant)))?.attention;
};

describe('the nightly self-audit', () => {
  it('finds nothing in a ledger that is right, and says nothing', async () => {
    const audit = await auditLedger(h.services, SHOP);
    expect(audit).toMatchObject({ wrongCustomers: 0, wrongOrders: 0 });
    expect(audit?.customers).toBeGreaterThan(20);
    expect(audit?.orders).toBeGreaterThan(50);
    expect(await h.db.activityEntry.count({ where: { event: 'audit.differences' } })).toBe(0);
    expect((await attention())?.audit).toBeNull();
  });

  it('finds a wrong count, a wrong amount and an order that is gone, puts them right and tells', async () => {
    const [first] = await h.db.ledgerCustomer.findMany({ where: { qualifyingCount: { gt: 1 } }, orderBy: { id: 'asc' } }); // prettier-ignore
    await h.db.ledgerCustomer.update({
      where: { shop_id: { shop: SHOP, id: first?.id ?? '' } },
      data: { qualifyingCount: 99 },
    });
    const orders = await h.db.ledgerOrder.findMany({ where: { customerId: { not: first?.id ?? '' } }, orderBy: { orderId: 'asc' } }); // prettier-ignore
    const [wrong] = orders;
    await h.db.ledgerOrder.update({
      where: { shop_orderId: { shop: SHOP, orderId: wrong?.orderId ?? '' } },
      data: { totalMinor: 1n, factsAt: new Date('2020-01-01') },
    });
    await h.db.ledgerOrder.create({
      data: { ...orders[1], orderId: '424242', totalMinor: 5n, customerId: null } as never,
    });

    const audit = await auditLedger(h.services, SHOP);
    // the wrong amount shows in its customer's sum, too
    expect(audit).toMatchObject({ wrongOrders: 2 });
    expect(audit?.wrongCustomers).toBe(2);
    const again = await h.db.ledgerCustomer.findFirstOrThrow({ where: { id: first?.id ?? '' } });
    expect(again.qualifyingCount).toBe(first?.qualifyingCount);
    const healed = await h.db.ledgerOrder.findFirstOrThrow({ where: { orderId: wrong?.orderId ?? '' } });
    expect(healed.totalMinor).toBe(wrong?.totalMinor);
    expect(
      (await h.db.ledgerOrder.findFirstOrThrow({ where: { orderId: '424242' } })).deletedAt,
    ).not.toBeNull();
    const entry = await h.db.activityEntry.findFirstOrThrow({ where: { event: 'audit.differences' } });
    expect(entry.detail).toMatchObject({ customers: 2, orders: 2 });
    expect((await attention())?.audit).toMatchObject({ differences: 4 });
    expect(await auditLedger(h.services, SHOP)).toMatchObject({ wrongCustomers: 0, wrongOrders: 0 });
  });

  it('takes what it learns of a parcel, which is no mistake of the ledger', async () => {
    // as an earlier version left it, which did not ask for parcels
    const arrived = { shop: SHOP, fulfillmentStatus: 'delivered' };
    const { count } = await h.db.ledgerOrder.updateMany({
      where: arrived,
      data: { fulfillmentStatus: 'fulfilled' },
    });
    expect(count).toBeGreaterThan(5);
    const audit = await auditLedger(h.services, SHOP);
    expect(audit).toMatchObject({ wrongCustomers: 0, wrongOrders: 0 });
    expect(await h.db.ledgerOrder.count({ where: arrived })).toBe(count);
    expect((await attention())?.audit).toBeNull();
  });

  it('is sent by the tick once a night', async () => {
    await h.db.shop.update({ where: { shop: SHOP }, data: { setUpAt: h.clock.now() } });
    const memory = newTickMemory();
    const jobs = { ...h.services.jobs, pendingKeys: async () => new Set<string>() };
    const audits = () => h.jobs.filter(({ queue }) => queue === 'audit').length;
    h.clock.set('2026-11-23T01:00:00Z'); // 2 o'clock in Berlin
    await tick({ ...h.services, jobs }, memory);
    expect(audits()).toBe(0);
    h.clock.set('2026-11-23T02:05:00Z');
    await tick({ ...h.services, jobs }, memory);
    await tick({ ...h.services, jobs }, memory);
    expect(audits()).toBe(1);
  });
});
