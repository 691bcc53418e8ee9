/** Random programs, customers and carts, each wholly determined by its seed. */
import type { Benefit, GiftRules, LoyaltyRules, Standing2 } from '../../app/loyalty/discount-rules';
import type { ModelCart, ModelCustomer, ModelLine } from './cart-decision';
import { randomFrom, type Random } from './random';

export interface RandomCase {
  seed: number;
  loyalty: LoyaltyRules;
  gift: GiftRules;
  customer: ModelCustomer | null;
  cart: ModelCart;
  code: string;
  /** the versions of the metafields that carry all this */
  versions: { config: 1 | 2; standing: 1 | 2 };
  /** in which order the input's objects hold their fields */
  fieldOrder: 'query' | 'reversed' | 'sorted';
  /** how the platform writes decimals: "97.0", "97" and "97.00" are all the same amount */
  decimals: 'short' | 'whole' | 'full';
}

const CURRENCIES = [
  { currency: 'EUR', exponent: 2 },
  { currency: 'CHF', exponent: 2 },
  { currency: 'JPY', exponent: 0 },
  { currency: 'KRW', exponent: 0 },
  { currency: 'KWD', exponent: 3 },
];
const RATES = [
  ...['0.9431', '1.0', '1', '163.25', '0.00612', '1.00000001', '0.5', '1.000000000000', '0.94311234567891'],
  ...['163.2500000019', '0.000061234567890123', '0.333333333333333333'],
];
/** of a small currency; times the largest amount of a rule it stays within what the function computes with */
const LARGE_RATES = ['84512.123456789', '25000', '1345.67'];
const DATES = ['2026-01-01', '2026-06-30', '2026-11-21', '2026-11-22', '2026-11-23', '2027-12-31'];
const TIERS = ['regular', 'loyal', 'gold'];
const PERCENTAGES = [1, 500, 750, 1000, 3333, 9999, 10_000];
const SIZES = [0, 1, 2, 3, 5];
const CODES = ['DANKE-7K2M', 'danke-0000', 'X', 'Danke-Zz9', 'DANKE-', 'DANKESCHOEN', 'SUMMER', 'DANKE-7k2m'];

export function randomCase(seed: number): RandomCase {
  const random = randomFrom(seed);
  const { chance, int, pick } = random;
  const shop = pick(CURRENCIES);
  const presentment = chance(0.6) ? shop : pick(CURRENCIES);
  const versions = { config: chance(0.15) ? 1 : 2, standing: chance(0.15) ? 1 : 2 } as const;
  const { loyalty, gift } = rulesOf(random, shop.exponent, versions.config);
  return {
    seed,
    loyalty,
    gift,
    customer: customerOf(random, versions.standing),
    cart: {
      lines: linesOf(random),
      ...presentment,
      rate:
        presentment === shop ? '1.0' : pick(presentment.exponent === 0 ? [...RATES, ...LARGE_RATES] : RATES),
      today: pick(DATES),
      language: pick(['de', 'en', 'fr', 'da', 'pt']),
      signedIn: chance(0.8),
      classes: { order: chance(0.9), product: chance(0.9), delivery: chance(0.9) },
      groups: pick([0, 1, 1, 1, 3]),
      entered: chance(0.7)
        ? []
        : Array.from({ length: int(1, 4) }, () => ({ code: pick(CODES), rejectable: chance(0.8) })),
    },
    code: pick(['DANKE-7K2M', 'Danke-0000', 'x', 'OTHER']),
    versions,
    fieldOrder: chance(0.9) ? 'query' : pick(['reversed', 'sorted']),
    decimals: pick(['short', 'short', 'whole', 'full']),
  };
}

