import { type OperationDefinitionNode, parse, type TypeNode } from 'graphql';
import { readFileSync } from 'node:fs';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import * as appDocuments from '../../app/admin-api/documents/index';
import { testShop, type TestShop } from '../../dev-store/graphql/test-shop';

const documents = Object.entries(appDocuments as Record<string, unknown>).filter(
  (entry): entry is [string, string] => typeof entry[1] === 'string',
);
const toml = parseToml(readFileSync('shopify.app.toml', 'utf8')) as { access_scopes: { scopes: string } };
const scopes = toml.access_scopes.scopes.split(',');

/** An order of yesterday with everything that an order can have, so that no field stays unvisited. */
function stage(): { shop: TestShop; values: Record<string, unknown> } {
  const shop = testShop();
  const customer = shop.customer();
  const { state } = shop.deps;
  const id = state.nextId();
  const at = '2026-11-19T10:00:00.000Z';
  const address = {
    firstName: 'E',
    lastName: 'M',
    address1: 'Weg 1',
    zip: '01067',
    city: 'Dresden',
    countryCode: 'DE',
  };
  for (const companyId of [null, 77]) {
    state.put('order', {
      id: companyId === null ? id : state.nextId(),
      name: '#1001',
      number: 1001,
      customerId: customer.id,
      email: customer.email,
      phone: null,
      createdAt: at,
      processedAt: at,
      updatedAt: at,
      cancelledAt: null,
      cancelReason: null,
      closedAt: null,
      test: false,
      sourceName: 'web',
      tags: [],
      note: null,
      currency: 'EUR',
      presentmentCurrency: 'EUR',
      customerLocale: 'de',
      financialStatus: 'paid',
      fulfillmentStatus: null,
      deliveredAt: null,
      companyId,
      address,
      lines: [],
      shipping: null,
      discountApplications: [],
      discountCodes: [],
      subtotalMinor: 1000,
      discountsMinor: 0,
      shippingMinor: 0,
      totalMinor: 1000,
      currentTotalMinor: 1000,
      transactions: [],
      refunds: [],
      fulfillments: [],
      checkoutToken: null,
    });
  }
  const customerId = `gid://shopify/Customer/${customer.id}`;
  const values = {
    ids: [customerId],
    namespace: '$app:loyalty',
    key: 'standing',
    code: 'DANKE',
    codes: [{ code: 'DANKE' }],
    ...appDocuments.lookupVariables(['DANKE']),
    first: 10,
    query: appDocuments.ordersBulkQuery,
    definition: {
      name: 'S',
      namespace: '$app:loyalty',
      key: 'standing',
      type: 'json',
      ownerType: 'CUSTOMER',
    },
    metafields: [
      { ownerId: customerId, namespace: '$app:loyalty', key: 'standing', type: 'json', value: '{}' },
    ],
    input: { customerId, emailMarketingConsent: { marketingState: 'SUBSCRIBED' } },
    discount: {
      title: 'T',
      startsAt: '2026-01-01T00:00:00Z',
      functionHandle: 'loyalty-discount',
      discountClasses: ['ORDER'],
    },
    customerId,
    orderId: `gid://shopify/Order/${id}`,
  };
  return { shop, values };
}

const isRequired = (type: TypeNode): boolean => type.kind === 'NonNullType';

function variablesFor(
  name: string,
  document: string,
  values: Record<string, unknown>,
): Record<string, unknown> {
  const operation = parse(document).definitions[0] as OperationDefinitionNode;
  const entries = (operation.variableDefinitions ?? []).map(({ variable, type }) => {
    const key = variable.name.value;
    if (key === 'id' && /bulk/i.test(name)) return [key, 'gid://shopify/BulkOperation/1'];
    if (key === 'id') return [key, /order/i.test(name) ? values['orderId'] : values['customerId']];
    if (key === 'discountId') return [key, 'gid://shopify/DiscountCodeNode/1'];
    if (key === 'definition' && name.includes('Update')) {
      const { type: _fixed, ...definition } = values['definition'] as { type: string };
      return [key, definition];
    }
    if (key === 'metafields' && name.includes('Delete')) {
      return [key, [{ ownerId: values['customerId'], namespace: '$app:loyalty', key: 'standing' }]];
    }
    if (key === 'discount' && name.toLowerCase().includes('code')) {
      return [key, { ...(values['discount'] as object), code: 'DANKE' }];
    }
    if (!(key in values) && isRequired(type)) throw new Error(`No value for $${key} of ${name}`);
    return [key, values[key] ?? null];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

describe("every operation of the app, with the app's own scopes", () => {
  it.each(
    documents.filter(([, text]) => /\b(query|mutation)\s+\w+/.test(text) && !text.includes('OrdersHistory')),
  )('%s is implemented and allowed', async (name, document) => {
    const { shop, values } = stage();
    const { errors } = await shop.call(document, variablesFor(name, document, values), scopes);
    expect(errors).toBeUndefined();
  });

  it('the bulk query of the import completes, B2B orders included', async () => {
    const { shop } = stage();
    const started = await shop.call(
      appDocuments.bulkOperationRunMutation,
      { query: appDocuments.ordersBulkQuery },
      scopes,
    );
    const { bulkOperation } = (started.data as { bulkOperationRunQuery: { bulkOperation: { id: string } } })
      .bulkOperationRunQuery;
    await shop.passTime();
    const { data } = await shop.call(appDocuments.bulkOperationStatusQuery, { id: bulkOperation.id }, scopes);
    expect(data).toMatchObject({ bulkOperation: { status: 'COMPLETED', objectCount: '2' } });
  });
});
