import { execute, type DocumentNode, type GraphQLFieldResolver } from 'graphql';
import { Temporal } from 'temporal-polyfill';
import { LIST_LENGTH_LIMIT, oversizedLists } from '../../app/discount-function/limits';
import { toDecimal } from '../../app/loyalty/money';
import { metafieldJson } from '../model/metafield-json';
import { presented, type Presentment } from '../model/presentment';
import type { Address, Customer, DiscountNode, Metafield, ShopState } from '../model/types';
import { functionSchema } from './function-schema';
import type { CartLine, CheckoutRequest, DeliveryGroup } from './types';

/** A metafield of more bytes is not returned to functions. */
const METAFIELD_BYTE_LIMIT = 10_000;

export interface InputFacts {
  request: CheckoutRequest;
  presentment: Presentment;
  lines: CartLine[];
  groups: DeliveryGroup[];
  customer: Customer | null;
  node: DiscountNode;
  /** the entered code that this run is for */
  triggeringCode: string | null;
  enteredCodes: { code: string; rejectable: boolean }[];
}

/** `error` is the name under which the platform's run log lists it. */
export type InputResult =
  | { ok: true; input: unknown }
  | { ok: false; error: 'InputListSizeLimitExceededError' | 'InvalidVariableValueError'; message: string };

/**
 * The input of one run: the function's own query, executed over the dev store's state. A field that the dev store does
 * not model throws DEV_STORE_NOT_IMPLEMENTED, so that a function never decides on a value that was made up.
 */
export async function functionInput(query: DocumentNode, facts: InputFacts): Promise<InputResult> {
  const variables = variablesOf(facts);
  const [tooLong] = oversizedLists(variables);
  if (tooLong) {
    const message = `the variable ${tooLong.name} has ${tooLong.length} elements, limit ${LIST_LENGTH_LIMIT}`;
    return { ok: false, error: 'InputListSizeLimitExceededError', message };
  }
  const result = await execute({
    schema: functionSchema(),
    document: query,
    rootValue: rootOf(facts),
    variableValues: variables,
    fieldResolver: resolveOrRefuse,
  });
  // without data the query never began: its variables do not fit
  if (result.errors?.[0] && result.data === undefined) {
    return { ok: false, error: 'InvalidVariableValueError', message: result.errors[0].message };
  }
  if (result.errors?.[0]) throw result.errors[0].originalError ?? result.errors[0];
  // execute answers objects without a prototype; the host wants plain JSON in the query's field order
  return { ok: true, input: JSON.parse(JSON.stringify(result.data)) as unknown };
}

/**
 * The query's variables: the keys of one JSON metafield of the discount. A missing metafield or key means null on the
 * platform, for which an argument's own default stands in: here it is left out.
 */
function variablesOf({ request, node }: InputFacts): Record<string, unknown> {
  const from = request.functions.variables;
  const metafield = from && metafieldOf(request.shop, isDiscount(node.id))(from);
  if (!metafield) return {};
  const values = metafieldJson(metafield.value as string);
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** Validation and execution in one place would hide a typo, so the query is validated by a test, not here. */
const resolveOrRefuse: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
  source,
  args,
  _context,
  info,
) => {
  if (!(info.fieldName in source)) {
    throw new Error(
      `DEV_STORE_NOT_IMPLEMENTED: ${info.parentType.name}.${info.fieldName} of a function's input`,
    );
  }
  const value = source[info.fieldName];
  return typeof value === 'function' ? (value as (given: unknown) => unknown)(args) : value;
};

function rootOf(facts: InputFacts): Record<string, unknown> {
  const { request, node } = facts;
  const { shop } = request;
  const country = (request.address?.countryCode ?? shop.shop.countryCode).toUpperCase();
  return {
    cart: () => cart(facts),
    discount: { discountClasses: node.discountClasses, metafield: metafieldOf(shop, isDiscount(node.id)) },
    enteredDiscountCodes: facts.enteredCodes,
    triggeringDiscountCode: facts.triggeringCode,
    fetchResult: null,
    localization: {
      country: { isoCode: country },
      language: { isoCode: languageCode(request.language) },
    },
    presentmentCurrencyRate: withOnePlace(facts.presentment.rate),
    shop: {
      localTime: localTime(facts),
      metafield: metafieldOf(shop, (gid) => gid.startsWith('gid://shopify/Shop/')),
    },
  };
}

