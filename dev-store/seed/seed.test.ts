import { describe, expect, it } from 'vitest';
import { orderSums } from '../model/order-money';
import { shippingLinesOf } from '../model/presentment';
import { refundableMinor } from '../model/refunds';
import { ordersOf } from '../model/customers';
import type { Customer, Order } from '../model/types';
import { ALL_KINDS, seededShop } from './seed';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const SHOP = 'roesterei-elbtal.myshopify.com';
const state = seededShop(SHOP, 'full', NOW);
const orders = [...state.all('order').values()];
const customers = [...state.all('customer').values()];

const tagged = (name: string): Customer => {
  const found = customers.filter(
    ({ tags, mergedIntoId }) => tags.includes(`case:${name}`) && mergedIntoId === null,
  );
  expect(found, name).toHaveLength(1);
  return found[0]!;
};
const of = (name: string): Order[] => ordersOf(state, tagged(name).id);
const only = (name: string): Order => {
  const list = of(name);
  expect(list, name).toHaveLength(1);
  return list[0]!;
};

describe('the generated shop', () => {
  it('is the same for the same seed and present, and another for another seed', () => {
    const dump = (shop: typeof state) =>
      JSON.stringify(ALL_KINDS.map((kind) => [...shop.all(kind).values()]));
    expect(dump(seededShop(SHOP, 'full', NOW))).toBe(dump(state));
    expect(dump(seededShop(SHOP, { customers: 500, random: 2 }, NOW))).not.toBe(dump(state));
  });

  it('looks like a real shop: most buy once, a few often, Christmas is busy', () => {
    expect(customers).toHaveLength(500);
    expect(orders.length).toBeGreaterThan(700);
    const counts = customers.map(({ id }) => ordersOf(state, id).length);
    const share = (test: (count: number) => boolean) => counts.filter(test).length / counts.length;
    expect(share((count) => count === 1)).toBeGreaterThan(0.5);
    expect(share((count) => count >= 2)).toBeGreaterThan(0.2);
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(10);
    const inMonths = (...months: number[]) =>
      orders.filter(({ createdAt }) => months.includes(Number(createdAt.slice(5, 7)))).length;
    expect(inMonths(11, 12)).toBeGreaterThan(1.3 * inMonths(6, 7));
    const languages = new Set(customers.map(({ locale }) => locale));
    expect([...languages].sort()).toEqual(['de', 'en', 'fr']);
    const span = NOW - Date.parse(orders[0]!.createdAt);
    expect(span / (365.25 * 86_400_000)).toBeGreaterThan(2.8);
  });

  it('adds up, order by order, and nothing happens in the future', () => {
    for (const order of orders) {
      expect(orderSums(order.lines, shippingLinesOf(order)), order.name).toMatchObject({
        totalMinor: order.totalMinor,
      });
      expect(refundableMinor(order), order.name).toBeGreaterThanOrEqual(0);
      expect(Date.parse(order.updatedAt)).toBeLessThanOrEqual(NOW);
    }
    for (const customer of customers.filter(({ mergedIntoId }) => mergedIntoId === null)) {
      expect(customer.numberOfOrders).toBe(ordersOf(state, customer.id).length);
    }
  });

  it('has unique ids over all kinds', () => {
    const ids = ALL_KINDS.flatMap((kind) => [...state.all(kind).keys()]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a catalogue with a gift card, sale items, collections and pictures', () => {
    const products = [...state.all('product').values()];
    expect(products).toHaveLength(16);
    expect(products.filter(({ isGiftCard }) => isGiftCard)).toHaveLength(1);
    expect(
      products.filter(({ variants }) => variants.some(({ compareAtMinor }) => compareAtMinor)),
    ).toHaveLength(2);
    expect(state.all('collection').size).toBe(5);
    for (const { collectionIds, image } of products) {
      expect(collectionIds.every((id) => state.get('collection', id))).toBe(true);
      expect(image).toMatch(/^<svg /);
    }
  });
});

describe('the awkward cases', () => {
  it('has a guest order with the address of an account, on another customer record', () => {
    const account = tagged('guest-and-account');
    const guest = only('guest-of-account');
    expect(guest.customerId).not.toBe(account.id);
    expect(guest.email?.trim().toLowerCase()).toBe(account.email);
    expect(guest.createdAt < of('guest-and-account')[0]!.createdAt).toBe(true);
  });

  it('has first orders that were refunded later, fully and partly', () => {
    expect(of('first-refunded').map(({ financialStatus }) => financialStatus)).toEqual(['refunded', 'paid']);
    expect(only('first-refunded-partly').financialStatus).toBe('partially_refunded');
  });

  it('has first orders on Feb 29 and at midnight in Berlin', () => {
    expect(only('leap-day').createdAt).toMatch(/^2024-02-29/);
    expect(only('midnight-berlin').createdAt).toMatch(/^2025-03-31T22:30/);
  });

  it.each([
    ['cancelled', { cancelReason: 'customer', financialStatus: 'refunded' }],
    ['unpaid', { financialStatus: 'pending' }],
    ['test-order', { test: true }],
    ['zero-amount', { totalMinor: 0, financialStatus: 'paid' }],
    ['pos', { sourceName: 'pos' }],
    ['b2b', { companyId: 9_001 }],
    ['draft-order', { sourceName: 'shopify_draft_order' }],
  ])('has an order that is %s', (name, expected) => {
    expect(only(name)).toMatchObject(expected);
  });

  it('has a subscription with its renewals', () => {
    const sources = of('subscription').map(({ sourceName }) => sourceName);
    expect(sources).toEqual(['web', ...Array<string>(5).fill('subscription_contract')]);
    expect(of('subscription').every(({ lines }) => lines[0]?.sellingPlanId)).toBe(true);
  });

  it('has customers merged already, and two that can be', () => {
    const merged = customers.find(
      ({ tags, mergedIntoId }) => tags.includes('case:merged-away') && mergedIntoId,
    );
    expect(merged?.mergedIntoId).toBe(tagged('merged-kept').id);
    expect(of('merged-kept')).toHaveLength(2);
    expect(only('to-merge-older').createdAt < only('to-merge-newer').createdAt).toBe(true);
  });

  it('has every kind of consent, difficult names, and nobody to write to', () => {
    expect(tagged('no-consent').emailMarketing.state).toBe('NOT_SUBSCRIBED');
    expect(tagged('unsubscribed').emailMarketing.state).toBe('UNSUBSCRIBED');
    expect(tagged('no-email').email).toBeNull();
    expect(tagged('apostrophe').lastName).toContain("'");
    expect(tagged('long-name').lastName.length).toBeGreaterThan(60);
    expect(tagged('umlauts').lastName).toContain('ö');
    expect(of('prospect')).toHaveLength(0);
    expect(of('same-day')).toHaveLength(2);
    expect(only('edited').lines[0]).toMatchObject({ quantity: 2, currentQuantity: 1 });
    expect(of('regular')).toHaveLength(12);
  });

  it('has anniversaries to show on the first day', () => {
    expect(only('anniversary-today').createdAt).toMatch(/^2025-11-22/);
    expect(only('anniversary-today-2').createdAt).toMatch(/^2024-11-22/);
    expect(only('anniversary-soon').createdAt).toMatch(/^2025-11-25/);
    // who is to be seen celebrating may be written to, in Germany too
    for (const name of ['anniversary-today', 'anniversary-today-2', 'anniversary-soon']) {
      expect(tagged(name).emailMarketing).toMatchObject({
        state: 'SUBSCRIBED',
        optInLevel: 'CONFIRMED_OPT_IN',
      });
    }
  });
});
