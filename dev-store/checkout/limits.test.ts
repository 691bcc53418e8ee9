import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFunction, type RunRequest } from '../../app/discount-function/host';
import type { Benefit } from '../../app/loyalty/discount-rules';
import {
  CART_LINES_TARGET,
  createFunctionRunner,
  DELIVERY_TARGET,
  type FunctionRunner,
} from './function-runner';
import { priceCheckout } from './price';
import { putGoldTier } from '../../tests/support/gold-tier';
import { checkoutRequest, clockAt, LOYALTY, NOW, putDiscount, putStanding, testShop } from './test-shop';

let functions: FunctionRunner;
const exportNames = new Map<string, string>();
const wasm = readFileSync(
  join(import.meta.dirname, '..', '..', 'extensions', 'loyalty-discount', 'dist', 'function.wasm'),
);
beforeAll(async () => {
  functions = await createFunctionRunner();
  exportNames.set(CART_LINES_TARGET, 'cart_lines_discounts_generate_run');
  exportNames.set(DELIVERY_TARGET, 'cart_delivery_options_discounts_generate_run');
});

/** The same function on a platform with less room. */
function within(limits: NonNullable<RunRequest['limits']>): FunctionRunner {
  const loaded = loadFunction(wasm);
  return {
    ...functions,
    run: (target, input) => loaded.run({ input, limits, exportName: exportNames.get(target) ?? '' }),
  };
}

const benefits: Benefit[] = [
  { on: 'order', value: { kind: 'percentage', hundredths: 1_000 }, minimum: 0, cap: null },
  { on: 'delivery', value: { kind: 'free' }, minimum: 0, cap: null },
];

function shopWith(variables: object, prices?: number[]) {
  const shop = testShop(prices);
  const combinesWith = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };
  const node = { discountClasses: ['ORDER' as const, 'SHIPPING' as const], combinesWith };
  putGoldTier(shop, benefits, { node, variables });
  return shop;
}

const price = (shop: ReturnType<typeof testShop>, runner = functions, lines = [111, 112]) =>
  priceCheckout(
    checkoutRequest(shop, runner, {
      lines: lines.map((variantId) => ({ variantId, quantity: 1, sellingPlanId: null })),
    }),
  );

const ids = (count: number) => Array.from({ length: count }, (_, id) => `gid://shopify/Collection/${id}`);

describe('a run that the platform refuses gives nothing, and the checkout goes on', () => {
  it.each(['c', 't', 'x'])('a list of more than 100 in the variable %s', async (name) => {
    const fits = await price(shopWith({ [name]: ids(100) }));
    expect(fits).toMatchObject({ discountsMinor: 355 + 490, totalMinor: 3_195 });
    const checkout = await price(shopWith({ [name]: ids(101) }));
    expect(checkout).toMatchObject({ discountsMinor: 0, totalMinor: 3_550 + 490 });
    // both targets share the metafield of the variables
    expect(checkout.runs.map(({ error, instructions, limits }) => [error, instructions, limits])).toEqual(
      Array.from({ length: 2 }, () => [
        `InputListSizeLimitExceededError: the variable ${name} has 101 elements, limit 100`,
        0,
        null,
      ]),
    );
  });

  it('a variable of another type', async () => {
    const checkout = await price(shopWith({ c: [{ id: 1 }] }));
    expect(checkout.discountsMinor).toBe(490);
    expect(checkout.runs[0]?.error).toMatch(/^InvalidVariableValueError: /);
  });

  it.each([
    ['InputSizeLimitExceededError', { inputBytes: 10 }],
    ['OutputTooLargeError', { outputBytes: 10 }],
    ['InstructionCountLimitExceededError', { instructions: 1_000 }],
    ['LinearMemoryLimitExceededError', { memoryBytes: 1_000 }],
  ])('%s', async (error, limits) => {
    const checkout = await price(shopWith({}), within(limits));
    expect(checkout).toMatchObject({ discountsMinor: 0, totalMinor: 3_550 + 490 });
    expect(checkout.runs[0]?.error).toMatch(new RegExp(`^${error}: `));
  });

  it('nonsense in the output', async () => {
    const runner: FunctionRunner = {
      ...functions,
      run: async (target, input) => {
        const result = await functions.run(target, input);
        return result.ok ? { ...result, output: { operations: [{ other: 1 }] } } : result;
      },
    };
    const checkout = await price(shopWith({}), runner);
    expect(checkout.discountsMinor).toBe(0);
    expect(checkout.runs[0]?.error).toMatch(/^InvalidOutputError: /);
  });

  it('shows what a run cost of its limits, which grow with more than 200 lines', async () => {
    const small = (await price(shopWith({}))).runs[0];
    expect(small?.limits).toEqual({ instructions: 11_000_000, inputBytes: 128_000, outputBytes: 20_000 });
    expect(small?.inputBytes).toBeGreaterThan(100);
    expect(small?.outputBytes).toBeGreaterThan(100);
    const shop = testShop(Array.from({ length: 400 }, () => 1_000));
    putDiscount(shop, {}, LOYALTY);
    putStanding(shop, 21, { v: 1, n: 4, t: 'loyal' });
    const many = Array.from({ length: 400 }, (_, index) => 111 + index);
    const large = (await price(shop, functions, many)).runs.find(
      ({ target }) => target === CART_LINES_TARGET,
    );
    expect(large).toMatchObject({ error: null, limits: { instructions: 22_000_000, inputBytes: 256_000 } });
  });
});

describe('the delivery target', () => {
  it('has one group a kind of purchase, and frees each', async () => {
    const shop = shopWith({});
    const checkout = await priceCheckout({
      shop,
      clock: clockAt(NOW),
      functions,
      lines: [
        { variantId: 111, quantity: 1, sellingPlanId: null },
        { variantId: 112, quantity: 1, sellingPlanId: 9 },
      ],
      customerId: 21,
      isAuthenticated: true,
      email: null,
      codes: [],
      deliveryOptionHandle: 'express',
      furtherDeliveryOptionHandles: ['express-2'],
      address: null,
      language: 'en',
    });
    const delivery = checkout.runs.find(({ target }) => target === DELIVERY_TARGET);
    expect(delivery?.output).toMatchObject({
      operations: [
        {
          deliveryDiscountsAdd: {
            candidates: [
              {
                targets: [0, 1].map((group) => ({
                  deliveryGroup: { id: `gid://shopify/CartDeliveryGroup/${group}` },
                })),
              },
            ],
          },
        },
      ],
    });
    expect(checkout.selectedDeliveries.map(({ discountMinor }) => discountMinor)).toEqual([990, 990]);
    expect(checkout.shippingMinor).toBe(0);
  });
});
