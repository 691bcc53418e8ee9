import { describe, expect, it } from 'vitest';
import {
  decodeStanding2,
  encodeRules,
  encodeStanding2,
  encodeVariables,
  loyaltyRulesSchema,
  type LoyaltyRules,
  type Standing2,
} from './discount-rules';

const RULES: LoyaltyRules = {
  kind: 'loyalty',
  mode: 'stack',
  exponent: 2,
  exclude: { giftCards: true, saleItems: false, subscriptions: false, collections: true },
  from: '2026-01-01',
  until: null,
  budgetExhausted: false,
  fallback: [
    { fromOrders: 2, tier: 'regular' },
    { fromOrders: 10, tier: 'gold' },
  ],
  tiers: {
    regular: { name: 'Regular', benefits: [] },
    gold: {
      name: 'Gold | Stern',
      benefits: [
        { on: 'order', value: { kind: 'percentage', hundredths: 750 }, minimum: 2000, cap: 5000 },
        { on: 'tag', value: { kind: 'amount', minor: 300 }, minimum: 0, cap: null },
        { on: 'collection', value: { kind: 'percentage', hundredths: 1000 }, minimum: 0, cap: null },
        { on: 'delivery', value: { kind: 'free' }, minimum: 0, cap: null },
      ],
    },
  },
  messages: { en: 'Thank you', de: 'Danke' },
  codePrefix: 'DANKE',
};

function wire(encoded: ReturnType<typeof encodeRules>): unknown {
  if (!encoded.ok) throw new Error(`${encoded.bytes} bytes`);
  return JSON.parse(encoded.json);
}

describe('discount rules, version 2', () => {
  it('are written compactly: strongest benefit first, most orders first', () => {
    expect(wire(encodeRules(RULES))).toEqual({
      v: 2,
      k: 'loyalty',
      r: 's2J02026-01-019999-12-3110=gold,2=regular',
      t: { gold: 'd%10000;c%1000;o%750<5000>2000;t=300|Gold | Stern', regular: '|Regular' },
      m: { en: 'Thank you', de: 'Danke' },
      x: 'DANKE',
    });
  });

  it('of a gift have its limits; the percentage stands in the standing', () => {
    const { mode, exponent, exclude, from, until, budgetExhausted, messages } = RULES;
    const common = { mode, exponent, exclude, from, until, budgetExhausted, messages };
    expect(wire(encodeRules({ kind: 'gift', ...common, minimum: 100, cap: 5000 }))).toMatchObject({
      k: 'gift',
      r: 's2J02026-01-019999-12-31',
      b: 'o%0<5000>100|',
    });
  });

  it.each([
    ['two benefits on the order', [RULES.tiers.gold?.benefits[0], RULES.tiers.gold?.benefits[0]]],
    ['a capped amount', [{ on: 'order', value: { kind: 'amount', minor: 5 }, cap: 4 }]],
    ['a free order', [{ on: 'order', value: { kind: 'free' } }]],
    ['more than 100%', [{ on: 'order', value: { kind: 'percentage', hundredths: 10_001 } }]],
  ])('refuse %s', (_name, benefits) => {
    expect(loyaltyRulesSchema.safeParse({ ...RULES, tiers: { a: { name: 'A', benefits } } }).success).toBe(
      false,
    );
  });

  it('over 10,000 bytes are refused with what to shorten', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `gid://shopify/Collection/${1e15 + index}`);
    const tags = Array.from(
      { length: 100 },
      (_, index) => `a-tag-of-many-letters-with-number-${index}-${'ä'.repeat(30)}`,
    );
    expect(encodeVariables({ collections: ids, tags: [], excludedCollections: [] }).ok).toBe(true);
    expect(encodeVariables({ collections: ids, tags, excludedCollections: [] })).toMatchObject({
      ok: false,
      kind: 'tooLarge',
      limit: 10_000,
      shorten: { part: 't' },
    });
    const messages = Object.fromEntries(
      ['en', 'de', 'fr', 'it', 'es', 'nl', 'da', 'sv', 'pl', 'cs', 'fi'].map((code) => [
        code,
        'ä'.repeat(500),
      ]),
    );
    expect(encodeRules({ ...RULES, messages })).toMatchObject({ ok: false, shorten: { part: 'm.en' } });
  });
});

describe('standing, version 2', () => {
  const standing: Standing2 = {
    qualifyingOrders: 4,
    tier: { key: 'gold', until: '2027-06-30' },
    gifts: [{ code: 'Danke-7k2m', hundredths: 1500, years: 2, from: '2026-11-20', until: '2026-12-20' }],
  };

  it('is written compactly and read back', () => {
    const value = wire(encodeStanding2(standing));
    expect(value).toEqual({
      v: 2,
      n: 4,
      t: '2027-06-30gold',
      g: { 'DANKE-7K2M': '2026-11-202026-12-20015002' },
    });
    const [gift] = standing.gifts;
    expect(decodeStanding2(value)).toEqual({
      ok: true,
      value: { ...standing, gifts: [{ ...gift, code: 'DANKE-7K2M' }] },
    });
    const open = { qualifyingOrders: 0, tier: { key: 'a', until: null }, gifts: [] };
    expect(decodeStanding2(wire(encodeStanding2(open)))).toEqual({ ok: true, value: open });
  });

  it.each([[null], ['text'], [{ v: 1, n: 4 }], [{ v: 2, n: 4, t: 'gold' }], [{ v: 2, n: 4, g: { A: '1' } }]])(
    'refuses %j',
    (value) => expect(decodeStanding2(value)).toMatchObject({ ok: false, kind: 'unreadable' }),
  );
});
