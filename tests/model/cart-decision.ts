/**
 * A second opinion on what a cart gets: plain TypeScript over the program's rules, written from PRODUCT.md and
 * docs/decisions/005-discount-rules.md, not from the function. It answers amounts, not operations. Amounts are bigint
 * minor units of the buyer's (presentment) currency; the rules' own amounts are in the shop's currency.
 */
import type { Benefit, GiftRules, LoyaltyRules, Standing2 } from '../../app/loyalty/discount-rules';

export interface ModelLine {
  amount: bigint;
  /** a custom product: in no collection, without tags, no gift card */
  custom: boolean;
  inCollection: boolean;
  tagged: boolean;
  inExcludedCollection: boolean;
  giftCard: boolean;
  subscription: boolean;
  onSale: boolean;
}

export interface ModelCart {
  lines: ModelLine[];
  /** places of the presentment currency */
  exponent: number;
  currency: string;
  /** presentment units per shop unit, a decimal of any length: its first nine significant digits count */
  rate: string;
  /** the shop's date */
  today: string;
  /** two letters */
  language: string;
  signedIn: boolean;
  classes: { order: boolean; product: boolean; delivery: boolean };
  /** delivery groups */
  groups: number;
  /** codes that the buyer entered */
  entered: { code: string; rejectable: boolean }[];
}

export interface ModelCustomer {
  standing: Standing2 | null;
  /** the platform's own count */
  numberOfOrders: number;
}

export interface Decision {
  /** what product discounts take off each line */
  perLine: bigint[];
  /** what the order discount takes off the rest */
  order: bigint;
  delivery: { kind: 'percentage'; hundredths: number } | { kind: 'amount'; amount: bigint } | null;
  /** messages of what is given, sorted, each once; null stands for the discount's own title */
  messages: (string | null)[];
}

const nothing = (cart: ModelCart): Decision => ({
  perLine: cart.lines.map(() => 0n),
  order: 0n,
  delivery: null,
  messages: [],
});

interface Given {
  rules: LoyaltyRules | GiftRules;
  benefits: Benefit[];
  words: { orderNumber: number | null; tier: string; years: number | null; endDate: string | null };
}

/** The automatic discount. */
export function decideLoyalty(
  rules: LoyaltyRules,
  customer: ModelCustomer | null,
  cart: ModelCart,
): { products: Decision; delivery: Decision } {
  const empty = { products: nothing(cart), delivery: nothing(cart) };
  if (!customer || !isRunning(rules, cart.today)) return empty;
  const { standing, numberOfOrders } = customer;
  let key: string | undefined;
  let endDate: string | null = null;
  if (standing) {
    const held = standing.tier;
    if (!held || (held.until !== null && held.until < cart.today)) return empty;
    key = held.key;
    endDate = held.until;
  } else {
    const reached = rules.fallback.filter(({ fromOrders }) => numberOfOrders >= fromOrders);
    key = reached.sort((a, b) => b.fromOrders - a.fromOrders)[0]?.tier;
  }
  const tier = key === undefined ? undefined : rules.tiers[key];
  if (!tier) return empty;
  const orders = standing ? standing.qualifyingOrders : numberOfOrders;
  const words = { orderNumber: orders + 1, tier: tier.name, years: null, endDate };
  const given: Given = { rules, benefits: tier.benefits, words };
  return { products: decideProducts(given, cart), delivery: decideDelivery(given, cart) };
}

/** The code discount of an occasion, for a code that was entered. */
export function decideGift(
  rules: GiftRules,
  customer: ModelCustomer | null,
  code: string,
  cart: ModelCart,
): Decision {
  const gift = customer?.standing?.gifts.find((open) => open.code.toUpperCase() === code.toUpperCase());
  if (!gift || gift.from > cart.today || gift.until < cart.today || !isRunning(rules, cart.today)) {
    return nothing(cart);
  }
  const benefit: Benefit = {
    on: 'order',
    value: { kind: 'percentage', hundredths: gift.hundredths },
    minimum: rules.minimum,
    cap: rules.cap,
  };
  const words = { orderNumber: null, tier: '', years: gift.years, endDate: null };
  return decideProducts({ rules, benefits: [benefit], words }, cart);
}

/**
 * Which of the entered codes the automatic discount refuses, and why: those with our prefix that are not this customer's, or
 * not valid today. Whatever the discount itself gives.
 */
