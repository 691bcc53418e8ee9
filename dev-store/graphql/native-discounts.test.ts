import { beforeAll, describe, expect, it } from 'vitest';
import { createFunctionRunner, type FunctionRunner } from '../checkout/function-runner';
import { priceCheckout } from '../checkout/price';
import { testShop, type TestShop } from './test-shop';

let functions: FunctionRunner;
beforeAll(async () => {
  functions = await createFunctionRunner();
});

const MUTATIONS = {
  codeBasic: `mutation($input: DiscountCodeBasicInput!) {
    made: discountCodeBasicCreate(basicCodeDiscount: $input) { node: codeDiscountNode { id } userErrors { field code message } } }`,
  updateCodeBasic: `mutation($id: ID!, $input: DiscountCodeBasicInput!) {
    made: discountCodeBasicUpdate(id: $id, basicCodeDiscount: $input) { node: codeDiscountNode { id } userErrors { field code message } } }`,
  automaticBasic: `mutation($input: DiscountAutomaticBasicInput!) {
    made: discountAutomaticBasicCreate(automaticBasicDiscount: $input) { node: automaticDiscountNode { id } userErrors { field code message } } }`,
  automaticFreeShipping: `mutation($input: DiscountAutomaticFreeShippingInput!) {
    made: discountAutomaticFreeShippingCreate(freeShippingAutomaticDiscount: $input) { node: automaticDiscountNode { id } userErrors { field code message } } }`,
  codeFreeShipping: `mutation($input: DiscountCodeFreeShippingInput!) {
    made: discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) { node: codeDiscountNode { id } userErrors { field code message } } }`,
};

interface Made {
  node: { id: string } | null;
  userErrors: { field: string[]; code: string; message: string }[];
}

async function run(shop: TestShop, name: keyof typeof MUTATIONS, input: object, id?: string): Promise<Made> {
  const { data, errors } = await shop.call(MUTATIONS[name], { input, id });
  expect(errors).toBeUndefined();
  return (data as { made: Made }).made;
}

const startsAt = '2026-11-01T00:00:00Z';
const combinesWith = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };
const basic = (more: object) => ({ title: 'Sale', startsAt, combinesWith, context: { all: 'ALL' }, ...more });
const gets = (value: object, items: object = { all: true }) => ({ customerGets: { value, items } });

/** Two of the first product at 12.50. */
async function price(shop: TestShop, productId: number, codes: string[] = []) {
  const product = shop.deps.state.get('product', productId);
  return priceCheckout({
    shop: shop.deps.state,
    clock: shop.deps.clock,
    functions,
    lines: [{ variantId: product?.variants[0]?.id ?? 0, quantity: 2, sellingPlanId: null }],
    customerId: null,
    isAuthenticated: false,
    email: null,
    codes,
    deliveryOptionHandle: null,
    address: null,
    language: 'en',
  });
}

describe('native discounts made by the Admin API', () => {
  it('are what checkout gives', async () => {
    const shop = testShop();
    const { id } = shop.product('Espresso');
    const code = { ...basic(gets({ percentage: 0.1 })), code: 'TEN' };
    expect((await run(shop, 'codeBasic', code)).userErrors).toEqual([]);
    const products = { products: { productsToAdd: [`gid://shopify/Product/${id}`] } };
    const amount = { discountAmount: { amount: '2.50', appliesOnEachItem: true } };
    expect((await run(shop, 'automaticBasic', basic(gets(amount, products)))).userErrors).toEqual([]);
    const free = basic({ minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '25.00' } } });
    expect((await run(shop, 'automaticFreeShipping', free)).userErrors).toEqual([]);
    // 25.00 - 5.00, then 10 % of 20.00
    const checkout = await price(shop, id, ['ten']);
    expect(checkout).toMatchObject({
      subtotalMinor: 1800,
      shippingMinor: 0,
      discountsMinor: 500 + 200 + 490,
    });
    expect(checkout.applications.map(({ title }) => title)).toEqual(['Sale', 'ten', 'Sale']);
  });

  it('free shipping by code, once', async () => {
    const shop = testShop();
    const { id } = shop.product('Espresso');
    const input = { ...basic({ destination: { all: true } }), code: 'FREE', usageLimit: 1 };
    expect((await run(shop, 'codeFreeShipping', input)).userErrors).toEqual([]);
    expect((await price(shop, id)).shippingMinor).toBe(490);
    const checkout = await price(shop, id, ['FREE']);
    expect(checkout).toMatchObject({ shippingMinor: 0, codes: [{ accepted: true }] });
  });

  it('keep in an update what it leaves out, and add and remove products', async () => {
    const shop = testShop();
    const one = shop.product('Espresso');
    const two = shop.product('Filter');
    const gid = ({ id }: { id: number }) => `gid://shopify/Product/${id}`;
    const items = { products: { productsToAdd: [gid(one)] } };
    const made = await run(shop, 'codeBasic', { ...basic(gets({ percentage: 0.5 }, items)), code: 'HALF' });
    const change = { products: { productsToAdd: [gid(two)], productsToRemove: [gid(one)] } };
    await run(shop, 'updateCodeBasic', { customerGets: { items: change } }, made.node?.id);
    expect((await price(shop, one.id, ['HALF'])).subtotalMinor).toBe(2500);
    expect((await price(shop, two.id, ['HALF'])).subtotalMinor).toBe(1250);
    const { data } = await shop.call(
      `{ discountNodes(first: 5) { nodes { discount { ... on DiscountCodeBasic { title status discountClasses
        customerGets { value { ... on DiscountPercentage { percentage } } items { ... on DiscountProducts { products(first: 5) { nodes { title } } } } } } } } } }`,
    );
    expect(data).toEqual({
      discountNodes: {
        nodes: [
          {
            discount: {
              title: 'Sale',
              status: 'ACTIVE',
              discountClasses: ['PRODUCT'],
              customerGets: {
                value: { percentage: 0.5 },
                items: { products: { nodes: [{ title: 'Filter' }] } },
              },
            },
          },
        ],
      },
    });
  });

  it.each([
    [gets({ percentage: 1.01 }), ['customerGets', 'value', 'percentage'], 'VALUE_OUTSIDE_RANGE'],
    [gets({ percentage: -0.1 }), ['customerGets', 'value', 'percentage'], 'VALUE_OUTSIDE_RANGE'],
    [
      gets({ discountAmount: { amount: '0' } }),
      ['customerGets', 'value', 'discountAmount', 'amount'],
      'GREATER_THAN',
    ],
    [
      gets({ percentage: 0.1 }, { products: { productsToAdd: ['gid://shopify/Product/999'] } }),
      ['customerGets', 'items', 'products', 'productsToAdd'],
      'INVALID',
    ],
    [
      gets({ percentage: 0.1 }, { collections: { add: ['gid://shopify/Collection/999'] } }),
      ['customerGets', 'items', 'collections', 'add'],
      'INVALID',
    ],
    [
      {
        ...gets({ percentage: 0.1 }),
        minimumRequirement: {
          subtotal: { greaterThanOrEqualToSubtotal: '1' },
          quantity: { greaterThanOrEqualToQuantity: '1' },
        },
      },
      ['minimumRequirement', 'subtotal', 'greaterThanOrEqualToSubtotal'],
      'CONFLICT',
    ],
  ])('are refused with wrong contents %#', async (contents, field, code) => {
    const shop = testShop();
    const made = await run(shop, 'automaticBasic', basic(contents));
    expect(made.node).toBeNull();
    expect(made.userErrors).toEqual([
      expect.objectContaining({ field: ['automaticBasicDiscount', ...field], code }),
    ]);
  });
});
