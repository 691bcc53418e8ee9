import type { DiscountNode } from './types';

/** Decimals and big integers may be sent as text or as numbers. */
export type Scalar = string | number;

/** What Shopify's own kinds of discount apply to: the input that made them. */
export interface DiscountContents {
  customerGets?: {
    value?: ValueInput | null;
    items?: ItemsInput | null;
    appliesOnOneTimePurchase?: boolean | null;
    appliesOnSubscription?: boolean | null;
  } | null;
  customerBuys?: {
    value?: { quantity?: Scalar; amount?: Scalar };
    items?: ItemsInput;
    isOneTimePurchase?: boolean;
    isSubscription?: boolean;
  } | null;
  minimumRequirement?: MinimumInput | null;
  destination?: {
    all?: boolean;
    countries?: { add?: string[]; includeRestOfWorld?: boolean } | null;
  } | null;
  maximumShippingPrice?: Scalar | null;
  usesPerOrderLimit?: Scalar | null;
  context?: BuyersInput | null;
  customerSelection?: BuyersInput | null;
}
interface BuyersInput {
  all?: boolean | string | null;
  customers?: { add?: string[] | null } | null;
  customerSegments?: { add?: string[] | null } | null;
}
export interface MinimumInput {
  quantity?: { greaterThanOrEqualToQuantity?: Scalar | null } | null;
  subtotal?: { greaterThanOrEqualToSubtotal?: Scalar | null } | null;
}
export interface ValueInput {
  /** 0 to 1 */
  percentage?: number | null;
  discountAmount?: { amount?: Scalar; appliesOnEachItem?: boolean } | null;
  discountOnQuantity?: { quantity?: Scalar; effect?: { percentage?: number; amount?: Scalar } } | null;
}
export interface ItemsInput {
  all?: boolean | null;
  products?: {
    productsToAdd?: string[] | null;
    productVariantsToAdd?: string[] | null;
    productsToRemove?: string[] | null;
    productVariantsToRemove?: string[] | null;
  } | null;
  collections?: { add?: string[] | null; remove?: string[] | null } | null;
}

export const discountContents = (node: DiscountNode): DiscountContents => node.input ?? {};

/** The items after an update: `...ToAdd` and `...ToRemove` change the products or collections that are there. */
export function changedItems(before: ItemsInput | null | undefined, change: ItemsInput): ItemsInput {
  if (change.products) {
    const { products } = change;
    return {
      products: {
        productsToAdd: joined(
          before?.products?.productsToAdd,
          products.productsToAdd,
          products.productsToRemove,
        ),
        productVariantsToAdd: joined(
          before?.products?.productVariantsToAdd,
          products.productVariantsToAdd,
          products.productVariantsToRemove,
        ),
      },
    };
  }
  if (change.collections) {
    const { add, remove } = change.collections;
    return { collections: { add: joined(before?.collections?.add, add, remove) } };
  }
  return change;
}

type Ids = string[] | null | undefined;

function joined(before: Ids, add: Ids, remove: Ids): string[] {
  const gone = new Set(remove ?? []);
  return [...new Set([...(before ?? []), ...(add ?? [])])].filter((id) => !gone.has(id));
}