export function refusals(
  rules: LoyaltyRules,
  customer: ModelCustomer | null,
  cart: ModelCart,
): { code: string; message: string }[] {
  const german = cart.language === 'de';
  const reason = (code: string): string | null => {
    const gift = customer?.standing?.gifts.find((open) => open.code.toUpperCase() === code.toUpperCase());
    if (!customer) {
      return german
        ? 'Dieser Code ist persönlich. Bitte melden Sie sich an oder geben Sie Ihre E-Mail-Adresse ein.'
        : 'This code is personal. Please sign in or enter your e-mail address to use it.';
    }
    if (!gift) {
      return german
        ? 'Dieser Code gehört zu einem anderen Kundenkonto.'
        : 'This code belongs to another customer.';
    }
    if (cart.today < gift.from) {
      return german ? 'Dieser Code ist noch nicht gültig.' : 'This code is not valid yet.';
    }
    if (cart.today > gift.until) return german ? 'Dieser Code ist abgelaufen.' : 'This code has expired.';
    return null;
  };
  const ours = `${rules.codePrefix}-`.toUpperCase();
  return cart.entered.flatMap(({ code, rejectable }) => {
    const isOurs =
      rules.codePrefix !== '' && code.toUpperCase().startsWith(ours) && code.length > ours.length;
    const message = isOurs && rejectable ? reason(code) : null;
    return message === null ? [] : [{ code, message }];
  });
}

function isRunning(rules: LoyaltyRules | GiftRules, today: string): boolean {
  return (
    !rules.budgetExhausted &&
    (rules.from === null || rules.from <= today) &&
    (rules.until === null || rules.until >= today)
  );
}

interface Offer {
  benefit: Benefit;
  applies: (line: ModelLine) => boolean;
}

function decideProducts(given: Given, cart: ModelCart): Decision {
  const { rules } = given;
  const offers = byStrength(given.benefits)
    .filter(({ on }) => (on === 'order' ? cart.classes.order : on !== 'delivery' && cart.classes.product))
    .map((benefit): Offer => ({
      benefit,
      applies: (line) => !isExcluded(rules, line) && isMeant(benefit, line),
    }))
    .filter(({ benefit, applies }) => {
      const base = sum(cart.lines.filter(applies).map(({ amount }) => amount));
      return base >= toPresentment(benefit.minimum, cart, rules.exponent, 'up');
    });
  const results =
    rules.mode === 'best' ? offers.map((offer) => give([offer], given, cart)) : [give(offers, given, cart)];
  const total = (one: Decision): bigint => sum(one.perLine) + one.order;
  return results.reduce((best, one) => (total(one) > total(best) ? one : best), nothing(cart));
}

/** All offers together: each line to the first product offer that means it, then the order on what is left. */
function give(offers: Offer[], given: Given, cart: ModelCart): Decision {
  const decision = nothing(cart);
  const messages = new Set<string | null>();
  const claimed = new Set<ModelLine>();
  const say = (benefit: Benefit): void => {
    messages.add(cart.signedIn ? message(benefit, given, cart) : null);
  };
  for (const { benefit, applies } of offers.filter(({ benefit: { on } }) => on !== 'order')) {
    let budget = budgetOf(benefit, cart, given.rules.exponent);
    cart.lines.forEach((line, index) => {
      if (claimed.has(line) || !applies(line)) return;
      claimed.add(line);
      const wanted =
        benefit.value.kind === 'percentage' ? percentOf(line.amount, benefit.value.hundredths) : line.amount;
      const part = budget === null || wanted < budget ? wanted : budget;
      decision.perLine[index] = part;
      if (budget !== null) budget -= part;
      if (part > 0n) say(benefit);
    });
  }
  for (const { benefit, applies } of offers.filter(({ benefit: { on } }) => on === 'order')) {
    const left = sum(
      cart.lines.map((line, index) => (applies(line) ? line.amount - (decision.perLine[index] ?? 0n) : 0n)),
    );
    const budget = budgetOf(benefit, cart, given.rules.exponent);
    const wanted = benefit.value.kind === 'percentage' ? percentOf(left, benefit.value.hundredths) : left;
    decision.order = budget !== null && budget < wanted ? budget : wanted;
    if (decision.order > 0n) say(benefit);
  }
  decision.messages = sorted(messages);
  return decision;
}

function decideDelivery(given: Given, cart: ModelCart): Decision {
  const benefit = given.benefits.find(({ on }) => on === 'delivery');
  if (!benefit || !cart.classes.delivery || cart.groups === 0) return nothing(cart);
  const { exponent } = given.rules;
  // the delivery rule knows the whole cart, not its lines
  if (sum(cart.lines.map(({ amount }) => amount)) < toPresentment(benefit.minimum, cart, exponent, 'up')) {
    return nothing(cart);
  }
  const messages = [cart.signedIn ? message(benefit, given, cart) : null];
  if (benefit.value.kind !== 'amount') {
    const hundredths = benefit.value.kind === 'free' ? 10_000 : benefit.value.hundredths;
    return { ...nothing(cart), delivery: { kind: 'percentage', hundredths }, messages };
  }
  const amount = toPresentment(benefit.value.minor, cart, exponent, 'down');
  return amount === 0n ? nothing(cart) : { ...nothing(cart), delivery: { kind: 'amount', amount }, messages };
}

