import { couponView, type Attempt, type CouponView } from '../../shared/coupon';
import { shopToday } from '../../shared/dates';
import { ownData, type MetafieldEntry, type ProgramCard } from '../../shared/metafields';
import { reasonOf } from '../../shared/reason';
import { nextTier, tierView, type NextTier, type TierView } from '../../shared/tiers';

/** What the checkout knows, without Shopify's signals around it. */
export interface CheckoutFacts {
  /** the signed-in buyer; null: a guest, whatever e-mail address was typed */
  customerId: string | null;
  metafields: readonly MetafieldEntry[];
  settings: Record<string, unknown>;
  /** of every discount on the order and its lines */
  discountTitles: readonly string[];
  codes: readonly string[];
  canUpdateCodes: boolean;
  attempt: Attempt | null;
  now: Date;
}
export interface CheckoutView {
  status: TierView | null;
  reason: string | null;
  coupon: CouponView | null;
  next: NextTier | null;
  card: ProgramCard | null;
}

/** What the block shows; null: nothing at all, as for every guest. */
export function checkoutView(facts: CheckoutFacts): CheckoutView | null {
  const { customerId, settings } = facts;
  if (customerId === null) return null;
  const data = ownData(facts.metafields, customerId);
  const today = shopToday(data, facts.now);
  const status = tierView(data, today);
  const view: CheckoutView = {
    status: settings['hide_standing'] === true ? null : status,
    reason: reasonOf(facts.discountTitles, data.card ? data.card.reasons : []),
    coupon: couponView(data, today, facts.codes, facts.canUpdateCodes, facts.attempt),
    next: settings['hide_next_tier'] === true ? null : nextTier(data, today, true),
    card: data.card,
  };
  return view.status || view.reason !== null || view.coupon || view.next ? view : null;
}
