import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Benefit } from '../../app/loyalty/discount-rules';
import { currencyExponent } from '../../app/loyalty/money';
import { refundableMinor, refundOrder } from '../model/orders';
import { silentEvents } from '../model/events';
import { presentmentView, shippingLinesOf } from '../model/presentment';
import type { Order, ShopState } from '../model/types';
import { discountsOf } from '../pages/checkout/priced';
import { place } from '../pages/checkout/place';
import type { CheckoutSession } from '../pages/checkout/session';
import { orderPayload } from '../webhooks/order-payload';
import { createFunctionRunner, type FunctionRunner } from './function-runner';
import { priceCheckout, type CheckoutRequest, type PricedCheckout } from './price';
import { putGoldTier } from '../../tests/support/gold-tier';
import { checkoutRequest, clockAt, LOYALTY, NOW, putDiscount, putStanding, testShop } from './test-shop';

let functions: FunctionRunner;
beforeAll(async () => {
  functions = await createFunctionRunner();
});

interface Money {
  shop: string;
  paid: string;
  rates?: Record<string, string>;
}
const MONEYS: Money[] = [
  { shop: 'EUR', paid: 'EUR' },
  { shop: 'CHF', paid: 'CHF' },
  { shop: 'JPY', paid: 'JPY' },
  { shop: 'KWD', paid: 'KWD' },
  { shop: 'EUR', paid: 'USD', rates: { USD: '1.0847' } },
  { shop: 'EUR', paid: 'JPY', rates: { JPY: '163.42' } },
  { shop: 'JPY', paid: 'KWD', rates: { KWD: '0.002081' } },
];

function shopIn({ shop: currency, rates }: Money, prices: number[]): ShopState {
  const shop = testShop(prices);
  shop.putShop({ ...shop.shop, currency, ...(rates ? { presentmentRates: rates } : {}) });
  return shop;
}

const request = (shop: ShopState, change: Partial<CheckoutRequest> = {}) =>
  checkoutRequest(shop, functions, change);

const envOf = (state: ShopState) => ({ state, clock: clockAt(NOW), events: silentEvents });

