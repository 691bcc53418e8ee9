import { type FieldNode, valueFromASTUntyped } from 'graphql';
import { minorUnits } from '../../dev-store/graphql/format';
import { parseGid } from '../../dev-store/graphql/gid';
import type { DiscountNode, Order, ShopState, Transaction } from '../../dev-store/model/types';
import { rootFields } from './applicable';
import { asText, type Exchange, type Json, type JsonObject, gidsIn, isObject, objectsIn } from './captures';

/**
 * Puts into the shop what a recording takes for granted: things that its requests name, or its answers show, although
 * nothing in the file made them. They get the recorded ids, so that they need no mapping.
 */
export function putFixtures(
  state: ShopState,
  exchanges: Exchange[],
  isReplayed: (exchange: Exchange) => boolean,
): void {
  const made = new Set<string>();
  const seen = new Set<string>();
  const sightings = collectSightings(exchanges);
  for (const exchange of exchanges) {
    const named = new Set([...gidsIn(exchange.variables), ...gidsIn(exchange.query)]);
    const isMutation = rootFields(exchange.query, exchange.operationName)?.operation === 'mutation';
    for (const id of named) {
      if (made.has(id) || seen.has(id) || !wasThere(id, exchange)) continue;
      seen.add(id);
      put(state, id, sightings.get(id) ?? {}, exchange);
    }
    for (const id of gidsIn(exchange.response['data'])) {
      if (made.has(id) || seen.has(id)) continue;
      // What a replayed mutation shows first, it made; what anything else shows first was there before.
      if (isMutation && isReplayed(exchange)) made.add(id);
      else {
        seen.add(id);
        put(state, id, sightings.get(id) ?? {}, exchange);
      }
    }
  }
}

/** For each gid the first object that an answer shows of it, and whose part it was. */
function collectSightings(exchanges: Exchange[]): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const { response } of exchanges) {
    for (const { object, owner } of objectsIn(response['data'])) {
      const id = object['id'] ?? object['discountId'];
      if (typeof id === 'string' && !found.has(id)) found.set(id, { ...object, __owner: owner });
    }
  }
  return found;
}

/** Invented ids (too short, all nines) and ids whose answer was "not there" stay absent. */
function wasThere(id: string, exchange: Exchange): boolean {
  const key = id.slice(id.lastIndexOf('/') + 1);
  if (/^\d{1,3}$/.test(key) || /^9+$/.test(key)) return false;
  const { data } = exchange.response;
  const nodes = rootFields(exchange.query, exchange.operationName)?.nodes ?? [];
  return !nodes.some((node) => {
    const given = argumentsOf(node, exchange.variables);
    if (!gidsIn(given).includes(id) || !isObject(data)) return false;
    const answer = data[node.alias?.value ?? node.name.value];
    if (answer === null) return Object.values(given).includes(id);
    return [...objectsIn(answer)].some(({ object }) => {
      if (!MISSING.test(asText(object['message'])) || !('field' in object)) return false;
      if (!Array.isArray(object['field'])) return gidsIn(given).length === 1;
      return valueAt(given, object['field']) === id;
    });
  });
}

const MISSING = /not (exist|found)|can't be found|could not find|couldn't find|invalid id|no longer exists/i;

/** The arguments of one root field, variables filled in. */
function argumentsOf(node: FieldNode, variables: JsonObject): JsonObject {
  return Object.fromEntries(
    (node.arguments ?? []).map(({ name, value }) => [
      name.value,
      (valueFromASTUntyped(value, variables) ?? null) as Json,
    ]),
  );
}

function valueAt(variables: JsonObject, path: Json[]): Json | undefined {
  let value: Json | undefined = variables;
  for (const key of path) {
    value = Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[asText(key)] : undefined;
  }
  return value;
}

