import { couponView, type CouponView } from '../../shared/coupon';
import { shopToday } from '../../shared/dates';
import { numericId, ownData, type MetafieldEntry } from '../../shared/metafields';

export interface OrderFacts {
  /** the signed-in buyer; null: a guest */
  customerId: string | null;
  /** null: not known (yet) */
  orderId: string | null;
  /** as Shopify counts; null where it does not say so */
  isFirstOrder: boolean | null;
  metafields: readonly MetafieldEntry[];
  settings: Record<string, unknown>;
  now: Date;
}
export interface Thanks {
  /** `round`: a round number of orders, `years`: the day of the first order, years later */
  kind: 'first' | 'repeat' | 'round' | 'years';
  /** which order it is, how many years it was; 0 for the other kinds */
  number: number;
}
export interface ThanksView {
  thanks: Thanks;
  coupon: CouponView | null;
  anniversary: { date: string; years: number } | null;
  /** address to ask about consent; null: not to be asked */
  consentAt: string | null;
}

const ROUND_ORDERS = [5, 10, 25, 50, 100];

/** The thank-you after an order; null for a guest, since even "welcome back" would tell about an e-mail address. */
export function thanksView(facts: OrderFacts): ThanksView | null {
  const { customerId, orderId, isFirstOrder, settings } = facts;
  if (customerId === null) return null;
  const data = ownData(facts.metafields, customerId);
  const { standing, dossier } = data;
  const today = shopToday(data, facts.now);
  const ordinal = ordinalOf(
    orderId,
    isFirstOrder,
    dossier ? dossier.ordinals : {},
    standing ? standing.orders : null,
  );
  const anniversary = dossier && dossier.anniversary;
  const coupon = couponView(data, today, [], true, null);
  return {
    thanks:
      ordinal === 1
        ? { kind: 'first', number: 0 }
        : anniversary && anniversary.date === today
          ? { kind: 'years', number: anniversary.years }
          : ordinal !== null && roundOrders(settings['round_orders']).includes(ordinal)
            ? { kind: 'round', number: ordinal }
            : { kind: 'repeat', number: 0 },
    coupon: coupon && coupon.state === 'open' ? coupon : null,
    consentAt: data.card && data.card.consentAt,
    anniversary:
      anniversary && anniversary.date > today && settings['hide_anniversary'] !== true ? anniversary : null,
  };
}

/**
 * Which order of the customer it is. Right after it was placed our count may or may not hold it yet: the dossier names the
 * orders it holds, so that one is never counted twice.
 */
function ordinalOf(
  orderId: string | null,
  isFirstOrder: boolean | null,
  ordinals: Record<string, number>,
  ordersBefore: number | null,
): number | null {
  const known = orderId === null ? undefined : ordinals[numericId(orderId)];
  if (known !== undefined) return known;
  // only the thank-you page says whether it is the first: there the order is new
  if (isFirstOrder === null) return null;
  if (isFirstOrder) return 1;
  return ordersBefore === null || ordersBefore === 0 ? null : ordersBefore + 1;
}

/** Numbers above 1 of the merchant's list; ours when there is none. */
function roundOrders(setting: unknown): number[] {
  const own = (typeof setting === 'string' ? setting : '')
    .slice(0, 200)
    .split(/\D+/)
    .map(Number)
    .filter((number) => number > 1);
  return own.length > 0 ? own : ROUND_ORDERS;
}
