import { classify } from '~/loyalty/classify';
import type { CustomerFold } from '~/loyalty/fold';
import type { ShopContext } from './shop-context.server';

/** What the ledger derives of a customer: columns of ledger_customer. */
export interface CustomerRow {
  id: string;
  shopify_customer_id: string | null;
  locale: string | null;
  order_count: number;
  qualifying_count: number;
  net_spend_minor: number;
  saved_minor: number;
  first_qualifying_at: string | null;
  first_qualifying_date: string | null;
  anniversary_day: string | null;
  last_qualifying_at: string | null;
  segment: string;
  tier_key: string | null;
  tier_until: string | null;
}

interface LocatedOrder {
  orderId: string;
  processedAt: string;
  locale: string | null;
}

/** @param shopifyCustomerId the current Shopify record of the customer, if there is one */
export function customerRow(
  id: string,
  shopifyCustomerId: string | null,
  fold: CustomerFold,
  orders: readonly LocatedOrder[],
  context: Pick<ShopContext, 'program' | 'today'>,
): CustomerRow {
  const { segment, tier, tierUntil } = classify(fold, context.program, context.today);
  const date = fold.firstQualifying?.date ?? null;
  return {
    id,
    shopify_customer_id: shopifyCustomerId,
    locale: latestLocale(orders),
    order_count: fold.orderCount,
    qualifying_count: fold.qualifyingCount,
    net_spend_minor: fold.netSpendMinor,
    saved_minor: fold.savedMinor,
    first_qualifying_at: fold.firstQualifying?.at ?? null,
    first_qualifying_date: date,
    anniversary_day: date?.slice(5) ?? null,
    last_qualifying_at: fold.lastQualifying?.at ?? null,
    segment,
    tier_key: tier?.key ?? null,
    tier_until: tierUntil,
  };
}

function latestLocale(orders: readonly LocatedOrder[]): string | null {
  let latest: LocatedOrder | null = null;
  for (const order of orders) {
    if (order.locale === null) continue;
    const later = latest === null || order.processedAt > latest.processedAt;
    if (later || (order.processedAt === latest?.processedAt && order.orderId > latest.orderId))
      latest = order;
  }
  return latest?.locale ?? null;
}
