import { describe, expect, it } from 'vitest';
import { testShop, type TestShop } from '../graphql/test-shop';

const RUN = `mutation($query: String!, $grouped: Boolean! = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $grouped) { bulkOperation { id status } userErrors { field message code } }
}`;
const PRODUCTS = '{ products { edges { node { id title variants { edges { node { id title } } } } } } }';

type Started = {
  bulkOperationRunQuery: {
    bulkOperation: { id: string; status: string } | null;
    userErrors: { message: string; code: string }[];
  };
};

async function start(
  shop: TestShop,
  query = PRODUCTS,
  grouped = false,
  scopes?: string[],
): Promise<Started['bulkOperationRunQuery']> {
  const { data } = await shop.call(RUN, { query, grouped }, scopes);
  return (data as Started).bulkOperationRunQuery;
}

async function read(shop: TestShop, id: string) {
  const { data } = await shop.call(
    `{ bulkOperation(id: "${id}") { status errorCode objectCount rootObjectCount fileSize url } }`,
  );
  return (data as { bulkOperation: Record<string, string | null> }).bulkOperation;
}

async function linesOf(shop: TestShop, url: string): Promise<Record<string, unknown>[]> {
  const { pathname, searchParams } = new URL(url);
  const id = Number(/(\d+)\.jsonl$/.exec(pathname)?.[1]);
  const file = await shop.api.bulkFile(
    id,
    searchParams.get('Expires') ?? '',
    searchParams.get('Signature') ?? '',
  );
  return (file ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function stocked(): TestShop {
  const shop = testShop();
  for (let index = 0; index < 8; index += 1) shop.product(`Product ${index}`);
  return shop;
}

describe('bulkOperationRunQuery', () => {
  it('runs later, counts, and answers JSONL whose children need not follow their parents', async () => {
    const shop = stocked();
    const { bulkOperation } = await start(shop);
    const id = bulkOperation?.id ?? '';
    expect(bulkOperation?.status).toBe('CREATED');
    expect(await read(shop, id)).toMatchObject({ status: 'CREATED', objectCount: '0', url: null });
    await shop.passTime();
    const done = await read(shop, id);
    expect(done).toMatchObject({ status: 'COMPLETED', objectCount: '24', rootObjectCount: '8' });
    expect(shop.events).toContain('bulk_operations/finish');

    const lines = await linesOf(shop, done['url'] ?? '');
    const parents = lines.filter((line) => !('__parentId' in line));
    expect(parents).toHaveLength(8);
    const known = new Set(parents.map((line) => line['id']));
    expect(lines.filter((line) => '__parentId' in line).every((line) => known.has(line['__parentId']))).toBe(
      true,
    );
    const seen = new Set<unknown>();
    const early = lines.some(
      (line) => (seen.add(line['id']), '__parentId' in line && !seen.has(line['__parentId'])),
    );
    expect(early).toBe(true);
  });

  it('keeps children behind their parents when grouped', async () => {
    const shop = stocked();
    const { bulkOperation } = await start(shop, PRODUCTS, true);
    await shop.passTime();
    const lines = await linesOf(shop, (await read(shop, bulkOperation?.id ?? ''))['url'] ?? '');
    let parent: unknown = null;
    for (const line of lines) {
      if ('__parentId' in line) expect(line['__parentId']).toBe(parent);
      else parent = line['id'];
    }
  });

  it('refuses a sixth, frees a place by cancelling', async () => {
    const shop = stocked();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push((await start(shop)).bulkOperation?.id ?? '');
    expect((await start(shop)).userErrors[0]).toMatchObject({ code: 'OPERATION_IN_PROGRESS' });
    await shop.call(`mutation { bulkOperationCancel(id: "${ids[0]}") { bulkOperation { status } } }`);
    await shop.passTime();
    expect(await read(shop, ids[0] ?? '')).toMatchObject({ status: 'CANCELED' });
    expect((await start(shop)).userErrors).toEqual([]);
  });

  it('fails with ACCESS_DENIED when the token may not read what it asks for', async () => {
    const shop = stocked();
    const { bulkOperation } = await start(shop, PRODUCTS, false, ['read_orders']);
    await shop.passTime();
    expect(await read(shop, bulkOperation?.id ?? '')).toMatchObject({
      status: 'FAILED',
      errorCode: 'ACCESS_DENIED',
    });
  });

  it('signs its addresses', async () => {
    const shop = stocked();
    const { bulkOperation } = await start(shop);
    await shop.passTime();
    const url = new URL((await read(shop, bulkOperation?.id ?? ''))['url'] ?? '');
    const id = Number(/(\d+)\.jsonl$/.exec(url.pathname)?.[1]);
    const expires = url.searchParams.get('Expires') ?? '';
    const signature = url.searchParams.get('Signature') ?? '';
    expect(await shop.api.bulkFile(id, expires, 'forged')).toBeNull();
    expect(await shop.api.bulkFile(id, String(Number(expires) + 1), signature)).toBeNull();
    shop.moveClock(8 * 24 * 60 * 60 * 1000);
    expect(await shop.api.bulkFile(id, expires, signature)).toBeNull();
  });

  it.each([
    ['{ shop { name } }', 'Bulk queries must contain at least one connection.'],
    [
      'mutation { productDelete(input: { id: "gid://shopify/Product/1" }) { deletedProductId } }',
      'Invalid operation type. Only `query` operations are supported.',
    ],
    [
      '{ products { edges { node { title variants { edges { node { id } } } } } } }',
      "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': products.",
    ],
  ])('refuses %s', async (query, message) => {
    const refused = await start(testShop(), query);
    expect(refused.bulkOperation).toBeNull();
    expect(refused.userErrors.map((error) => error.message)).toContain(message);
  });
});
