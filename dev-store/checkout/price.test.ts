import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ShopState } from '../model/types';
import { createFunctionRunner, type FunctionRunner } from './function-runner';
import { priceCheckout, type CheckoutRequest } from './price';
import {
  checkoutRequest,
  clockAt,
  GIFT,
  LOYALTY,
  NOW,
  putDiscount,
  putStanding,
  testShop,
} from './test-shop';

let functions: FunctionRunner;
beforeAll(async () => {
  functions = await createFunctionRunner();
});

const price = (shop: ShopState, change: Partial<CheckoutRequest> = {}) =>
  priceCheckout(checkoutRequest(shop, functions, change));

const gift = { c: 'DANKE-7K2M', p: '15', y: 2, f: '2026-11-20', u: '2026-12-20' };
const giftNode = (shop: ShopState, change = {}) =>
  putDiscount(
    shop,
    {
      method: 'code',
      title: 'Anniversary 2',
      usageLimit: 1,
      appliesOncePerCustomer: true,
      codes: [
        { id: 1, code: 'DANKE-7K2M', usageCount: 0 },
        { id: 2, code: 'DANKE-9X9X', usageCount: 0 },
      ],
      ...change,
    },
    GIFT,
  );

describe('loyalty discount at checkout', () => {
  it('takes the tier percentage off the order and says why', async () => {
    const shop = testShop();
    putDiscount(shop, {}, LOYALTY);
    putStanding(shop, 21, { v: 1, n: 4, t: 'loyal' });
    const checkout = await price(shop);
    // 2 x 10.00 + 25.50 = 45.50; 12.5 % = 5.6875 -> 5.69, split 20.00 : 25.50 -> 2.501.. and 3.188.. -> 2.50 and 3.19
    expect(checkout.lines.map((line) => line.discountMinor)).toEqual([250, 319]);
    expect(checkout).toMatchObject({
      subtotalMinor: 3981,
      discountsMinor: 569,
      shippingMinor: 490,
      totalMinor: 4471,
    });
    expect(checkout.applications).toEqual([
      expect.objectContaining({
        type: 'automatic',
        title: '12.5% because this is your 5th order with us',
        value: '12.5',
        targetType: 'line_item',
        targetSelection: 'all',
        allocationMethod: 'across',
      }),
    ]);
    expect(checkout.runs.map((run) => [run.target, run.error])).toEqual([
      ['cart.lines.discounts.generate.run', null],
      ['cart.delivery-options.discounts.generate.run', null],
    ]);
  });

  it('speaks German, and says nothing personal to somebody who is not signed in', async () => {
    const shop = testShop();
    putDiscount(shop, {}, LOYALTY);
    putStanding(shop, 21, { v: 1, n: 4, t: 'loyal' });
    const german = await price(shop, { language: 'de-AT' });
    expect(german.applications[0]?.title).toBe('12,5 % – das ist Ihre 5. Bestellung bei uns');
    const known = await price(shop, { customerId: null, isAuthenticated: false, email: ' Anna@Example.com' });
    expect(known.discountsMinor).toBe(569);
    expect(known.applications[0]?.title).toBe('Loyal customers');
  });

  it('gives nothing to strangers, to customers without a tier, and when the app is gone', async () => {
    const shop = testShop();
    putDiscount(shop, {}, LOYALTY);
    putStanding(shop, 22, { v: 1, n: 1 });
    expect((await price(shop, { customerId: null, isAuthenticated: false })).discountsMinor).toBe(0);
    expect((await price(shop, { customerId: 22 })).discountsMinor).toBe(0);
    putStanding(shop, 21, { v: 1, n: 4, t: 'loyal' });
    expect((await price(shop)).discountsMinor).toBe(569);
    shop.putShop({ ...shop.shop, app: null });
    expect((await price(shop)).discountsMinor).toBe(0);
  });

  it('respects start and end of the discount', async () => {
    const shop = testShop();
    putDiscount(shop, { startsAt: '2026-11-22T10:00:01Z' }, LOYALTY);
    putDiscount(shop, { endsAt: NOW }, LOYALTY);
    putStanding(shop, 21, { v: 1, n: 4, t: 'loyal' });
    expect((await price(shop)).runs).toEqual([]);
  });
});

