import { parseMoney } from '../../app/loyalty/money';
import { discountContents, type ItemsInput, type MinimumInput } from '../model/discount-contents';
import { presented, type Presentment } from '../model/presentment';
import type { Customer, DiscountNode, ShopState } from '../model/types';
import type { CartLine, DeliveryGroup, Offer, Value } from './types';

export interface NativeCart {
  shop: ShopState;
  presentment: Presentment;
  lines: CartLine[];
  groups: DeliveryGroup[];
  customer: Customer | null;
  /** where it is sent to */
  countryCode: string;
}

/**
 * What a discount of Shopify's own kinds (basic, free shipping) wants to give to this cart; nothing when its conditions
 * are not met. Its amounts are in the shop's currency and are converted like prices. Buy-x-get-y is not modelled.
 */
export function nativeOffer(node: DiscountNode, code: string | null, cart: NativeCart): Offer {
  const offer: Offer = { node, code, order: [], product: [], delivery: [] };
  if (!isFor(node, cart.customer)) return offer;
  if (node.type === 'basic') return { ...offer, ...basic(node, code, cart) };
  if (node.type === 'free_shipping') return { ...offer, delivery: freeShipping(node, code, cart) };
  return offer;
}

function basic(node: DiscountNode, code: string | null, cart: NativeCart): Partial<Offer> {
  const { customerGets, minimumRequirement } = discountContents(node);
  const items = customerGets?.items ?? {};
  const entitled = cart.lines.filter((line) => isEntitled(node, line) && isAmong(items, line, cart.shop));
  if (entitled.length === 0 || !isReached(minimumRequirement, entitled, cart)) return {};
  const { percentage, discountAmount } = customerGets?.value ?? {};
  const isProduct = node.discountClasses.includes('PRODUCT');
  const value: Value | null =
    percentage !== undefined && percentage !== null
      ? { kind: 'percentage', hundredths: Math.round(percentage * 10_000) }
      : discountAmount
        ? {
            kind: 'fixed',
            amountMinor: inBuyerMoney(discountAmount.amount, cart),
            each: isProduct && (discountAmount.appliesOnEachItem ?? false),
          }
        : null;
  if (!value) return {};
  const message = code ?? node.title;
  if (isProduct)
    return { product: [{ message, value, targets: new Map(entitled.map(({ gid }) => [gid, null])) }] };
  const excludedLines = new Set(cart.lines.filter((line) => !entitled.includes(line)).map(({ gid }) => gid));
  return { order: [{ message, value, excludedLines }] };
}

function freeShipping(node: DiscountNode, code: string | null, cart: NativeCart): Offer['delivery'] {
  const { minimumRequirement, destination, maximumShippingPrice } = discountContents(node);
  const countries = destination?.countries;
  const isReachedThere =
    !countries || countries.includeRestOfWorld === true || (countries.add ?? []).includes(cart.countryCode);
  if (!isReachedThere || !isReached(minimumRequirement, cart.lines, cart)) return [];
  const most = maximumShippingPrice ? inBuyerMoney(maximumShippingPrice, cart) : Infinity;
  const handles = cart.groups
    .filter(({ type }) =>
      type === 'SUBSCRIPTION' ? node.appliesOnSubscription : node.appliesOnOneTimePurchase,
    )
    .flatMap(({ options }) => options.filter(({ priceMinor }) => priceMinor <= most))
    .map(({ handle }) => handle);
  if (handles.length === 0) return [];
  const value: Value = { kind: 'percentage', hundredths: 10_000 };
  return [{ message: code ?? node.title, value, groups: new Set(), handles: new Set(handles) }];
}

/** Chosen customers only, where some are chosen. Segments have no members here. */
function isFor(node: DiscountNode, customer: Customer | null): boolean {
  const { context, customerSelection } = discountContents(node);
  const chosen = context ?? customerSelection;
  if (!chosen || chosen.all) return true;
  return customer !== null && (chosen.customers?.add ?? []).some((id) => numberOf(id) === customer.id);
}

/** One-time purchases and subscriptions are entitled by the node's own switches. */
export function isEntitled(node: DiscountNode, line: CartLine): boolean {
  return line.sellingPlanId === null ? node.appliesOnOneTimePurchase : node.appliesOnSubscription;
}

function isAmong({ products, collections }: ItemsInput, line: CartLine, shop: ShopState): boolean {
  if (!products && !collections) return true;
  const has = (ids: string[] | null | undefined, id: number) =>
    (ids ?? []).some((gid) => numberOf(gid) === id);
  const inside = shop.get('product', line.productId)?.collectionIds ?? [];
  return (
    has(products?.productsToAdd, line.productId) ||
    has(products?.productVariantsToAdd, line.variantId) ||
    inside.some((id) => has(collections?.add, id))
  );
}

/** Counts the lines that the discount is for, before any discount. */
function isReached(minimum: MinimumInput | null | undefined, lines: CartLine[], cart: NativeCart): boolean {
  const quantity = minimum?.quantity?.greaterThanOrEqualToQuantity;
  const subtotal = minimum?.subtotal?.greaterThanOrEqualToSubtotal;
  const units = lines.reduce((sum, line) => sum + line.quantity, 0);
  const worth = lines.reduce((sum, line) => sum + line.totalMinor, 0);
  if (quantity !== undefined && quantity !== null && units < Number(quantity)) return false;
  return subtotal === undefined || subtotal === null || worth >= inBuyerMoney(subtotal, cart);
}

function inBuyerMoney(amount: string | number | undefined, { shop, presentment }: NativeCart): number {
  return presented(shop.shop, presentment, parseMoney(String(amount ?? '0'), shop.shop.currency));
}

const numberOf = (gid: string): number => Number(gid.split('/').pop());
