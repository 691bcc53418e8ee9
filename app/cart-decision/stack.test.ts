import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offerOf, withoutBeaten, type OtherDiscount } from './other-discounts';
import { applyOffers, bestStack, mayCombine, spread, total, valueOff, type Offer } from './stack';

const anyValue = fc.oneof(
  fc.record({ kind: fc.constant('percentage' as const), hundredths: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({ kind: fc.constant('amount' as const), minor: fc.integer({ min: 1, max: 20_000 }) }),
);
const anyCart = fc.record({
  lines: fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 4 }),
  deliveries: fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 2 }),
});
const flags = fc.record({
  orderDiscounts: fc.boolean(),
  productDiscounts: fc.boolean(),
  shippingDiscounts: fc.boolean(),
});
const sometimes = <T>(step: fc.Arbitrary<T>) => fc.array(step, { maxLength: 1 });
const indexes = (length: number) => fc.subarray(Array.from({ length }, (_, index) => index));
const message = fc.constant(null);

const anyOffer: fc.Arbitrary<Offer> = fc.record({
  id: fc.uuid(),
  byCode: fc.boolean(),
  combinesWith: flags,
  product: sometimes(fc.record({ value: anyValue, message, lines: indexes(4) })),
  order: sometimes(fc.record({ value: anyValue, message, excluded: indexes(3) })),
  delivery: sometimes(fc.record({ value: anyValue, message, groups: indexes(2) })),
});

describe('a stack', () => {
  it('never takes more off a line or a delivery than there is, nor less than nothing', () => {
    fc.assert(
      fc.property(fc.array(anyOffer, { maxLength: 6 }), anyCart, (offers, cart) => {
        for (const applied of [bestStack(offers, cart), applyOffers(offers, cart)]) {
          const off = (on: 'lines' | 'delivery', index: number) =>
            total(
              applied.parts
                .filter((part) => (part.on === 'delivery') === (on === 'delivery'))
                .map(({ minors }) => minors[index] ?? 0),
            );
          cart.lines.forEach((held, line) => expect(off('lines', line)).toBeLessThanOrEqual(held));
          cart.deliveries.forEach((held, group) => expect(off('delivery', group)).toBeLessThanOrEqual(held));
          for (const { minors } of applied.parts) expect(Math.min(...minors)).toBeGreaterThanOrEqual(0);
          expect(applied.offMinor).toBeLessThanOrEqual(total(cart.lines) + total(cart.deliveries));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is of discounts that all admit each other', () => {
    fc.assert(
      fc.property(fc.array(anyOffer, { maxLength: 7 }), anyCart, (offers, cart) => {
        const { offers: set } = bestStack(offers, cart);
        for (const a of set) for (const b of set) if (a !== b) expect(mayCombine(a, b)).toBe(true);
      }),
    );
  });

  it('takes as much off as the best of all subsets', () => {
    fc.assert(
      fc.property(fc.array(anyOffer, { maxLength: 6 }), anyCart, (offers, cart) => {
        const subsets = offers.reduce<Offer[][]>(
          (sets, offer) => [...sets, ...sets.map((s) => [...s, offer])],
          [[]],
        );
        const allowed = subsets.filter((set) =>
          set.every((a) => set.every((b) => a === b || mayCombine(a, b))),
        );
        const best = Math.max(...allowed.map((set) => applyOffers(set, cart).offMinor));
        expect(bestStack(offers, cart).offMinor).toBe(best);
      }),
      { numRuns: 300 },
    );
  });

  it('loses no more than rounding when beaten discounts are left out', () => {
    const other: fc.Arbitrary<OtherDiscount> = fc
      .record({
        id: fc.uuid(),
        byCode: fc.boolean(),
        combinesWith: flags,
        kind: fc.constantFrom('PRODUCT' as const, 'ORDER' as const, 'SHIPPING' as const),
        value: anyValue,
        minimumMinor: fc.constantFrom(0, 0, 5_000),
      })
      .map(({ kind, value, ...rest }) => ({
        ...rest,
        title: rest.id,
        classes: [kind],
        gives: kind === 'SHIPPING' ? { kind: 'free-delivery' as const, mostMinor: 500 } : value,
      }));
    fc.assert(
      fc.property(
        fc.array(other, { minLength: 11, maxLength: 16 }),
        fc.integer({ min: 1, max: 9_000 }),
        (others, goodsMinor) => {
          const cart = { lines: [goodsMinor], deliveries: [490] };
          const offers = others.map((one) => offerOf(one, { goodsMinor, deliveryMinor: 490 }));
          const lost = bestStack(offers, cart).offMinor - bestStack(withoutBeaten(offers), cart).offMinor;
          expect(lost).toBeLessThanOrEqual(offers.filter(({ order }) => order.length > 0).length);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('spread', () => {
  it('parts sum to the whole, and none is more than its line', () => {
    const lines = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lines, fc.double({ min: 0, max: 1, noNaN: true }), (held, share) => {
        const minor = Math.floor(total(held) * share);
        const parts = spread(minor, held);
        expect(total(parts)).toBe(minor);
        parts.forEach((part, line) => expect(part).toBeLessThanOrEqual(held[line] ?? 0));
      }),
    );
  });

  it('gives what rounding leaves to the largest fractions, the first of equal ones', () => {
    expect(spread(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(spread(335, [800, 2550])).toEqual([80, 255]);
    expect(spread(0, [5])).toEqual([0]);
    expect(spread(5, [0, 0])).toEqual([0, 0]);
  });
});

describe('valueOff', () => {
  it('rounds half a minor unit up and stays within the amount', () => {
    expect(valueOff({ kind: 'percentage', hundredths: 5_000 }, 1)).toBe(1);
    expect(valueOff({ kind: 'percentage', hundredths: 4_999 }, 1)).toBe(0);
    expect(valueOff({ kind: 'amount', minor: 500 }, 300)).toBe(300);
    expect(valueOff({ kind: 'percentage', hundredths: 10_000 }, 900_000_000_000_000)).toBe(
      900_000_000_000_000,
    );
  });
});
