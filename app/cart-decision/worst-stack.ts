import { hundredths } from '~/loyalty/program-rules';
import type { Program, Tier } from '~/loyalty/program';
import type { CartRequest } from './cart';
import { decideCart, type OwnOffer } from './decide-cart';
import type { ExampleCart } from './example-cart';
import type { LoyaltyFunction } from './loyalty-function.server';
import { offerOf, withoutBeaten, type OtherDiscount } from './other-discounts';
import { bestStack, total, type AppliedStack, type Offer } from './stack';

export interface StackRequest {
  program: Program;
  /** the shop's: of the program, the cart and the other discounts */
  currency: string;
  example: ExampleCart;
  /** shop date */
  today: string;
  others: OtherDiscount[];
}

/** One discount's share of what a row takes off. */
export interface StackShare {
  from: 'tier' | 'coupon' | 'other';
  on: 'product' | 'order' | 'delivery';
  /** of another discount; null for ours */
  title: string | null;
  minor: number;
}

/** The most that one kind of customer can take off the example cart. */
export interface StackRow {
  /** null: a customer without a tier */
  tier: { key: string; name: string } | null;
  /** with an anniversary coupon entered */
  coupon: boolean;
  shares: StackShare[];
  offMinor: number;
  paysMinor: number;
  /** of goods and delivery, hundredths of a percent, rounded half up */
  offHundredths: number;
}

export interface WorstStack {
  rows: StackRow[];
  worst: StackRow;
  /** goods and delivery before discounts */
  totalMinor: number;
  /** the shop date that it was reckoned on: today, or the first day of a program that starts later */
  date: string;
  startsLater: boolean;
}

/**
 * The combination of discounts that takes most off an example cart: every tier with and without an anniversary coupon, with the
 * shop's other discounts wherever they combine. Worst case: the goods match every product benefit and nothing is
 * excluded. Our own discounts are decided by the compiled function, not by a formula.
 */
export async function worstStack(engine: LoyaltyFunction, request: StackRequest): Promise<WorstStack> {
  const { program, example, others } = request;
  const date = reckonedOn(program, request.today);
  const tiers: (Tier | null)[] = program.loyalty.enabled ? [...program.loyalty.tiers, null] : [null];
  const coupons = program.anniversary.enabled ? [false, true] : [false];
  const titles = new Map(others.map(({ id, title }) => [id, title]));
  const foreign = withoutBeaten(others.map((other) => offerOf(other, example)));

  const rows: StackRow[] = [];
  for (const tier of tiers) {
    for (const coupon of coupons) {
      const decision = await decideCart(engine, cartRequest(request, date, tier, coupon));
      const failed = decision.runs.find(({ error }) => error !== null);
      if (failed) throw new Error(`the function failed: ${failed.error}`);
      const applied = bestStack([...decision.offers, ...foreign], {
        lines: [example.goodsMinor],
        deliveries: [example.deliveryMinor],
      });
      rows.push(rowOf(tier, coupon, applied, titles, example));
    }
  }
  const worst = rows.reduce((a, b) => (b.offMinor > a.offMinor ? b : a));
  return { rows, worst, totalMinor: totalOf(example), date, startsLater: date !== request.today };
}

/** A program that has not begun is shown as from its first day. */
function reckonedOn({ loyalty }: Program, today: string): string {
  return loyalty.startsOn !== null && loyalty.startsOn > today ? loyalty.startsOn : today;
}

function cartRequest(
  { program, currency, example }: StackRequest,
  date: string,
  tier: Tier | null,
  coupon: boolean,
): CartRequest {
  const code = `${program.anniversary.codePrefix}-EXAMPLE`;
  const gift = {
    code,
    hundredths: hundredths(program.anniversary.percentage),
    years: 1,
    from: date,
    until: date,
  };
  return {
    program,
    shopCurrency: currency,
    customer: {
      standing: {
        qualifyingOrders: program.classification.repeatFromOrders,
        tier: tier && { key: tier.key, until: null },
        gifts: coupon ? [gift] : [],
      },
      numberOfOrders: 0,
    },
    cart: {
      currency,
      rate: '1.0',
      lines: [
        {
          amountMinor: example.goodsMinor,
          inCollection: true,
          tagged: true,
          inExcludedCollection: false,
          giftCard: false,
          onSale: false,
          subscription: false,
        },
      ],
      deliveries: [example.deliveryMinor],
      codes: coupon ? [code] : [],
      language: 'en',
      date,
      signedIn: true,
    },
  };
}

function rowOf(
  tier: Tier | null,
  coupon: boolean,
  applied: AppliedStack,
  titles: ReadonlyMap<string, string>,
  example: ExampleCart,
): StackRow {
  const totalMinor = totalOf(example);
  const { offMinor } = applied;
  return {
    tier: tier && { key: tier.key, name: tier.name },
    coupon,
    shares: applied.parts.map(({ offer, on, minors }) => ({
      from: isOwn(offer) ? (offer.discount === 'coupon' ? 'coupon' : 'tier') : 'other',
      on,
      title: isOwn(offer) ? null : (titles.get(offer.id) ?? offer.id),
      minor: total(minors),
    })),
    offMinor,
    paysMinor: totalMinor - offMinor,
    offHundredths: shareOf(offMinor, totalMinor),
  };
}

function isOwn(offer: Offer): offer is OwnOffer {
  return 'discount' in offer;
}

function totalOf({ goodsMinor, deliveryMinor }: ExampleCart): number {
  return goodsMinor + deliveryMinor;
}

function shareOf(part: number, whole: number): number {
  if (whole === 0) return 0;
  return Number((BigInt(part) * 20_000n + BigInt(whole)) / (2n * BigInt(whole)));
}