function put(state: ShopState, gid: string, shown: JsonObject, exchange: Exchange): void {
  const parsed = parseGid(gid);
  if (!parsed || Number.isNaN(parsed.id)) return;
  const now = new Date(Date.parse('2026-01-01T00:00:00Z')).toISOString();
  const text = (name: string, fallback: string): string => {
    const value = shown[name];
    return typeof value === 'string' ? value : fallback;
  };
  const nullable = (name: string): string | null => (typeof shown[name] === 'string' ? text(name, '') : null);
  const tags = Array.isArray(shown['tags']) ? shown['tags'].map(asText) : [];
  const { id } = parsed;
  switch (parsed.type) {
    case 'Product':
      if (state.get('product', id)) return;
      state.put('product', {
        id,
        handle: text('handle', `product-${id}`),
        title: text('title', `Product ${id}`),
        description: '',
        productType: text('productType', ''),
        vendor: text('vendor', 'Conformance'),
        tags,
        collectionIds: [],
        isGiftCard: false,
        image: '',
        createdAt: text('createdAt', now),
        updatedAt: text('updatedAt', now),
        variants: [
          {
            id: state.nextId(),
            title: 'Default Title',
            sku: '',
            priceMinor: 1000,
            compareAtMinor: null,
            requiresShipping: true,
          },
        ],
      });
      return;
    case 'Collection':
      state.put('collection', {
        id,
        handle: text('handle', `collection-${id}`),
        title: text('title', `Collection ${id}`),
      });
      return;
    case 'Customer':
      state.put('customer', {
        id,
        firstName: text('firstName', ''),
        lastName: text('lastName', ''),
        email: nullable('email') ?? emailOf(shown),
        phone: nullable('phone'),
        locale: text('locale', 'en'),
        createdAt: text('createdAt', now),
        updatedAt: text('updatedAt', now),
        state: text('state', 'DISABLED') as 'DISABLED',
        emailMarketing: { state: 'NOT_SUBSCRIBED', optInLevel: null, consentUpdatedAt: null },
        tags,
        note: nullable('note'),
        address: null,
        mergedIntoId: null,
        numberOfOrders: Number(shown['numberOfOrders'] ?? 0),
      });
      return;
    case 'DiscountCodeNode':
    case 'DiscountAutomaticNode':
    case 'DiscountNode':
      state.put('discountNode', discountFixture(parsed.type, id, shown, state));
      return;
    case 'Order':
      state.put('order', orderFixture(gid, id, shown, exchange, state));
      return;
    case 'WebhookSubscription':
      state.put('webhookSubscription', {
        id,
        topic: text('topic', 'SHOP_UPDATE'),
        uri: isObject(shown['endpoint'])
          ? asText(shown['endpoint']['callbackUrl'])
          : text('uri', text('callbackUrl', `https://example.com/${id}`)),
        format: shown['format'] === 'XML' ? 'XML' : 'JSON',
        includeFields: Array.isArray(shown['includeFields']) ? shown['includeFields'].map(asText) : [],
        metafieldNamespaces: Array.isArray(shown['metafieldNamespaces'])
          ? shown['metafieldNamespaces'].map(asText)
          : [],
        filter: nullable('filter'),
        createdAt: text('createdAt', now),
        updatedAt: text('updatedAt', now),
        appSpecific: false,
      });
      return;
    case 'Metafield':
      if (typeof shown['__owner'] !== 'string' || typeof shown['key'] !== 'string') return;
      state.put('metafield', {
        id,
        ownerId: shown['__owner'].replace(/Discount(Code|Automatic)Node/, 'DiscountNode'),
        namespace: text('namespace', 'custom'),
        key: shown['key'],
        type: text('type', 'single_line_text_field'),
        value: text('value', ''),
        createdAt: text('createdAt', now),
        updatedAt: text('updatedAt', now),
      });
      return;
    case 'MetafieldDefinition': {
      const type = shown['type'];
      state.put('metafieldDefinition', {
        id,
        ownerType: text('ownerType', 'PRODUCT'),
        namespace: text('namespace', 'custom'),
        key: text('key', `key_${id}`),
        name: text('name', `Definition ${id}`),
        description: nullable('description'),
        type: isObject(type) ? asText(type['name']) : 'single_line_text_field',
        access: accessOf(shown['access']),
        pinnedPosition: typeof shown['pinnedPosition'] === 'number' ? shown['pinnedPosition'] : null,
        validations: (Array.isArray(shown['validations']) ? shown['validations'] : [])
          .filter(isObject)
          .map((rule) => ({ name: asText(rule['name']), value: asText(rule['value']) })),
      });
      return;
    }
    case 'BulkOperation':
      state.put('bulkOperation', {
        id,
        type: text('type', 'QUERY') as 'QUERY',
        status: text('status', 'COMPLETED') as 'COMPLETED',
        errorCode: null,
        query: text('query', '{ products { edges { node { id } } } }'),
        groupObjects: false,
        createdAt: text('createdAt', now),
        completedAt: nullable('completedAt'),
        objectCount: Number(shown['objectCount'] ?? 0),
        rootObjectCount: Number(shown['rootObjectCount'] ?? 0),
        fileSize: shown['fileSize'] ? Number(shown['fileSize']) : null,
      });
      return;
    // An OrderTransaction is put with the order that the same request names beside it.
    default:
      return;
  }
}

function accessOf(shown: Json | undefined) {
  const level = (name: string) => (isObject(shown) && typeof shown[name] === 'string' ? shown[name] : null);
  return {
    admin: level('admin'),
    storefront: level('storefront'),
    customerAccount: level('customerAccount'),
  };
}

function emailOf(shown: JsonObject): string | null {
  const address = shown['defaultEmailAddress'];
  return isObject(address) && typeof address['emailAddress'] === 'string' ? address['emailAddress'] : null;
}

