import { currencyExponent } from '../../app/loyalty/money';
import { decimal } from '../model/money';
import { inPresentment } from '../model/presentment';
import type { DevShop, Order, Refund, Transaction } from '../model/types';
import { gid, lineItem, partSet, postalAddress, shopTime, zeroSet, type Json } from './payload-parts';

/** The body of refunds/create, and each of `refunds` in an order. */
export function refundPayload(order: Order, refundId: number, shop: DevShop): Json {
  const refund = order.refunds.find(({ id }) => id === refundId);
  if (!refund) throw new Error(`Order ${order.id} has no refund ${refundId}.`);
  const createdAt = shopTime(refund.createdAt, shop.timeZone);
  return {
    id: refund.id,
    order_id: order.id,
    created_at: createdAt,
    note: refund.note,
    user_id: null,
    processed_at: createdAt,
    duties: [],
    total_duties_set: zeroSet(order),
    return: null,
    refund_shipping_lines: [],
    restock: refund.lines.length > 0,
    admin_graphql_api_id: gid('Refund', refund.id),
    order_adjustments: adjustments(order, refund),
    refund_line_items: refund.lines.map((returned) => refundLine(order, refund, returned)),
    transactions: order.transactions
      .filter(({ id }) => refund.transactionIds.includes(id))
      .map((transaction) => transactionPayload(order, transaction, shop)),
  };
}

function refundLine(order: Order, refund: Refund, returned: Refund['lines'][number]): Json {
  const line = order.lines.find(({ id }) => id === returned.lineId);
  if (!line) throw new Error(`Order ${order.id} has no line ${returned.lineId}.`);
  return {
    // Shopify gives these ids of their own; here they are made from what they join.
    id: refund.id * 1_000 + order.lines.indexOf(line),
    quantity: returned.quantity,
    line_item_id: line.id,
    location_id: null,
    restock_type: 'no_restock',
    subtotal: returned.subtotalMinor / 10 ** currencyExponent(order.currency),
    total_tax: 0,
    subtotal_set: partSet(order, returned, ({ subtotalMinor }) => subtotalMinor),
    total_tax_set: zeroSet(order),
    line_item: lineItem(line, order),
  };
}

/** Money given back beyond the lines; Shopify lists it as a negative adjustment. */
function adjustments(order: Order, refund: Refund): Json[] {
  const beyond = ({ amountMinor, lines }: Refund) =>
    amountMinor - lines.reduce((sum, { subtotalMinor }) => sum + subtotalMinor, 0);
  // read in both currencies: the refund's amount and its lines'
  const asPaid: Refund = { ...refund, ...refund.presentment, lines: refund.lines.map(inPresentment) };
  const both = { minor: beyond(refund), presentment: { minor: beyond(asPaid) } };
  if (both.minor === 0) return [];
  return [
    {
      id: refund.id * 1_000 + 999,
      order_id: order.id,
      refund_id: refund.id,
      kind: 'refund_discrepancy',
      reason: 'Refund discrepancy',
      amount: decimal(-both.minor, order.currency),
      amount_set: partSet(order, both, ({ minor }) => -minor),
      tax_amount: decimal(0, order.currency),
      tax_amount_set: zeroSet(order),
    },
  ];
}

function transactionPayload(order: Order, transaction: Transaction, shop: DevShop): Json {
  const createdAt = shopTime(transaction.createdAt, shop.timeZone);
  return {
    id: transaction.id,
    order_id: order.id,
    kind: transaction.kind,
    gateway: transaction.gateway,
    status: transaction.status,
    message: null,
    created_at: createdAt,
    test: order.test,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: transaction.parentId,
    processed_at: createdAt,
    device_id: null,
    error_code: null,
    source_name: order.sourceName,
    receipt: {},
    // money moved in the currency the buyer paid in, and is told in it
    amount: decimal(inPresentment(transaction).amountMinor, order.presentmentCurrency),
    currency: order.presentmentCurrency,
    payment_id: `${order.name}.1`,
    // This one money set names its currency `currency`, unlike all others.
    total_unsettled_set: {
      presentment_money: { amount: '0.0', currency: order.presentmentCurrency },
      shop_money: { amount: '0.0', currency: order.currency },
    },
    manual_payment_gateway: transaction.gateway === 'manual',
    amount_rounding: null,
    admin_graphql_api_id: gid('OrderTransaction', transaction.id),
  };
}

/** The body of fulfillments/create and fulfillments/update. */
export function fulfillmentPayload(order: Order, fulfillmentId: number, shop: DevShop): Json {
  const index = order.fulfillments.findIndex(({ id }) => id === fulfillmentId);
  const fulfillment = order.fulfillments[index];
  if (!fulfillment) throw new Error(`Order ${order.id} has no fulfillment ${fulfillmentId}.`);
  return {
    id: fulfillment.id,
    order_id: order.id,
    status: fulfillment.status,
    created_at: shopTime(fulfillment.createdAt, shop.timeZone),
    service: 'manual',
    updated_at: shopTime(fulfillment.deliveredAt ?? fulfillment.createdAt, shop.timeZone),
    tracking_company: null,
    shipment_status: fulfillment.deliveredAt ? 'delivered' : null,
    location_id: null,
    origin_address: null,
    email: order.email,
    destination: order.address ? postalAddress(order.address) : null,
    line_items: order.lines
      .filter(({ currentQuantity }) => currentQuantity > 0)
      .map((line) => lineItem(line, order)),
    tracking_number: null,
    tracking_numbers: [],
    tracking_url: null,
    tracking_urls: [],
    receipt: {},
    name: `${order.name}.${index + 1}`,
    admin_graphql_api_id: gid('Fulfillment', fulfillment.id),
  };
}
