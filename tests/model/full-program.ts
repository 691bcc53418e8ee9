/**
 * The inputs that the function's cost is measured on, by number of cart lines: a buyer without an entitlement, a tier
 * with a percentage of the order, and the full program (five tiers, two product rules, excluded collections and gift
 * cards, the buyer's own coupon entered, a message).
 */
import { encodeRules, encodeStanding2, type LoyaltyRules } from '../../app/loyalty/discount-rules';
import { inputOf, type Line } from '../../extensions/loyalty-discount/tests/inputs';

export const LINE_COUNTS = [1, 10, 50, 200, 500];

export const SCENARIOS: Record<string, (lineCount: number) => Record<string, unknown>> = {
  'no customer': (count) => inputOf({ lines: lines(count), config: json(encodeRules(FULL)) }),
  'no entitlement': (count) =>
    inputOf({ lines: lines(count), standing: standing(null), config: json(encodeRules(FULL)) }),
  'one-tier percentage': (count) =>
    inputOf({ lines: lines(count), standing: standing('gold'), config: json(encodeRules(ONE_TIER)) }),
  'full program': (count) => full(count, FULL),
  'full program, every exclusion and a cap on each': (count) => full(count, CAPPED),
};

function full(count: number, rules: LoyaltyRules): Record<string, unknown> {
  return inputOf({
    lines: lines(count),
    classes: ['PRODUCT', 'ORDER', 'SHIPPING'],
    codes: [{ code: 'DANKE-7K2M', rejectable: false }],
    standing: standing('gold'),
    config: json(encodeRules(rules)),
    language: 'DE',
  });
}

const NAMES = ['bronze', 'silver', 'gold', 'platinum', 'diamond'];
const BASE = {
  kind: 'loyalty',
  mode: 'stack',
  exponent: 2,
  from: '2026-01-01',
  until: '2026-12-31',
  budgetExhausted: false,
  fallback: [{ fromOrders: 5, tier: 'bronze' }],
  messages: {
    en: '{{benefit}} because this is your {{order_number}} order with us',
    de: '{{benefit}} – das ist Ihre {{order_number}} Bestellung bei uns',
  },
  codePrefix: 'DANKE',
} as const;

const ONE_TIER: LoyaltyRules = {
  ...BASE,
  fallback: [],
  exclude: { giftCards: false, saleItems: false, subscriptions: false, collections: false },
  tiers: { gold: { name: 'Gold', benefits: [percentage('order', 1000, null)] } },
};

const FULL: LoyaltyRules = {
  ...BASE,
  fallback: [...BASE.fallback],
  exclude: { giftCards: true, saleItems: false, subscriptions: false, collections: true },
  tiers: tiers(null),
};

const CAPPED: LoyaltyRules = {
  ...FULL,
  exclude: { giftCards: true, saleItems: true, subscriptions: true, collections: true },
  tiers: tiers(5_000),
};

function tiers(cap: number | null): LoyaltyRules['tiers'] {
  return Object.fromEntries(
    NAMES.map((key, index) => [
      key,
      {
        name: key,
        benefits: [
          percentage('collection', 1000 + 100 * index, cap),
          percentage('tag', 800 + 100 * index, cap),
          percentage('order', 300 + 100 * index, cap),
          { on: 'delivery', value: { kind: 'free' }, minimum: 0, cap: null },
        ],
      },
    ]),
  );
}

function percentage(on: 'order' | 'collection' | 'tag', hundredths: number, cap: number | null) {
  return { on, value: { kind: 'percentage' as const, hundredths }, minimum: 0, cap };
}

function standing(tier: string | null): unknown {
  const gift = { code: 'DANKE-7K2M', hundredths: 1500, years: 2, from: '2026-11-01', until: '2026-12-31' };
  return json(
    encodeStanding2({
      qualifyingOrders: 4,
      tier: tier === null ? null : { key: tier, until: '2027-06-30' },
      gifts: tier === null ? [] : [gift],
    }),
  );
}

/** Every third line in the collections, every fourth tagged, every seventh excluded, a gift card now and then. */
function lines(count: number): Line[] {
  return Array.from({ length: count }, (_, index) => ({
    amount: `${10 + (index % 40)}.5`,
    inCollection: index % 3 === 0,
    tagged: index % 4 === 0,
    excluded: index % 7 === 6,
    giftCard: index % 25 === 24,
    onSale: index % 10 === 9,
    subscription: index % 20 === 13,
  }));
}

function json(encoded: ReturnType<typeof encodeRules>): unknown {
  if (!encoded.ok) throw new Error(`too large: ${encoded.bytes}`);
  return JSON.parse(encoded.json) as unknown;
}
