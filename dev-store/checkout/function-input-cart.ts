import { presented } from '../model/presentment';
import type { Address, Customer, ShopState } from '../model/types';
import { functionDecimal } from './function-decimals';
import { inputMetafields } from './function-input-metafields';
import type { CartLine, DeliveryGroup, InputFacts } from './types';

/** The cart as functions see it, each field as the schema names it. */
export function inputCart(facts: InputFacts): Record<string, unknown> {
  const { request, customer } = facts;
  const { currency } = facts.presentment;
  const money = (minor: number) => ({ amount: functionDecimal(minor, currency), currencyCode: currency });
  const subtotal = facts.lines.reduce((sum, line) => sum + line.totalMinor, 0);
  const byGid = new Map(facts.lines.map((line) => [line.gid, cartLine(facts, line, money)]));
  return {
    attribute: () => null,
    billingAddress: null,
    buyerIdentity: {
      customer: customer ? buyer(facts, customer, money) : null,
      email: customer?.email ?? request.email,
      isAuthenticated: request.isAuthenticated,
      phone: customer?.phone ?? null,
      purchasingCompany: null,
      shopUser: null,
    },
    cost: {
      subtotalAmount: money(subtotal),
      totalAmount: money(subtotal),
      totalDutyAmount: null,
      totalTaxAmount: null,
    },
    deliverableLines: facts.lines.filter((line) => line.requiresShipping).map(({ gid }) => byGid.get(gid)),
    deliveryGroups: facts.groups.map((group) => deliveryGroup(facts, group, byGid, money)),
    // functions run side by side and see the cart before any discount
    discountApplications: [],
    lines: [...byGid.values()],
    localizedFields: [],
    metafield: () => null,
    poNumber: null,
    retailLocation: null,
  };
}

type MoneyOf = (minor: number) => { amount: string; currencyCode: string };

function cartLine({ request }: InputFacts, line: CartLine, money: MoneyOf): Record<string, unknown> {
  const product = request.shop.get('product', line.productId);
  const variant = product?.variants.find((candidate) => candidate.id === line.variantId);
  if (!product || !variant) throw new Error(`no variant ${line.variantId}`);
  const inAnyCollection = ({ ids }: { ids: string[] }) =>
    ids.some((id) => product.collectionIds.includes(Number(id.split('/').pop())));
  return {
    attribute: () => null,
    cost: {
      amountPerQuantity: money(line.unitPriceMinor),
      compareAtAmountPerQuantity: line.compareAtMinor === null ? null : money(line.compareAtMinor),
      subtotalAmount: money(line.totalMinor),
      totalAmount: money(line.totalMinor),
    },
    discountAllocations: [],
    id: line.gid,
    merchandise: {
      __typename: 'ProductVariant',
      id: `gid://shopify/ProductVariant/${variant.id}`,
      inAnyCollection,
      metafield: inputMetafields(request.shop, (gid) => gid === `gid://shopify/ProductVariant/${variant.id}`),
      product: {
        handle: product.handle,
        hasAnyTag: hasAnyTag(product.tags),
        id: `gid://shopify/Product/${product.id}`,
        inAnyCollection,
        isGiftCard: product.isGiftCard,
        metafield: inputMetafields(request.shop, (gid) => gid === `gid://shopify/Product/${product.id}`),
        productType: product.productType,
        title: product.title,
        vendor: product.vendor,
      },
      requiresShipping: variant.requiresShipping,
      sku: variant.sku,
      title: variant.title,
    },
    parentRelationship: null,
    quantity: line.quantity,
    sellingPlanAllocation:
      line.sellingPlanId === null
        ? null
        : {
            sellingPlan: { id: `gid://shopify/SellingPlan/${line.sellingPlanId}`, recurringDeliveries: true },
          },
  };
}

function buyer(
  { request: { shop }, presentment }: InputFacts,
  customer: Customer,
  money: MoneyOf,
): Record<string, unknown> {
  return {
    amountSpent: money(presented(shop.shop, presentment, spentBy(shop, customer.id))),
    displayName: `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? ''),
    email: customer.email,
    firstName: customer.firstName,
    lastName: customer.lastName,
    hasAnyTag: hasAnyTag(customer.tags),
    id: `gid://shopify/Customer/${customer.id}`,
    metafield: inputMetafields(shop, (gid) => gid === `gid://shopify/Customer/${customer.id}`),
    numberOfOrders: customer.numberOfOrders,
  };
}

function spentBy(shop: ShopState, customerId: number): number {
  let spent = 0;
  for (const order of shop.all('order').values()) {
    if (order.customerId === customerId && order.cancelledAt === null && !order.test)
      spent += order.currentTotalMinor;
  }
  return spent;
}

/** Tags are compared without regard to case. */
function hasAnyTag(own: string[]): (args: { tags: string[] }) => boolean {
  const known = new Set(own.map((tag) => tag.toLowerCase()));
  return ({ tags }) => tags.some((tag) => known.has(tag.toLowerCase()));
}

function deliveryGroup(
  { request: { address } }: InputFacts,
  group: DeliveryGroup,
  lines: ReadonlyMap<string, unknown>,
  money: MoneyOf,
): Record<string, unknown> {
  const options = group.options.map((option) => ({
    code: option.handle,
    cost: money(option.priceMinor),
    deliveryMethodType: 'SHIPPING',
    description: null,
    handle: option.handle,
    title: option.title,
  }));
  return {
    cartLines: group.lines.map(({ gid }) => lines.get(gid)),
    deliveryAddress: address && mailingAddress(address),
    deliveryOptions: options,
    discountAllocations: [],
    groupType: group.type,
    id: group.id,
    selectedDeliveryOption: options.find(({ handle }) => handle === group.selectedHandle) ?? null,
  };
}

function mailingAddress(address: Address): Record<string, unknown> {
  return {
    address1: address.address1,
    address2: null,
    city: address.city,
    company: null,
    countryCode: address.countryCode,
    firstName: address.firstName,
    lastName: address.lastName,
    name: `${address.firstName} ${address.lastName}`.trim(),
    phone: null,
    provinceCode: null,
    zip: address.zip,
  };
}
