import { decimal } from '../model/money';
import { refundableMinor } from '../model/refunds';
import type { Customer, DevShop, DiscountApplication, Order } from '../model/types';
import { fulfillmentPayload, refundPayload } from './refund-payload';
import {
  currentLineMinor,
  customerCore,
  gid,
  lineItem,
  moneySet,
  optionalTime,
  postalAddress,
  shopTime,
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
      amount: decimal(amountMinor),
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
  const gross = order.lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0);
  const currentSubtotal = order.lines.reduce((sum, line) => sum + currentLineMinor(line), 0);
  const outstanding = order.cancelledAt ? 0 : Math.max(0, order.totalMinor - paidMinor(order));
  return {
    currency,
    ...amount('current_subtotal_price', currentSubtotal, currency),
    ...amount('current_total_discounts', order.cancelledAt ? 0 : order.discountsMinor, currency),
    ...amount('current_total_price', order.currentTotalMinor, currency),
    ...amount('current_total_tax', 0, currency),
    ...amount('subtotal_price', order.subtotalMinor, currency),
    ...amount('total_discounts', order.discountsMinor, currency),
    ...amount('total_line_items_price', gross, currency),
    ...amount('total_price', order.totalMinor, currency),
    ...amount('total_tax', 0, currency),
    current_shipping_price_set: moneySet(order.cancelledAt ? 0 : order.shippingMinor, currency),
    current_total_additional_fees_set: null,
    current_total_duties_set: null,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    total_cash_rounding_payment_adjustment_set: moneySet(0, currency),
    total_cash_rounding_refund_adjustment_set: moneySet(0, currency),
    total_outstanding: decimal(outstanding),
    total_shipping_price_set: moneySet(order.shipping?.priceMinor ?? 0, currency),
    total_tip_received: '0.00',
    total_weight: 0,
  };
}

const amount = (field: string, minor: number, currency: string): Json => ({
  [field]: decimal(minor),
  [`${field}_set`]: moneySet(minor, currency),
});

/** Paid in, refunds not taken off. */
function paidMinor(order: Order): number {
  return refundableMinor({
    ...order,
    transactions: order.transactions.filter(({ kind }) => kind !== 'refund'),
  });
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
  const { shipping, currency } = order;
  if (!shipping) return [];
  const paid = shipping.priceMinor - shipping.discountMinor;
  const index = order.discountApplications.findIndex(({ targetType }) => targetType === 'shipping_line');
  return [
    {
      id: shipping.id,
      carrier_identifier: null,
      code: shipping.title,
      current_discounted_price_set: moneySet(order.cancelledAt ? 0 : paid, currency),
      discounted_price: decimal(paid),
      discounted_price_set: moneySet(paid, currency),
      is_removed: false,
      phone: null,
      price: decimal(shipping.priceMinor),
      price_set: moneySet(shipping.priceMinor, currency),
      requested_fulfillment_service_id: null,
      source: 'shopify',
      title: shipping.title,
      tax_lines: [],
      discount_allocations:
        shipping.discountMinor === 0
          ? []
          : [
              {
                amount: decimal(shipping.discountMinor),
                amount_set: moneySet(shipping.discountMinor, currency),
                discount_application_index: Math.max(0, index),
              },
            ],
    },
  ];
}