function isExcluded({ exclude }: LoyaltyRules | GiftRules, line: ModelLine): boolean {
  return (
    (exclude.giftCards && line.giftCard) ||
    (exclude.saleItems && line.onSale) ||
    (exclude.subscriptions && line.subscription) ||
    (exclude.collections && line.inExcludedCollection)
  );
}

function isMeant({ on }: Benefit, line: ModelLine): boolean {
  return on === 'order' || (on === 'collection' ? line.inCollection : line.tagged);
}

/** Percentages before amounts, larger ones first; of equal ones the order in which they were written. */
function byStrength(benefits: Benefit[]): Benefit[] {
  const rank = ({ value }: Benefit): [number, number] =>
    value.kind === 'amount' ? [1, -value.minor] : [0, value.kind === 'free' ? -10_000 : -value.hundredths];
  return [...benefits].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x[0] - y[0] || x[1] - y[1];
  });
}

/** What a benefit may give in all; null for as much as its percentage says. */
function budgetOf({ value, cap }: Benefit, cart: ModelCart, exponent: number): bigint | null {
  if (value.kind === 'amount') return toPresentment(value.minor, cart, exponent, 'down');
  return cap === null ? null : toPresentment(cap, cart, exponent, 'down');
}

/** Half a minor unit is rounded up. */
export function percentOf(amount: bigint, hundredths: number): bigint {
  return (amount * BigInt(hundredths) * 2n + 10_000n) / 20_000n;
}

/** Shop currency -> presentment currency: what is given is rounded down, a minimum up. */
function toPresentment(
  minor: number,
  cart: ModelCart,
  shopExponent: number,
  direction: 'up' | 'down',
): bigint {
  const [whole = '0', fraction = ''] = significant(cart.rate).split('.');
  const numerator = BigInt(minor) * BigInt(whole + fraction) * 10n ** BigInt(cart.exponent);
  const denominator = 10n ** BigInt(fraction.length + shopExponent);
  return direction === 'down' ? numerator / denominator : (numerator + denominator - 1n) / denominator;
}

/** The first nine significant digits of a decimal; digits after them count as zeros. */
function significant(decimalText: string): string {
  let seen = 0;
  return decimalText.replace(/[0-9]/g, (digit) => {
    if (seen > 0 || digit !== '0') seen += 1;
    return seen > 9 ? '0' : digit;
  });
}

function message(benefit: Benefit, { rules, words }: Given, cart: ModelCart): string | null {
  const own = rules.messages[cart.language];
  const template = own ?? (cart.language === 'de' ? undefined : rules.messages.en);
  if (template === undefined) return null;
  const style = cart.language === 'de' ? 'de' : own === undefined || cart.language === 'en' ? 'en' : 'other';
  const comma = (text: string): string => (style === 'en' ? text : text.replace('.', ','));
  const percent = ({ value }: Benefit): string =>
    value.kind === 'percentage' ? String(value.hundredths / 100) : value.kind === 'free' ? '100' : '';
  const shown =
    benefit.value.kind === 'amount'
      ? `${decimal(toPresentment(benefit.value.minor, cart, rules.exponent, 'down'), cart.exponent)} ${cart.currency}`
      : benefit.on === 'delivery' && percent(benefit) === '100' && style !== 'other'
        ? { en: 'Free delivery', de: 'Gratisversand' }[style]
        : `${percent(benefit)}${style === 'de' ? '\u00a0' : ''}%`;
  const values: Record<string, string> = {
    benefit: comma(shown),
    percentage: comma(percent(benefit)),
    order_number: words.orderNumber === null ? '' : ordinal(words.orderNumber, style),
    tier: words.tier,
    years: words.years === null ? '' : String(words.years),
    end_date:
      words.endDate === null
        ? ''
        : style === 'de'
          ? words.endDate.split('-').reverse().join('.')
          : words.endDate,
  };
  return template.replace(/\{\{ *([a-z_]*) *\}\}/g, (_all, name: string) => values[name] ?? '');
}

export function decimal(minor: bigint, exponent: number): string {
  const digits = minor.toString().padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

function ordinal(value: number, style: 'de' | 'en' | 'other'): string {
  if (style !== 'en') return style === 'de' ? `${value}.` : String(value);
  const suffix = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' };
  return `${value}${suffix[new Intl.PluralRules('en', { type: 'ordinal' }).select(value)]}`;
}

function sum(values: bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

/** Without repetitions, in a fixed order. */
export function sorted(messages: Iterable<string | null>): (string | null)[] {
  return [...new Set(messages)].sort((a, b) => (String(a) < String(b) ? -1 : 1));
}
