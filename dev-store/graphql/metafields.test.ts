import { describe, expect, it } from 'vitest';
import { testShop, type TestShop } from './test-shop';

const SET = `mutation($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { metafields { namespace key value compareDigest } userErrors { field code elementIndex message } }
}`;

function standing(shop: TestShop, value: string, ownerId = `gid://shopify/Customer/${shop.customer().id}`) {
  return { ownerId, namespace: '$app:loyalty', key: 'standing', type: 'json', value };
}

type Payload = {
  metafieldsSet: {
    metafields: { namespace: string; value: string; compareDigest: string }[];
    userErrors: { field: string[]; code: string }[];
  };
};

describe('metafieldsSet', () => {
  it("resolves the app's own namespace and emits the owner's change", async () => {
    const shop = testShop();
    const { data } = await shop.call(SET, { metafields: [standing(shop, '{"v":1}')] });
    expect((data as Payload).metafieldsSet.metafields[0]?.namespace).toBe('app--4711--loyalty');
    expect(shop.events).toEqual(['customers/update']);
  });

  it('writes all or none', async () => {
    const shop = testShop();
    const { data } = await shop.call(SET, {
      metafields: [standing(shop, '{"v":1}'), standing(shop, 'no json')],
    });
    expect((data as Payload).metafieldsSet).toMatchObject({
      metafields: [],
      userErrors: [{ field: ['metafields', '1', 'value'], code: 'INVALID_VALUE' }],
    });
    expect(shop.deps.state.all('metafield').size).toBe(0);
    expect(shop.events).toEqual([]);
  });

  it('takes 25 and refuses 26', async () => {
    const shop = testShop();
    const ownerId = `gid://shopify/Customer/${shop.customer().id}`;
    const many = (count: number) => ({
      metafields: Array.from({ length: count }, (_unused, index) => ({
        ...standing(shop, '{}', ownerId),
        key: `key_${index}`,
      })),
    });
    const refused = (await shop.call(SET, many(26))).data as Payload;
    expect(refused.metafieldsSet.userErrors[0]?.code).toBe('LESS_THAN_OR_EQUAL_TO');
    const taken = (await shop.call(SET, many(25))).data as Payload;
    expect(taken.metafieldsSet.metafields).toHaveLength(25);
  });

  it('compares before it sets, when asked to', async () => {
    const shop = testShop();
    const input = standing(shop, '{"v":1}');
    const first = (await shop.call(SET, { metafields: [{ ...input, compareDigest: null }] })).data as Payload;
    const digest = first.metafieldsSet.metafields[0]?.compareDigest;
    expect(digest).toBeTypeOf('string');
    const stale = (await shop.call(SET, { metafields: [{ ...input, compareDigest: 'other' }] }))
      .data as Payload;
    expect(stale.metafieldsSet.userErrors[0]?.code).toBe('STALE_OBJECT');
    const fresh = await shop.call(SET, {
      metafields: [{ ...input, value: '{"v":2}', compareDigest: digest }],
    });
    expect((fresh.data as Payload).metafieldsSet.metafields[0]?.value).toBe('{"v":2}');
  });

  it('refuses another app, an unknown owner and a value against the definition', async () => {
    const shop = testShop();
    const codeOf = async (change: object) =>
      ((await shop.call(SET, { metafields: [{ ...standing(shop, '{}'), ...change }] })).data as Payload)
        .metafieldsSet.userErrors[0]?.code;
    expect(await codeOf({ namespace: 'app--99--x' })).toBe('APP_NOT_AUTHORIZED');
    expect(await codeOf({ ownerId: 'gid://shopify/Customer/999' })).toBe('INVALID');
    await shop.call(
      `mutation { metafieldDefinitionCreate(definition: { name: "S", namespace: "$app:loyalty", key: "standing", type: "json", ownerType: CUSTOMER }) { userErrors { code } } }`,
    );
    expect(await codeOf({ type: 'single_line_text_field', value: 'x' })).toBe('INVALID_TYPE');
  });
});

describe('definitions', () => {
  const CREATE = `mutation { metafieldDefinitionCreate(definition: { name: "S", namespace: "$app:loyalty", key: "standing", type: "json", ownerType: CUSTOMER }) { createdDefinition { namespace } userErrors { code } } }`;

  it('are created once', async () => {
    const shop = testShop();
    expect((await shop.call(CREATE)).data).toEqual({
      metafieldDefinitionCreate: { createdDefinition: { namespace: 'app--4711--loyalty' }, userErrors: [] },
    });
    expect((await shop.call(CREATE)).data).toEqual({
      metafieldDefinitionCreate: { createdDefinition: null, userErrors: [{ code: 'TAKEN' }] },
    });
  });
});
