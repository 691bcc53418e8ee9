import { beforeAll, describe, expect, it } from 'vitest';
import type { DiscountNode, ShopState } from '../model/types';
import { createFunctionRunner, type FunctionRunner } from './function-runner';
import { priceCheckout, type CheckoutRequest } from './price';
import { checkoutRequest, LOYALTY, putDiscount, putStanding, testShop } from './test-shop';

// 10.00 twice and 25.50 once, all in collection 5; standard delivery 4.90

let functions: FunctionRunner;
beforeAll(async () => {
  functions = await createFunctionRunner();
});

const price = (shop: ShopState, change: Partial<CheckoutRequest> = {}) =>
  priceCheckout(checkoutRequest(shop, functions, change));

const everything = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };

function basic(input: object, change: Partial<DiscountNode> = {}): [ShopState, DiscountNode] {
  const shop = testShop();
  return [shop, putDiscount(shop, { type: 'basic', title: 'Sale', input, ...change })];
}

async function off(
  input: object,
  change: Partial<DiscountNode> = {},
  request: Partial<CheckoutRequest> = {},
) {
  const [shop] = basic(input, change);
  return (await price(shop, request)).lines.map((line) => line.discountMinor);
}

const all = { all: true };
const gets = (value: object, items: object = all) => ({ customerGets: { value, items } });
const product = { discountClasses: ['PRODUCT' as const] };

describe('basic discounts', () => {
  it('take a percentage or an amount off the order', async () => {
    // 10 % of 45.50 = 4.55; 5.00 over 20.00 and 25.50
    expect(await off(gets({ percentage: 0.1 }))).toEqual([200, 255]);
    expect(await off(gets({ discountAmount: { amount: '5.00' } }))).toEqual([220, 280]);
    expect(await off(gets({ discountAmount: { amount: '500' } }))).toEqual([2000, 2550]);
  });

  it('take it off chosen products, variants or collections', async () => {
    const percentage = { percentage: 0.2 };
    const products = (list: object) => gets(percentage, { products: list });
    expect(await off(products({ productsToAdd: ['gid://shopify/Product/11'] }), product)).toEqual([400, 0]);
    const variant = { productVariantsToAdd: ['gid://shopify/ProductVariant/112'] };
    expect(await off(products(variant), product)).toEqual([0, 510]);
    const collection = (id: number) =>
      gets(percentage, { collections: { add: [`gid://shopify/Collection/${id}`] } });
    expect(await off(collection(5), product)).toEqual([400, 510]);
    expect(await off(collection(6), product)).toEqual([0, 0]);
  });

  it('give an amount once, or for each unit', async () => {
    const items = { collections: { add: ['gid://shopify/Collection/5'] } };
    const amount = (appliesOnEachItem: boolean) =>
      gets({ discountAmount: { amount: '5', appliesOnEachItem } }, items);
    expect(await off(amount(false), product)).toEqual([220, 280]);
    expect(await off(amount(true), product)).toEqual([1000, 500]);
  });

  it('want their minimum of what they are for', async () => {
    const only = gets({ percentage: 0.1 }, { products: { productsToAdd: ['gid://shopify/Product/11'] } });
    const subtotal = (amount: string) => ({
      ...only,
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: amount } },
    });
    expect(await off(subtotal('20.00'), product)).toEqual([200, 0]);
    expect(await off(subtotal('20.01'), product)).toEqual([0, 0]);
    const quantity = (units: string) => ({
      ...only,
      minimumRequirement: { quantity: { greaterThanOrEqualToQuantity: units } },
    });
    expect(await off(quantity('2'), product)).toEqual([200, 0]);
    expect(await off(quantity('3'), product)).toEqual([0, 0]);
  });

  it('are for chosen customers, and for subscriptions only when they say so', async () => {
    const chosen = {
      ...gets({ percentage: 0.1 }),
      context: { customers: { add: ['gid://shopify/Customer/21'] } },
    };
    expect(await off(chosen)).toEqual([200, 255]);
    expect(await off(chosen, {}, { customerId: 22 })).toEqual([0, 0]);
    const lines = [
      { variantId: 111, quantity: 2, sellingPlanId: 9 },
      { variantId: 112, quantity: 1, sellingPlanId: null },
    ];
    expect(await off(gets({ percentage: 0.1 }), {}, { lines })).toEqual([0, 255]);
    expect(await off(gets({ percentage: 0.1 }), { appliesOnSubscription: true }, { lines })).toEqual([
      200, 255,
    ]);
  });

  it('have codes with a limit, and say why they give nothing', async () => {
    const code = {
      method: 'code' as const,
      usageLimit: 1,
      codes: [{ id: 1, code: 'SALE10', usageCount: 0 }],
    };
    const [shop, node] = basic(gets({ percentage: 0.1 }), code);
    const checkout = await price(shop, { codes: ['sale10'] });
    expect(checkout.codes).toEqual([{ code: 'sale10', accepted: true, reason: null }]);
    expect(checkout.applications).toEqual([
      expect.objectContaining({ type: 'discount_code', code: 'sale10', title: 'sale10', value: '10.0' }),
    ]);
    shop.put('discountNode', { ...node, codes: [{ id: 1, code: 'SALE10', usageCount: 1 }] });
    expect((await price(shop, { codes: ['SALE10'] })).codes[0]?.reason).toContain('usage limit');
    const minimum = { quantity: { greaterThanOrEqualToQuantity: '9' } };
    const [other] = basic({ ...gets({ percentage: 0.1 }), minimumRequirement: minimum }, code);
    expect((await price(other, { codes: ['SALE10'] })).codes[0]?.reason).toContain(
      "isn't valid for the items",
    );
  });

  it('combine with the app’s discount only when both say so', async () => {
    const total = async (combinesWith: DiscountNode['combinesWith']) => {
      const [shop] = basic(gets({ percentage: 0.1 }), { combinesWith });
      putDiscount(shop, { combinesWith: everything }, LOYALTY);
      putStanding(shop, 21, { v: 1, n: 4, t: 'loyal' });
      return (await price(shop)).discountsMinor;
    };
    // 10 % = 4.55, 12.5 % = 5.69
    expect(await total(everything)).toBe(455 + 569);
    expect(await total({ ...everything, orderDiscounts: false })).toBe(569);
  });
});

