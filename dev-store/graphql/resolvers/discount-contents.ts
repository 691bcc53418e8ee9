import {
  discountContents as contentsOf,
  type ItemsInput,
  type Scalar,
  type ValueInput,
} from '../../model/discount-contents';
import type { DiscountNode } from '../../model/types';
import { inOrder, paginate, type PageArgs } from '../connection';
import type { Fields, RequestContext } from '../context';
import { money, minorUnits } from '../format';
import { idOf } from '../gid';

const moneyOf = (context: RequestContext, amount: Scalar | undefined) => {
  const { currency } = context.state.shop;
  return money(minorUnits(String(amount ?? '0'), currency) ?? 0, currency);
};

export const contentFields: Fields<DiscountNode> = {
  customerGets: (node, _args: never, context) => {
    const gets = contentsOf(node).customerGets ?? {};
    return {
      value: valueOf(context, gets.value ?? {}),
      items: itemsOf(gets.items ?? {}),
      appliesOnOneTimePurchase: gets.appliesOnOneTimePurchase ?? true,
      appliesOnSubscription: gets.appliesOnSubscription ?? false,
    };
  },
  customerBuys: (node, _args: never, context) => {
    const buys = contentsOf(node).customerBuys ?? {};
    return {
      value: buys.value?.amount
        ? { __typename: 'DiscountPurchaseAmount', amount: moneyOf(context, buys.value.amount).amount }
        : { __typename: 'DiscountQuantity', quantity: String(buys.value?.quantity ?? '1') },
      items: itemsOf(buys.items ?? {}),
      isOneTimePurchase: buys.isOneTimePurchase ?? true,
      isSubscription: buys.isSubscription ?? false,
    };
  },
  minimumRequirement: (node, _args: never, context) => {
    const { quantity, subtotal } = contentsOf(node).minimumRequirement ?? {};
    if (quantity?.greaterThanOrEqualToQuantity) {
      const greaterThanOrEqualToQuantity = String(quantity.greaterThanOrEqualToQuantity);
      return { __typename: 'DiscountMinimumQuantity', greaterThanOrEqualToQuantity };
    }
    if (!subtotal?.greaterThanOrEqualToSubtotal) return null;
    const greaterThanOrEqualToSubtotal = moneyOf(context, subtotal.greaterThanOrEqualToSubtotal);
    return { __typename: 'DiscountMinimumSubtotal', greaterThanOrEqualToSubtotal };
  },
  destinationSelection: (node) => {
    const { countries } = contentsOf(node).destination ?? {};
    return countries
      ? {
          __typename: 'DiscountCountries',
          countries: countries.add ?? [],
          includeRestOfWorld: countries.includeRestOfWorld ?? false,
        }
      : { __typename: 'DiscountCountryAll', allCountries: true };
  },
  maximumShippingPrice: (node, _args: never, context) => {
    const price = contentsOf(node).maximumShippingPrice;
    return price ? moneyOf(context, price) : null;
  },
  usesPerOrderLimit: (node) => {
    const limit = contentsOf(node).usesPerOrderLimit;
    return limit === null || limit === undefined ? null : Number(limit);
  },
};

function valueOf(context: RequestContext, value: ValueInput) {
  if (value.discountAmount) {
    return {
      __typename: 'DiscountAmount',
      amount: moneyOf(context, value.discountAmount.amount),
      appliesOnEachItem: value.discountAmount.appliesOnEachItem ?? false,
    };
  }
  if (value.discountOnQuantity) {
    const { quantity, effect } = value.discountOnQuantity;
    return {
      __typename: 'DiscountOnQuantity',
      quantity: { quantity: String(quantity ?? '1') },
      effect: effect?.amount
        ? { __typename: 'DiscountAmount', amount: moneyOf(context, effect.amount), appliesOnEachItem: true }
        : { __typename: 'DiscountPercentage', percentage: effect?.percentage ?? 0 },
    };
  }
  return { __typename: 'DiscountPercentage', percentage: value.percentage ?? 0 };
}

function itemsOf(items: ItemsInput) {
  if (items.products) {
    const { productsToAdd = [], productVariantsToAdd = [] } = items.products;
    return { __typename: 'DiscountProducts', productIds: productsToAdd, variantIds: productVariantsToAdd };
  }
  if (items.collections)
    return { __typename: 'DiscountCollections', collectionIds: items.collections.add ?? [] };
  return { __typename: 'AllDiscountItems', allItems: true };
}

const present = <T>(value: T | undefined): value is T => value !== undefined;

export const discountProductsFields: Fields<{ productIds: string[]; variantIds: string[] }> = {
  products: ({ productIds }, args: PageArgs, context) =>
    paginate(
      inOrder(
        productIds.map((id) => context.state.get('product', idOf(id, 'Product') ?? -1)).filter(present),
      ),
      args,
    ),
  productVariants: ({ variantIds }, args: PageArgs, context) => {
    const wanted = new Set(variantIds.map((id) => idOf(id, 'ProductVariant')));
    const variants = [...context.state.all('product').values()].flatMap((product) =>
      product.variants.filter(({ id }) => wanted.has(id)).map((variant) => ({ ...variant, product })),
    );
    return paginate(inOrder(variants), args);
  },
};

export const discountCollectionsFields: Fields<{ collectionIds: string[] }> = {
  collections: ({ collectionIds }, args: PageArgs, context) =>
    paginate(
      inOrder(
        collectionIds
          .map((id) => context.state.get('collection', idOf(id, 'Collection') ?? -1))
          .filter(present),
      ),
      args,
    ),
};
