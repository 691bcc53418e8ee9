import { describe, expect, it } from 'vitest';
import type { ShopState } from '../model/types';
import { payloadOf } from '../webhooks/payloads';
import { testShop } from './test-shop';

/** A shop whose every event is told at once, as its outbox does when somebody subscribes to everything. */
function tellingShop() {
  const told: { topic: string; payload: Record<string, unknown> }[] = [];
  let state: ShopState | null = null;
  const shop = testShop({
    events: {
      emit(topic, subject, extra = {}) {
        if (state)
          told.push({ topic, payload: payloadOf(topic, state, subject, extra, '2026-11-20T10:00:00.000Z') });
      },
    },
  });
  state = shop.deps.state;
  return { ...shop, told, last: (topic: string) => told.findLast((event) => event.topic === topic)?.payload };
}

async function create(shop: ReturnType<typeof tellingShop>, kind: 'Code' | 'Automatic'): Promise<string> {
  const argument = kind === 'Code' ? 'codeAppDiscount' : 'automaticAppDiscount';
  const { data } = await shop.call(
    `mutation($discount: Discount${kind}AppInput!) {
      made: discount${kind}AppCreate(${argument}: $discount) { discount: ${argument} { discountId } }
    }`,
    {
      discount: {
        title: 'A discount',
        startsAt: '2026-11-01T00:00:00Z',
        functionHandle: 'loyalty-discount',
        discountClasses: ['ORDER'],
        ...(kind === 'Code' ? { code: 'A-CODE' } : {}),
      },
    },
  );
  return (data as { made: { discount: { discountId: string } } }).made.discount.discountId;
}

describe('what the Admin API announces', () => {
  it.each(['Code', 'Automatic'] as const)('a deleted %s discount by its own kind of id', async (kind) => {
    const shop = tellingShop();
    const id = await create(shop, kind);
    expect(id).toContain(`/Discount${kind}Node/`);
    await shop.call(`mutation { discount${kind}Delete(id: "${id}") { userErrors { message } } }`);
    expect(shop.last('discounts/delete')).toMatchObject({ admin_graphql_api_id: id });
  });

  it('the same for discounts deleted in bulk', async () => {
    const shop = tellingShop();
    const id = await create(shop, 'Code');
    await shop.call(`mutation { discountCodeBulkDelete(ids: ["${id}"]) { userErrors { message } } }`);
    expect(shop.last('discounts/delete')).toMatchObject({ admin_graphql_api_id: id });
  });

  it('a product that was made, and one that was deleted', async () => {
    const shop = tellingShop();
    const { data } = await shop.call(
      'mutation { productCreate(product: { title: "Honey" }) { product { id } userErrors { message } } }',
    );
    const { id } = (data as { productCreate: { product: { id: string } } }).productCreate.product;
    expect(shop.last('products/create')).toMatchObject({ admin_graphql_api_id: id, title: 'Honey' });
    await shop.call(`mutation { productDelete(input: { id: "${id}" }) { userErrors { message } } }`);
    expect(shop.last('products/delete')).toEqual({ id: Number(id.split('/').at(-1)) });
  });
});