/** "de-AT" -> DE, "pt-BR" -> PT_BR */
function languageCode(language: string): string {
  const [base = 'en', region = ''] = language.toUpperCase().split(/[-_]/);
  const withRegion = `${base}_${region}`;
  return ['PT_BR', 'PT_PT', 'ZH_CN', 'ZH_TW'].includes(withRegion) ? withRegion : base;
}

function cart(facts: InputFacts): Record<string, unknown> {
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
      metafield: metafieldOf(request.shop, (gid) => gid === `gid://shopify/ProductVariant/${variant.id}`),
      product: {
        handle: product.handle,
        hasAnyTag: hasAnyTag(product.tags),
        id: `gid://shopify/Product/${product.id}`,
        inAnyCollection,
        isGiftCard: product.isGiftCard,
        metafield: metafieldOf(request.shop, (gid) => gid === `gid://shopify/Product/${product.id}`),
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
    metafield: metafieldOf(shop, (gid) => gid === `gid://shopify/Customer/${customer.id}`),
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

function localTime({ request }: InputFacts): Record<string, unknown> {
  const zoned = Temporal.Instant.fromEpochMilliseconds(request.clock.now()).toZonedDateTimeISO(
    request.shop.shop.timeZone,
  );
  const now = zoned.toPlainDateTime();
  const compare = (text: string) => Temporal.PlainDateTime.compare(now, Temporal.PlainDateTime.from(text));
  return {
    date: zoned.toPlainDate().toString(),
    dateTimeAfter: ({ dateTime }: { dateTime: string }) => compare(dateTime) > 0,
    dateTimeBefore: ({ dateTime }: { dateTime: string }) => compare(dateTime) < 0,
    dateTimeBetween: (range: { startDateTime: string; endDateTime: string }) =>
      compare(range.startDateTime) >= 0 && compare(range.endDateTime) <= 0,
  };
}

/** Discount metafields may be owned under any of the node's type names. */
export function isDiscount(id: number): (gid: string) => boolean {
  return (gid) => gid.startsWith('gid://shopify/Discount') && gid.endsWith(`/${id}`);
}

function metafieldOf(
  shop: ShopState,
  owns: (gid: string) => boolean,
): (args: { namespace?: string | null; key: string }) => Record<string, unknown> | null {
  return ({ namespace, key }) => {
    const resolved = resolveNamespace(shop, namespace ?? '$app');
    for (const metafield of shop.all('metafield').values()) {
      if (metafield.key === key && metafield.namespace === resolved && owns(metafield.ownerId)) {
        return visible(metafield);
      }
    }
    return null;
  };
}

/** "$app" and "$app:name" -> the installed app's reserved namespace */
function resolveNamespace(shop: ShopState, namespace: string): string {
  if (!namespace.startsWith('$app')) return namespace;
  const name = namespace.slice('$app'.length).replace(/^:/, '');
  const prefix = `app--${shop.shop.app?.appId ?? 0}`;
  return name === '' ? prefix : `${prefix}--${name}`;
}

function visible(metafield: Metafield): Record<string, unknown> | null {
  if (Buffer.byteLength(metafield.value) > METAFIELD_BYTE_LIMIT) return null;
  return { type: metafield.type, value: metafield.value, jsonValue: () => jsonValue(metafield) };
}

function jsonValue({ type, value }: Metafield): unknown {
  const asJson =
    type === 'json' || type === 'boolean' || type === 'number_integer' || type.startsWith('list.');
  return asJson ? metafieldJson(value) : value;
}

/** Functions get decimals without trailing zeros but with one place: "504.5", "97.0". */
function functionDecimal(minor: number, currency: string): string {
  return withOnePlace(toDecimal(minor, currency));
}

function withOnePlace(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/(\.\d+?)0+$/, '$1') : `${decimal}.0`;
}
