import type { DiscountClass } from '~/loyalty/program-rules';
import type { Steps, Value } from './operations';

/**
 * Which discounts stand together and what they take off, by the rules that Shopify documents (docs/dev-store/checkout.md lists
 * them and what is unverified): product discounts first, one a line; then order discounts on what is left; then
 * delivery. Integer minor units. Written apart from the dev store's checkout, against which a test holds it.
 */

export interface CombinesWith {
  orderDiscounts: boolean;
  productDiscounts: boolean;
  shippingDiscounts: boolean;
}

/** What one discount would give to a cart. */
export interface Offer extends Steps {
  id: string;
  /** by an entered code, as opposed to automatic */
  byCode: boolean;
  combinesWith: CombinesWith;
}

export interface StackCart {
  /** subtotals of the lines, before discounts */
  lines: number[];
  /** what delivery costs, one a delivery group */
  deliveries: number[];
}

/** One discount's share: of each line, or of delivery. */
export interface StackPart {
  offer: Offer;
  on: 'product' | 'order' | 'delivery';
  /** per cart line; for delivery per delivery group */
  minors: number[];
}

export interface AppliedStack {
  /** what stands together; an offer may be among them and find nothing left to take off */
  offers: readonly Offer[];
  parts: StackPart[];
  /** all that is taken off */
  offMinor: number;
}

/**
 * The set of offers that may stand together and takes most off; of equal ones the one with more codes, then
 * the larger, then the first.
 */
export function bestStack(offers: readonly Offer[], cart: StackCart): AppliedStack {
  const useful = offers.filter((offer) => classesOf(offer).length > 0);
  let best: AppliedStack = { offers: [], parts: [], offMinor: 0 };
  for (const set of largestSets(useful)) {
    for (const part of partsOf(set)) {
      const applied = applyOffers(part, cart);
      const more =
        applied.offMinor - best.offMinor ||
        codesIn(applied) - codesIn(best) ||
        applied.offers.length - best.offers.length;
      if (more > 0) best = applied;
    }
  }
  return best;
}

function codesIn({ offers }: AppliedStack): number {
  return offers.filter(({ byCode }) => byCode).length;
}

/** Two discounts stand together when each admits every class of what the other gives. */
export function mayCombine(a: Offer, b: Offer): boolean {
  return admits(a, b) && admits(b, a);
}

const FLAG = { PRODUCT: 'productDiscounts', ORDER: 'orderDiscounts', SHIPPING: 'shippingDiscounts' } as const;

function admits({ combinesWith }: Offer, other: Offer): boolean {
  return classesOf(other).every((name) => combinesWith[FLAG[name]]);
}

export function classesOf({ product, order, delivery }: Steps): DiscountClass[] {
  return [
    ...(product.length > 0 ? (['PRODUCT'] as const) : []),
    ...(order.length > 0 ? (['ORDER'] as const) : []),
    ...(delivery.length > 0 ? (['SHIPPING'] as const) : []),
  ];
}

/** Larger sets are not looked at in part: at most rounding would make a part better than the whole. */
const MOST_IN_PARTS = 8;

/** The set first, then its parts: one discount less can be a cent or, with excluded lines, more for the buyer. */
function partsOf(set: Offer[]): Offer[][] {
  if (set.length > MOST_IN_PARTS) return [set];
  return set.reduce<Offer[][]>((parts, offer) => [...parts.map((part) => [...part, offer]), ...parts], [[]]);
}

/** Every set that no further offer may join (Bron and Kerbosch, with pivot). */
function* largestSets(offers: readonly Offer[]): Generator<Offer[]> {
  const order = new Map(offers.map((offer, index) => [offer, index]));
  const friends = new Map(
    offers.map((offer) => [
      offer,
      new Set(offers.filter((other) => other !== offer && mayCombine(offer, other))),
    ]),
  );
  const friendsOf = (offer: Offer): ReadonlySet<Offer> => friends.get(offer) ?? new Set();
  function* grow(set: Offer[], open: Offer[], done: Offer[]): Generator<Offer[]> {
    if (open.length === 0 && done.length === 0) {
      yield [...set].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
      return;
    }
    const pivot = [...open, ...done].reduce((a, b) => (friendsOf(b).size > friendsOf(a).size ? b : a));
    let left = open;
    const seen = [...done];
    for (const offer of open.filter((candidate) => !friendsOf(pivot).has(candidate))) {
      const near = friendsOf(offer);
      yield* grow(
        [...set, offer],
        left.filter((other) => near.has(other)),
        seen.filter((other) => near.has(other)),
      );
      left = left.filter((other) => other !== offer);
      seen.push(offer);
    }
  }
  yield* grow([], [...offers], []);
}

