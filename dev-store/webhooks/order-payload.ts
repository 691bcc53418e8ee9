import { decimal } from '../model/money';
import { currentDiscountsMinor } from '../model/order-money';
import { shippingLinesOf } from '../model/presentment';
import { paidMinor } from '../model/refunds';
import type { Customer, DevShop, DiscountApplication, Order, ShippingLine } from '../model/types';
import { fulfillmentPayload, refundPayload } from './refund-payload';
import {
  currentLineMinor,
  customerCore,
  gid,
  lineItem,
  optionalTime,
  orderSet,
  partSet,
  postalAddress,
  shopTime,
  zeroSet,
  type Json,
} from './payload-parts';

/** The body of orders/create, orders/updated, orders/paid, orders/fulfilled and orders/cancelled. */
export function orderPayload(order: Order, customer: Customer | null, shop: DevShop): Json {
  return {
    id: order.id,
    admin_graphql_api_id: gid('Order', order.id),
    app_id: order.sourceName === 'web' ? 580111 : null,
    browser_ip: null,
    buyer_accepts_marketing: customer?.emailMarketing.state === 'SUBSCRIBED',
    cart_token: null,
    checkout_token: order.checkoutToken,
    client_details: null,
    company: order.companyId === null ? null : { id: order.companyId, location_id: order.companyId },
    confirmation_number: null,
    confirmed: true,
    contact_email: order.email,
    customer_locale: order.customerLocale,
    device_id: null,
    duties_included: false,
    email: order.email,
    estimated_taxes: false,
    landing_site: null,
    landing_site_ref: null,
    location_id: null,
    merchant_business_entity_id: 'MTU0ODM4MDAwOQ',
    merchant_of_record_app_id: null,
    name: order.name,
    note: order.note,
    note_attributes: [],
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `https://${shop.domain}/${shop.id}/orders/${order.id}/authenticate?key=${order.number}`,
    payment_gateway_names: [...new Set(order.transactions.map(({ gateway }) => gateway))],
    payment_terms: null,
    phone: order.phone,
    po_number: null,
    presentment_currency: order.presentmentCurrency,
    reference: null,
    referring_site: null,
    source_identifier: null,
    source_name: order.sourceName,
    source_url: null,
    tags: order.tags.join(', '),
    tax_exempt: false,
    tax_lines: [],
    taxes_included: true,
    test: order.test,
    token: String(order.id),
    user_id: null,
    ...times(order, shop),
    ...states(order),
    ...sums(order),
    discount_codes: order.discountCodes.map(({ code, amountMinor, type }) => ({
      code,
      amount: decimal(amountMinor, order.currency),
      type,
    })),
    discount_applications: order.discountApplications.map(discountApplication),
    billing_address: order.address ? postalAddress(order.address) : null,
    shipping_address: order.address ? postalAddress(order.address) : null,
    customer: customer ? customerCore(customer, shop) : null,
    fulfillments: order.fulfillments.map(({ id }) => orderFulfillment(order, id, shop)),
    line_items: order.lines.map((line) => ({
      ...lineItem(line, order),
      attributed_staffs: [],
      current_quantity: line.currentQuantity,
      sales_line_item_group_id: null,
    })),
    line_item_groups: [],
    refunds: order.refunds.map(({ id }) => refundPayload(order, id, shop)),
    returns: [],
    shipping_lines: shippingLines(order),
  };
}

function times(order: Order, { timeZone }: DevShop): Json {
  return {
    cancelled_at: optionalTime(order.cancelledAt, timeZone),
    closed_at: optionalTime(order.closedAt, timeZone),
    created_at: shopTime(order.createdAt, timeZone),
    processed_at: shopTime(order.processedAt, timeZone),
    updated_at: shopTime(order.updatedAt, timeZone),
  };
}

function states(order: Order): Json {
  return {
    cancel_reason: order.cancelReason,
    financial_status: order.financialStatus,
    fulfillment_status: order.fulfillmentStatus,
  };
}