describe('anniversary coupon at checkout', () => {
  it('works for its owner in any case, and replaces the smaller loyalty discount', async () => {
    const shop = testShop();
    const loyalty = putDiscount(shop, {}, LOYALTY);
    const node = giftNode(shop);
    putStanding(shop, 21, { v: 1, n: 4, t: 'regular', g: [gift] });
    const checkout = await price(shop, { codes: [' danke-7k2m '] });
    expect(checkout.codes).toEqual([{ code: 'danke-7k2m', accepted: true, reason: null }]);
    // 15 % of 45.50 = 6.825 -> 6.83, instead of 5 %
    expect(checkout.discountsMinor).toBe(683);
    expect(checkout.applications).toEqual([
      expect.objectContaining({
        type: 'discount_code',
        code: 'danke-7k2m',
        title: '15% for 2 years together',
        discountNodeId: node.id,
      }),
    ]);
    expect(checkout.applications.some((one) => one.discountNodeId === loyalty.id)).toBe(false);
  });

  it('is refused for another customer with a readable reason', async () => {
    const shop = testShop();
    putDiscount(shop, {}, LOYALTY);
    giftNode(shop);
    putStanding(shop, 21, { v: 1, n: 4, t: 'regular', g: [gift] });
    const foreign = await price(shop, { customerId: 22, codes: ['DANKE-7K2M'] });
    expect(foreign.codes[0]).toEqual({
      code: 'DANKE-7K2M',
      accepted: false,
      reason: 'This code belongs to another customer.',
    });
    expect(foreign.discountsMinor).toBe(0);
    const guest = await price(shop, {
      customerId: null,
      isAuthenticated: false,
      codes: ['DANKE-7K2M'],
      language: 'de',
    });
    expect(guest.codes[0]?.reason).toBe(
      'Dieser Code ist persönlich. Bitte melden Sie sich an oder geben Sie Ihre E-Mail-Adresse ein.',
    );
  });

  it('is refused before and after its days, by the shop calendar', async () => {
    const shop = testShop();
    putDiscount(shop, {}, LOYALTY);
    giftNode(shop);
    putStanding(shop, 21, { v: 1, n: 4, g: [gift] });
    const at = async (instant: string) =>
      (await price(shop, { clock: clockAt(instant), codes: ['DANKE-7K2M'] })).codes[0];
    // Berlin is an hour ahead of UTC in winter
    expect(await at('2026-11-19T22:59:59Z')).toMatchObject({
      accepted: false,
      reason: 'This code is not valid yet.',
    });
    expect(await at('2026-11-19T23:00:00Z')).toMatchObject({ accepted: true });
    expect(await at('2026-12-20T22:59:59Z')).toMatchObject({ accepted: true });
    expect(await at('2026-12-20T23:00:00Z')).toMatchObject({
      accepted: false,
      reason: 'This code has expired.',
    });
  });

  it('works once: a used, unknown or empty code is refused by the platform itself', async () => {
    const shop = testShop();
    putDiscount(shop, {}, LOYALTY);
    giftNode(shop, { codes: [{ id: 1, code: 'DANKE-7K2M', usageCount: 1 }] });
    putStanding(shop, 21, { v: 1, n: 4, g: [gift] });
    const checkout = await price(shop, { codes: ['DANKE-7K2M', 'NOPE', '', 'nope'] });
    expect(checkout.codes.map(({ code, accepted }) => [code, accepted])).toEqual([
      ['DANKE-7K2M', false],
      ['NOPE', false],
    ]);
    expect(checkout.codes[0]?.reason).toContain('usage limit');
    expect(checkout.codes[1]?.reason).toBe('Enter a valid discount code or gift card');
    expect(checkout.runs.filter((run) => run.code !== null)).toEqual([]);
  });

  it('loses against a better automatic discount that it may not be combined with', async () => {
    const shop = testShop();
    putDiscount(shop, {}, { ...LOYALTY, t: { loyal: { p: '20', n: 'Loyal' } } });
    giftNode(shop);
    putStanding(shop, 21, { v: 1, n: 4, t: 'loyal', g: [gift] });
    const checkout = await price(shop, { codes: ['DANKE-7K2M'] });
    expect(checkout.discountsMinor).toBe(910);
    expect(checkout.codes[0]).toMatchObject({
      accepted: false,
      reason: "DANKE-7K2M couldn't be used with your existing discounts",
    });
  });

  it.each([
    [true, true, 910],
    [true, false, 683],
    [false, true, 683],
    [false, false, 683],
  ])('combines only when both discounts say so (%s, %s)', async (loyaltyAdmits, giftAdmits, expected) => {
    const shop = testShop();
    const combines = (orderDiscounts: boolean) => ({
      combinesWith: { orderDiscounts, productDiscounts: true, shippingDiscounts: true },
    });
    putDiscount(shop, combines(loyaltyAdmits), LOYALTY);
    giftNode(shop, combines(giftAdmits));
    putStanding(shop, 21, { v: 1, n: 4, t: 'regular', g: [gift] });
    const checkout = await price(shop, { codes: ['DANKE-7K2M'] });
    // together: 15 % (6.83) and 5 % of 45.50 (2.275 -> 2.28)
    expect(checkout.discountsMinor).toBe(expected === 910 ? 683 + 228 : expected);
    expect(checkout.totalMinor).toBe(4550 - checkout.discountsMinor + 490);
  });
});

