import { describe, expect, it } from 'vitest';
import { testShop, type TestShop } from './test-shop';

const CREATE = `mutation($discount: DiscountCodeAppInput!) {
  discountCodeAppCreate(codeAppDiscount: $discount) { codeAppDiscount { discountId status } userErrors { field code message } }
}`;
const ADD = `mutation($id: ID!, $codes: [DiscountRedeemCodeInput!]!) {
  discountRedeemCodeBulkAdd(discountId: $id, codes: $codes) { bulkCreation { id done codesCount } userErrors { code } }
}`;
const POLL = `query($id: ID!) {
  discountRedeemCodeBulkCreation(id: $id) { done codesCount importedCount failedCount
    codes(first: 250) { nodes { code discountRedeemCode { id } errors { message } } } }
}`;

const gift = (code: string) => ({
  title: 'Anniversary 2026',
  code,
  startsAt: '2026-11-01T00:00:00Z',
  functionHandle: 'loyalty-discount',
  discountClasses: ['ORDER'],
  metafields: [{ namespace: '$app:loyalty', key: 'config', type: 'json', value: '{"v":1,"k":"gift"}' }],
});

async function createGift(shop: TestShop): Promise<string> {
  const { data } = await shop.call(CREATE, { discount: gift('BASE-2026') });
  return (data as { discountCodeAppCreate: { codeAppDiscount: { discountId: string } } })
    .discountCodeAppCreate.codeAppDiscount.discountId;
}

describe('app discounts', () => {
  it('carry their metafields under any of the three gids', async () => {
    const shop = testShop();
    const id = await createGift(shop);
    expect(shop.events).toContain('discounts/create');
    const { data } = await shop.call(
      `{ discountNode(id: "${id}") { metafield(namespace: "$app:loyalty", key: "config") { value } }
         codeDiscountNodeByCode(code: "base-2026") { id metafield(namespace: "$app:loyalty", key: "config") { value } } }`,
    );
    const metafield = { value: '{"v":1,"k":"gift"}' };
    expect(data).toEqual({ discountNode: { metafield }, codeDiscountNodeByCode: { id, metafield } });
  });

  it('refuse a metafield whose value is none of its type', async () => {
    const shop = testShop();
    const [config] = gift('X').metafields;
    const discount = { ...gift('BROKEN-2026'), metafields: [{ ...config, value: '{"v":1,' }] };
    const { data } = await shop.call(CREATE, { discount });
    expect(data).toMatchObject({
      discountCodeAppCreate: {
        codeAppDiscount: null,
        userErrors: [{ field: ['codeAppDiscount', 'metafields', '0', 'value'] }],
      },
    });
    expect(shop.deps.state.all('metafield').size).toBe(0);
  });

  it('refuse a code that is taken, whatever its case', async () => {
    const shop = testShop();
    await createGift(shop);
    const { data } = await shop.call(CREATE, { discount: gift('base-2026') });
    expect(data).toMatchObject({
      discountCodeAppCreate: {
        codeAppDiscount: null,
        userErrors: [{ field: ['codeAppDiscount', 'code'], code: 'TAKEN' }],
      },
    });
  });

  it('expire with the clock, and are switched off and on', async () => {
    const shop = testShop();
    const id = await createGift(shop);
    const run = (name: string) =>
      shop.call(
        `mutation { ${name}(id: "${id}") { codeDiscountNode { codeDiscount { ... on DiscountCodeApp { status endsAt } } } userErrors { message } } }`,
      );
    expect((await run('discountCodeDeactivate')).data).toEqual({
      discountCodeDeactivate: {
        codeDiscountNode: { codeDiscount: { status: 'EXPIRED', endsAt: '2026-11-20T10:00:00Z' } },
        userErrors: [],
      },
    });
    expect((await run('discountCodeActivate')).data).toMatchObject({
      discountCodeActivate: { codeDiscountNode: { codeDiscount: { status: 'ACTIVE', endsAt: null } } },
    });
  });

  it('are at most 25 active automatic ones', async () => {
    const shop = testShop();
    const create = async (n: number) =>
      shop.call(
        `mutation { discountAutomaticAppCreate(automaticAppDiscount: { title: "D${n}", startsAt: "2026-01-01T00:00:00Z", functionHandle: "loyalty-discount", discountClasses: [ORDER] }) { userErrors { code } } }`,
      );
    for (let n = 0; n < 25; n += 1)
      expect((await create(n)).data).toEqual({ discountAutomaticAppCreate: { userErrors: [] } });
    expect((await create(25)).data).toEqual({
      discountAutomaticAppCreate: { userErrors: [{ code: 'EXCEEDED_MAX' }] },
    });
  });
});

describe('discountRedeemCodeBulkAdd', () => {
  it('imports later, and lets each code fail for itself', async () => {
    const shop = testShop();
    const discountId = await createGift(shop);
    const codes = ['DANKE-1', 'DANKE-2', 'danke-1', 'BASE-2026'].map((code) => ({ code }));
    const added = (await shop.call(ADD, { id: discountId, codes })).data as {
      discountRedeemCodeBulkAdd: { bulkCreation: { id: string; done: boolean; codesCount: number } };
    };
    const { id, ...creation } = added.discountRedeemCodeBulkAdd.bulkCreation;
    expect(creation).toEqual({ done: false, codesCount: 4 });
    expect((await shop.call(POLL, { id })).data).toMatchObject({
      discountRedeemCodeBulkCreation: { done: false, importedCount: 0 },
    });
    await shop.passTime();
    const polled = (await shop.call(POLL, { id })).data as {
      discountRedeemCodeBulkCreation: {
        codes: { nodes: { code: string; discountRedeemCode: { id: string } | null; errors: unknown[] }[] };
      };
    };
    expect(polled.discountRedeemCodeBulkCreation).toMatchObject({
      done: true,
      importedCount: 2,
      failedCount: 2,
    });
    const failed = polled.discountRedeemCodeBulkCreation.codes.nodes.filter(
      ({ errors }) => errors.length > 0,
    );
    expect(failed.map(({ code }) => code)).toEqual(['danke-1', 'BASE-2026']);
    expect((await shop.call('{ codeDiscountNodeByCode(code: "danke-2") { id } }')).data).toEqual({
      codeDiscountNodeByCode: { id: discountId },
    });
  });

  it('refuses a discount that is not there, and more than 250 codes', async () => {
    const shop = testShop();
    const missing = await shop.call(ADD, { id: 'gid://shopify/DiscountCodeNode/99', codes: [{ code: 'X' }] });
    expect(missing.data).toMatchObject({
      discountRedeemCodeBulkAdd: { bulkCreation: null, userErrors: [{ code: 'INVALID' }] },
    });
    const codes = Array.from({ length: 251 }, (_unused, index) => ({ code: `C${index}` }));
    const { errors } = await shop.call(ADD, { id: await createGift(shop), codes });
    expect(errors?.[0]?.extensions?.['code']).toBe('MAX_INPUT_SIZE_EXCEEDED');
  });
});
