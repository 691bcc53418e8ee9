import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFunctionRunner, type FunctionRunner } from '../../dev-store/checkout/function-runner';
import { priceCheckout } from '../../dev-store/checkout/price';
import { clockAt, NOW } from '../../dev-store/checkout/test-shop';
import type { ShopState } from '../../dev-store/model/types';
import { anyStackProgram } from '../../tests/support/stack-program';
import { COUPON, CUSTOMER, shopWithProgram, TODAY } from '../../tests/support/stack-shop';
import { hundredths } from '~/loyalty/program-rules';
import type { DecisionLine } from './cart';
import { decideCart } from './decide-cart';
import { loyaltyFunction } from './loyalty-function.server';
import { total } from './stack';
import { worstStack } from './worst-stack';

/** What the pages say is held against the dev store's checkout; the two share the compiled function and nothing else. */

const STANDARD_DELIVERY = 490;
const inputs: string[] = [];
let functions: FunctionRunner;
beforeAll(async () => {
  const runner = await createFunctionRunner();
  functions = {
    ...runner,
    run: (target, input) => {
      inputs.push(pretty(input));
      return runner.run(target, input);
    },
  };
});
beforeEach(() => void inputs.splice(0));

function priced(shop: ShopState, lines: DecisionLine[], codes: string[]) {
  return priceCheckout({
    shop,
    clock: clockAt(NOW),
    functions,
    lines: lines.map(({ subscription }, index) => ({
      variantId: 111 + index,
      quantity: 1,
      sellingPlanId: subscription ? 1 : null,
    })),
    customerId: CUSTOMER,
    isAuthenticated: true,
    email: null,
    codes,
    deliveryOptionHandle: 'standard',
    address: null,
    language: 'en',
  });
}

describe('the worst stack', () => {
  it('is what the strongest customer pays at checkout, row by row', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(anyStackProgram, fc.integer({ min: 1, max: 60_000 }), async (program, goodsMinor) => {
        const example = { goodsMinor, deliveryMinor: STANDARD_DELIVERY };
        const stack = await worstStack(loyaltyFunction(), {
          program,
          currency: 'EUR',
          example,
          today: TODAY,
          others: [],
        });
        for (const row of stack.rows) {
          const lines = [plain({ amountMinor: goodsMinor, inCollection: true, tagged: true })];
          const shop = shopWithProgram({
            program,
            tierKey: row.tier?.key ?? null,
            withCoupon: row.coupon,
            lines,
          });
          const checkout = await priced(shop, lines, row.coupon ? [COUPON] : []);
          expect(checkout.runs.filter(({ error }) => error !== null)).toEqual([]);
          expect([row, checkout.totalMinor, checkout.discountsMinor]).toEqual([
            row,
            row.paysMinor,
            row.offMinor,
          ]);
          compared += 1;
        }
      }),
      { numRuns: 20 },
    );
    expect(compared).toBeGreaterThan(40);
  });
});

describe('a decision', () => {
  it('is what checkout does: the same inputs, the same amounts line by line, the same words', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyStackProgram,
        fc.array(anyLine, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.constantFrom('t0', 't1', null),
        async (program, lines, withCoupon, tierKey) => {
          const shop = shopWithProgram({ program, tierKey, withCoupon, lines });
          inputs.splice(0);
          const checkout = await priced(shop, lines, [COUPON]);
          const gift = { code: COUPON, hundredths: hundredths(program.anniversary.percentage), years: 1 };
          const decision = await decideCart(loyaltyFunction(), {
            program,
            shopCurrency: 'EUR',
            customer: {
              standing: {
                qualifyingOrders: program.classification.repeatFromOrders,
                tier: tierKey === null ? null : { key: tierKey, until: null },
                gifts: withCoupon ? [{ ...gift, from: TODAY, until: TODAY }] : [],
              },
              numberOfOrders: 0,
            },
            cart: {
              currency: 'EUR',
              rate: '1.0',
              lines,
              deliveries: deliveriesOf(lines),
              codes: [COUPON],
              language: 'en',
              date: TODAY,
              signedIn: true,
            },
          });
          expect(decision.runs.map(({ input }) => pretty(input))).toEqual(inputs);
          const { parts, offMinor } = decision.applied;
          expect(offMinor).toBe(checkout.discountsMinor);
          const perLine = lines.map((_, line) =>
            total(parts.filter(({ on }) => on !== 'delivery').map(({ minors }) => minors[line] ?? 0)),
          );
          expect(perLine).toEqual(checkout.lines.map(({ discountMinor }) => discountMinor));
          perLine.forEach((off, line) => {
            expect(off).toBeGreaterThanOrEqual(0);
            expect(off).toBeLessThanOrEqual(lines[line]?.amountMinor ?? 0);
          });
          expect(decision.codes[0]?.outcome === 'applied').toBe(checkout.codes[0]?.accepted);
          if (decision.codes[0]?.outcome === 'rejected') {
            expect(decision.codes[0].message).toBe(checkout.codes[0]?.reason);
          }
        },
      ),
      { numRuns: 80 },
    );
  });
});

/** the dev store ships one-time purchases and subscriptions apart, and gift cards not at all */
function deliveriesOf(lines: DecisionLine[]): number[] {
  const shipped = lines.filter(({ giftCard }) => !giftCard);
  return [...new Set(shipped.map(({ subscription }) => subscription))].map(() => STANDARD_DELIVERY);
}

/** a difference in one field, or in the order of fields, is one line */
function pretty(input: unknown): string {
  return JSON.stringify(input, null, 1);
}

function plain(line: Partial<DecisionLine>): DecisionLine {
  return {
    amountMinor: 0,
    inCollection: false,
    tagged: false,
    inExcludedCollection: false,
    giftCard: false,
    onSale: false,
    subscription: false,
    ...line,
  };
}

const anyLine: fc.Arbitrary<DecisionLine> = fc.record({
  amountMinor: fc.integer({ min: 0, max: 30_000 }),
  inCollection: fc.boolean(),
  tagged: fc.boolean(),
  inExcludedCollection: fc.constantFrom(true, false, false),
  giftCard: fc.constantFrom(true, false, false),
  onSale: fc.boolean(),
  subscription: fc.constantFrom(true, false, false),
});
