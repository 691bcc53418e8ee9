import type { OtherDiscounts } from '~/cart-decision/other-discounts';
import { readOtherDiscounts } from '~/effects/read-other-discounts';
import { inTime } from './in-time.server';
import type { Merchant } from './merchant.server';

/** So long one reading is good: while a merchant types, the shop's other discounts hardly change. */
const KEEP_MS = 30_000;
/** shops whose reading is kept; the oldest goes first */
const MOST_SHOPS = 500;

interface Kept {
  readAt: number;
  discounts: Promise<OtherDiscounts | null>;
}
const kept = new WeakMap<object, Map<string, Kept>>();

/** @returns null when Shopify did not answer in time: the figure then comes without them, and says so */
export async function otherDiscountsOf(
  { services, shop }: Merchant,
  currency: string,
): Promise<OtherDiscounts | null> {
  const shops = kept.get(services) ?? new Map<string, Kept>();
  kept.set(services, shops);
  const now = performance.now();
  const known = shops.get(shop);
  if (known && now - known.readAt < KEEP_MS) return inTime(known.discounts);
  const discounts = readOtherDiscounts(services, { shop, currency }).then(
    (answer) => {
      if (answer.ok) return answer.discounts;
      services.log.warn({ shop, kind: answer.kind }, 'other discounts are not available');
      shops.delete(shop);
      return null;
    },
    (error: unknown) => {
      shops.delete(shop);
      throw error;
    },
  );
  shops.delete(shop);
  shops.set(shop, { readAt: now, discounts });
  const [oldest] = shops.keys();
  if (shops.size > MOST_SHOPS && oldest !== undefined) shops.delete(oldest);
  return inTime(discounts);
}