function ordered(shop: ShopState, priced: PricedCheckout, lines: CheckoutRequest['lines']): Order {
  const session: CheckoutSession = {
    token: 'token',
    domain: shop.shop.domain,
    lines,
    customerId: 21,
    email: 'anna@example.com',
    codes: [],
    refusals: [],
    deliveryOptionHandle: null,
    furtherDeliveryOptionHandles: [],
    address: null,
    acceptsMarketing: false,
    payment: 'card',
    language: 'en',
    currency: priced.currency,
    orderId: null,
  };
  const placed = place(envOf(shop), session, priced);
  if (!placed.ok) throw new Error(placed.reason);
  return placed.order;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** What holds of any order, whatever its currency. */
function addsUp(order: Order): void {
  const shipping = shippingLinesOf(order);
  const gross = sum(order.lines.map((line) => line.unitPriceMinor * line.quantity));
  const onLines = sum(order.lines.map((line) => line.discountMinor));
  const onShipping = sum(shipping.map((line) => line.discountMinor));
  for (const line of order.lines) {
    expect(line.discountMinor).toBe(sum(line.discountAllocations.map((part) => part.amountMinor)));
    expect(line.discountMinor).toBeLessThanOrEqual(line.unitPriceMinor * line.quantity);
    for (const part of line.discountAllocations) expect(part.amountMinor).toBeGreaterThanOrEqual(0);
  }
  for (const line of shipping) expect(line.discountMinor).toBeLessThanOrEqual(line.priceMinor);
  expect(order.subtotalMinor).toBe(gross - onLines);
  expect(order.discountsMinor).toBe(onLines + onShipping);
  expect(order.shippingMinor).toBe(sum(shipping.map((line) => line.priceMinor)) - onShipping);
  expect(order.totalMinor).toBe(order.subtotalMinor + order.shippingMinor);
  expect(order.totalMinor).toBeGreaterThanOrEqual(0);
  expect(order.currentTotalMinor).toBe(order.totalMinor);
  expect(refundableMinor(order)).toBe(order.totalMinor);
}

describe.each(MONEYS)('a shop in $shop, paid in $paid', (money) => {
  it('adds up: checkout, order and refund, in both currencies', async () => {
    const everything = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };
    const basic = (value: object, items: object) => ({
      type: 'basic' as const,
      combinesWith: everything,
      input: { customerGets: { value, items } },
    });
    const lineOf = fc.record({
      price: fc.nat(90_000),
      quantity: fc.integer({ min: 1, max: 9 }),
      subscribed: fc.boolean(),
    });
    const cart = fc.array(lineOf, { minLength: 1, maxLength: 7 });
    const tier = fc.integer({ min: 1, max: 10_000 });
    await fc.assert(
      fc.asyncProperty(cart, tier, fc.nat(60_000), fc.boolean(), async (given, hundredths, off, free) => {
        const shop = shopIn(
          money,
          given.map(({ price }) => price),
        );
        const percentage = (hundredths / 100).toFixed(2);
        putDiscount(
          shop,
          { combinesWith: everything, appliesOnSubscription: true },
          { ...LOYALTY, t: { loyal: { p: percentage, n: 'Loyal' } } },
        );
        putStanding(shop, 21, { v: 1, n: 4, t: 'loyal' });
        const amount = (off / 10 ** currencyExponent(money.shop)).toFixed(currencyExponent(money.shop));
        const collection = { collections: { add: ['gid://shopify/Collection/5'] } };
        putDiscount(shop, {
          ...basic({ discountAmount: { amount, appliesOnEachItem: false } }, collection),
          discountClasses: ['PRODUCT'],
        });
        putDiscount(shop, {
          method: 'code',
          title: 'Seven',
          codes: [{ id: 1, code: 'SEVEN', usageCount: 0 }],
          ...basic({ percentage: 0.07 }, { all: true }),
          appliesOnSubscription: true,
        });
        if (free) {
          putDiscount(shop, {
            type: 'free_shipping',
            discountClasses: ['SHIPPING'],
            combinesWith: everything,
            input: {},
          });
        }
        const lines = given.map(({ quantity, subscribed }, index) => ({
          variantId: 111 + index,
          quantity,
          sellingPlanId: subscribed ? 9 : null,
        }));
        const priced = await priceCheckout(
          request(shop, { lines, codes: ['SEVEN'], presentmentCurrency: money.paid }),
        );

        expect(priced.runs.map(({ error }) => error)).toEqual([null, null]);
        expect(priced.currency).toBe(money.paid);
        expect(sum(discountsOf(priced).map(({ amountMinor }) => amountMinor))).toBe(priced.discountsMinor);
        expect(priced.totalMinor).toBe(priced.subtotalMinor + priced.shippingMinor);
        expect(priced.totalMinor).toBeGreaterThanOrEqual(0);

        const order = ordered(shop, priced, lines);
        addsUp(order);
        const asPaid = presentmentView(order);
        addsUp(asPaid);
        expect(order.currency).toBe(money.shop);
        expect(asPaid.currency).toBe(money.paid);
        expect(asPaid.totalMinor).toBe(priced.totalMinor);
        expect(order.lines.map(({ unitPriceMinor }) => unitPriceMinor)).toEqual(
          given.map(({ price }) => price),
        );
        for (const view of [order, asPaid]) {
          for (const { code, amountMinor } of view.discountCodes) {
            const index = view.discountApplications.findIndex((each) => each.code === code);
            const parts = view.lines.flatMap((line) => line.discountAllocations);
            const own = parts.filter((part) => part.applicationIndex === index);
            expect(amountMinor).toBe(sum(own.map((part) => part.amountMinor)));
          }
        }

        if (order.totalMinor === 0 || asPaid.totalMinor === 0) return;
        const one = refundOrder(envOf(shop), order.id, {
          lines: [{ lineId: order.lines[0]?.id ?? 0, quantity: 1 }],
        });
        expect(one.ok).toBe(true);
        const all = refundOrder(envOf(shop), order.id, { everything: true });
        const back = all.ok ? all.order : one.ok ? one.order : order;
        for (const view of [back, presentmentView(back)]) {
          expect(refundableMinor(view)).toBe(0);
          expect(view.currentTotalMinor).toBe(0);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('writes amounts with the places of their currency in webhooks', async () => {
    const shop = shopIn(money, [1_000, 2_550]);
    putDiscount(shop, {}, LOYALTY);
    putStanding(shop, 21, { v: 1, n: 4, t: 'loyal' });
    const lines = request(shop).lines;
    const priced = await priceCheckout(request(shop, { presentmentCurrency: money.paid }));
    const payload = orderPayload(ordered(shop, priced, lines), null, shop.shop);
    const amounts = moneyIn(payload);
    expect(amounts.length).toBeGreaterThan(20);
    for (const { amount, currency_code: currency } of amounts) {
      expect(amount.split('.')[1]?.length ?? 0).toBe(currencyExponent(currency));
    }
    expect(new Set(amounts.map((each) => each.currency_code))).toEqual(new Set([money.shop, money.paid]));
    expect(payload).toMatchObject({ currency: money.shop, presentment_currency: money.paid });
  });
});

function moneyIn(value: unknown): { amount: string; currency_code: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('currency_code' in value) return [value as { amount: string; currency_code: string }];
  return Object.values(value).flatMap(moneyIn);
}

describe('prices', () => {
  it('are converted unit by unit and rounded to the minor unit, the function’s amounts too', async () => {
    const shop = shopIn({ shop: 'EUR', paid: 'JPY', rates: { JPY: '163.42', CHF: '0.9384' } }, [999, 2_550]);
    const francs = await priceCheckout(request(shop, { presentmentCurrency: 'CHF' }));
    // 9.99 x 0.9384 = 9.374616, no rounding to 0.05; 4.90 x 0.9384 = 4.598
    expect(francs.lines.map(({ unitPriceMinor }) => unitPriceMinor)).toEqual([937, 2_393]);
    expect(francs).toMatchObject({ shippingMinor: 460, totalMinor: 2 * 937 + 2_393 + 460 });
    const yen = await priceCheckout(request(shop, { presentmentCurrency: 'JPY' }));
    // 9.99 x 163.42 = 1632.57; 25.50 x 163.42 = 4167.21; 4.90 x 163.42 = 800.76
    expect(yen.lines.map(({ unitPriceMinor }) => unitPriceMinor)).toEqual([1_633, 4_167]);
    expect(yen).toMatchObject({ shippingMinor: 801, totalMinor: 2 * 1_633 + 4_167 + 801 });
    await expect(priceCheckout(request(shop, { presentmentCurrency: 'SEK' }))).rejects.toThrow('SEK');
  });

  it('reach the function in the buyer’s currency, with the rate for the rules’ own amounts', async () => {
    const shop = shopIn({ shop: 'EUR', paid: 'JPY', rates: { JPY: '163.42' } }, [1_000, 2_550]);
    const amount: Benefit = { on: 'order', value: { kind: 'amount', minor: 500 }, minimum: 4_550, cap: null };
    putGoldTier(shop, [amount]);
    // 5 euros are 817.1 yen, given as 817; the cart of 45.50 euros reaches the minimum of 7435.61 yen: 1634 x 2 + 4167
    const yen = await priceCheckout(request(shop, { presentmentCurrency: 'JPY' }));
    expect(yen.runs.map(({ error, logs }) => [error, logs])).toEqual([
      [null, ''],
      [null, ''],
    ]);
    expect(yen.discountsMinor).toBe(0);
    const above = await priceCheckout(
      request(shop, {
        presentmentCurrency: 'JPY',
        lines: [{ variantId: 111, quantity: 5, sellingPlanId: null }],
      }),
    );
    expect(above.discountsMinor).toBe(817);
    expect(above.applications[0]?.value).toBe('817');
  });
});
