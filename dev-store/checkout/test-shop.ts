import { MapState } from '../model/memory-state';
import type { Clock, Customer, DiscountNode, Metafield, Product, ShopState } from '../model/types';
import type { FunctionRunner } from './function-runner';
import type { CheckoutRequest } from './price';

/** A small shop for the checkout's tests. Ids: products 11-13 with variants 111-113, customers 21 and 22. */

export const NOW = '2026-11-22T10:00:00Z';
export const clockAt = (instant: string): Clock => ({ now: () => Date.parse(instant) });
const APP_ID = 7;

export function testShop(prices: number[] = [1000, 2550, 999], timeZone = 'Europe/Berlin'): ShopState {
  const shop = new MapState(
    {
      shop: {
        id: 1,
        domain: 'test.myshopify.com',
        handle: 'test',
        name: 'Test',
        email: 'shop@example.com',
        timeZone,
        currency: 'EUR',
        countryCode: 'DE',
        primaryLocale: 'de',
        planName: 'Basic',
        createdAt: '2023-01-01T00:00:00Z',
        nextOrderNumber: 1001,
        app: { apiKey: 'key', appId: APP_ID, installedAt: NOW, scopes: [] },
      },
      nextId: 1000,
      documents: [],
    },
    () => Promise.resolve(),
  );
  prices.forEach((price, index) => shop.put('product', product(11 + index, price)));
  shop.put('customer', customer(21, 'anna@example.com'));
  shop.put('customer', customer(22, 'bert@example.com'));
  return shop;
}

function product(id: number, priceMinor: number): Product {
  const variant = { id: id + 100, title: 'Default Title', sku: `S${id}`, priceMinor, compareAtMinor: null };
  return {
    id,
    handle: `p${id}`,
    title: `Product ${id}`,
    description: '',
    productType: 'Coffee',
    vendor: 'Test',
    tags: ['Fair'],
    collectionIds: [5],
    isGiftCard: false,
    image: '',
    createdAt: NOW,
    updatedAt: NOW,
    variants: [{ ...variant, requiresShipping: true }],
  };
}

function customer(id: number, email: string): Customer {
  return {
    id,
    firstName: 'A',
    lastName: 'B',
    email,
    phone: null,
    locale: 'de',
    createdAt: NOW,
    updatedAt: NOW,
    state: 'ENABLED',
    emailMarketing: { state: 'NOT_SUBSCRIBED', optInLevel: null, consentUpdatedAt: null },
    tags: [],
    note: null,
    address: null,
    mergedIntoId: null,
    numberOfOrders: 0,
  };
}

export function putMetafield(shop: ShopState, ownerId: string, key: string, value: string): void {
  const metafield: Metafield = {
    id: shop.nextId(),
    ownerId,
    namespace: `app--${APP_ID}--loyalty`,
    key,
    type: 'json',
    value,
    createdAt: NOW,
    updatedAt: NOW,
  };
  shop.put('metafield', metafield);
}

export function putStanding(shop: ShopState, customerId: number, standing: object): void {
  putMetafield(shop, `gid://shopify/Customer/${customerId}`, 'standing', JSON.stringify(standing));
}

export function putDiscount(
  shop: ShopState,
  change: Partial<DiscountNode>,
  config?: object,
  variables?: object,
): DiscountNode {
  const node: DiscountNode = {
    id: shop.nextId(),
    method: 'automatic',
    type: 'app',
    title: 'Loyal customers',
    functionId: 'loyalty-discount',
    startsAt: '2026-01-01T00:00:00Z',
    endsAt: null,
    createdAt: NOW,
    updatedAt: NOW,
    discountClasses: ['ORDER'],
    combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false },
    usageLimit: null,
    appliesOncePerCustomer: false,
    recurringCycleLimit: null,
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    codes: [],
    input: null,
    ...change,
  };
  shop.put('discountNode', node);
  const type = node.method === 'automatic' ? 'DiscountAutomaticNode' : 'DiscountCodeNode';
  const owner = `gid://shopify/${type}/${node.id}`;
  if (config) putMetafield(shop, owner, 'config', JSON.stringify(config));
  if (variables) putMetafield(shop, owner, 'variables', JSON.stringify(variables));
  return node;
}

export const LOYALTY = {
  v: 1,
  k: 'loyalty',
  t: { regular: { p: '5', n: 'Regular' }, loyal: { p: '12.5', n: 'Loyal' } },
  m: {
    en: '{{percentage}}% because this is your {{order_number}} order with us',
    de: '{{percentage}} % – das ist Ihre {{order_number}} Bestellung bei uns',
  },
  x: 'DANKE',
};

export const GIFT = {
  v: 1,
  k: 'gift',
  m: { en: '{{percentage}}% for {{years}} years together', de: '{{percentage}} % zum {{years}}. Jahrestag' },
};

/** What a checkout asks to have priced: customer 21, signed in, with 10.00 twice and 25.50 once, unless said otherwise. */
export function checkoutRequest(
  shop: ShopState,
  functions: FunctionRunner,
  change: Partial<CheckoutRequest> = {},
): CheckoutRequest {
  return {
    shop,
    clock: clockAt(NOW),
    functions,
    lines: [
      { variantId: 111, quantity: 2, sellingPlanId: null },
      { variantId: 112, quantity: 1, sellingPlanId: null },
    ],
    customerId: 21,
    isAuthenticated: true,
    email: null,
    codes: [],
    deliveryOptionHandle: null,
    address: null,
    language: 'en',
    ...change,
  };
}
