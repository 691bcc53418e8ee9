import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiscountNode } from '../model/types';
import { bestCombination, mayCombine } from './combine';
import { readOutput } from './function-output';
import { CART_LINES_TARGET, DELIVERY_TARGET } from './function-runner';
import { allocate, percentOf } from './reduction';
import { putDiscount, testShop } from './test-shop';
import type { CartLine, Offer } from './types';

const line = (index: number, unitPriceMinor: number, quantity: number): CartLine => ({
  gid: `gid://shopify/CartLine/${index}`,
  variantId: index,
  productId: index,
  title: `L${index}`,
  quantity,
  unitPriceMinor,
  shopUnitPriceMinor: unitPriceMinor,
  compareAtMinor: null,
  sellingPlanId: null,
  requiresShipping: true,
  totalMinor: unitPriceMinor * quantity,
});
const option = {
  handle: 'standard',
  title: 'Standard',
  groupId: 'gid://shopify/CartDeliveryGroup/0',
  priceMinor: 490,
  shopPriceMinor: 490,
};
const node = (change: Partial<DiscountNode> = {}): DiscountNode =>
  putDiscount(testShop(), { discountClasses: ['PRODUCT', 'ORDER', 'SHIPPING'], ...change });
const everything = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };

describe('allocation', () => {
  it('gives left-over cents to the largest remainders', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(10, [999, 1])).toEqual([10, 0]);
    expect(allocate(0, [5, 5])).toEqual([0, 0]);
    expect(allocate(7, [0, 0])).toEqual([0, 0]);
  });

  it('has parts that sum to the whole and exceed no line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5_000_000), { minLength: 1, maxLength: 40 }),
        fc.nat(10_000),
        (weights, hundredths) => {
          const whole = weights.reduce((a, b) => a + b, 0);
          const total = percentOf(whole, hundredths);
          const parts = allocate(total, weights);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
          parts.forEach((part, index) => {
            expect(part).toBeGreaterThanOrEqual(0);
            expect(part).toBeLessThanOrEqual(weights[index] ?? 0);
          });
        },
      ),
    );
  });

  it('rounds half a cent up', () => {
    expect([percentOf(10, 500), percentOf(9, 500), percentOf(999, 10_000), percentOf(1, 1)]).toEqual([
      1, 0, 999, 0,
    ]);
  });
});

