import type { Program } from '../../app/loyalty/program';

/**
 * Each kind of rule at checkout, with arithmetic of its own: nothing here is imported from the function, its model or the
 * dev store's pricing. Amounts of the rules are minor units of the shop's currency.
 */

/** One line of a cart as checkout shows it: the unit price is in minor units of what the shopper pays in. */
export interface BoughtLine {
  handle: string;
  quantity: number;
  unitPriceMinor: number;
}

/** What a rule should give on a cart. `lines` and `delivery` are what it takes off, in the shopper's minor units. */
export interface Given {
  lines: number;
  delivery: number;
  /** what the shopper reads, by language; null: no discount is shown */
  reason: Record<'en' | 'de', RegExp> | null;
}

export interface Money {
  /** minor units of the shop's currency, about one euro */
  unit: number;
  /** amounts of the rules in what the shopper pays in, given: rounded down */
  presented(shopMinor: number): number;
}

export interface RuleCase {
  name: string;
  cart: { handle: string; quantity: number }[];
  rules(money: Money, ids: { collection(handle: string): { id: string; title: string } }): Partial<Loyalty>;
  given(cart: BoughtLine[], deliveryMinor: number, money: Money): Given;
}

type Loyalty = Program['loyalty'];
type Benefit = Loyalty['tiers'][number]['benefits'][number];

/** "4.00 EUR", "653 JPY" */
const AMOUNT = { en: '\\d+(\\.\\d\\d)? [A-Z]{3}', de: '\\d+(,\\d\\d)? [A-Z]{3}' };
const FIFTH = { en: 'because this is your 5th order with us', de: 'das ist Ihre 5. Bestellung bei uns' };
const COFFEE = [
  { handle: 'elbtal-espresso', quantity: 3 },
  { handle: 'yirgacheffe', quantity: 1 },
  { handle: 'becher', quantity: 1 },
];