describe('free shipping', () => {
  const free = async (
    input: object,
    change: Partial<DiscountNode> = {},
    request: Partial<CheckoutRequest> = {},
  ) => {
    const shop = testShop();
    putDiscount(shop, {
      type: 'free_shipping',
      discountClasses: ['SHIPPING'],
      title: 'Free',
      input,
      ...change,
    });
    return price(shop, request);
  };

  it('takes the delivery off, up to its most expensive', async () => {
    const checkout = await free({});
    expect(checkout).toMatchObject({ shippingMinor: 0, discountsMinor: 490, totalMinor: 4550 });
    expect(checkout.applications[0]).toMatchObject({
      targetType: 'shipping_line',
      title: 'Free',
      value: '100.0',
    });
    const express = { deliveryOptionHandle: 'express' };
    expect((await free({ maximumShippingPrice: '9.90' }, {}, express)).shippingMinor).toBe(0);
    expect((await free({ maximumShippingPrice: '9.89' }, {}, express)).shippingMinor).toBe(990);
  });

  it('is for countries, and from a minimum on', async () => {
    const to = (countryCode: string) => ({
      address: { firstName: '', lastName: 'B', address1: 'W 1', zip: '1', city: 'X', countryCode },
    });
    const destination = { countries: { add: ['DE', 'AT'] } };
    expect((await free({ destination }, {}, to('AT'))).shippingMinor).toBe(0);
    expect((await free({ destination }, {}, to('CH'))).shippingMinor).toBe(490);
    const minimum = (amount: string) => ({
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: amount } },
    });
    expect((await free(minimum('45.50'))).shippingMinor).toBe(0);
    expect((await free(minimum('45.51'))).shippingMinor).toBe(490);
  });

  it('is for one delivery group or for both', async () => {
    const lines = [
      { variantId: 111, quantity: 2, sellingPlanId: 9 },
      { variantId: 112, quantity: 1, sellingPlanId: null },
    ];
    const once = await free({}, {}, { lines, furtherDeliveryOptionHandles: ['express-2'] });
    expect(once.deliveryGroups.map(({ type, selectedHandle }) => [type, selectedHandle])).toEqual([
      ['ONE_TIME_PURCHASE', 'standard'],
      ['SUBSCRIPTION', 'express-2'],
    ]);
    expect(once.selectedDeliveries.map(({ discountMinor }) => discountMinor)).toEqual([490, 0]);
    expect(once).toMatchObject({ shippingMinor: 990, totalMinor: 4550 + 990 });
    const both = await free({}, { appliesOnSubscription: true }, { lines });
    expect(both.selectedDeliveries.map(({ applicationIndex }) => applicationIndex)).toEqual([0, 0]);
    expect(both).toMatchObject({ shippingMinor: 0, discountsMinor: 980, totalMinor: 4550 });
  });
});
