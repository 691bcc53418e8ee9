import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { rootFields, whyNot } from './applicable';
import { type Exchange, readCaptures } from './captures';
import { replay } from './replay';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder with one recording of any form. */
function recorded(content: unknown, file = 'some-other-name.json'): string {
  const folder = mkdtempSync(join(tmpdir(), 'captures-'));
  folders.push(folder);
  writeFileSync(join(folder, file), JSON.stringify(content));
  return folder;
}

async function outcomes(content: unknown) {
  const [capture] = readCaptures(recorded(content));
  if (!capture) throw new Error('nothing was read');
  return replay(capture, new Set());
}

const DELETE =
  'mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }';
const deleted = (id: string) => ({
  query: DELETE,
  variables: { id },
  response: { data: { webhookSubscriptionDelete: { deletedWebhookSubscriptionId: id, userErrors: [] } } },
});
const SHOP = { query: '{ shop { currencyCode } }', response: { data: { shop: { currencyCode: 'EUR' } } } };

describe('recordings of other forms', () => {
  it('takes steps, requests inside, clean-up lists and nested names, in the order of the file', () => {
    const folder = recorded({
      steps: [
        { name: 'outer.inner', ...SHOP, variables: null },
        { request: { query: SHOP.query, variables: {} }, response: { status: 200, body: SHOP.response } },
      ],
      cleanup: { webhooks: [deleted('gid://shopify/WebhookSubscription/1929113174322')] },
    });
    const [capture] = readCaptures(folder);
    expect(capture?.capturedAt).toBeNull();
    expect(capture?.exchanges.map(({ name, variables }) => [name, variables])).toEqual([
      ['outer.inner', {}],
      ['steps[1]', {}],
      ['cleanup.webhooks[0]', { id: 'gid://shopify/WebhookSubscription/1929113174322' }],
    ]);
    expect(capture?.exchanges[1]?.response).toEqual(SHOP.response);
  });

  it('reads a file without any exchange as one that holds none', () => {
    expect(readCaptures(recorded({ note: 'nothing here' }))).toMatchObject([{ exchanges: [] }]);
  });

  it('infers what a clean-up deletes, and leaves out what an answer disowns', async () => {
    const gone = 'gid://shopify/WebhookSubscription/1929113174399';
    const inline = DELETE.replace('($id: ID!)', '').replace('$id', `"${gone}"`);
    const userErrors = [{ field: ['id'], message: 'Webhook subscription does not exist' }];
    const found = await outcomes({
      exchanges: [
        { name: 'kept', ...deleted('gid://shopify/WebhookSubscription/1929113174322') },
        {
          name: 'gone',
          query: inline,
          variables: null,
          response: {
            data: { webhookSubscriptionDelete: { deletedWebhookSubscriptionId: null, userErrors } },
          },
        },
      ],
    });
    expect(found.map(({ name, kind }) => [name, kind])).toEqual([
      ['kept', 'agree'],
      ['gone', 'agree'],
    ]);
  });

  it('believes an answer that names no field when the request names one thing only', async () => {
    const id = 'gid://shopify/BulkOperation/7933223797042';
    const message = 'Bulk operation does not exist';
    const found = await outcomes({
      exchanges: [
        {
          name: 'elsewhere',
          query: 'query($id: ID!) { node(id: $id) { id } bulkOperation(id: $id) { id } }',
          variables: { id },
          response: { data: { node: null, bulkOperation: null } },
        },
        {
          name: 'no field',
          query:
            'mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { id } userErrors { message field } } }',
          variables: { id: 'gid://shopify/BulkOperation/7933223797043' },
          response: {
            data: { bulkOperationCancel: { bulkOperation: null, userErrors: [{ field: null, message }] } },
          },
        },
      ],
    });
    const [elsewhere, noField] = found;
    expect(elsewhere?.kind).toBe('agree');
    // ours names the field: that is the one difference, so the operation was not put there
    expect(noField).toMatchObject({
      kind: 'differ',
      differences: [{ path: expect.stringMatching(/field$/) }],
    });
  });

  it('runs the named one of several operations, and refuses several without a name as Shopify would', async () => {
    const query = 'query A { shop { currencyCode } } query B { customersCount { count } }';
    const found = await outcomes({
      exchanges: [
        { name: 'named', query, operationName: 'A', variables: null, response: SHOP.response },
        { name: 'unnamed', query, response: { errors: [{ message: 'An operation name is required' }] } },
      ],
    });
    expect(found.map(({ kind }) => kind)).toEqual(['agree', 'agree']);
  });

  it('is red about one wrong word and says where', async () => {
    const found = await outcomes({
      exchanges: [
        {
          name: 'wrong',
          query: '{ shop { currencyCode name: email } }',
          response: { data: { shop: { currencyCode: 'EUR', name: 'x' } } },
        },
      ],
    });
    expect(found[0]).toMatchObject({
      kind: 'differ',
      differences: [{ path: 'data.shop.name', expected: 'x' }],
    });
  });
});

describe('what can be held against the dev store', () => {
  const exchange = (query: string, response: Exchange['response'] = { data: {} }): Exchange => ({
    name: 'x',
    query,
    variables: {},
    operationName: null,
    response,
  });

  it('finds root fields in fragments too', () => {
    expect(
      rootFields(
        'query { ...F ... on QueryRoot { shop { id } } } fragment F on QueryRoot { customersCount { count } }',
      )?.fields,
    ).toEqual(['customersCount', 'shop']);
  });

  it('is everything but root fields that nobody implements', () => {
    expect(whyNot(exchange('{ shop { id } }'))).toBeNull();
    expect(whyNot(exchange('{ giftCards(first: 1) { nodes { id } } }'))).toContain('giftCards');
  });

  it('is a refusal before resolving, whatever the field', () => {
    const errors = [{ message: "Field 'nope' doesn't exist on type 'GiftCard'" }];
    expect(whyNot(exchange('{ giftCards(first: 1) { nodes { nope } } }', { errors }))).toBeNull();
    expect(whyNot(exchange('{ shop {', { errors: [{ message: 'syntax error' }] }))).toBeNull();
  });
});