function discountFixture(type: string, id: number, shown: JsonObject, state: ShopState): DiscountNode {
  const inner = shown['codeDiscount'] ?? shown['automaticDiscount'] ?? shown['discount'];
  const discount = isObject(inner) ? inner : shown;
  const typename = asText(discount['__typename'] ?? '');
  const text = (name: string): string | null => (typeof discount[name] === 'string' ? discount[name] : null);
  const method =
    type === 'DiscountAutomaticNode' || typename.startsWith('DiscountAutomatic') ? 'automatic' : 'code';
  const codes = isObject(discount['codes']) ? [...objectsIn(discount['codes'])] : [];
  const combines = isObject(discount['combinesWith']) ? discount['combinesWith'] : {};
  return {
    id,
    method,
    type: typename.endsWith('App')
      ? 'app'
      : typename.endsWith('Bxgy')
        ? 'bxgy'
        : typename.endsWith('FreeShipping')
          ? 'free_shipping'
          : 'basic',
    title: text('title') ?? `Discount ${id}`,
    functionId: isObject(discount['appDiscountType'])
      ? asText(discount['appDiscountType']['functionId'])
      : null,
    startsAt: text('startsAt') ?? '2020-01-01T00:00:00Z',
    endsAt: text('endsAt'),
    createdAt: text('createdAt') ?? '2020-01-01T00:00:00Z',
    updatedAt: text('updatedAt') ?? '2020-01-01T00:00:00Z',
    discountClasses: Array.isArray(discount['discountClasses'])
      ? (discount['discountClasses'] as DiscountNode['discountClasses'])
      : ['ORDER'],
    combinesWith: {
      orderDiscounts: combines['orderDiscounts'] === true,
      productDiscounts: combines['productDiscounts'] === true,
      shippingDiscounts: combines['shippingDiscounts'] === true,
    },
    usageLimit: typeof discount['usageLimit'] === 'number' ? discount['usageLimit'] : null,
    appliesOncePerCustomer: discount['appliesOncePerCustomer'] === true,
    recurringCycleLimit: null,
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    codes:
      method === 'automatic'
        ? []
        : codes
            .filter(({ object }) => typeof object['code'] === 'string')
            .map(({ object }) => ({
              id: parseGid(asText(object['id']))?.id ?? state.nextId(),
              code: asText(object['code']),
              usageCount: 0,
            })),
    input: {},
  };
}

const DEFAULT_TOTAL = 10_000;

function orderFixture(
  gid: string,
  id: number,
  shown: JsonObject,
  exchange: Exchange,
  state: ShopState,
): Order {
  const { currency } = state.shop;
  const amount = (name: string): number | null => {
    const bag = shown[name];
    const shop = isObject(bag) ? bag['shopMoney'] : undefined;
    return isObject(shop) ? minorUnits(asText(shop['amount']), currency) : null;
  };
  const text = (name: string, fallback: string): string =>
    typeof shown[name] === 'string' ? shown[name] : fallback;
  const total = amount('totalPriceSet') ?? amount('currentTotalPriceSet') ?? DEFAULT_TOTAL;
  const createdAt = text('createdAt', text('processedAt', '2026-06-01T00:00:00Z'));
  const customer = shown['customer'];
  return {
    id,
    name: text('name', `#${id % 10_000}`),
    number: id % 10_000,
    customerId: isObject(customer) ? (parseGid(asText(customer['id']))?.id ?? null) : null,
    email: typeof shown['email'] === 'string' ? shown['email'] : null,
    phone: null,
    createdAt,
    processedAt: text('processedAt', createdAt),
    updatedAt: text('updatedAt', createdAt),
    cancelledAt: typeof shown['cancelledAt'] === 'string' ? shown['cancelledAt'] : null,
    cancelReason: null,
    closedAt: null,
    test: shown['test'] === true,
    sourceName: text('sourceName', 'web'),
    tags: Array.isArray(shown['tags']) ? shown['tags'].map(asText) : [],
    note: typeof shown['note'] === 'string' ? shown['note'] : null,
    currency,
    presentmentCurrency: currency,
    customerLocale: 'en',
    financialStatus: text('displayFinancialStatus', 'PAID').toLowerCase() as Order['financialStatus'],
    fulfillmentStatus: shown['displayFulfillmentStatus'] === 'FULFILLED' ? 'fulfilled' : null,
    deliveredAt: null,
    companyId: null,
    address: null,
    lines: [],
    shipping: null,
    discountApplications: [],
    discountCodes: [],
    subtotalMinor: total,
    discountsMinor: 0,
    shippingMinor: 0,
    totalMinor: total,
    currentTotalMinor: amount('currentTotalPriceSet') ?? total,
    transactions: transactionsOf(gid, exchange, total, createdAt, state),
    refunds: [],
    fulfillments: [],
    checkoutToken: null,
  };
}

/** The payment that a request refers to as `parentId` beside this order's id, else one of its own. */
function transactionsOf(
  orderGid: string,
  exchange: Exchange,
  amountMinor: number,
  createdAt: string,
  state: ShopState,
): Transaction[] {
  for (const { object } of objectsIn(exchange.variables)) {
    if (object['orderId'] !== orderGid || typeof object['parentId'] !== 'string') continue;
    const id = parseGid(object['parentId'])?.id ?? NaN;
    if (Number.isNaN(id) || /^9+$/.test(asText(id))) continue;
    const gateway = asText(object['gateway'] ?? 'manual');
    return [{ id, kind: 'sale', status: 'success', gateway, amountMinor, createdAt, parentId: null }];
  }
  return [
    {
      id: state.nextId(),
      kind: 'sale',
      status: 'success',
      gateway: 'manual',
      amountMinor,
      createdAt,
      parentId: null,
    },
  ];
}
