import type { EventSubject } from '../model/events';
import { ordersOf } from '../model/customers';
import type { Customer, DiscountNode, Order, ShopState } from '../model/types';
import { orderPayload } from './order-payload';
import { customerCore, gid, optionalTime, shopTime, type Json } from './payload-parts';
import { productPayload } from './product-payload';
import { fulfillmentPayload, refundPayload } from './refund-payload';
import { shopPayload } from './shop-payload';

/** What an event is told with besides its document (EventSink.emit's `extra`). */
type Extra = Record<string, unknown>;
type Builder = (state: ShopState, subject: EventSubject, extra: Extra, nowIso: string) => Json;

const order: Builder = (state, { id }) => {
  const found = orderOf(state, id);
  const customer = found.customerId === null ? null : (state.get('customer', found.customerId) ?? null);
  return orderPayload(found, customer, state.shop);
};

const customer: Builder = (state, { id }) => {
  const found = customerOf(state, id);
  const core = customerCore(found, state.shop);
  return { ...core, addresses: core.default_address ? [core.default_address] : [] };
};

const BUILDERS: Record<string, Builder> = {
  'orders/create': order,
  'orders/updated': order,
  'orders/paid': order,
  'orders/fulfilled': order,
  'orders/cancelled': order,
  'orders/edited': orderEdited,
  'orders/delete': (_state, { id }) => ({ id }),
  'refunds/create': (state, { id }, { refundId }) =>
    refundPayload(orderOf(state, id), Number(refundId), state.shop),
  'fulfillments/create': (state, { id }, { fulfillmentId }) =>
    fulfillmentPayload(orderOf(state, id), Number(fulfillmentId), state.shop),
  'fulfillments/update': (state, { id }, { fulfillmentId }) =>
    fulfillmentPayload(orderOf(state, id), Number(fulfillmentId), state.shop),
  'customers/create': customer,
  'customers/update': customer,
  'customers/delete': (_state, { id }) => ({
    id,
    tax_exemptions: [],
    admin_graphql_api_id: gid('Customer', id),
  }),
  'customers/merge': (_state, { id }, { removedId }) => ({
    admin_graphql_api_customer_kept_id: gid('Customer', id),
    admin_graphql_api_customer_deleted_id: gid('Customer', Number(removedId)),
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  }),
  'customers_email_marketing_consent/update': (state, { id }) => {
    const { email, emailMarketing } = customerOf(state, id);
    return {
      customer_id: id,
      email_address: email,
      email_marketing_consent: {
        state: emailMarketing.state.toLowerCase(),
        opt_in_level: emailMarketing.optInLevel?.toLowerCase() ?? null,
        consent_updated_at: optionalTime(emailMarketing.consentUpdatedAt, state.shop.timeZone),
      },
    };
  },
  'customers/data_request': (state, { id }, { requestId }) => ({
    ...complianceCustomer(state, id),
    orders_requested: ordersOf(state, id).map((each) => each.id),
    data_request: { id: requestId },
  }),
  'customers/redact': (state, { id }) => ({
    ...complianceCustomer(state, id),
    orders_to_redact: ordersOf(state, id).map((each) => each.id),
  }),
  'products/create': (state, { id }) => {
    const product = state.get('product', id);
    if (!product) throw new Error(`There is no product ${id}.`);
    return productPayload(product, state.shop);
  },
  'products/delete': (_state, { id }) => ({ id }),
  'shop/redact': ({ shop }) => ({ shop_id: shop.id, shop_domain: shop.domain }),
  'shop/update': ({ shop }) => shopPayload(shop),
  'app/uninstalled': ({ shop }) => shopPayload(shop),
  'app/scopes_update': ({ shop }, _subject, { previous, current }, nowIso) => ({
    id: shop.id,
    shop_id: gid('Shop', shop.id),
    previous,
    current,
    updated_at: nowIso,
  }),
  'bulk_operations/finish': (state, { id }) => {
    const operation = state.get('bulkOperation', id);
    if (!operation) throw new Error(`There is no bulk operation ${id}.`);
    return {
      admin_graphql_api_id: gid('BulkOperation', id),
      completed_at: optionalTime(operation.completedAt, state.shop.timeZone),
      created_at: shopTime(operation.createdAt, state.shop.timeZone),
      error_code: operation.errorCode?.toLowerCase() ?? null,
      status: operation.status.toLowerCase(),
      type: operation.type.toLowerCase(),
    };
  },
  'discounts/create': discount,
  'discounts/update': discount,
  'discounts/delete': (state, { id }, { method }, nowIso) => ({
    admin_graphql_api_id: discountGid({ id, method: method === 'code' ? 'code' : 'automatic' }),
    deleted_at: shopTime(nowIso, state.shop.timeZone),
  }),
  'discounts/redeemcode_added': redeemCode,
  'discounts/redeemcode_removed': redeemCode,
};

