import type { Situation } from './function-input';

export type BenchCase = Omit<Situation, 'lines'> & { export: string; query: string };

const CART_LINES = { export: 'cart_lines_discounts_generate_run', query: 'cart-lines.graphql' };
const DELIVERY = {
  export: 'cart_delivery_options_discounts_generate_run',
  query: 'cart-delivery-options.graphql',
};

const MESSAGES = {
  en: '{{percentage}}% because this is your {{order_number}} order with us ({{tier}})',
  de: '{{percentage}} % – das ist Ihre {{order_number}} Bestellung bei uns ({{tier}})',
};

const ONE_TIER = { v: 1, k: 'loyalty', t: { regular: { p: '5', n: 'Stammkunde' } }, m: MESSAGES, x: 'DANKE' };

const FIVE_TIERS = {
  ...ONE_TIER,
  t: {
    regular: { p: '5', n: 'Stammkunde' },
    bronze: { p: '6', n: 'Bronze' },
    silver: { p: '7.5', n: 'Silber' },
    gold: { p: '10', n: 'Gold' },
    platinum: { p: '12.5', n: 'Platin' },
  },
};

const ANNIVERSARY = {
  v: 1,
  k: 'gift',
  m: { en: '{{percentage}}% for {{years}} years together', de: '{{percentage}} % zum {{years}}. Jahrestag' },
};

const GIFT = { c: 'DANKE-7K2M-9QXT', p: '15', y: 2, f: '2026-11-20', u: '2026-12-20' };

/** The situations of the bench. "full program" is as full as the present config gets; its coupon is a run of its own. */
export const CASES: Record<string, BenchCase> = {
  'ineligible: no customer': { ...CART_LINES, config: FIVE_TIERS, discountClasses: ['ORDER'] },
  'ineligible: standing without entitlement': {
    ...CART_LINES,
    standing: { v: 1, n: 1 },
    numberOfOrders: 1,
    config: FIVE_TIERS,
    discountClasses: ['ORDER'],
  },
  'one-tier percentage': {
    ...CART_LINES,
    standing: { v: 1, n: 4, t: 'regular' },
    numberOfOrders: 4,
    config: ONE_TIER,
    discountClasses: ['ORDER'],
  },
  'full program': {
    ...CART_LINES,
    standing: { v: 1, n: 24, t: 'platinum', g: [GIFT] },
    numberOfOrders: 24,
    config: FIVE_TIERS,
    discountClasses: ['ORDER', 'PRODUCT', 'SHIPPING'],
    enteredCodes: [GIFT.c],
  },
  'full program: the coupon': {
    ...CART_LINES,
    standing: { v: 1, n: 24, t: 'platinum', g: [GIFT] },
    numberOfOrders: 24,
    config: ANNIVERSARY,
    discountClasses: ['ORDER'],
    enteredCodes: [GIFT.c],
    triggeringCode: GIFT.c,
  },
  'full program: delivery options': {
    ...DELIVERY,
    standing: { v: 1, n: 24, t: 'platinum', g: [GIFT] },
    numberOfOrders: 24,
    config: FIVE_TIERS,
    discountClasses: ['ORDER', 'PRODUCT', 'SHIPPING'],
  },
};
