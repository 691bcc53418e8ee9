import { Temporal } from 'temporal-polyfill';
import { decimal, shareMinor } from '../model/money';
import { inPresentment, presentmentView } from '../model/presentment';
import type { Address, Customer, DevShop, Order, OrderLine } from '../model/types';

export type Json = Record<string, unknown>;

export const gid = (type: string, id: number): string => `gid://shopify/${type}/${id}`;

/** Shopify writes times in the shop's zone, to the second: "2026-03-01T09:30:00+01:00". */
export function shopTime(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant)
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });
}

export const optionalTime = (instant: string | null, timeZone: string): string | null =>
  instant === null ? null : shopTime(instant, timeZone);

/** The shop's and the buyer's currency side by side: an amount of the order, read in both. */
export function orderSet(order: Order, read: (order: Order) => number): Json {
  return moneySet(order, read(order), read(presentmentView(order)));
}

/** The same for a line, a shipping line or a refund of the order. */
export function partSet<T extends { presentment?: object }>(
  order: Order,
  part: T,
  read: (part: T) => number,
): Json {
  return moneySet(order, read(part), read(inPresentment(part)));
}

export const zeroSet = (order: Order): Json => moneySet(order, 0, 0);

const moneySet = (order: Order, shopMinor: number, paidMinor: number): Json => ({
  shop_money: { amount: decimal(shopMinor, order.currency), currency_code: order.currency },
  presentment_money: {
    amount: decimal(paidMinor, order.presentmentCurrency),
    currency_code: order.presentmentCurrency,
  },
});

const COUNTRY_NAMES = new Intl.DisplayNames('en', { type: 'region' });
export const countryName = (code: string): string => COUNTRY_NAMES.of(code) ?? code;

export function postalAddress(address: Address): Json {
  return {
    first_name: address.firstName,
    address1: address.address1,
    phone: null,
    city: address.city,
    zip: address.zip,
    province: null,
    country: countryName(address.countryCode),
    last_name: address.lastName,
    address2: null,
    company: null,
    latitude: null,
    longitude: null,
    name: `${address.firstName} ${address.lastName}`.trim(),
    country_code: address.countryCode,
    province_code: null,
  };
}

function defaultAddress(customer: Customer, address: Address): Json {
  const { latitude: _latitude, longitude: _longitude, ...postal } = postalAddress(address);
  return {
    // Addresses are no documents of their own here: the id only has to be stable.
    id: customer.id,
    customer_id: customer.id,
    ...postal,
    country_name: countryName(address.countryCode),
    default: true,
  };
}

/** What `customers/*` and the `customer` of `orders/*` have in common: no order count, no total spent, no tags. */
export function customerCore(customer: Customer, shop: DevShop): Json {
  return {
    id: customer.id,
    created_at: shopTime(customer.createdAt, shop.timeZone),
    updated_at: shopTime(customer.updatedAt, shop.timeZone),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: customer.state.toLowerCase(),
    note: customer.note,
    verified_email: customer.email !== null,
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency: shop.currency,
    tax_exemptions: [],
    admin_graphql_api_id: gid('Customer', customer.id),
    ...(customer.address ? { default_address: defaultAddress(customer, customer.address) } : {}),
  };
}

/** A line as it appears in fulfilments and refunds; orders add `current_quantity` and more. */
export function lineItem(line: OrderLine, order: Order): Json {
  const { currency } = order;
  return {
    id: line.id,
    variant_id: line.variantId,
    title: line.title,
    quantity: line.quantity,
    sku: '',
    variant_title: null,
    vendor: null,
    fulfillment_service: 'manual',
    product_id: line.productId,
    requires_shipping: line.requiresShipping,
    taxable: true,
    gift_card: line.isGiftCard,
    name: line.title,
    variant_inventory_management: null,
    properties: [],
    product_exists: line.productId !== null,
    fulfillable_quantity: order.fulfillmentStatus === 'fulfilled' ? 0 : line.currentQuantity,
    grams: 0,
    price: decimal(line.unitPriceMinor, currency),
    // "total_discount" is the merchant's manual discount; discounts of codes and functions are allocations.
    total_discount: decimal(0, currency),
    fulfillment_status: order.fulfillmentStatus === 'fulfilled' ? 'fulfilled' : null,
    price_set: partSet(order, line, ({ unitPriceMinor }) => unitPriceMinor),
    total_discount_set: zeroSet(order),
    discount_allocations: line.discountAllocations.map(({ amountMinor, applicationIndex }, index) => ({
      amount: decimal(amountMinor, currency),
      amount_set: partSet(
        order,
        line,
        ({ discountAllocations }) => discountAllocations[index]?.amountMinor ?? 0,
      ),
      discount_application_index: applicationIndex,
    })),
    duties: [],
    admin_graphql_api_id: gid('LineItem', line.id),
    tax_lines: [],
  };
}

/** What is still on the order of this line, discounts taken off, minor units. */
export function currentLineMinor(line: OrderLine): number {
  const paid = line.unitPriceMinor * line.quantity - line.discountMinor;
  return shareMinor(paid, line.quantity, line.quantity - line.currentQuantity, line.quantity);
}
