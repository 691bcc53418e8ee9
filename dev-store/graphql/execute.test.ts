import { describe, expect, it } from 'vitest';
import { testShop } from './test-shop';

describe('errors in the words of Shopify', () => {
  it('names an unknown field and its type', async () => {
    const { errors } = await testShop().call('query Q { shop { nope } }');
    expect(errors).toEqual([
      {
        message: "Field 'nope' doesn't exist on type 'Shop'",
        locations: [{ line: 1, column: 18 }],
        path: ['query Q', 'shop', 'nope'],
        extensions: { code: 'undefinedField', typeName: 'Shop', fieldName: 'nope' },
      },
    ]);
  });

  it('lists the problems of a variable', async () => {
    const { errors } = await testShop().call('query($id: ID!) { customer(id: $id) { id } }', { id: '7' });
    expect(errors?.[0]?.extensions).toEqual({
      code: 'INVALID_VARIABLE',
      value: '7',
      problems: [{ path: [], explanation: 'Invalid global id `7`', message: 'Invalid global id `7`' }],
    });
  });

  it('reports a variable that is declared but not used, and one used but not declared', async () => {
    const shop = testShop();
    const unused = await shop.call('query Q($a: Int) { shop { name } }');
    expect(unused.errors?.[0]?.message).toBe('Variable $a is declared by Q but not used');
    const undeclared = await shop.call('query Q { customers(first: $n) { nodes { id } } }');
    expect(undeclared.errors?.[0]?.message).toBe('Variable $n is used by Q but not declared');
  });

  it('asks for first or last', async () => {
    const { errors } = await testShop().call('{ customers { nodes { id } } }');
    expect(errors?.[0]).toMatchObject({
      message: 'you must provide one of first or last',
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it('refuses an input array of more than 250', async () => {
    const ids = Array.from({ length: 251 }, (_unused, index) => `gid://shopify/Customer/${index}`);
    const { errors } = await testShop().call('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(errors?.[0]?.extensions?.['code']).toBe('MAX_INPUT_SIZE_EXCEEDED');
  });

  it('is loud about what it does not do: never a silent null', async () => {
    const shop = testShop();
    const query = await shop.call('{ shop { timezoneAbbreviation } }');
    expect(query.errors?.[0]?.extensions?.['code']).toBe('DEV_STORE_NOT_IMPLEMENTED');
    const mutation = await shop.call(
      'mutation { shopLocaleEnable(locale: "fr") { userErrors { message } } }',
      {},
      ['write_locales'],
    );
    expect(mutation.errors?.[0]?.extensions?.['code']).toBe('DEV_STORE_NOT_IMPLEMENTED');
  });

  it('answers a missing token with 401 and a missing query with 400', async () => {
    const { api } = testShop();
    expect((await api.handle({ scopes: null, query: '{ shop { name } }' })).status).toBe(401);
    expect((await api.handle({ scopes: [], query: undefined })).status).toBe(400);
  });
});

describe('scopes', () => {
  it('denies a field and says what would be required', async () => {
    const { errors } = await testShop().call('{ customersCount { count } }', {}, ['read_orders']);
    expect(errors?.[0]).toMatchObject({
      message: 'Access denied for customersCount field. Required access: `read_customers` access scope.',
      path: ['customersCount'],
      extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_customers` access scope.' },
    });
  });

  it('lets a write scope read', async () => {
    const answer = await testShop().call('{ customersCount { count } }', {}, ['write_customers']);
    expect(answer.errors).toBeUndefined();
  });

  it('denies an object that was found behind an interface', async () => {
    const shop = testShop();
    const { id } = shop.customer();
    const { errors } = await shop.call(`{ node(id: "gid://shopify/Customer/${id}") { id } }`, {}, [
      'read_orders',
    ]);
    expect(errors?.[0]?.extensions?.['code']).toBe('ACCESS_DENIED');
  });

  it('denies a mutation', async () => {
    const { data, errors } = await testShop().call(
      'mutation { discountAutomaticDelete(id: "gid://shopify/DiscountAutomaticNode/1") { deletedAutomaticDiscountId } }',
      {},
      ['read_discounts'],
    );
    expect(data).toEqual({ discountAutomaticDelete: null });
    expect(errors?.[0]?.extensions?.['code']).toBe('ACCESS_DENIED');
  });
});

describe('cost and throttle', () => {
  const costOf = async (query: string) => (await testShop().call(query)).extensions?.cost.requestedQueryCost;

  it('follows the recorded prices', async () => {
    expect(await costOf('{ shop { name } }')).toBe(1);
    expect(await costOf('{ productsCount { count } }')).toBe(10);
    expect(await costOf('{ shopifyFunctions(first: 50) { nodes { id app { id } } } }')).toBe(16);
    expect(await costOf('{ webhookSubscriptions(first: 5) { nodes { id } edges { node { id } } } }')).toBe(8);
    expect(
      await costOf('mutation { metafieldsSet(metafields: []) { metafields { id } userErrors { message } } }'),
    ).toBe(10);
  });

  it('throttles when the bucket is empty, and refills in real time', async () => {
    let now = 0;
    const shop = testShop({ realNow: () => now });
    const query = `mutation { ${Array.from({ length: 90 }, (_u, i) => `a${i}: metafieldsSet(metafields: []) { metafields { id } }`).join(' ')} }`;
    expect((await shop.call(query)).errors).toBeUndefined();
    expect((await shop.call(query)).errors).toBeUndefined();
    const refused = await shop.call(query);
    expect(refused.errors?.[0]).toMatchObject({ message: 'Throttled', extensions: { code: 'THROTTLED' } });
    expect(refused.extensions?.cost.actualQueryCost).toBeNull();
    now += 9_000;
    expect((await shop.call(query)).errors).toBeUndefined();
  });

  it('refuses a single query above 1000 points', async () => {
    const query = `mutation { ${Array.from({ length: 101 }, (_u, i) => `a${i}: metafieldsSet(metafields: []) { metafields { id } }`).join(' ')} }`;
    expect((await testShop().call(query)).errors?.[0]?.extensions).toMatchObject({
      code: 'MAX_COST_EXCEEDED',
      cost: 1010,
    });
  });

  it('plays faults on request', async () => {
    const query = '{ shop { name } }';
    const statusWith = async (fault: 'down' | '5xx' | 'revoked') =>
      (await testShop({ faults: () => fault }).api.handle({ scopes: [], query })).status;
    expect([await statusWith('down'), await statusWith('5xx'), await statusWith('revoked')]).toEqual([
      503, 500, 401,
    ]);
    const half = testShop({ faults: () => 'throttled-half' });
    expect((await half.call(query)).errors).toBeUndefined();
    expect((await half.call(query)).errors?.[0]?.message).toBe('Throttled');
  });
});

describe('reading', () => {
  it('pages with cursors that survive new items', async () => {
    const shop = testShop();
    for (const name of ['a', 'b', 'c']) shop.customer({ email: `${name}@example.com`, firstName: name });
    const page = (after: string | null) =>
      shop.call(
        'query($after: String) { customers(first: 2, after: $after) { nodes { firstName } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
    type Page = {
      customers: { nodes: { firstName: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    };
    const first = (await page(null)).data as Page;
    expect(first.customers.nodes.map((node) => node.firstName)).toEqual(['a', 'b']);
    expect(first.customers.pageInfo.hasNextPage).toBe(true);
    shop.customer({ email: 'd@example.com', firstName: 'd' });
    const second = (await page(first.customers.pageInfo.endCursor)).data as Page;
    expect(second.customers.nodes.map((node) => node.firstName)).toEqual(['c', 'd']);
  });

  it('answers numbers of orders as text, and one merged away as not there', async () => {
    const shop = testShop();
    const kept = shop.customer();
    const gone = shop.customer({ mergedIntoId: kept.id });
    const { data } = await shop.call(
      `{ a: customer(id: "gid://shopify/Customer/${kept.id}") { numberOfOrders } b: customer(id: "gid://shopify/Customer/${gone.id}") { id } }`,
    );
    expect(data).toEqual({ a: { numberOfOrders: '2' }, b: null });
  });

  it('searches by field, comparison, negation and bare words', async () => {
    const shop = testShop();
    shop.customer({ email: 'a@example.com', firstName: 'Anna', updatedAt: '2026-01-01T00:00:00.000Z' });
    shop.customer({ email: 'b@example.com', firstName: 'Bodo', updatedAt: '2026-03-01T00:00:00.000Z' });
    const count = async (query: string) =>
      (await shop.call('query($q: String) { customersCount(query: $q) { count } }', { q: query })).data;
    expect(await count("updated_at:>='2026-02-01T00:00:00Z'")).toEqual({ customersCount: { count: 1 } });
    expect(await count('first_name:Anna OR first_name:bodo')).toEqual({ customersCount: { count: 2 } });
    expect(await count('-first_name:Anna')).toEqual({ customersCount: { count: 1 } });
    expect(await count('ann')).toEqual({ customersCount: { count: 1 } });
  });
});