/** All of the offers, applied one class after the other. */
export function applyOffers(offers: readonly Offer[], cart: StackCart): AppliedStack {
  const parts: StackPart[] = [];
  const left = [...cart.lines];

  const products = new Map<Offer, StackPart>();
  cart.lines.forEach((amount, line) => {
    const best = bestFor(
      offers,
      (offer) => valuesFor(offer.product, ({ lines }) => lines.includes(line)),
      amount,
    );
    if (!best) return;
    partOf(products, best.offer, 'product', cart.lines.length).minors[line] = best.minor;
    left[line] = amount - best.minor;
  });
  parts.push(...products.values());

  // each order discount is reckoned on the subtotal after product discounts, and takes at most what is left by then
  const base = [...left];
  for (const offer of offers) {
    for (const { value, excluded } of offer.order) {
      const open = base.map((minor, line) => (excluded.includes(line) ? 0 : minor));
      const room = open.map((minor, line) => (minor > 0 ? (left[line] ?? 0) : 0));
      const minor = Math.min(valueOff(value, total(open)), total(room));
      if (minor === 0) continue;
      const minors = spread(minor, room);
      minors.forEach((part, line) => (left[line] = (left[line] ?? 0) - part));
      parts.push({ offer, on: 'order', minors });
    }
  }

  // one delivery discount a delivery group: the best
  const deliveries = new Map<Offer, StackPart>();
  cart.deliveries.forEach((amount, group) => {
    const best = bestFor(
      offers,
      (offer) => valuesFor(offer.delivery, ({ groups }) => groups.includes(group)),
      amount,
    );
    if (best) partOf(deliveries, best.offer, 'delivery', cart.deliveries.length).minors[group] = best.minor;
  });
  parts.push(...deliveries.values());
  return { offers, parts, offMinor: total(parts.flatMap(({ minors }) => minors)) };
}

function valuesFor<S extends { value: Value }>(steps: readonly S[], isFor: (step: S) => boolean): Value[] {
  return steps.filter(isFor).map(({ value }) => value);
}

/** The offer that takes most off one amount; of equal ones the first, null when none takes anything. */
function bestFor(
  offers: readonly Offer[],
  valuesOf: (offer: Offer) => Value[],
  amount: number,
): { offer: Offer; minor: number } | null {
  let best: { offer: Offer; minor: number } | null = null;
  for (const offer of offers) {
    for (const value of valuesOf(offer)) {
      const minor = valueOff(value, amount);
      if (minor > (best?.minor ?? 0)) best = { offer, minor };
    }
  }
  return best;
}

function partOf(parts: Map<Offer, StackPart>, offer: Offer, on: StackPart['on'], length: number): StackPart {
  const known = parts.get(offer);
  if (known) return known;
  const part: StackPart = { offer, on, minors: Array.from({ length }, () => 0) };
  parts.set(offer, part);
  return part;
}

/** What a value takes off an amount: half a minor unit is rounded up, and it is never more than the amount. */
export function valueOff(value: Value, amountMinor: number): number {
  if (value.kind === 'amount') return Math.min(value.minor, amountMinor);
  const tenThousandths = BigInt(amountMinor) * BigInt(value.hundredths);
  return Math.min(Number((tenThousandths + 5_000n) / 10_000n), amountMinor);
}

/**
 * Divides an amount over lines in proportion to what they hold. What rounding down leaves goes, a minor unit each, to the
 * largest fractions, the earlier of equal ones. The parts sum to the amount, and none is more than its line holds as
 * long as the amount is not more than all of them.
 */
export function spread(minor: number, lines: readonly number[]): number[] {
  const whole = BigInt(total(lines));
  if (whole === 0n) return lines.map(() => 0);
  const shares = lines.map((held, line) => {
    const product = BigInt(minor) * BigInt(held);
    return { line, part: Number(product / whole), fraction: product % whole };
  });
  const missing = minor - total(shares.map(({ part }) => part));
  const raised = new Set(
    [...shares]
      .sort((a, b) => (a.fraction < b.fraction ? 1 : a.fraction > b.fraction ? -1 : a.line - b.line))
      .slice(0, missing)
      .map(({ line }) => line),
  );
  return shares.map(({ line, part }) => (raised.has(line) ? part + 1 : part));
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
