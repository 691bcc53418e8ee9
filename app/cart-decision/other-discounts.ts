import type { DiscountClass } from '~/loyalty/program-rules';
import type { CombinesWith, Offer } from './stack';

/** The shop's other active discounts, as far as they can be reckoned without Shopify. Amounts: the shop's minor units. */

export interface OtherDiscount {
  id: string;
  title: string;
  /** a code must be entered */
  byCode: boolean;
  classes: DiscountClass[];
  combinesWith: CombinesWith;
  gives:
    | { kind: 'percentage'; hundredths: number }
    | { kind: 'amount'; minor: number }
    /** only for delivery that costs at most this; null: whatever it costs */
    | { kind: 'free-delivery'; mostMinor: number | null };
  /** of the goods, before discounts; 0 = none */
  minimumMinor: number;
}

/** A discount that stands in the shop and is not part of the figure, and why. */
export interface NotCounted {
  title: string;
  reason: 'app' | 'buy-x-get-y' | 'quantity' | 'subscription-only' | 'unknown';
}

export interface OtherDiscounts {
  counted: OtherDiscount[];
  notCounted: NotCounted[];
  /** there are more than were read */
  more: boolean;
}

/** What it gives to an example cart of one line, whose customer and goods it is taken to be for. Empty below its minimum. */
export function offerOf(other: OtherDiscount, cart: { goodsMinor: number; deliveryMinor: number }): Offer {
  const offer: Offer = {
    id: other.id,
    byCode: other.byCode,
    combinesWith: other.combinesWith,
    product: [],
    order: [],
    delivery: [],
  };
  if (cart.goodsMinor < other.minimumMinor) return offer;
  const { gives } = other;
  const message = other.title;
  if (gives.kind === 'free-delivery') {
    if (gives.mostMinor === null || cart.deliveryMinor <= gives.mostMinor) {
      offer.delivery.push({ value: { kind: 'percentage', hundredths: 10_000 }, message, groups: [0] });
    }
  } else if (other.classes.includes('PRODUCT')) {
    offer.product.push({ value: gives, message, lines: [0] });
  } else {
    offer.order.push({ value: gives, message, excluded: [] });
  }
  return offer;
}

/** So few can be tried in every combination. */
const FEW = 10;

/**
 * Without those that another one beats in every stack, where there are many: of discounts of one class with the same switches
 * the largest percentage and the largest amount are enough, unless several of them may stand together.
 */
export function withoutBeaten(offers: readonly Offer[]): Offer[] {
  return offers.length > FEW ? largest(offers) : [...offers];
}

function largest(offers: readonly Offer[]): Offer[] {
  const kept = new Map<string, Offer>();
  const together: Offer[] = [];
  for (const offer of offers) {
    const step = offer.product[0] ?? offer.order[0] ?? offer.delivery[0];
    if (!step) continue;
    if (offer.order.length > 0 && offer.combinesWith.orderDiscounts) {
      together.push(offer);
      continue;
    }
    const { orderDiscounts, productDiscounts, shippingDiscounts } = offer.combinesWith;
    const target = offer.product.length > 0 ? 'product' : offer.order.length > 0 ? 'order' : 'delivery';
    const key = [target, step.value.kind, orderDiscounts, productDiscounts, shippingDiscounts].join();
    const rival = kept.get(key);
    if (!rival || strength(offer) > strength(rival)) kept.set(key, offer);
  }
  return [...kept.values(), ...together];
}

function strength({ product, order, delivery }: Offer): number {
  const value = (product[0] ?? order[0] ?? delivery[0])?.value;
  if (!value) return 0;
  return value.kind === 'percentage' ? value.hundredths : value.minor;
}
