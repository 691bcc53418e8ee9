import { describe, expect, it } from 'vitest';
import { testShop } from './test-shop';

describe('what an answer consists of', () => {
  const keysOf = async (query: string, variables = {}, scopes?: string[]) =>
    Object.keys(await testShop().call(query, variables, scopes)).sort();

  it.each([
    ['a syntax error', '{ shop {', {}, ['errors']],
    ['an unknown field', '{ shop { nope } }', {}, ['errors']],
    ['a value that does not fit', 'query($id: ID!) { customer(id: $id) { id } }', { id: 'x' }, ['errors']],
    [
      'a list that is too long',
      'query($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: Array(251).fill('gid://shopify/Customer/1') },
      ['errors'],
    ],
    [
      'a page that is too long',
      '{ customers(first: 251) { nodes { id } } }',
      {},
      ['data', 'errors', 'extensions'],
    ],
    [
      'an id of another type',
      '{ order(id: "gid://shopify/Customer/1") { id } }',
      {},
      ['data', 'errors', 'extensions'],
    ],
    [
      'a field that is not implemented',
      '{ shop { timezoneAbbreviation } }',
      {},
      ['data', 'errors', 'extensions'],
    ],
    ['nothing wrong', '{ shop { name } }', {}, ['data', 'extensions']],
    [
      'userErrors',
      'mutation { discountCodeDelete(id: "gid://shopify/DiscountCodeNode/1") { userErrors { code } } }',
      {},
      ['data', 'extensions'],
    ],
  ])('%s', async (_what, query, variables, keys) => expect(await keysOf(query, variables)).toEqual(keys));

  it('a refused scope has data and a cost', async () => {
    const query = '{ customersCount { count } }';
    expect(await keysOf(query, {}, ['read_orders'])).toEqual(['data', 'errors', 'extensions']);
  });

  it('finds a list that is too long, at any depth', async () => {
    const add = Array(251).fill('gid://shopify/Customer/1');
    const { errors } = await testShop().call(
      'mutation($input: DiscountAutomaticAppInput!) {\n  d: discountAutomaticAppCreate(automaticAppDiscount: $input) { userErrors { code } } }',
      { input: { title: 'T', context: { customers: { add } } } },
    );
    expect(errors).toEqual([
      {
        message: 'The input array size of 251 is greater than the maximum allowed of 250.',
        locations: [{ line: 2, column: 3 }],
        extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
      },
    ]);
  });
});

describe('syntax errors', () => {
  it.each([
    ['{ shop { name }', 'syntax error, unexpected end of file at [1, 16]'],
    ['{ shop { } }', 'syntax error, unexpected RCURLY ("}") at [1, 10]'],
    ['shop { name }', 'syntax error, unexpected IDENTIFIER ("shop") at [1, 1]'],
    ['{ customers(first: ) { id } }', 'syntax error, unexpected RPAREN (")") at [1, 20]'],
  ])('%s', async (query, message) => {
    expect((await testShop().call(query)).errors?.map((error) => error.message)).toEqual([message]);
  });
});

describe('pages', () => {
  const LISTS = [
    'customers',
    'orders',
    'webhookSubscriptions',
    'bulkOperations',
    'codeDiscountNodes',
    'discountNodes',
    'shopifyFunctions',
    'products',
  ];

  it.each(LISTS)('%s wants first or last, not both, within limits', async (name) => {
    const shop = testShop();
    const say = async (args: string) => (await shop.call(`{ ${name}${args} { nodes { id } } }`)).errors?.[0];
    expect(await say('')).toMatchObject({
      message: 'you must provide one of first or last',
      path: [name],
      extensions: { code: 'BAD_REQUEST' },
    });
    expect((await say('(first: 1, last: 1)'))?.message).toBe(
      'providing both first and last is not supported',
    );
    expect((await say('(first: 251)'))?.message).toBe('first cannot exceed 250');
    expect((await say('(last: 251)'))?.message).toBe('last cannot exceed 250');
    expect((await say('(first: -1)'))?.message).toBe('first must be greater than or equal to 0');
    expect((await say('(first: 1, after: "x")'))?.message).toBe(
      'Invalid cursor for current pagination sort.',
    );
    expect(await say('(first: 250)')).toBeUndefined();
  });
});

describe('webhook subscriptions', () => {
  const create =
    'mutation($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) { webhookSubscription { id } userErrors { field message } } }';
  const update =
    'mutation($id: ID!, $input: WebhookSubscriptionInput!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: $input) { webhookSubscription { id } userErrors { field message } } }';
  type Payload = {
    webhookSubscription: { id: string } | null;
    userErrors: { field: string[]; message: string }[];
  };

  it.each([
    [{ uri: '' }, ["Address can't be blank"]],
    [{ uri: 'http://example.com' }, ['Address protocol http:// is not supported']],
    [{ uri: 'ftp://example.com' }, ['Address protocol ftp:// is not supported']],
    [
      { uri: 'pubsub://valid-project:' },
      [
        'Address protocol pubsub:// is not supported',
        'Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic',
      ],
    ],
    [
      { uri: 'https://example.com/x', filter: 'totally bogus syntax' },
      ['The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.'],
    ],
  ])('%j is refused alike when new and when changed', async (input, messages) => {
    const shop = testShop();
    const made = await shop.call(create, { topic: 'SHOP_UPDATE', input: { uri: 'https://example.com/own' } });
    const { id } = (made.data?.['webhookSubscriptionCreate'] as Payload).webhookSubscription ?? { id: '' };
    for (const [query, variables, name] of [
      [create, { topic: 'CUSTOMERS_UPDATE', input }, 'webhookSubscriptionCreate'],
      [update, { id, input }, 'webhookSubscriptionUpdate'],
    ] as const) {
      const payload = (await shop.call(query, variables)).data?.[name] as Payload;
      expect(payload.webhookSubscription).toBeNull();
      expect(payload.userErrors.map(({ message }) => message)).toEqual(messages);
    }
  });

  it('an address is taken once for a topic, by a change too', async () => {
    const shop = testShop();
    const one = { uri: 'https://example.com/one' };
    const make = async (input: object) =>
      (await shop.call(create, { topic: 'SHOP_UPDATE', input })).data?.[
        'webhookSubscriptionCreate'
      ] as Payload;
    await make(one);
    const taken = [
      {
        field: ['webhookSubscription', 'callbackUrl'],
        message: 'Address for this topic has already been taken',
      },
    ];
    expect((await make(one)).userErrors).toEqual(taken);
    const two = await make({ uri: 'https://example.com/two' });
    const moved = await shop.call(update, { id: two.webhookSubscription?.id, input: one });
    expect((moved.data?.['webhookSubscriptionUpdate'] as Payload).userErrors).toEqual(taken);
  });
});
