import { toDecimal } from '../../app/loyalty/money';
import type { DiscountApplication, DiscountNode } from '../model/types';
import { isEntitled } from './native';
import { allocate, productReductions, reduce } from './reduction';
import type { CartLine, DeliveryOption, DeliveryStep, Offer, ProductStep, Value } from './types';

export interface Applied {
  offers: Offer[];
  applications: DiscountApplication[];
  /** per cart line, in the cart's order */
  allocations: { amountMinor: number; applicationIndex: number }[][];
  /** per delivery option, in their order */
  deliveryDiscounts: { amountMinor: number; applicationIndex: number | null }[];
  /** what it takes off lines and the selected delivery options */
  worthMinor: number;
}

interface Cart {
  lines: CartLine[];
  options: DeliveryOption[];
  /** one a delivery group */
  selectedHandles: ReadonlySet<string>;
  currency: string;
}

/** More offers than this are not tried in every combination but added best first. */
const EXHAUSTIVE_LIMIT = 12;

/**
 * The best set of offers that may stand together, applied to the cart. Two offers may when each one's `combinesWith`
 * admits every class that the other one gives here. Of equally good sets the one with more codes wins, then the larger, then the earlier.
 */
export function bestCombination(offers: Offer[], cart: Cart): Applied {
  const useful = offers.filter((offer) => classesOf(offer).length > 0);
  const sets = useful.length <= EXHAUSTIVE_LIMIT ? compatibleSets(useful) : greedySets(useful, cart);
  let best = applyOffers([], cart);
  for (const set of sets) {
    const applied = applyOffers(set, cart);
    const more =
      applied.worthMinor - best.worthMinor ||
      codesIn(applied) - codesIn(best) ||
      applied.offers.length - best.offers.length;
    if (more > 0) best = applied;
  }
  return best;
}

function codesIn({ offers }: Applied): number {
  return offers.filter((offer) => offer.code !== null).length;
}

function compatibleSets(offers: Offer[]): Offer[][] {
  let sets: Offer[][] = [[]];
  for (const offer of offers) {
    const grown = sets
      .filter((set) => set.every((other) => mayCombine(offer, other)))
      .map((set) => [...set, offer]);
    sets = [...sets, ...grown];
  }
  return sets;
}

function greedySets(offers: Offer[], cart: Cart): Offer[][] {
  const byWorth = offers
    .map((offer) => ({ offer, worth: applyOffers([offer], cart).worthMinor }))
    .sort((a, b) => b.worth - a.worth);
  return byWorth.map((first) =>
    byWorth.reduce<Offer[]>(
      (set, { offer }) =>
        set.every((other) => other !== offer && mayCombine(offer, other)) ? [...set, offer] : set,
      [first.offer],
    ),
  );
}

type DiscountClass = DiscountNode['discountClasses'][number];

function classesOf(offer: Offer): DiscountClass[] {
  const classes: DiscountClass[] = [];
  if (offer.product.length > 0) classes.push('PRODUCT');
  if (offer.order.length > 0) classes.push('ORDER');
  if (offer.delivery.length > 0) classes.push('SHIPPING');
  return classes;
}

export function mayCombine(a: Offer, b: Offer): boolean {
  return admits(a.node, classesOf(b)) && admits(b.node, classesOf(a));
}

function admits({ combinesWith }: DiscountNode, classes: DiscountClass[]): boolean {
  const flags = {
    PRODUCT: combinesWith.productDiscounts,
    ORDER: combinesWith.orderDiscounts,
    SHIPPING: combinesWith.shippingDiscounts,
  };
  return classes.every((name) => flags[name]);
}