describe('any cart', () => {
  it('adds up to the cent', async () => {
    const cart = fc.array(fc.tuple(fc.nat(300_000), fc.integer({ min: 1, max: 20 })), {
      minLength: 1,
      maxLength: 12,
    });
    const percentage = fc.integer({ min: 1, max: 10_000 });
    await fc.assert(
      fc.asyncProperty(cart, percentage, percentage, fc.boolean(), async (prices, tier, coupon, combine) => {
        const shop = testShop(prices.map(([unit]) => unit));
        const combinesWith = {
          orderDiscounts: combine,
          productDiscounts: combine,
          shippingDiscounts: combine,
        };
        const text = (hundredths: number) => (hundredths / 100).toFixed(2);
        putDiscount(shop, { combinesWith }, { ...LOYALTY, t: { loyal: { p: text(tier), n: 'Loyal' } } });
        giftNode(shop, { combinesWith });
        putStanding(shop, 21, { v: 1, n: 4, t: 'loyal', g: [{ ...gift, p: text(coupon) }] });
        const lines = prices.map(([, quantity], index) => ({
          variantId: 111 + index,
          quantity,
          sellingPlanId: null,
        }));
        const checkout = await price(shop, { lines, codes: ['DANKE-7K2M'] });

        const whole = prices.reduce((sum, [unit, quantity]) => sum + unit * quantity, 0);
        const taken = checkout.lines.reduce((sum, line) => sum + line.discountMinor, 0);
        expect(checkout.runs.every((run) => run.error === null)).toBe(true);
        expect(taken).toBe(checkout.discountsMinor);
        expect(checkout.subtotalMinor).toBe(whole - taken);
        expect(checkout.totalMinor).toBe(whole - taken + 490);
        const half = (hundredths: number) => Math.round((whole * hundredths) / 10_000);
        const expected = combine
          ? Math.min(whole, half(tier) + half(coupon))
          : Math.max(half(tier), half(coupon));
        expect(taken).toBe(expected);
        for (const line of checkout.lines) {
          expect(line.discountMinor).toBe(line.allocations.reduce((sum, part) => sum + part.amountMinor, 0));
          expect(line.discountMinor).toBeLessThanOrEqual(line.unitPriceMinor * line.quantity);
        }
      }),
      { numRuns: 60 },
    );
  });
});
