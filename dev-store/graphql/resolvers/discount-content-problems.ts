import type { DiscountContents } from '../../model/discount-contents';
import type { RequestContext } from '../context';
import { minorUnits } from '../format';
import { idOf } from '../gid';
import { discountError, type DiscountUserError } from './discount-errors';

/**
 * What is wrong with the contents of a basic or free-shipping discount: value, minimum, products and collections. The
 * words are Shopify's as far as they are known, docs/dev-store/admin-graphql.md says which are not.
 * @param argument the mutation's input argument, which errors name
 */
export function contentProblems(
  context: RequestContext,
  argument: string,
  input: DiscountContents,
): DiscountUserError[] {
  return [
    ...valueProblems(context, argument, input),
    ...minimumProblems(argument, input),
    ...itemProblems(context, argument, input),
  ].slice(0, 1);
}

function valueProblems(
  context: RequestContext,
  argument: string,
  { customerGets }: DiscountContents,
): DiscountUserError[] {
  const value = customerGets?.value;
  const at = [argument, 'customerGets', 'value'];
  if (value?.percentage !== undefined && value.percentage !== null) {
    const inside = value.percentage >= 0 && value.percentage <= 1;
    const message = 'Value must be between 0.0 and 1.0';
    return inside ? [] : [discountError([...at, 'percentage'], message, 'VALUE_OUTSIDE_RANGE')];
  }
  if (!value?.discountAmount) return [];
  const minor = minorUnits(String(value.discountAmount.amount ?? '0'), context.state.shop.currency);
  return minor !== null && minor > 0
    ? []
    : [discountError([...at, 'discountAmount', 'amount'], 'Value must be greater than 0', 'GREATER_THAN')];
}

function minimumProblems(argument: string, { minimumRequirement }: DiscountContents): DiscountUserError[] {
  const quantity = minimumRequirement?.quantity?.greaterThanOrEqualToQuantity;
  const subtotal = minimumRequirement?.subtotal?.greaterThanOrEqualToSubtotal;
  const given = (value: unknown) => value !== undefined && value !== null;
  if (!given(quantity) || !given(subtotal)) return [];
  return [
    discountError(
      [argument, 'minimumRequirement', 'subtotal', 'greaterThanOrEqualToSubtotal'],
      'Minimum subtotal cannot be defined when minimum quantity is.',
      'CONFLICT',
    ),
  ];
}

function itemProblems(
  context: RequestContext,
  argument: string,
  { customerGets }: DiscountContents,
): DiscountUserError[] {
  const { products, collections } = customerGets?.items ?? {};
  const at = [argument, 'customerGets', 'items'];
  const { state } = context;
  const variants = new Set(
    [...state.all('product').values()].flatMap((product) => product.variants.map(({ id }) => id)),
  );
  const unknown = (
    type: string,
    ids: string[] | null | undefined,
    path: string[],
    exists: (id: number) => boolean,
  ) =>
    (ids ?? []).flatMap((gid) => {
      const id = idOf(gid, type);
      if (id !== null && exists(id)) return [];
      const name = type === 'ProductVariant' ? 'Product variant' : type;
      return [discountError([...at, ...path], `${name} with id: ${gid.split('/').pop()} is invalid`)];
    });
  return [
    ...unknown('Product', products?.productsToAdd, ['products', 'productsToAdd'], (id) =>
      Boolean(state.get('product', id)),
    ),
    ...unknown('ProductVariant', products?.productVariantsToAdd, ['products', 'productVariantsToAdd'], (id) =>
      variants.has(id),
    ),
    ...unknown('Collection', collections?.add, ['collections', 'add'], (id) =>
      Boolean(state.get('collection', id)),
    ),
  ];
}
