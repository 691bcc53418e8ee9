import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { ShopState } from '../model/types';
import { cartLines, deliveryGroups } from './cart';
import { functionInput } from './function-input';
import { createFunctionRunner, readManifest } from './function-runner';
import { clockAt, NOW, putDiscount, putMetafield, putStanding, testShop } from './test-shop';

async function ask(query: string, change: { shop?: ShopState; at?: string; customer?: number | null } = {}) {
  const shop = change.shop ?? testShop([97_00, 50_450]);
  const lines = cartLines(shop, [
    { variantId: 111, quantity: 2, sellingPlanId: null },
    { variantId: 112, quantity: 1, sellingPlanId: 9 },
  ]);
  const node = putDiscount(shop, { discountClasses: ['ORDER', 'SHIPPING'] });
  const result = await functionInput(parse(query), {
    request: {
      shop,
      clock: clockAt(change.at ?? NOW),
      functions: await createFunctionRunner({ wasm: new Uint8Array() }),
      lines: [],
      customerId: null,
      isAuthenticated: false,
      email: 'typed@example.com',
      codes: [],
      deliveryOptionHandle: 'express',
      address: null,
      language: 'pt-BR',
    },
    presentment: { currency: 'EUR', rate: '1.0' },
    lines,
    groups: deliveryGroups(shop, lines, ['express'], 'de'),
    customer: change.customer === null ? null : (shop.get('customer', change.customer ?? 21) ?? null),
    node,
    triggeringCode: 'X',
    enteredCodes: [{ code: 'X', rejectable: false }],
  });
  return result.ok ? result.input : result;
}

describe('a function’s input', () => {
  it('has lines with money as text, tags and collections', async () => {
    const input = await ask(`query {
      cart {
        cost { subtotalAmount { amount currencyCode } }
        lines {
          id
          quantity
          cost { amountPerQuantity { amount } compareAtAmountPerQuantity { amount } subtotalAmount { amount } }
          sellingPlanAllocation { sellingPlan { id } }
          merchandise {
            __typename
            ... on ProductVariant {
              product {
                fair: hasAnyTag(tags: ["fair", "new"])
                other: hasAnyTag(tags: ["other"])
                inside: inAnyCollection(ids: ["gid://shopify/Collection/5"])
                outside: inAnyCollection(ids: ["gid://shopify/Collection/6"])
                isGiftCard
              }
            }
          }
        }
      }
    }`);
    const product = { fair: true, other: false, inside: true, outside: false, isGiftCard: false };
    const merchandise = { __typename: 'ProductVariant', product };
    expect(input).toEqual({
      cart: {
        cost: { subtotalAmount: { amount: '698.5', currencyCode: 'EUR' } },
        lines: [
          {
            id: 'gid://shopify/CartLine/0',
            quantity: 2,
            cost: {
              amountPerQuantity: { amount: '97.0' },
              compareAtAmountPerQuantity: null,
              subtotalAmount: { amount: '194.0' },
            },
            sellingPlanAllocation: null,
            merchandise,
          },
          {
            id: 'gid://shopify/CartLine/1',
            quantity: 1,
            cost: {
              amountPerQuantity: { amount: '504.5' },
              compareAtAmountPerQuantity: null,
              subtotalAmount: { amount: '504.5' },
            },
            sellingPlanAllocation: { sellingPlan: { id: 'gid://shopify/SellingPlan/9' } },
            merchandise,
          },
        ],
      },
    });
  });

  it('resolves the app’s namespace and hides metafields of more than 10,000 bytes', async () => {
    const query = `query { cart { buyerIdentity { customer {
      metafield(namespace: "$app:loyalty", key: "standing") { jsonValue type }
      foreign: metafield(namespace: "loyalty", key: "standing") { type }
    } } } }`;
    const shop = testShop();
    putStanding(shop, 21, { v: 1, n: 3 });
    putStanding(shop, 22, { v: 1, n: 3, more: 'x'.repeat(10_000) });
    expect(await ask(query, { shop })).toEqual({
      cart: {
        buyerIdentity: {
          customer: { metafield: { jsonValue: { v: 1, n: 3 }, type: 'json' }, foreign: null },
        },
      },
    });
    expect(await ask(query, { shop, customer: 22 })).toEqual({
      cart: { buyerIdentity: { customer: { metafield: null, foreign: null } } },
    });
  });

  it('takes a metafield that was put there without being JSON for text: Shopify would have refused it', async () => {
    const query = `query { cart { buyerIdentity { customer {
      metafield(namespace: "$app:loyalty", key: "standing") { jsonValue value }
    } } } }`;
    const shop = testShop();
    putMetafield(shop, 'gid://shopify/Customer/21', 'standing', '{"v":2,"n":');
    expect(await ask(query, { shop })).toEqual({
      cart: {
        buyerIdentity: { customer: { metafield: { jsonValue: '{"v":2,"n":', value: '{"v":2,"n":' } } },
      },
    });
  });

  it('knows the shop’s date, the language, the codes and the delivery options', async () => {
    const query = `query {
      localization { language { isoCode } country { isoCode } }
      shop { localTime { date dateTimeAfter(dateTime: "2026-12-31T23:59:59") } }
      triggeringDiscountCode
      enteredDiscountCodes { code rejectable }
      discount { discountClasses }
      cart { buyerIdentity { email isAuthenticated customer { id } } deliveryGroups { groupType cartLines { id } selectedDeliveryOption { handle cost { amount } } } }
    }`;
    expect(await ask(query, { at: '2026-12-31T23:00:00Z', customer: null })).toEqual({
      localization: { language: { isoCode: 'PT_BR' }, country: { isoCode: 'DE' } },
      shop: { localTime: { date: '2027-01-01', dateTimeAfter: true } },
      triggeringDiscountCode: 'X',
      enteredDiscountCodes: [{ code: 'X', rejectable: false }],
      discount: { discountClasses: ['ORDER', 'SHIPPING'] },
      cart: {
        buyerIdentity: { email: 'typed@example.com', isAuthenticated: false, customer: null },
        // what is bought once and what is subscribed to are sent apart
        deliveryGroups: [
          {
            groupType: 'ONE_TIME_PURCHASE',
            cartLines: [{ id: 'gid://shopify/CartLine/0' }],
            selectedDeliveryOption: { handle: 'express', cost: { amount: '9.9' } },
          },
          {
            groupType: 'SUBSCRIPTION',
            cartLines: [{ id: 'gid://shopify/CartLine/1' }],
            selectedDeliveryOption: { handle: 'standard-2', cost: { amount: '4.9' } },
          },
        ],
      },
    });
  });

  it('refuses loudly what is not modelled', async () => {
    await expect(
      ask('query { cart { lines { merchandise { ... on ProductVariant { weight } } } } }'),
    ).rejects.toThrow('DEV_STORE_NOT_IMPLEMENTED: ProductVariant.weight');
  });
});

describe('the function’s manifest', () => {
  it('lists the function under its uid and handle', async () => {
    const runner = await createFunctionRunner({ wasm: new Uint8Array() });
    const [listed] = runner.catalog.list();
    expect(listed).toMatchObject({ handle: 'loyalty-discount', apiType: 'discount', apiVersion: '2026-07' });
    expect(listed?.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect([listed?.id ?? '', 'loyalty-discount', 'other', null].map((id) => runner.owns(id))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(() => readManifest('handle = "x"')).toThrow('lacks');
  });
});