describe('combination', () => {
  const lines = [line(0, 1000, 2), line(1, 2550, 1)];
  const cart = { lines, options: [option], selectedHandles: new Set(['standard']), currency: 'EUR' };
  const percent = (hundredths: number) => ({ kind: 'percentage' as const, hundredths });
  const offer = (change: Partial<Offer>, nodeChange: Partial<DiscountNode> = {}): Offer => ({
    node: node(nodeChange),
    code: null,
    order: [],
    product: [],
    delivery: [],
    ...change,
  });
  const onOrder = (hundredths: number) => ({
    order: [{ message: null, value: percent(hundredths), excludedLines: new Set<string>() }],
  });

  it('takes product discounts first, then order discounts on what is left, then delivery', () => {
    const product = offer(
      {
        product: [
          { message: null, value: percent(2000), targets: new Map([['gid://shopify/CartLine/0', null]]) },
        ],
      },
      { combinesWith: everything },
    );
    const order = offer(onOrder(1000), { combinesWith: everything });
    const delivery = offer(
      {
        delivery: [
          {
            message: null,
            value: percent(10_000),
            groups: new Set([option.groupId]),
            handles: new Set<string>(),
          },
        ],
      },
      { combinesWith: everything },
    );
    const applied = bestCombination([delivery, order, product], cart);
    // line 0: 20.00 - 4.00 = 16.00; subtotal 41.50; 10 % = 4.15 -> 1.60 and 2.55; delivery 4.90
    expect(applied.allocations.map((list) => list.map((one) => one.amountMinor))).toEqual([
      [400, 160],
      [255],
    ]);
    expect(applied.worthMinor).toBe(400 + 415 + 490);
    expect(applied.applications.map((one) => one.targetType)).toEqual([
      'line_item',
      'line_item',
      'shipping_line',
    ]);
  });

  it('takes the better of two that exclude each other', () => {
    const small = offer(onOrder(500));
    const large = offer(onOrder(700));
    expect(mayCombine(small, large)).toBe(false);
    expect(bestCombination([small, large], cart).offers).toEqual([large]);
  });

  it('gives a fixed amount once over all lines of a product discount, or once a unit', () => {
    const targets = new Map([
      ['gid://shopify/CartLine/0', null],
      ['gid://shopify/CartLine/1', null],
    ]);
    const taken = (each: boolean) =>
      bestCombination(
        [offer({ product: [{ message: null, value: { kind: 'fixed', amountMinor: 500, each }, targets }] })],
        cart,
      ).allocations.map((list) => list.map((one) => one.amountMinor));
    // 20.00 and 25.50: 5.00 is split 2.20 : 2.80; three units make 15.00
    expect(taken(false)).toEqual([[220], [280]]);
    expect(taken(true)).toEqual([[1000], [500]]);
  });

  it('prefers the entered code when both are worth the same', () => {
    const automatic = offer(onOrder(500));
    const byCode = offer({ ...onOrder(500), code: 'X' });
    expect(bestCombination([automatic, byCode], cart).offers).toEqual([byCode]);
  });

  it('prefers the larger of two sets that are worth the same', () => {
    // 1 % of 45.50 is 46 cents; of 45.49 it is 45, and the cent off before makes up for it
    const cent = offer(
      {
        product: [
          {
            message: null,
            value: { kind: 'fixed', amountMinor: 1, each: false },
            targets: new Map([['gid://shopify/CartLine/0', null]]),
          },
        ],
      },
      { combinesWith: everything },
    );
    const order = offer(onOrder(100), { combinesWith: everything });
    const best = bestCombination([order, cent], cart);
    expect([best.worthMinor, best.offers]).toEqual([46, [order, cent]]);
    expect(bestCombination([order], cart).worthMinor).toBe(46);
  });

  it('never takes more than a line is worth, whatever is stacked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 6 }),
        (prices, percentages) => {
          const cartLines = prices.map(([price, quantity], index) => line(index, price, quantity));
          const offers = percentages.map((value) => offer(onOrder(value), { combinesWith: everything }));
          const applied = bestCombination(offers, { ...cart, lines: cartLines });
          cartLines.forEach((one, index) => {
            const taken = (applied.allocations[index] ?? []).reduce((sum, part) => sum + part.amountMinor, 0);
            expect(taken).toBeLessThanOrEqual(one.totalMinor);
          });
          for (const part of applied.allocations.flat()) expect(part.amountMinor).toBeGreaterThan(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a run’s output', () => {
  const cart = { lines: [line(0, 1000, 1), line(1, 500, 1)], options: [option], currency: 'EUR' };
  const order = (value: unknown, change = {}) => ({
    operations: [
      {
        orderDiscountsAdd: {
          selectionStrategy: 'FIRST',
          candidates: [{ targets: [{ orderSubtotal: { excludedCartLineIds: [] } }], value, ...change }],
        },
      },
    ],
  });
  const read = (output: unknown, nodeChange = {}) =>
    readOutput(CART_LINES_TARGET, output, node(nodeChange), cart);

  it.each([
    ['no operations', {}],
    ['an unknown field', { operations: [], more: 1 }],
    ['a percentage above 100', order({ percentage: { value: '101' } })],
    ['a negative percentage', order({ percentage: { value: -1 } })],
    ['a percentage that is no decimal', order({ percentage: { value: 'ten' } })],
    ['two values', order({ percentage: { value: 1 }, fixedAmount: { amount: 1 } })],
    ['no value', order({})],
    [
      'two kinds in one operation',
      {
        operations: [
          {
            ...order({ percentage: { value: 1 } }).operations[0],
            productDiscountsAdd: { selectionStrategy: 'ALL', candidates: [] },
          },
        ],
      },
    ],
    [
      'a line that is not there',
      order(
        { percentage: { value: 1 } },
        { targets: [{ orderSubtotal: { excludedCartLineIds: ['gid://shopify/CartLine/9'] } }] },
      ),
    ],
  ])('is refused with %s', (_name, output) => {
    expect(read(output).ok).toBe(false);
  });

  it('is refused when its class is not the discount’s, or a code discount rejects codes', () => {
    expect(read(order({ percentage: { value: 5 } }), { discountClasses: ['PRODUCT'] }).ok).toBe(false);
    const reject = {
      operations: [{ enteredDiscountCodesReject: { codes: [{ code: 'A' }], message: 'no' } }],
    };
    expect(read(reject, { method: 'automatic' }).ok).toBe(true);
    expect(read(reject, { method: 'code' }).ok).toBe(false);
    expect(readOutput(DELIVERY_TARGET, { operations: [] }, node(), cart).ok).toBe(true);
  });

  it('applies FIRST, MAXIMUM and conditions', () => {
    const candidate = (percent: string, minimum: string) => ({
      targets: [{ orderSubtotal: { excludedCartLineIds: [] } }],
      value: { percentage: { value: percent } },
      conditions: [{ orderMinimumSubtotal: { excludedCartLineIds: [], minimumAmount: minimum } }],
    });
    const candidates = [candidate('50', '15.01'), candidate('5', '15.00'), candidate('7.5', '0')];
    const chosen = (selectionStrategy: string) => {
      const result = read({ operations: [{ orderDiscountsAdd: { selectionStrategy, candidates } }] });
      return result.ok ? result.operations.order.map((step) => step.value) : result.message;
    };
    expect(chosen('FIRST')).toEqual([{ kind: 'percentage', hundredths: 500 }]);
    expect(chosen('MAXIMUM')).toEqual([{ kind: 'percentage', hundredths: 750 }]);
  });
});