function sums(order: Order): Json {
  const { currency } = order;
  const amount = (field: string, read: (order: Order) => number): Json => ({
    [field]: decimal(read(order), currency),
    [`${field}_set`]: orderSet(order, read),
  });
  const unlessCancelled = (read: (order: Order) => number) => (of: Order) => (of.cancelledAt ? 0 : read(of));
  const outstanding = order.cancelledAt ? 0 : Math.max(0, order.totalMinor - paidMinor(order));
  return {
    currency,
    ...amount('current_subtotal_price', ({ lines }) =>
      lines.reduce((sum, line) => sum + currentLineMinor(line), 0),
    ),
    ...amount('current_total_discounts', currentDiscountsMinor),
    ...amount('current_total_price', ({ currentTotalMinor }) => currentTotalMinor),
    ...amount('current_total_tax', () => 0),
    ...amount('subtotal_price', ({ subtotalMinor }) => subtotalMinor),
    ...amount('total_discounts', ({ discountsMinor }) => discountsMinor),
    ...amount('total_line_items_price', ({ lines }) =>
      lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0),
    ),
    ...amount('total_price', ({ totalMinor }) => totalMinor),
    ...amount('total_tax', () => 0),
    current_shipping_price_set: orderSet(
      order,
      unlessCancelled(({ shippingMinor }) => shippingMinor),
    ),
    current_total_additional_fees_set: null,
    current_total_duties_set: null,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    total_cash_rounding_payment_adjustment_set: zeroSet(order),
    total_cash_rounding_refund_adjustment_set: zeroSet(order),
    total_outstanding: decimal(outstanding, currency),
    total_shipping_price_set: orderSet(order, (of) =>
      shippingLinesOf(of).reduce((sum, { priceMinor }) => sum + priceMinor, 0),
    ),
    total_tip_received: decimal(0, currency),
    total_weight: 0,
  };
}

function discountApplication(application: DiscountApplication): Json {
  const shared = {
    target_type: application.targetType,
    type: application.type,
    value: application.value,
    value_type: application.valueType,
    allocation_method: application.allocationMethod,
    target_selection: application.targetSelection,
  };
  return application.type === 'discount_code'
    ? { ...shared, code: application.code }
    : { ...shared, title: application.title };
}

function orderFulfillment(order: Order, fulfillmentId: number, shop: DevShop): Json {
  const {
    email: _email,
    destination: _destination,
    ...embedded
  } = fulfillmentPayload(order, fulfillmentId, shop);
  return embedded;
}

function shippingLines(order: Order): Json[] {
  const firstOnShipping = order.discountApplications.findIndex(
    ({ targetType }) => targetType === 'shipping_line',
  );
  return shippingLinesOf(order).map((line) => shippingLine(order, line, Math.max(0, firstOnShipping)));
}

function shippingLine(order: Order, line: ShippingLine, defaultIndex: number): Json {
  const { currency } = order;
  const paid = ({ priceMinor, discountMinor }: ShippingLine) => priceMinor - discountMinor;
  return {
    id: line.id,
    carrier_identifier: null,
    code: line.title,
    current_discounted_price_set: order.cancelledAt ? zeroSet(order) : partSet(order, line, paid),
    discounted_price: decimal(paid(line), currency),
    discounted_price_set: partSet(order, line, paid),
    is_removed: false,
    phone: null,
    price: decimal(line.priceMinor, currency),
    price_set: partSet(order, line, ({ priceMinor }) => priceMinor),
    requested_fulfillment_service_id: null,
    source: 'shopify',
    title: line.title,
    tax_lines: [],
    discount_allocations:
      line.discountMinor === 0
        ? []
        : [
            {
              amount: decimal(line.discountMinor, currency),
              amount_set: partSet(order, line, ({ discountMinor }) => discountMinor),
              discount_application_index: line.applicationIndex ?? defaultIndex,
            },
          ],
  };
}
