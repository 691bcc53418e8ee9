import { currencyExponent } from './money';
import type { Benefit as RuleBenefit, GiftRules, LoyaltyRules, RuleVariables } from './discount-rules';
import type { Benefit, Program } from './program';

/** What the program says, as the discount function reads it (`encodeRules`, `encodeVariables` write the texts). */

export type DiscountClass = 'ORDER' | 'PRODUCT' | 'SHIPPING';

/** The automatic discount's rules. With the loyalty discount off it has no tiers, and still refuses foreign coupons. */
export function loyaltyRules(program: Program, currency: string): LoyaltyRules {
  const { loyalty } = program;
  const tiers = loyalty.enabled ? loyalty.tiers : [];
  return {
    kind: 'loyalty',
    mode: loyalty.mode,
    exponent: currencyExponent(currency),
    exclude: exclusions(program),
    from: loyalty.startsOn,
    until: loyalty.endsOn,
    budgetExhausted: loyalty.budgetExhausted,
    tiers: Object.fromEntries(
      tiers.map(({ key, name, benefits }) => [key, { name, benefits: benefits.map(ruleBenefit) }]),
    ),
    fallback: fallsBack(program) ? fallback(program) : [],
    messages: { en: loyalty.reason.en, de: loyalty.reason.de },
    codePrefix: program.anniversary.codePrefix,
  };
}

/** Does a customer without a standing get a tier by the platform's own count of orders? Only where tiers go by orders. */
export function fallsBack({ loyalty }: Program): boolean {
  return loyalty.enabled && loyalty.fallbackToOrderCount && loyalty.tierBy === 'orders';
}

/** Nobody has a tier before being a repeat customer; of tiers that begin at the same count the highest is given. */
function fallback({ loyalty, classification }: Program): LoyaltyRules['fallback'] {
  const starts = loyalty.tiers.map(({ key, from }) => ({
    fromOrders: Math.max(from, classification.repeatFromOrders),
    tier: key,
  }));
  return starts.filter(({ fromOrders }, index) => starts[index + 1]?.fromOrders !== fromOrders);
}

/** What a coupon was promised with, besides percentage and dates. */
export type GiftLimits = Pick<Program['anniversary'], 'minimumMinor' | 'capMinor'>;

/**
 * A code discount of coupons. Percentage and dates of a coupon stand in its owner's standing, not here.
 * @param limits of coupons that were given under an earlier program
 */
export function giftRules(
  program: Program,
  currency: string,
  { minimumMinor, capMinor }: GiftLimits = program.anniversary,
): GiftRules {
  const { reason } = program.anniversary;
  return {
    kind: 'gift',
    mode: 'best',
    exponent: currencyExponent(currency),
    exclude: exclusions(program),
    from: null,
    until: null,
    budgetExhausted: false,
    minimum: minimumMinor,
    cap: capMinor,
    messages: { en: reason.en, de: reason.de },
  };
}

/** What the input queries of every discount of ours ask about. */
export function ruleVariables({ loyalty }: Program): RuleVariables {
  return {
    collections: loyalty.collections.map(({ id }) => id),
    tags: loyalty.tags,
    excludedCollections: loyalty.exclude.collections.map(({ id }) => id),
  };
}

const CLASS_OF = { order: 'ORDER', collection: 'PRODUCT', tag: 'PRODUCT', delivery: 'SHIPPING' } as const;

/** Classes of the automatic discount: those its benefits need, in Shopify's order; a discount needs at least one. */
export function loyaltyDiscountClasses({ loyalty }: Program): DiscountClass[] {
  const used = new Set<DiscountClass>(
    loyalty.tiers.flatMap(({ benefits }) => benefits.map(({ on }) => CLASS_OF[on])),
  );
  const classes = (['PRODUCT', 'ORDER', 'SHIPPING'] as const).filter((name) => used.has(name));
  return classes.length > 0 ? classes : ['ORDER'];
}

function exclusions({ loyalty }: Program): LoyaltyRules['exclude'] {
  const { giftCards, saleItems, subscriptions, collections } = loyalty.exclude;
  return { giftCards, saleItems, subscriptions, collections: collections.length > 0 };
}

function ruleBenefit({ on, value, minimumMinor }: Benefit): RuleBenefit {
  const shared = { on, minimum: minimumMinor };
  switch (value.kind) {
    case 'percentage': {
      const percentage = { kind: 'percentage' as const, hundredths: hundredths(value.percentage) };
      return { ...shared, value: percentage, cap: value.capMinor };
    }
    case 'amount':
      return { ...shared, value: { kind: 'amount', minor: value.amountMinor }, cap: null };
    case 'free':
      return { ...shared, value: { kind: 'free' }, cap: null };
  }
}

/** Percentage text ("7.5") -> hundredths of a percent (750), digit by digit. */
export function hundredths(percentage: string): number {
  const [whole = '0', fraction = ''] = percentage.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0').slice(0, 2));
}