function rulesOf(
  random: Random,
  exponent: number,
  version: 1 | 2,
): { loyalty: LoyaltyRules; gift: GiftRules } {
  const { chance, int, pick } = random;
  const money = (): number => pick([1, int(1, 500), int(1, 50_000), 1_000_000_000]);
  const old = version === 1;
  const rules = () => ({
    mode: pick(['best', 'stack'] as const),
    exponent,
    exclude: {
      giftCards: !old && chance(0.3),
      saleItems: !old && chance(0.3),
      subscriptions: !old && chance(0.3),
      collections: !old && chance(0.3),
    },
    from: !old && chance(0.2) ? pick(DATES) : null,
    until: !old && chance(0.2) ? pick(DATES) : null,
    budgetExhausted: !old && chance(0.05),
  });
  const benefit = (on: Benefit['on']): Benefit => {
    const amount = chance(0.35);
    return {
      on,
      value: amount
        ? { kind: 'amount', minor: money() }
        : on === 'delivery' && chance(0.6)
          ? { kind: 'free' }
          : { kind: 'percentage', hundredths: pick([...PERCENTAGES, int(1, 10_000)]) },
      minimum: chance(0.3) ? money() : 0,
      cap: !amount && on !== 'delivery' && chance(0.35) ? money() : null,
    };
  };
  // version 1 knows nothing but a percentage of the order
  const plain = (): Benefit => {
    const hundredths = pick([...PERCENTAGES, int(1, 10_000)]);
    return { on: 'order', value: { kind: 'percentage', hundredths }, minimum: 0, cap: null };
  };
  const kinds = ['order', 'collection', 'tag', 'delivery'] as const;
  const tier = (key: string) => ({
    name: `Stufe ${key} |ä`,
    benefits: old ? [plain()] : kinds.filter(() => chance(0.5)).map(benefit),
  });
  const template = '{{benefit}} {{ percentage }}/{{order_number}}/{{tier}}/{{years}}/{{end_date}}';
  const messages: Record<string, string> = { en: `en ${template}` };
  if (chance(0.8)) messages.de = `de ${template} – für Sie`;
  if (!old && chance(0.2)) messages.fr = `fr ${template}`;
  return {
    loyalty: {
      kind: 'loyalty',
      ...rules(),
      tiers: Object.fromEntries(TIERS.map((key) => [key, tier(key)])),
      fallback:
        !old && chance(0.5)
          ? [
              { fromOrders: 2, tier: 'regular' },
              { fromOrders: 5, tier: 'loyal' },
              { fromOrders: 1_000_000, tier: 'gold' },
            ]
          : [],
      messages,
      codePrefix: pick(['DANKE', 'DANKE', 'danke', '']),
    },
    gift: {
      kind: 'gift',
      ...rules(),
      minimum: !old && chance(0.3) ? money() : 0,
      cap: !old && chance(0.3) ? money() : null,
      messages,
    },
  };
}

function customerOf({ chance, int, pick }: Random, version: 1 | 2): ModelCustomer | null {
  const gifts = ['DANKE-7K2M', 'danke-0000', 'X']
    .filter(() => chance(0.6))
    .map((code) => ({
      code,
      hundredths: int(1, 10_000),
      years: int(1, 200),
      from: pick(DATES),
      until: pick(DATES),
    }));
  const until = version === 2 && chance(0.3) ? pick(DATES) : null;
  const standing: Standing2 = {
    qualifyingOrders: pick([0, 1, 4, 10, 11, 12, 20, 111, 999_999]),
    tier: chance(0.85) ? { key: pick([...TIERS, 'unknown']), until } : null,
    gifts,
  };
  if (chance(0.05)) return null;
  return {
    standing: chance(0.8) ? standing : null,
    numberOfOrders: pick([int(0, 7), int(0, 7), 1_000_000]),
  };
}

function linesOf({ chance, int, pick }: Random): ModelLine[] {
  const free = chance(0.03);
  const line = (): ModelLine => {
    const custom = chance(0.03);
    return {
      amount: free ? 0n : BigInt(pick([0, 1, int(1, 99), int(100, 9_999), int(1, 10_000_000)])),
      custom,
      inCollection: !custom && chance(0.4),
      tagged: !custom && chance(0.4),
      inExcludedCollection: !custom && chance(0.2),
      giftCard: !custom && chance(0.1),
      subscription: chance(0.2),
      onSale: chance(0.2),
    };
  };
  const length = chance(0.02) ? int(41, 500) : pick([...SIZES, int(1, 40)]);
  return Array.from({ length }, line);
}
