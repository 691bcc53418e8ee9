/**
 * The situations that the function's cost is measured in, the same at every number of lines: a buyer without an entitlement,
 * a tier with a percentage of the order, and the full program: five tiers, two product rules (by collection and by tag),
 * excluded collections and gift cards, the buyer's own coupon entered, a message.
 */
import {
  encodeRules,
  encodeStanding2,
  type EncodedRules,
  type GiftRules,
  type LoyaltyRules,
} from '../../../app/loyalty/discount-rules';
import type { Situation } from './function-input';

export type BenchCase = Omit<Situation, 'lines'> & { export: string; query: string };

const CART_LINES = { export: 'cart_lines_discounts_generate_run', query: 'cart-lines.graphql' };
const DELIVERY = {
  export: 'cart_delivery_options_discounts_generate_run',
  query: 'cart-delivery-options.graphql',
};
const CODE = 'DANKE-7K2M';
const NO_EXCLUSION = { giftCards: false, saleItems: false, subscriptions: false, collections: false };

const BASE = {
  kind: 'loyalty',
  exponent: 2,
  from: '2026-01-01',
  until: '2026-12-31',
  budgetExhausted: false,
  messages: {
    en: '{{benefit}} because this is your {{order_number}} order with us',
    de: '{{benefit}} – das ist Ihre {{order_number}} Bestellung bei uns',
  },
  codePrefix: 'DANKE',
} as const;

const ONE_TIER: LoyaltyRules = {
  ...BASE,
  mode: 'best',
  fallback: [],
  exclude: NO_EXCLUSION,
  tiers: { gold: { name: 'Gold', benefits: [percentage('order', 1000, null)] } },
};

/** A new shop's program: a percentage of the order, gift cards excluded. */
const DEFAULT: LoyaltyRules = { ...ONE_TIER, exclude: { ...NO_EXCLUSION, giftCards: true } };

const FULL: LoyaltyRules = {
  ...BASE,
  mode: 'stack',
  fallback: [{ fromOrders: 5, tier: 'bronze' }],
  exclude: { ...NO_EXCLUSION, giftCards: true, collections: true },
  tiers: fiveTiers(null),
};

const EVERYTHING: LoyaltyRules = {
  ...FULL,
  exclude: { giftCards: true, saleItems: true, subscriptions: true, collections: true },
  tiers: fiveTiers(5_000),
};

const ANNIVERSARY: GiftRules = {
  kind: 'gift',
  mode: 'best',
  exponent: 2,
  exclude: FULL.exclude,
  from: null,
  until: null,
  budgetExhausted: false,
  minimum: 0,
  cap: null,
  messages: {
    en: '{{percentage}}% for {{years}} years together',
    de: '{{percentage}} % zum {{years}}. Jahrestag',
  },
};

function fiveTiers(cap: number | null): LoyaltyRules['tiers'] {
  const names = ['bronze', 'silver', 'gold', 'platinum', 'diamond'];
  const tiers = names.map((name, index) => {
    const more = 100 * index;
    const benefits: LoyaltyRules['tiers'][string]['benefits'] = [
      percentage('collection', 1000 + more, cap),
      percentage('tag', 800 + more, cap),
      percentage('order', 300 + more, cap),
      { on: 'delivery', value: { kind: 'free' }, minimum: 0, cap: null },
    ];
    return [name, { name, benefits }];
  });
  return Object.fromEntries(tiers) as LoyaltyRules['tiers'];
}

function percentage(on: 'order' | 'collection' | 'tag', hundredths: number, cap: number | null) {
  return { on, value: { kind: 'percentage' as const, hundredths }, minimum: 0, cap };
}

/** What a buyer carries: with a tier, the tier's last day and an open coupon too. */
function standing(tier: string | null): unknown {
  const gift = { code: CODE, hundredths: 1500, years: 2, from: '2026-11-01', until: '2026-12-31' };
  return json(
    encodeStanding2({
      qualifyingOrders: 4,
      tier: tier === null ? null : { key: tier, until: '2027-06-30' },
      gifts: tier === null ? [] : [gift],
    }),
  );
}

function json(encoded: EncodedRules): unknown {
  if (!encoded.ok) throw new Error(`too large: ${encoded.bytes}`);
  return JSON.parse(encoded.json) as unknown;
}

/** of the cart's eight collections and tags: three in one rule, three in the other (two products in both), one excluded */
const VARIABLES = {
  c: [1, 2, 3].map((id) => `gid://shopify/Collection/${id}`),
  t: ['tag3', 'tag4', 'tag5'],
  x: ['gid://shopify/Collection/8'],
};
const CLASSES = ['PRODUCT', 'ORDER', 'SHIPPING'];

const full = (rules: LoyaltyRules): Omit<BenchCase, 'export' | 'query'> => ({
  standing: standing('gold'),
  numberOfOrders: 4,
  config: json(encodeRules(rules)),
  discountClasses: CLASSES,
  enteredCodes: [CODE],
  variables: VARIABLES,
});

export const CASES: Record<string, BenchCase> = {
  'ineligible: no customer': {
    ...CART_LINES,
    config: json(encodeRules(FULL)),
    discountClasses: CLASSES,
    variables: VARIABLES,
  },
  'ineligible: standing without entitlement': {
    ...CART_LINES,
    standing: standing(null),
    numberOfOrders: 4,
    config: json(encodeRules(FULL)),
    discountClasses: CLASSES,
    variables: VARIABLES,
  },
  'one-tier percentage': {
    ...CART_LINES,
    standing: standing('gold'),
    config: json(encodeRules(ONE_TIER)),
    discountClasses: ['ORDER'],
  },
  'one-tier percentage, gift cards excluded': {
    ...CART_LINES,
    standing: standing('gold'),
    config: json(encodeRules(DEFAULT)),
    discountClasses: ['ORDER'],
  },
  'full program': { ...CART_LINES, ...full(FULL) },
  'full program: the coupon': {
    ...CART_LINES,
    ...full(FULL),
    config: json(encodeRules(ANNIVERSARY)),
    discountClasses: ['ORDER'],
    triggeringCode: CODE,
  },
  'full program: delivery options': { ...DELIVERY, ...full(FULL) },
  'full program, the best instead of all': { ...CART_LINES, ...full({ ...FULL, mode: 'best' }) },
  'full program, every exclusion, caps': { ...CART_LINES, ...full(EVERYTHING) },
};
