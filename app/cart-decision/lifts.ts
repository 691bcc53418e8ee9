import { upperAscii } from '~/loyalty/discount-rules';
import type { Benefit, Program } from '~/loyalty/program';
import type { CartRequest, DecisionLine } from './cart';

/** A rule that may stand in the way. Machine words; the pages translate them. */
export type WhyWord =
  | 'switched-off'
  | 'not-started'
  | 'ended'
  | 'budget'
  | 'no-tier'
  | 'tier-ended'
  | 'minimum'
  | 'excluded'
  | 'no-match'
  | 'cap'
  | 'best-only'
  | 'code-foreign'
  | 'code-too-early'
  | 'code-expired';

/** A cart request without one rule; null when the rule does not touch it, so that asking again would tell nothing. */
export type Lift = (request: CartRequest) => CartRequest | null;

type Loyalty = Program['loyalty'];
const withLoyalty = (request: CartRequest, change: Partial<Loyalty>): CartRequest => ({
  ...request,
  program: { ...request.program, loyalty: { ...request.program.loyalty, ...change } },
});

const notStarted: Lift = (request) => {
  const { startsOn } = request.program.loyalty;
  return startsOn !== null && startsOn > request.cart.date ? withLoyalty(request, { startsOn: null }) : null;
};
const ended: Lift = (request) => {
  const { endsOn } = request.program.loyalty;
  return endsOn !== null && endsOn < request.cart.date ? withLoyalty(request, { endsOn: null }) : null;
};
const budget: Lift = (request) =>
  request.program.loyalty.budgetExhausted ? withLoyalty(request, { budgetExhausted: false }) : null;
const switchedOff: Lift = (request) =>
  request.program.loyalty.enabled ? null : withLoyalty(request, { enabled: true });

/** The lowest tier, for a customer without one. */
const noTier: Lift = (request) => {
  const [lowest] = request.program.loyalty.tiers;
  const standing = request.customer?.standing;
  if (standing?.tier || !lowest) return null;
  return withStanding(request, { tier: { key: lowest.key, until: null } });
};
const tierEnded: Lift = (request) => {
  const tier = request.customer?.standing?.tier;
  if (!tier || tier.until === null || tier.until >= request.cart.date) return null;
  return withStanding(request, { tier: { ...tier, until: null } });
};

function withStanding(
  request: CartRequest,
  change: Partial<NonNullable<NonNullable<CartRequest['customer']>['standing']>>,
): CartRequest {
  const standing = request.customer?.standing ?? { qualifyingOrders: 0, tier: null, gifts: [] };
  const numberOfOrders = request.customer?.numberOfOrders ?? 0;
  return { ...request, customer: { standing: { ...standing, ...change }, numberOfOrders } };
}

const withBenefits = (request: CartRequest, change: (benefit: Benefit) => Benefit): CartRequest =>
  withLoyalty(request, {
    tiers: request.program.loyalty.tiers.map((tier) => ({ ...tier, benefits: tier.benefits.map(change) })),
  });

const minimum: Lift = (request) => withBenefits(request, (benefit) => ({ ...benefit, minimumMinor: 0 }));
const cap: Lift = (request) =>
  withBenefits(request, (benefit) =>
    benefit.value.kind === 'percentage'
      ? { ...benefit, value: { ...benefit.value, capMinor: null } }
      : benefit,
  );
const bestOnly: Lift = (request) =>
  request.program.loyalty.mode === 'best' ? withLoyalty(request, { mode: 'stack' }) : null;

const excluded: Lift = (request) =>
  withLoyalty(request, {
    exclude: { giftCards: false, saleItems: false, subscriptions: false, collections: [] },
  });
const noMatch: Lift = (request) => {
  const matching = (line: DecisionLine): DecisionLine => ({ ...line, inCollection: true, tagged: true });
  return { ...request, cart: { ...request.cart, lines: request.cart.lines.map(matching) } };
};

/** What may keep the loyalty discount away, in the order in which a page tells it. */
export const LOYALTY_LIFTS: readonly [WhyWord, Lift][] = [
  ['switched-off', switchedOff],
  ['not-started', notStarted],
  ['ended', ended],
  ['budget', budget],
  ['no-tier', noTier],
  ['tier-ended', tierEnded],
  ['excluded', excluded],
  ['minimum', minimum],
  ['no-match', noMatch],
];

/** What may make it smaller than it could be. */
export const LOYALTY_LIMITS: readonly [WhyWord, Lift][] = [
  ['excluded', excluded],
  ['minimum', minimum],
  ['cap', cap],
  ['best-only', bestOnly],
];

const withAnniversary = (request: CartRequest, change: Partial<Program['anniversary']>): CartRequest => ({
  ...request,
  program: { ...request.program, anniversary: { ...request.program.anniversary, ...change } },
});
const couponMinimum: Lift = (request) => withAnniversary(request, { minimumMinor: 0 });
const couponCap: Lift = (request) => withAnniversary(request, { capMinor: null });

/** What may keep a coupon away. @param hundredths what a code is worth that is not this customer's */
export function couponLifts(code: string, hundredths: number): readonly [WhyWord, Lift][] {
  const isIt = (gift: { code: string }) => upperAscii(gift.code) === upperAscii(code);
  const giftsOf = ({ customer }: CartRequest) => customer?.standing?.gifts ?? [];
  const foreign: Lift = (request) => {
    if (giftsOf(request).some(isIt)) return null;
    const { date } = request.cart;
    const gift = { code, hundredths, years: 1, from: date, until: date };
    return withStanding(request, { gifts: [...giftsOf(request), gift] });
  };
  const moved = (key: 'from' | 'until', isWrong: (day: string, today: string) => boolean): Lift => {
    return (request) => {
      const { date } = request.cart;
      const gifts = giftsOf(request);
      if (!gifts.some((gift) => isIt(gift) && isWrong(gift[key], date))) return null;
      return withStanding(request, {
        gifts: gifts.map((gift) => (isIt(gift) ? { ...gift, [key]: date } : gift)),
      });
    };
  };
  return [
    ['code-foreign', foreign],
    ['code-too-early', moved('from', (day, today) => day > today)],
    ['code-expired', moved('until', (day, today) => day < today)],
    ['excluded', excluded],
    ['minimum', couponMinimum],
  ];
}

export const COUPON_LIMITS: readonly [WhyWord, Lift][] = [
  ['excluded', excluded],
  ['cap', couponCap],
];
