import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { defaultProgram, ofOrder, programSchema, type Program } from '~/loyalty/program';
import type { CartRequest, DecisionLine } from './cart';
import { decideCart } from './decide-cart';
import { automaticDiscount, inputSource } from './function-input';
import { loyaltyFunction, selectionOf } from './loyalty-function.server';
import { answerQuery } from './query-answer';

const base = defaultProgram({ name: 'One', email: 'one@example.com' });
const line = (amountMinor: number, facts: Partial<DecisionLine> = {}): DecisionLine => ({
  amountMinor,
  inCollection: false,
  tagged: false,
  inExcludedCollection: false,
  giftCard: false,
  onSale: false,
  subscription: false,
  ...facts,
});

function request(cart: Partial<CartRequest['cart']> = {}, program: Program = base): CartRequest {
  return {
    program: programSchema.parse(program),
    shopCurrency: 'EUR',
    customer: {
      standing: {
        qualifyingOrders: 5,
        tier: { key: 'loyal', until: '2027-06-30' },
        gifts: [{ code: 'DANKE-MINE', hundredths: 1500, years: 2, from: '2026-11-20', until: '2026-12-20' }],
      },
      numberOfOrders: 6,
    },
    cart: {
      currency: 'EUR',
      rate: '1.0',
      lines: [line(10_000)],
      deliveries: [590],
      codes: [],
      language: 'en',
      date: '2026-11-22',
      signedIn: true,
      ...cart,
    },
  };
}

const decide = (cart: Partial<CartRequest['cart']> = {}, program?: Program) =>
  decideCart(loyaltyFunction(), request(cart, program));

describe('the inputs', () => {
  it('refuse what a decision does not know, rather than to make it up', () => {
    const query = parse('{ cart { attribute(key: "x") { value } } }');
    const asked = request();
    const source = inputSource(asked, automaticDiscount(asked), []);
    expect(() => answerQuery(selectionOf(query), source)).toThrow('attribute');
  });

  it('write decimals as the platform does', () => {
    const asked = request({ lines: [line(504_50), line(97_00), line(1)] });
    const source = inputSource(asked, automaticDiscount(asked), []);
    const input = JSON.stringify(answerQuery(loyaltyFunction().lines.selection, source));
    for (const amount of ['"601.51"', '"504.5"', '"97.0"', '"0.01"']) expect(input).toContain(amount);
  });
});

describe('decideCart', () => {
  it('gives what the tier gives, with the reason', async () => {
    const { applied, offers, runs } = await decide();
    expect(applied).toMatchObject({ offMinor: 1000, parts: [{ on: 'order', minors: [1000] }] });
    expect(offers[0]?.order[0]?.message).toBe('10% because this is your 6th order with us');
    expect(runs.map(({ exportName, error, logs }) => [exportName, error, logs])).toEqual([
      ['cart_lines_discounts_generate_run', null, ''],
      ['cart_delivery_options_discounts_generate_run', null, ''],
    ]);
  });

  it('lets the better of two order discounts stand, and both where they combine', async () => {
    const alone = await decide({ codes: ['danke-mine', 'DANKE-MINE'] });
    expect(alone.applied.offMinor).toBe(1500);
    expect(alone.codes).toEqual([
      { code: 'danke-mine', outcome: 'applied', message: '15% for our anniversary, year 2' },
    ]);
    const combinesWith = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };
    const both = await decide(
      { codes: ['DANKE-MINE'] },
      { ...base, loyalty: { ...base.loyalty, combinesWith } },
    );
    expect(both.applied.offMinor).toBe(2500);
  });

  it("says of another customer's code what the shopper reads", async () => {
    const { codes } = await decide({ codes: ['DANKE-OTHER'], language: 'de' });
    expect(codes).toEqual([
      { code: 'DANKE-OTHER', outcome: 'rejected', message: expect.stringContaining('anderen') as string },
    ]);
  });

  it('reckons product, order and delivery one after the other', async () => {
    const loyalty: Program['loyalty'] = {
      ...base.loyalty,
      mode: 'stack',
      collections: [{ id: 'gid://shopify/Collection/5', title: 'Coffee' }],
      tiers: [
        {
          key: 'loyal',
          name: 'Loyal',
          from: 5,
          benefits: [
            { ...ofOrder('20'), on: 'collection' },
            ofOrder('10'),
            { on: 'delivery', value: { kind: 'free' }, minimumMinor: 0 },
          ],
        },
      ],
    };
    const { applied } = await decide(
      { lines: [line(1000, { inCollection: true }), line(2550), line(999, { giftCard: true })] },
      { ...base, loyalty },
    );
    // 10.00 - 2.00 = 8.00; 10 % of 33.50 = 3.35; the gift card gets nothing
    expect(applied.parts.map(({ on, minors }) => [on, minors])).toEqual([
      ['product', [200, 0, 0]],
      ['order', [80, 255, 0]],
      ['delivery', [590]],
    ]);
  });

  it('is the same for the same request, run by run', async () => {
    const once = await decide({ codes: ['DANKE-MINE'] });
    const stored = JSON.parse(JSON.stringify(request({ codes: ['DANKE-MINE'] }))) as CartRequest;
    expect(await decideCart(loyaltyFunction(), stored)).toEqual(once);
  });

  it('reckons with the rate in another currency', async () => {
    const loyalty: Program['loyalty'] = {
      ...base.loyalty,
      tiers: [
        {
          key: 'loyal',
          name: 'Loyal',
          from: 5,
          benefits: [{ on: 'order', value: { kind: 'amount', amountMinor: 500 }, minimumMinor: 0 }],
        },
      ],
    };
    const { applied } = await decide(
      { currency: 'JPY', rate: '163.25', lines: [line(5000)], deliveries: [] },
      { ...base, loyalty },
    );
    expect(applied.offMinor).toBe(816); // 5.00 EUR are 816.25 yen, rounded down
  });
});
