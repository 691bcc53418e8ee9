import { z } from 'zod';
import { hashEmail } from '~/email-hash.server';
import { isSubscriptionRenewal } from '~/loyalty/fold';
import { parseMoney } from '~/loyalty/money';
import { withArrival, type FinancialStatus, type OrderFacts } from '~/loyalty/order-facts';

/** An order as the Admin API writes it, in a bulk result's line or a page of `orders`. */
const orderNode = z.object({
  id: z.string().regex(/^gid:\/\/shopify\/Order\/\d+$/),
  name: z.string().nullish(),
  processedAt: z.iso.datetime({ offset: true }),
  updatedAt: z.iso.datetime({ offset: true }),
  cancelledAt: z.iso.datetime({ offset: true }).nullish(),
  sourceName: z.string().nullish(),
  test: z.boolean(),
  tags: z.array(z.string()).nullish(),
  discountCodes: z.array(z.string()).nullish(),
  customerLocale: z.string().nullish(),
  email: z.string().nullish(),
  displayFinancialStatus: z.string().nullish(),
  displayFulfillmentStatus: z.string().nullish(),
  // a bulk operation that an earlier version started does not have them
  fulfillments: z.array(z.object({ status: z.string(), displayStatus: z.string().nullish() })).nullish(),
  currentTotalPriceSet: z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) }),
  totalRefundedSet: z.object({ shopMoney: z.object({ amount: z.string() }) }),
  // a bulk operation that an earlier version started does not have it
  currentTotalDiscountsSet: z.object({ shopMoney: z.object({ amount: z.string() }) }).nullish(),
  customer: z.object({ id: z.string() }).nullish(),
  purchasingEntity: z.object({ __typename: z.string() }).nullish(),
});

const FINANCIAL: ReadonlySet<string> = new Set<FinancialStatus>([
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
  'expired',
]);

/** The webhooks' words; Shopify's API knows more states, none of which matters to a rule. */
const FULFILLMENT: Readonly<Record<string, string>> = {
  FULFILLED: 'fulfilled',
  PARTIALLY_FULFILLED: 'partial',
  RESTOCKED: 'restocked',
};

/** @returns the facts, or null when this is no order (a child line, another object) */
export function factsOfNode(node: unknown, emailHashKey: string): OrderFacts | null {
  const result = orderNode.safeParse(node);
  if (!result.success) return null;
  const order = result.data;
  const currency = order.currentTotalPriceSet.shopMoney.currencyCode;
  const refundedMinor = parseMoney(order.totalRefundedSet.shopMoney.amount, currency);
  const financial = (order.displayFinancialStatus ?? 'PENDING').toLowerCase();
  const source = order.sourceName ?? 'web';
  return {
    orderId: numeric(order.id),
    name: order.name ?? null,
    shopifyCustomerId: order.customer ? numeric(order.customer.id) : null,
    emailHash: hashEmail(order.email, emailHashKey),
    processedAt: instant(order.processedAt),
    factsAt: instant(order.updatedAt),
    source,
    currency,
    // the current total is after edits and refunds: put back what was refunded
    totalMinor: parseMoney(order.currentTotalPriceSet.shopMoney.amount, currency) + refundedMinor,
    refundedMinor,
    discountMinor: parseMoney(order.currentTotalDiscountsSet?.shopMoney.amount ?? '0', currency),
    financialStatus: FINANCIAL.has(financial) ? (financial as FinancialStatus) : 'pending',
    fulfillmentStatus: fulfillmentStatus(order),
    cancelledAt: order.cancelledAt ? instant(order.cancelledAt) : null,
    deletedAt: null,
    test: order.test,
    b2b: order.purchasingEntity?.__typename === 'PurchasingCompany',
    subscriptionRenewal: isSubscriptionRenewal(source),
    tags: order.tags ?? [],
    discountCodes: order.discountCodes ?? [],
    locale: order.customerLocale || null,
  };
}

function fulfillmentStatus(order: z.output<typeof orderNode>): string | null {
  const parcels = (order.fulfillments ?? []).map(({ status, displayStatus }) => ({
    status: status.toLowerCase(),
    shipment: displayStatus?.toLowerCase() ?? null,
  }));
  return withArrival(FULFILLMENT[order.displayFulfillmentStatus ?? ''] ?? null, parcels);
}

function numeric(globalId: string): string {
  return globalId.slice(globalId.lastIndexOf('/') + 1);
}

/** "2026-11-22T10:00:00Z", as Shopify writes it, by the short way. */
function instant(text: string): string {
  return text.length === 20 && text.endsWith('Z')
    ? `${text.slice(0, 19)}.000Z`
    : new Date(text).toISOString();
}
