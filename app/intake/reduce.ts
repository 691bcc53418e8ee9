import { z } from 'zod';
import { isSubscriptionRenewal } from '~/loyalty/fold';
import { parseMoney } from '~/loyalty/money';
import { withArrival, type FinancialStatus, type OrderFacts } from '~/loyalty/order-facts';
import type { InboxFacts, Topic } from '~/loyalty/inbox-facts';

/** Ids are text from here on: some are larger than a double can hold (see parse-json.ts). */
const id = z.union([z.string().regex(/^\d+$/), z.int().nonnegative().transform(String)]);
const gid = z.string().regex(/^gid:\/\/shopify\/\w+\/\d+$/);
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const amount = z.union([z.string(), z.number()]);
const money = z.object({ shop_money: z.object({ amount }) });

const FINANCIAL = [
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
  'expired',
] as const satisfies readonly FinancialStatus[];

const transaction = z.object({
  kind: z.string(),
  status: z.string(),
  amount,
  currency: z.string().nullish(),
});

/** The fields that we read of an order's payload; everything else, all of it personal, is dropped here. */
const orderPayload = z.object({
  id,
  admin_graphql_api_id: gid.nullish(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  customer: z.object({ id, admin_graphql_api_id: gid.nullish() }).nullish(),
  created_at: instant,
  processed_at: instant.nullish(),
  updated_at: instant,
  cancelled_at: instant.nullish(),
  source_name: z.string().nullish(),
  currency: z.string().length(3),
  current_total_price: amount.nullish(),
  total_price: amount,
  current_total_discounts: amount.nullish(),
  total_discounts: amount.nullish(),
  total_price_set: z
    .object({
      shop_money: z.object({ amount }),
      presentment_money: z.object({ amount, currency_code: z.string() }),
    })
    .nullish(),
  financial_status: z.enum(FINANCIAL).nullish(),
  fulfillment_status: z.string().nullish(),
  fulfillments: z
    .array(z.object({ status: z.string().nullish(), shipment_status: z.string().nullish() }))
    .nullish(),
  test: z.boolean().nullish(),
  tags: z.string().nullish(),
  company: z.unknown().optional(),
  customer_locale: z.string().nullish(),
  discount_codes: z.array(z.object({ code: z.string() })).nullish(),
  refunds: z
    .array(z.object({ transactions: z.array(transaction.extend({ amount_set: money.nullish() })).nullish() }))
    .nullish(),
});

type OrderPayload = z.output<typeof orderPayload>;

export interface ReduceContext {
  topic: Topic;
  /** instant of X-Shopify-Triggered-At, or of receipt */
  triggeredAt: string;
  hashEmail(email: string | null | undefined): string | null;
}

/**
 * Payload -> facts. @returns null when it is not what the topic promises
 * @throws MalformedAmount for an amount that is none
 */
export function reducePayload(payload: unknown, context: ReduceContext): InboxFacts | null {
  const { topic, triggeredAt } = context;
  switch (topic) {
    case 'orders/create':
    case 'orders/updated':
    case 'orders/paid':
    case 'orders/cancelled':
    case 'orders/fulfilled':
      return given(orderPayload, payload, (order) => ({ type: 'order', order: orderFacts(order, context) }));
    case 'orders/edited':
      return given(z.object({ order_edit: z.object({ order_id: id }) }), payload, ({ order_edit: edit }) => ({
        type: 'order-noted',
        orderId: edit.order_id,
      }));
    case 'refunds/create':
      return given(z.object({ order_id: id }), payload, (refund) => ({
        type: 'order-noted',
        orderId: refund.order_id,
      }));
    case 'orders/delete':
      return given(z.object({ id }), payload, (order) => ({
        type: 'order-deleted',
        orderId: order.id,
        at: triggeredAt,
      }));
    case 'customers/merge':
      return mergeFacts(payload);
    case 'customers/delete':
      return given(z.object({ id, admin_graphql_api_id: gid.nullish() }), payload, (customer) => ({
        type: 'customer-deleted',
        customerId: exactId(customer),
      }));
    case 'customers/redact':
      return given(
        complianceCustomer.extend({ orders_to_redact: z.array(id).nullish() }),
        payload,
        (request) => ({
          type: 'customer-redact',
          customerId: request.customer?.id ?? null,
          emailHash: context.hashEmail(request.customer?.email),
          orderIds: request.orders_to_redact ?? [],
          at: triggeredAt,
        }),
      );
    case 'customers/data_request':
      return given(
        complianceCustomer.extend({
          orders_requested: z.array(id).nullish(),
          data_request: z.object({ id }).nullish(),
        }),
        payload,
        (request) => ({
          type: 'customer-data-request',
          customerId: request.customer?.id ?? null,
          requestId: request.data_request?.id ?? null,
          orderIds: request.orders_requested ?? [],
        }),
      );
    case 'shop/redact':
      return given(z.object({}), payload, () => ({ type: 'shop-redact' }));
    case 'app/uninstalled':
      return given(z.object({}), payload, () => ({ type: 'app-uninstalled', at: triggeredAt }));
    case 'app/scopes_update':
      return given(z.object({ current: z.array(z.string()) }), payload, ({ current }) => ({
        type: 'scopes-updated',
        scopes: current,
      }));
    case 'shop/update':
      return given(z.object({}), payload, () => ({ type: 'shop-updated' }));
  }
}

const complianceCustomer = z.object({
  customer: z.object({ id: id.nullish(), email: z.string().nullish() }).nullish(),
});

const mergePayload = z.object({
  admin_graphql_api_customer_kept_id: gid,
  admin_graphql_api_customer_deleted_id: gid.nullish(),
  status: z.string(),
});

/** A merge is announced when it starts and again when it ends; only a completed one counts. */
function mergeFacts(payload: unknown): InboxFacts | null {
  return given(mergePayload, payload, (merge) => {
    const keptId = numeric(merge.admin_graphql_api_customer_kept_id);
    const deleted = merge.admin_graphql_api_customer_deleted_id;
    const completed = merge.status.toLowerCase() === 'completed';
    return { type: 'customers-merged', keptId, deletedId: completed && deleted ? numeric(deleted) : keptId };
  });
}

function given<T>(
  schema: z.ZodType<T>,
  payload: unknown,
  reduce: (value: T) => InboxFacts,
): InboxFacts | null {
  const result = schema.safeParse(payload);
  return result.success ? reduce(result.data) : null;
}

function orderFacts(order: OrderPayload, context: ReduceContext): OrderFacts {
  const { currency } = order;
  const refundedMinor = refunded(order);
  const source = order.source_name ?? 'web';
  return {
    orderId: exactId(order),
    name: order.name ?? null,
    shopifyCustomerId: order.customer ? exactId(order.customer) : null,
    // the same field as the bulk import reads, so that both ways join the same people
    emailHash: context.hashEmail(order.email),
    processedAt: order.processed_at ?? order.created_at,
    factsAt: order.updated_at,
    source,
    currency,
    // current_total_price is after edits and refunds, as currentTotalPriceSet is: put back what was refunded
    totalMinor: parseMoney(order.current_total_price ?? order.total_price, currency) + refundedMinor,
    refundedMinor,
    // the current ones are of what is left after edits, returns and refunds, as currentTotalDiscountsSet are
    discountMinor: parseMoney(order.current_total_discounts ?? order.total_discounts ?? '0', currency),
    financialStatus: order.financial_status ?? 'pending',
    fulfillmentStatus: fulfillmentStatus(order),
    cancelledAt: order.cancelled_at ?? null,
    deletedAt: null,
    test: order.test ?? false,
    b2b: order.company !== null && order.company !== undefined,
    subscriptionRenewal: isSubscriptionRenewal(source),
    tags: (order.tags ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    discountCodes: (order.discount_codes ?? []).map((discount) => discount.code),
    locale: order.customer_locale || null,
  };
}

function fulfillmentStatus({ fulfillment_status, fulfillments }: OrderPayload): string | null {
  const parcels = (fulfillments ?? []).map(({ status, shipment_status }) => ({
    status: status ?? null,
    shipment: shipment_status ?? null,
  }));
  return withArrival(fulfillment_status ?? null, parcels);
}

/** Successful refund transactions in the shop's currency. */
function refunded(order: OrderPayload): number {
  const transactions = (order.refunds ?? []).flatMap((refund) => refund.transactions ?? []);
  return transactions
    .filter((entry) => entry.kind === 'refund' && entry.status === 'success')
    .reduce((sum, entry) => sum + refundInShopCurrency(entry, order), 0);
}

type RefundTransaction = z.output<typeof transaction> & { amount_set?: z.output<typeof money> | null };

/** A transaction's amount may be in the buyer's currency; then the order's own rate brings it back. */
function refundInShopCurrency(entry: RefundTransaction, order: OrderPayload): number {
  if (entry.amount_set) return parseMoney(entry.amount_set.shop_money.amount, order.currency);
  const inShopCurrency = !entry.currency || entry.currency === order.currency;
  if (inShopCurrency || !order.total_price_set) return parseMoney(entry.amount, order.currency);
  const { shop_money: shop, presentment_money: presentment } = order.total_price_set;
  const presentmentTotal = parseMoney(presentment.amount, presentment.currency_code);
  if (presentmentTotal === 0) return 0;
  const part = parseMoney(entry.amount, entry.currency ?? presentment.currency_code);
  const total = parseMoney(shop.amount, order.currency);
  return Number(
    (BigInt(part) * BigInt(total) * 2n + BigInt(presentmentTotal)) / (BigInt(presentmentTotal) * 2n),
  );
}

/** The gid holds every digit, the JSON number may not. */
function exactId(resource: { id: string; admin_graphql_api_id?: string | null }): string {
  return resource.admin_graphql_api_id ? numeric(resource.admin_graphql_api_id) : resource.id;
}

function numeric(globalId: string): string {
  return globalId.slice(globalId.lastIndexOf('/') + 1);
}
