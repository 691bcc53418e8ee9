import { beforeAll, describe, expect, it } from 'vitest';
import { type Benefit, type LoyaltyRules } from '../../app/loyalty/discount-rules';
import type { Product, ShopState } from '../model/types';
import { createFunctionRunner, type FunctionRunner } from './function-runner';
import { priceCheckout, type CheckoutRequest } from './price';
import { putGoldTier } from '../../tests/support/gold-tier';
import { checkoutRequest, testShop } from './test-shop';

// The shop's products: 10.00 in collection 5, 25.50 tagged "Sale", 9.99 a gift card.

let functions: FunctionRunner;
beforeAll(async () => {
  functions = await createFunctionRunner();
});

const COLLECTIONS = { c: ['gid://shopify/Collection/5'], t: ['sale'], x: ['gid://shopify/Collection/9'] };

function shopWith(benefits: Benefit[], change: Partial<LoyaltyRules> = {}, variables: object = COLLECTIONS) {
  const shop = testShop();
  const edit = (id: number, product: Partial<Product>): void => {
    const known = shop.get('product', id);
    if (known) shop.put('product', { ...known, ...product });
  };
  edit(12, { tags: ['Sale'], collectionIds: [] });
  edit(13, { tags: [], collectionIds: [], isGiftCard: true });
  putGoldTier(shop, benefits, {
    node: {
      discountClasses: ['ORDER', 'PRODUCT', 'SHIPPING'],
      combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
      appliesOnSubscription: true,
    },
    rules: {
      fallback: [{ fromOrders: 3, tier: 'gold' }],
      messages: { en: '{{benefit}} for {{tier}} until {{end_date}}' },
      ...change,
    },
    variables,
  });
  return shop;
}

async function price(shop: ShopState, change: Partial<CheckoutRequest> = {}) {
  const lines = [111, 112, 113].map((variantId) => ({ variantId, quantity: 1, sellingPlanId: null }));
  const checkout = await priceCheckout(checkoutRequest(shop, functions, { lines, ...change }));
  expect(checkout.runs.map(({ error, logs }) => [error, logs])).toEqual([
    [null, ''],
    [null, ''],
  ]);
  return checkout;
}

const off = async (shop: ShopState, change: Partial<CheckoutRequest> = {}) =>
  (await price(shop, change)).lines.map((line) => line.discountMinor);

const percentage = (on: Benefit['on'], hundredths: number, more: Partial<Benefit> = {}): Benefit => ({
  on,
  value: { kind: 'percentage', hundredths },
  minimum: 0,
  cap: null,
  ...more,
});

describe('version 2 of the rules at checkout', () => {
  it('discounts products by collection and by tag, then the order on what is left', async () => {
    const benefits = [percentage('collection', 2000), percentage('tag', 1000), percentage('order', 1000)];
    const checkout = await price(shopWith(benefits, { exclude: EXCEPT_GIFT_CARDS }));
    // 10.00 - 2.00 = 8.00; 25.50 - 2.55 = 22.95; 10 % of 30.95 = 3.10, split 0.80 : 2.30
    expect(checkout.lines.map((line) => line.discountMinor)).toEqual([280, 485, 0]);
    expect(checkout.applications.map(({ title }) => title)).toEqual([
      '20% for Gold until 2027-06-30',
      '10% for Gold until 2027-06-30',
      '10% for Gold until 2027-06-30',
    ]);
  });

  it('gives the best one alone when the merchant chose so', async () => {
    const benefits = [percentage('collection', 2000), percentage('tag', 1000), percentage('order', 500)];
    expect(await off(shopWith(benefits, { mode: 'best' }))).toEqual([0, 255, 0]);
  });

  it('caps a percentage exactly, and spreads an amount line by line', async () => {
    expect(await off(shopWith([percentage('order', 5000, { cap: 500 })]))).toEqual([110, 280, 110]);
    expect(await off(shopWith([percentage('tag', 5000, { cap: 500 })]))).toEqual([0, 500, 0]);
    const amount: Benefit = {
      on: 'collection',
      value: { kind: 'amount', minor: 1250 },
      minimum: 0,
      cap: null,
    };
    expect(await off(shopWith([amount]))).toEqual([1000, 0, 0]);
  });

  it('keeps out sale items, subscriptions and excluded collections', async () => {
    const order = [percentage('order', 1000)];
    const exclude = { giftCards: false, saleItems: true, subscriptions: true, collections: true };
    const shop = shopWith(order, { exclude });
    const first = shop.get('product', 11);
    const variants = first?.variants.map((variant) => ({ ...variant, compareAtMinor: 1500 })) ?? [];
    if (first) shop.put('product', { ...first, variants });
    expect(await off(shop)).toEqual([0, 255, 100]);
    const subscribed = [112, 113].map((variantId, index) => ({
      variantId,
      quantity: 1,
      sellingPlanId: index ? null : 9,
    }));
    expect(await off(shop, { lines: subscribed })).toEqual([0, 100]);
    const excluded = shopWith(order, { exclude }, { ...COLLECTIONS, x: ['gid://shopify/Collection/5'] });
    expect(await off(excluded)).toEqual([0, 255, 100]);
  });

  it('gives free shipping from a minimum on', async () => {
    const free = (minimum: number): Benefit => ({
      on: 'delivery',
      value: { kind: 'free' },
      minimum,
      cap: null,
    });
    const checkout = await price(shopWith([free(4549)]));
    expect(checkout).toMatchObject({ shippingMinor: 0, discountsMinor: 490, totalMinor: 4549 });
    expect((await price(shopWith([free(4550)]))).shippingMinor).toBe(490);
  });

  it('falls back on the platform’s count of orders for a customer without a standing', async () => {
    const shop = shopWith([percentage('order', 1000)]);
    const withOrders = (numberOfOrders: number): void => {
      const known = shop.get('customer', 22);
      if (known) shop.put('customer', { ...known, numberOfOrders });
    };
    withOrders(2);
    expect(await off(shop, { customerId: 22 })).toEqual([0, 0, 0]);
    withOrders(3);
    expect(await off(shop, { customerId: 22 })).toEqual([100, 255, 100]);
  });
});

const EXCEPT_GIFT_CARDS = { giftCards: true, saleItems: false, subscriptions: false, collections: false };