/** Topics whose payload the dev store can build. */
export const TOPICS = Object.keys(BUILDERS);

/**
 * The JSON body of a topic, as Shopify shapes it.
 * @throws Error for a topic that is not built here: an event nobody could receive is a bug of the caller
 */
export function payloadOf(
  topic: string,
  state: ShopState,
  subject: EventSubject,
  extra: Extra,
  nowIso: string,
): Json {
  const build = BUILDERS[topic];
  if (!build) throw new Error(`DEV_STORE_NOT_IMPLEMENTED: no payload for the topic ${topic}.`);
  return build(state, subject, extra, nowIso);
}

function orderEdited(state: ShopState, { id }: EventSubject, extra: Extra, nowIso: string): Json {
  const edit = extra.edit as { id: number; additions: Delta[]; removals: Delta[] };
  const at = shopTime(nowIso, state.shop.timeZone);
  const deltas = (list: Delta[]) => list.map(({ lineId, delta }) => ({ id: lineId, delta }));
  return {
    order_edit: {
      id: edit.id,
      app_id: null,
      created_at: at,
      committed_at: at,
      notify_customer: false,
      order_id: id,
      staff_note: '',
      user_id: null,
      line_items: { additions: deltas(edit.additions), removals: deltas(edit.removals) },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}

interface Delta {
  lineId: number;
  delta: number;
}

function discount(state: ShopState, { id }: EventSubject, _extra: Extra, nowIso: string): Json {
  const node = state.get('discountNode', id);
  if (!node) throw new Error(`There is no discount ${id}.`);
  return {
    admin_graphql_api_id: discountGid(node),
    title: node.title,
    status: discountStatus(node, nowIso),
    created_at: shopTime(node.createdAt, state.shop.timeZone),
    updated_at: shopTime(node.updatedAt, state.shop.timeZone),
  };
}

function redeemCode(state: ShopState, { id }: EventSubject, extra: Extra, nowIso: string): Json {
  return {
    admin_graphql_api_id: gid('DiscountCodeNode', id),
    redeem_code: { id: gid('DiscountRedeemCode', Number(extra.codeId)), code: extra.code },
    updated_at: nowIso,
  };
}

const discountGid = ({ id, method }: Pick<DiscountNode, 'id' | 'method'>): string =>
  gid(method === 'code' ? 'DiscountCodeNode' : 'DiscountAutomaticNode', id);

function discountStatus({ startsAt, endsAt }: DiscountNode, nowIso: string): string {
  if (startsAt > nowIso) return 'SCHEDULED';
  return endsAt !== null && endsAt <= nowIso ? 'EXPIRED' : 'ACTIVE';
}

function complianceCustomer(state: ShopState, id: number): Json {
  const { email, phone } = customerOf(state, id);
  return { shop_id: state.shop.id, shop_domain: state.shop.domain, customer: { id, email, phone } };
}

function orderOf(state: ShopState, id: number): Order {
  const found = state.get('order', id);
  if (!found) throw new Error(`There is no order ${id}.`);
  return found;
}

function customerOf(state: ShopState, id: number): Customer {
  const found = state.get('customer', id);
  if (!found) throw new Error(`There is no customer ${id}.`);
  return found;
}