/** Product discounts first, then order discounts on what is left, then delivery. */
function applyOffers(offers: Offer[], cart: Cart): Applied {
  const applications: DiscountApplication[] = [];
  const allocations: Applied['allocations'] = cart.lines.map(() => []);
  const left = cart.lines.map((line) => line.totalMinor);
  const take = (line: number, amountMinor: number, applicationIndex: number): void => {
    if (amountMinor === 0) return;
    allocations[line]?.push({ amountMinor, applicationIndex });
    left[line] = (left[line] ?? 0) - amountMinor;
  };

  const products = offers.flatMap((offer) =>
    offer.product.map((step) => ({ offer, step, amounts: entitledReductions(offer.node, step, cart.lines) })),
  );
  const used = new Map<object, number>();
  const applicationOf = (step: object, make: () => DiscountApplication): number => {
    const known = used.get(step) ?? applications.push(make()) - 1;
    used.set(step, known);
    return known;
  };
  cart.lines.forEach((_line, index) => {
    // one product discount a line: the best one
    const best = products.reduce<(typeof products)[number] | null>(
      (known, candidate) =>
        (candidate.amounts[index] ?? 0) > (known?.amounts[index] ?? 0) ? candidate : known,
      null,
    );
    if (!best) return;
    const application = applicationOf(best.step, () =>
      productApplication(best.offer, best.step, cart.currency),
    );
    take(index, best.amounts[index] ?? 0, application);
  });

  // every order discount is reckoned on the subtotal after product discounts, and takes at most what is left by then
  const afterProducts = [...left];
  for (const offer of offers) {
    for (const step of offer.order) {
      const weights = cart.lines.map((line, index) =>
        step.excludedLines.has(line.gid) || !isEntitled(offer.node, line) ? 0 : (afterProducts[index] ?? 0),
      );
      const wanted = reduce(step.value, sum(weights));
      const amount = Math.min(
        wanted,
        sum(weights.map((weight, index) => (weight > 0 ? (left[index] ?? 0) : 0))),
      );
      if (amount === 0) continue;
      const application =
        applications.push(orderApplication(offer, step.value, step.message, cart.currency)) - 1;
      const parts = allocate(
        amount,
        weights.map((weight, index) => (weight > 0 ? Math.min(weight, left[index] ?? 0) : 0)),
      );
      parts.forEach((part, index) => take(index, part, application));
    }
  }

  const deliveryDiscounts = cart.options.map((option) => {
    const { amountMinor, given } = bestDelivery(offers, option);
    // only the options that are taken become part of the order
    const isTaken = given && cart.selectedHandles.has(option.handle);
    const applicationIndex = isTaken
      ? applicationOf(given.step, () => deliveryApplication(given, cart.currency))
      : null;
    return { amountMinor, applicationIndex };
  });
  const onDelivery = sum(
    deliveryDiscounts
      .filter(({ applicationIndex }) => applicationIndex !== null)
      .map(({ amountMinor }) => amountMinor),
  );
  const onLines = sum(allocations.flat().map((allocation) => allocation.amountMinor));
  return { offers, applications, allocations, deliveryDiscounts, worthMinor: onLines + onDelivery };
}

interface GivenDelivery {
  offer: Offer;
  step: DeliveryStep;
}

/** One delivery discount an option: the best one. */
function bestDelivery(
  offers: Offer[],
  option: DeliveryOption,
): { amountMinor: number; given: GivenDelivery | null } {
  let best: { amountMinor: number; given: GivenDelivery | null } = { amountMinor: 0, given: null };
  for (const offer of offers) {
    for (const step of offer.delivery) {
      if (!step.groups.has(option.groupId) && !step.handles.has(option.handle)) continue;
      const amountMinor = reduce(step.value, option.priceMinor);
      if (amountMinor > best.amountMinor) best = { amountMinor, given: { offer, step } };
    }
  }
  return best;
}

/** What a step takes off each line of the cart; nothing off lines that the discount is not for. */
function entitledReductions(node: DiscountNode, step: ProductStep, lines: CartLine[]): number[] {
  const entitled = lines.filter((line) => isEntitled(node, line));
  const amounts = productReductions(step, entitled);
  return lines.map((line) => amounts[entitled.indexOf(line)] ?? 0);
}

function base(offer: Offer, value: Value, message: string | null, currency: string) {
  return {
    type: offer.code === null ? ('automatic' as const) : ('discount_code' as const),
    title: message ?? offer.node.title,
    code: offer.code,
    valueType: value.kind === 'percentage' ? ('percentage' as const) : ('fixed_amount' as const),
    value:
      value.kind === 'percentage'
        ? percentageText(value.hundredths)
        : amountText(value.amountMinor, currency),
    discountNodeId: offer.node.id,
  };
}

function orderApplication(
  offer: Offer,
  value: Value,
  message: string | null,
  currency: string,
): DiscountApplication {
  return {
    ...base(offer, value, message, currency),
    targetType: 'line_item',
    targetSelection: 'all',
    allocationMethod: 'across',
  };
}

function productApplication(offer: Offer, step: ProductStep, currency: string): DiscountApplication {
  return {
    ...base(offer, step.value, step.message, currency),
    targetType: 'line_item',
    targetSelection: 'entitled',
    allocationMethod: step.value.kind === 'fixed' && step.value.each ? 'each' : 'across',
  };
}

function deliveryApplication({ offer, step }: GivenDelivery, currency: string): DiscountApplication {
  return {
    ...base(offer, step.value, step.message, currency),
    targetType: 'shipping_line',
    targetSelection: 'entitled',
    allocationMethod: 'each',
  };
}

/** "10.0", "7.5", as Shopify's orders write percentages */
function percentageText(hundredths: number): string {
  return (hundredths / 100).toFixed(2).replace(/0$/, '');
}

function amountText(amountMinor: number, currency: string): string {
  return toDecimal(amountMinor, currency);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
