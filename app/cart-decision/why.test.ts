import { describe, expect, it } from 'vitest';
import { defaultProgram, ofOrder, type Benefit, type Program } from '~/loyalty/program';
import type { CartRequest, DecisionLine } from './cart';
import { loyaltyFunction } from './loyalty-function.server';
import { explainDecision } from './why';

const base = defaultProgram({ name: 'One', email: 'one@example.com' });
const TODAY = '2026-11-22';

function line(change: Partial<DecisionLine> = {}): DecisionLine {
  return {
    amountMinor: 10_000,
    inCollection: false,
    tagged: false,
    inExcludedCollection: false,
    giftCard: false,
    onSale: false,
    subscription: false,
    ...change,
  };
}

interface Change {
  loyalty?: Partial<Program['loyalty']>;
  anniversary?: Partial<Program['anniversary']>;
  benefits?: Benefit[];
  cart?: Partial<CartRequest['cart']>;
  tier?: { key: string; until: string | null } | null;
}

async function explain({ loyalty, anniversary, benefits, cart, tier }: Change = {}) {
  const tiers = [{ key: 'loyal', name: 'Loyal', from: 2, benefits: benefits ?? [ofOrder('10')] }];
  return explainDecision(loyaltyFunction(), {
    program: {
      ...base,
      loyalty: { ...base.loyalty, tiers, ...loyalty },
      anniversary: { ...base.anniversary, ...anniversary },
    },
    shopCurrency: 'EUR',
    customer: {
      standing: {
        qualifyingOrders: 4,
        tier: tier === undefined ? { key: 'loyal', until: '2027-01-01' } : tier,
        gifts: [
          { code: 'DANKE-OPEN', hundredths: 1500, years: 2, from: TODAY, until: '2026-12-20' },
          { code: 'DANKE-PAST', hundredths: 1500, years: 1, from: '2025-11-01', until: '2025-12-01' },
          { code: 'DANKE-SOON', hundredths: 1500, years: 3, from: '2026-12-01', until: '2026-12-31' },
        ],
      },
      numberOfOrders: 4,
    },
    cart: {
      currency: 'EUR',
      rate: '1.0',
      lines: [line()],
      deliveries: [590],
      codes: [],
      language: 'en',
      date: TODAY,
      signedIn: true,
      ...cart,
    },
  });
}

const minimum = (minimumMinor: number): Benefit[] => [{ ...ofOrder('10'), minimumMinor }];
const onProducts: Benefit[] = [{ ...ofOrder('10'), on: 'collection' }];
const collections = [{ id: 'gid://shopify/Collection/5', title: 'Coffee' }];

describe('the loyalty discount', () => {
  it.each<[string[], string, Change]>([
    [[], 'it is given', {}],
    [['switched-off'], 'off', { loyalty: { enabled: false } }],
    [['not-started'], 'starts tomorrow', { loyalty: { startsOn: '2026-11-23' } }],
    [['ended'], 'ended yesterday', { loyalty: { endsOn: '2026-11-21' } }],
    [['budget'], 'used up', { loyalty: { budgetExhausted: true } }],
    [['no-tier'], 'not far enough', { tier: null }],
    [['tier-ended'], 'tier over', { tier: { key: 'loyal', until: '2026-11-21' } }],
    [['excluded'], 'gift card only', { cart: { lines: [line({ giftCard: true })] } }],
    [['minimum'], 'cart too small', { benefits: minimum(10_001) }],
    [['no-match'], 'other products', { benefits: onProducts, loyalty: { collections } }],
    [
      ['ended', 'tier-ended'],
      'two at once',
      { loyalty: { endsOn: '2026-11-21' }, tier: { key: 'loyal', until: '2026-11-01' } },
    ],
    [
      ['excluded', 'minimum'],
      'what is left without the gift card is too little',
      { benefits: minimum(12_000), cart: { lines: [line(), line({ giftCard: true })] } },
    ],
    [['nothing-left'], 'an empty cart', { cart: { lines: [], deliveries: [] } }],
  ])('gives %j: %s', async (reasons, _name, change) => {
    const { loyalty } = await explain(change);
    expect(loyalty.reasons).toEqual(reasons);
    expect(loyalty.offMinor > 0).toBe(reasons.length === 0);
  });

  it('says what makes it smaller than it could be', async () => {
    const capped: Benefit = {
      on: 'order',
      value: { kind: 'percentage', percentage: '10', capMinor: 300 },
      minimumMinor: 0,
    };
    const { loyalty } = await explain({ benefits: [capped] });
    expect([loyalty.offMinor, loyalty.limits]).toEqual([300, ['cap']]);
    const mixed = await explain({ cart: { lines: [line(), line({ giftCard: true })] } });
    expect([mixed.loyalty.offMinor, mixed.loyalty.limits]).toEqual([1000, ['excluded']]);
  });

  it('keeps the text from a shopper who is not signed in, and says so', async () => {
    const { loyalty } = await explain({ cart: { signedIn: false } });
    expect(loyalty).toMatchObject({ offMinor: 1000, messages: [], textNeedsSignIn: true });
    expect((await explain()).loyalty).toMatchObject({
      messages: ['10% because this is your 5th order with us'],
      textNeedsSignIn: false,
    });
  });
});

describe('a code', () => {
  it.each<[string, string[], Change]>([
    ['DANKE-OPEN', [], {}],
    ['DANKE-PAST', ['code-expired'], {}],
    ['DANKE-SOON', ['code-too-early'], {}],
    ['DANKE-ELSE', ['code-foreign'], {}],
    ['DANKE-OPEN', ['minimum'], { anniversary: { minimumMinor: 10_001 } }],
    ['DANKE-OPEN', ['excluded'], { cart: { lines: [line({ giftCard: true })] } }],
  ])('%s: %j', async (code, reasons, change) => {
    const { codes } = await explain({ ...change, cart: { ...change.cart, codes: [code] } });
    expect(codes.map((why) => [why.code, why.reasons])).toEqual([[code, reasons]]);
  });

  it('is refused in the words that the shopper reads', async () => {
    const { codes } = await explain({ cart: { codes: ['DANKE-PAST'], language: 'de' } });
    expect(codes).toMatchObject([{ outcome: 'rejected', refusal: 'Dieser Code ist abgelaufen.' }]);
  });

  it('takes the place of a smaller discount that it does not combine with', async () => {
    const { loyalty, codes } = await explain({ cart: { codes: ['DANKE-OPEN'] } });
    expect(codes).toMatchObject([{ offMinor: 1500, reasons: [] }]);
    expect(loyalty).toMatchObject({ offMinor: 0, aloneMinor: 1000, reasons: ['not-combinable'] });
  });
});
