import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { syncDiscount } from '~/effects/sync-discount';
import { writeStandings } from '~/effects/write-standings';
import { reclassify } from '~/ledger/reclassify.server';
import { ofOrder, type Program } from '~/loyalty/program';
import { createFunctionRunner, type FunctionRunner } from '../../dev-store/checkout/function-runner';
import type { Customer } from '../../dev-store/model/types';
import { checkoutOf } from './effects-checkout';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
let functions: FunctionRunner;
let customer: Customer;
useHarness((started) => (h = started));
beforeAll(async () => {
  functions = await createFunctionRunner();
  customer = h.customers()[0]!;
});
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity`;
  h.empty('discountNode', 'metafield');
});

/** The shop with its discount at Shopify, and a customer with an order of EUR 20 on each of these dates. */
async function customerWith(dates: string[], change: (program: Program) => void): Promise<void> {
  await h.installed(change);
  await syncDiscount(h.services, { shop: SHOP });
  const customerId = await h.ledgerCustomer(customer, { tierKey: null, qualifyingCount: 0 });
  await h.db.customerIdentity.create({ data: { shop: SHOP, key: `c:${customer.id}`, customerId } });
  await h.db.ledgerOrder.createMany({
    data: dates.map((date, index) => ({
      shop: SHOP,
      orderId: String(index + 1),
      customerId,
      name: `#${index + 1}`,
      processedAt: new Date(`${date}T12:00:00Z`),
      factsAt: new Date(`${date}T12:00:00Z`),
      source: 'web',
      currency: 'EUR',
      totalMinor: 2_000n,
      financialStatus: 'paid',
      tags: [],
      discountCodes: [],
    })),
  });
}

const percentOff = async () => {
  const { discountsMinor, subtotalMinor } = await checkoutOf(h, functions, customer);
  return Math.round((discountsMinor / (discountsMinor + subtotalMinor)) * 100);
};

/** What the morning brings: the daily reclassification, and the standings that it makes due. */
async function daily(): Promise<{ tier: string | null; until: string | null; written: number }> {
  await reclassify(h.services, SHOP);
  const { written } = await writeStandings(h.services, { shop: SHOP });
  const { tierKey, tierUntil } = await h.db.ledgerCustomer.findFirstOrThrow();
  return { tier: tierKey, until: tierUntil?.toISOString().slice(0, 10) ?? null, written };
}

const tiers = (...from: number[]) =>
  from.map((start, index) => ({
    key: `tier-${index + 1}`,
    name: `Tier ${index + 1}`,
    from: start,
    benefits: [ofOrder(String(10 * (index + 1)))],
  }));

describe('a tier that ends', () => {
  const lasts = (days: number) => (program: Program) => {
    program.loyalty.tiers = tiers(2);
    program.loyalty.tierLastsDays = days;
  };

  it('is given on its last day in the shop’s time, and taken away by the next morning’s reclassification', async () => {
    await customerWith(['2026-11-01', '2026-11-02'], lasts(30));
    expect(await daily()).toEqual({ tier: 'tier-1', until: '2026-12-02', written: 1 });
    h.clock.set('2026-12-02T22:30:00Z'); // 23:30 in Berlin
    expect(await daily()).toEqual({ tier: 'tier-1', until: '2026-12-02', written: 0 });
    expect(await percentOff()).toBe(10);
    h.clock.set('2026-12-02T23:30:00Z'); // half past midnight in Berlin
    expect(await daily()).toEqual({ tier: null, until: null, written: 1 });
    expect(await percentOff()).toBe(0);
    expect(JSON.parse(h.metafield(`gid://shopify/Customer/${customer.id}`, 'standing') ?? '')).toEqual({
      v: 2,
      n: 2,
    });
  });

  it('is refused by the function itself on the day after, whatever the worker does', async () => {
    await customerWith(['2026-11-01', '2026-11-02'], lasts(30));
    await daily();
    h.clock.set('2026-12-02T23:30:00Z');
    expect(await percentOff()).toBe(0);
  });

  it('goes on with the next order', async () => {
    await customerWith(['2026-11-01', '2026-11-02', '2026-12-01'], lasts(30));
    h.clock.set('2026-12-01T12:00:00Z');
    expect(await daily()).toMatchObject({ tier: 'tier-1', until: '2026-12-31' });
    h.clock.set('2026-12-03T12:00:00Z');
    expect(await percentOff()).toBe(10);
  });

  it('gets another end when the program changes: the standing is due although the tier stays', async () => {
    await customerWith(['2026-11-01', '2026-11-02'], lasts(30));
    await daily();
    await h.program(lasts(60)); // the same version of the program: nothing else of the row changes
    expect(await daily()).toEqual({ tier: 'tier-1', until: '2027-01-01', written: 1 });
    expect(await daily()).toMatchObject({ written: 0 });
  });
});

describe('tiers', () => {
  it('by tenure come with the day', async () => {
    await customerWith(['2026-11-01', '2026-11-02'], ({ loyalty }) => {
      Object.assign(loyalty, { tierBy: 'tenure', tiers: tiers(30, 365), tierLastsDays: null });
    });
    expect(await daily()).toMatchObject({ tier: null });
    expect(await percentOff()).toBe(0);
    h.clock.set('2026-12-01T12:00:00Z');
    expect(await daily()).toEqual({ tier: 'tier-1', until: null, written: 1 });
    expect(await percentOff()).toBe(10);
    h.clock.set('2027-10-31T12:00:00Z');
    expect(await daily()).toMatchObject({ tier: 'tier-1', written: 0 });
    h.clock.set('2027-11-01T12:00:00Z');
    expect(await daily()).toEqual({ tier: 'tier-2', until: null, written: 1 });
    expect(await percentOff()).toBe(20);
  });

  it('by net spend go with a refund', async () => {
    await customerWith(['2026-11-01', '2026-11-02', '2026-11-03'], ({ loyalty }) => {
      Object.assign(loyalty, { tierBy: 'spend', tiers: tiers(4_000, 6_000), tierLastsDays: null });
    });
    expect(await daily()).toMatchObject({ tier: 'tier-2' });
    expect(await percentOff()).toBe(20);
    await h.db.ledgerOrder.updateMany({ where: { orderId: '3' }, data: { refundedMinor: 1n } });
    expect(await daily()).toMatchObject({ tier: 'tier-1', written: 1 });
    expect(await percentOff()).toBe(10);
  });
});

describe('the fallback on the platform’s count of orders', () => {
  const fallsBack = ({ loyalty }: Program) => {
    Object.assign(loyalty, { tiers: tiers(2), fallbackToOrderCount: true });
  };

  it('gives a tier to a customer whom the ledger does not know yet', async () => {
    await h.installed(fallsBack);
    await syncDiscount(h.services, { shop: SHOP });
    h.state.put('customer', { ...customer, numberOfOrders: 3 });
    expect(await percentOff()).toBe(10);
    h.state.put('customer', { ...customer, numberOfOrders: 1 });
    expect(await percentOff()).toBe(0);
    h.state.put('customer', customer);
  });

  it('gives nothing to one whose orders do not count', async () => {
    await customerWith(['2026-11-01', '2026-11-02', '2026-11-03'], fallsBack);
    await h.db.ledgerOrder.updateMany({
      where: { orderId: { not: '1' } },
      data: { cancelledAt: new Date('2026-11-04') },
    });
    h.state.put('customer', { ...customer, numberOfOrders: 3 });
    expect(await daily()).toMatchObject({ tier: null, written: 1 });
    expect(await percentOff()).toBe(0);
    h.state.put('customer', customer);
  });
});
