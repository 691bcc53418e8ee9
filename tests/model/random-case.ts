/** Random programs, customers and carts, each wholly determined by its seed. */
import type { Benefit, GiftRules, LoyaltyRules, Standing2 } from '../../app/loyalty/discount-rules';
import type { ModelCart, ModelCustomer, ModelLine } from './cart-decision';

export interface RandomCase {
  seed: number;
  loyalty: LoyaltyRules;
  gift: GiftRules;
  customer: ModelCustomer | null;
  cart: ModelCart;
  code: string;
}

const CURRENCIES = [
  { currency: 'EUR', exponent: 2 },
  { currency: 'CHF', exponent: 2 },
  { currency: 'JPY', exponent: 0 },
  { currency: 'KWD', exponent: 3 },
];
const DATES = ['2026-01-01', '2026-06-30', '2026-11-21', '2026-11-22', '2026-11-23', '2027-12-31'];
const TIERS = ['regular', 'loyal', 'gold'];

/** mulberry32 */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function randomCase(seed: number): RandomCase {
  const random = generator(seed);
  const chance = (share: number): boolean => random() < share;
  const int = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const pick = <T>(values: readonly T[]): T => values[int(0, values.length - 1)] as T;
  const money = (): number => pick([1, int(1, 500), int(1, 50_000), 1_000_000_000]);

  const shop = pick(CURRENCIES);
  const presentment = chance(0.6) ? shop : pick(CURRENCIES);
  const rate =
    presentment === shop ? '1.0' : pick(['0.9431', '1.0', '163.25', '0.00612', '1.00000001', '0.5']);
  const benefit = (on: Benefit['on']): Benefit => {
    const amount = chance(0.35);
    return {
      on,
      value: amount
        ? { kind: 'amount', minor: money() }
        : on === 'delivery' && chance(0.6)
          ? { kind: 'free' }
          : { kind: 'percentage', hundredths: pick([1, 500, 750, 1000, 3333, 10_000, int(1, 10_000)]) },
      minimum: chance(0.3) ? money() : 0,
      cap: !amount && on !== 'delivery' && chance(0.35) ? money() : null,
    };
  };
  const kinds = ['order', 'collection', 'tag', 'delivery'] as const;
  const tier = (name: string) => ({
    name,
    benefits: kinds.filter(() => chance(0.5)).map(benefit),
  });
  const rules = () => ({
    mode: pick(['best', 'stack'] as const),
    exponent: shop.exponent,
    exclude: {
      giftCards: chance(0.3),
      saleItems: chance(0.3),
      subscriptions: chance(0.3),
      collections: chance(0.3),
    },
    from: chance(0.2) ? pick(DATES) : null,
    until: chance(0.2) ? pick(DATES) : null,
    budgetExhausted: chance(0.05),
  });
  const template = '{{benefit}} {{ percentage }}/{{order_number}}/{{tier}}/{{years}}/{{end_date}}';
  const messages: Record<string, string> = { en: `en ${template}` };
  if (chance(0.8)) messages.de = `de ${template} – für Sie`;
  if (chance(0.2)) messages.fr = `fr ${template}`;

  const loyalty: LoyaltyRules = {
    kind: 'loyalty',
    ...rules(),
    tiers: Object.fromEntries(TIERS.map((key) => [key, tier(`Stufe ${key} |ä`)])),
    fallback: chance(0.5)
      ? [
          { fromOrders: 2, tier: 'regular' },
          { fromOrders: 5, tier: 'loyal' },
        ]
      : [],
    messages,
    codePrefix: 'DANKE',
  };
  const gift: GiftRules = {
    kind: 'gift',
    ...rules(),
    minimum: chance(0.3) ? money() : 0,
    cap: chance(0.3) ? money() : null,
    messages,
  };
  const gifts = ['DANKE-7K2M', 'danke-0000', 'X']
    .filter(() => chance(0.6))
    .map((code) => ({
      code,
      hundredths: int(1, 10_000),
      years: int(1, 200),
      from: pick(DATES),
      until: pick(DATES),
    }));
  const standing: Standing2 = {
    qualifyingOrders: pick([0, 1, 4, 10, 11, 12, 20, 111, 999_999]),
    tier: chance(0.85) ? { key: pick([...TIERS, 'unknown']), until: chance(0.3) ? pick(DATES) : null } : null,
    gifts,
  };
  const line = (): ModelLine => ({
    amount: BigInt(pick([0, 1, int(1, 99), int(100, 9_999), int(1, 10_000_000)])),
    inCollection: chance(0.4),
    tagged: chance(0.4),
    inExcludedCollection: chance(0.2),
    giftCard: chance(0.1),
    subscription: chance(0.2),
    onSale: chance(0.2),
  });
  return {
    seed,
    loyalty,
    gift,
    customer: chance(0.05) ? null : { standing: chance(0.85) ? standing : null, numberOfOrders: int(0, 7) },
    cart: {
      lines: Array.from({ length: pick([0, 1, 2, 3, 5, int(1, 40)]) }, line),
      ...presentment,
      rate,
      today: pick(DATES),
      language: pick(['de', 'en', 'fr', 'da']),
      signedIn: chance(0.8),
      classes: { order: chance(0.9), product: chance(0.9), delivery: chance(0.9) },
      groups: pick([0, 1, 1, 1, 3]),
    },
    code: pick(['DANKE-7K2M', 'Danke-0000', 'x', 'OTHER']),
  };
}