export const RULE_CASES: RuleCase[] = [
  {
    name: 'a percentage of the order',
    cart: COFFEE,
    rules: () => tier(percentage('order', '12.5')),
    given: (cart) => ({
      lines: percent(1_250, total(cart)),
      delivery: 0,
      reason: because('12\\.5%', '12,5 %'),
    }),
  },
  {
    name: 'an amount on the order',
    cart: COFFEE,
    rules: ({ unit }) => tier(amount('order', 5 * unit)),
    given: (_, __, { unit, presented }) => ({
      lines: presented(5 * unit),
      delivery: 0,
      reason: because(AMOUNT.en, AMOUNT.de),
    }),
  },
  {
    name: 'a percentage with a cap',
    cart: COFFEE,
    rules: ({ unit }) => tier(percentage('order', '50', { cap: 7 * unit })),
    given: (_, __, { unit, presented }) => ({
      lines: presented(7 * unit),
      delivery: 0,
      reason: because('50%', '50 %'),
    }),
  },
  {
    name: 'a minimum that is not reached',
    cart: COFFEE,
    rules: ({ unit }) => tier(percentage('order', '10', { minimum: 5_000 * unit })),
    given: () => ({ lines: 0, delivery: 0, reason: null }),
  },
  {
    name: 'a percentage on products of a collection',
    cart: COFFEE,
    rules: (_, { collection }) => ({
      ...tier(percentage('collection', '20')),
      collections: [collection('espresso')],
    }),
    given: (cart) => ({
      lines: eachOf(cart, ['elbtal-espresso'], 2_000),
      delivery: 0,
      reason: because('20%', '20 %'),
    }),
  },
  {
    name: 'an amount on products with a tag',
    cart: COFFEE,
    rules: ({ unit }) => ({ ...tier(amount('tag', 4 * unit)), tags: ['abo'] }),
    given: (_, __, { unit, presented }) => ({
      lines: presented(4 * unit),
      delivery: 0,
      reason: because(AMOUNT.en, AMOUNT.de),
    }),
  },
  {
    name: 'free delivery',
    cart: COFFEE,
    rules: () => tier({ on: 'delivery', value: { kind: 'free' }, minimumMinor: 0 }),
    given: (_, deliveryMinor) => ({
      lines: 0,
      delivery: deliveryMinor,
      reason: because('Free delivery', 'Gratisversand'),
    }),
  },
  {
    name: 'an amount off the delivery',
    cart: COFFEE,
    rules: ({ unit }) => tier(amount('delivery', 2 * unit)),
    given: (_, __, { unit, presented }) => ({
      lines: 0,
      delivery: presented(2 * unit),
      reason: because(AMOUNT.en, AMOUNT.de),
    }),
  },
  {
    name: 'gift cards, sale items and a collection excluded',
    cart: [...COFFEE, { handle: 'gutschein', quantity: 1 }, { handle: 'winterroestung', quantity: 2 }],
    rules: (_, { collection }) => ({
      ...tier(percentage('order', '10')),
      exclude: {
        giftCards: true,
        saleItems: true,
        subscriptions: false,
        collections: [collection('zubehoer')],
      },
    }),
    given: (cart) => ({
      lines: percent(1_000, total(cart.filter(({ handle }) => isCoffee(handle)))),
      delivery: 0,
      reason: because('10%', '10 %'),
    }),
  },
  {
    name: 'the best of two benefits',
    cart: COFFEE,
    rules: (_, { collection }) => ({
      ...tier(percentage('order', '10'), percentage('collection', '15')),
      mode: 'best',
      collections: [collection('espresso')],
    }),
    given: (cart) => ({
      lines: Math.max(percent(1_000, total(cart)), eachOf(cart, ['elbtal-espresso'], 1_500)),
      delivery: 0,
      reason: because('1[05]%', '1[05] %'),
    }),
  },
  {
    name: 'two benefits and the delivery, stacked',
    cart: COFFEE,
    rules: (_, { collection }) => ({
      ...tier(percentage('order', '10'), percentage('collection', '15'), {
        on: 'delivery',
        value: { kind: 'free' },
        minimumMinor: 0,
      }),
      mode: 'stack',
      collections: [collection('espresso')],
    }),
    given: (cart, deliveryMinor) => {
      const products = eachOf(cart, ['elbtal-espresso'], 1_500);
      return {
        lines: products + percent(1_000, total(cart) - products),
        delivery: deliveryMinor,
        reason: because('(1[05]%|Free delivery)', '(1[05] %|Gratisversand)'),
      };
    },
  },
  {
    name: 'the budget used up',
    cart: COFFEE,
    rules: () => ({ ...tier(percentage('order', '10')), budgetExhausted: true }),
    given: () => ({ lines: 0, delivery: 0, reason: null }),
  },
  {
    name: 'an offer that is over',
    cart: COFFEE,
    rules: () => ({ ...tier(percentage('order', '10')), startsOn: '2020-01-01', endsOn: '2020-12-31' }),
    given: () => ({ lines: 0, delivery: 0, reason: null }),
  },
];

function tier(...benefits: Benefit[]): Partial<Loyalty> {
  return { tiers: [{ key: 'regular', name: 'Regular', from: 2, benefits }] };
}

function percentage(
  on: Benefit['on'],
  text: string,
  limits: { cap?: number; minimum?: number } = {},
): Benefit {
  return {
    on,
    value: { kind: 'percentage', percentage: text, capMinor: limits.cap ?? null },
    minimumMinor: limits.minimum ?? 0,
  };
}

function amount(on: Benefit['on'], amountMinor: number): Benefit {
  return { on, value: { kind: 'amount', amountMinor }, minimumMinor: 0 };
}

/** Half a minor unit is rounded up; `hundredths` of a percent. */
function percent(hundredths: number, minor: number): number {
  return Math.floor((minor * hundredths + 5_000) / 10_000);
}

function total(cart: BoughtLine[]): number {
  return cart.reduce((sum, { unitPriceMinor, quantity }) => sum + unitPriceMinor * quantity, 0);
}

/** A product discount is reckoned line by line. */
function eachOf(cart: BoughtLine[], handles: string[], hundredths: number): number {
  return cart
    .filter(({ handle }) => handles.includes(handle))
    .reduce((sum, line) => sum + percent(hundredths, line.unitPriceMinor * line.quantity), 0);
}

function isCoffee(handle: string): boolean {
  return handle === 'elbtal-espresso' || handle === 'yirgacheffe';
}

/** "12.5% because this is your 5th order with us"; German writes a comma and a space before the sign. */
function because(en: string, de: string): Given['reason'] {
  return {
    en: new RegExp(`${en}.*${FIFTH.en}`),
    de: new RegExp(`${de.replace(' ', '\\s')}.*${FIFTH.de}`),
  };
}
