import { createHmac } from 'node:crypto';
import express from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createReceiver, type IntakeServices, type WebhookHeaders } from '~/intake/receive.server';
import { webhookHandler } from '~/intake/webhook-handler.server';
import { PgBossQueue } from '~/jobs/pg-boss-queue.server';
import { applyEvent } from '~/ledger/apply-event.server';
import { createTestDatabase, truncateAll, type TestDatabase } from '../support/database';
import { installShop, ledgerServices, SHOP } from '../support/ledger';

let database: TestDatabase;
let queue: PgBossQueue;
let services: ReturnType<typeof ledgerServices>;

beforeAll(async () => {
  database = await createTestDatabase();
  queue = await PgBossQueue.start({ url: database.url, log: ledgerServices(database.db).log, worker: false });
});
afterAll(async () => {
  await queue.stop();
  await database.drop();
});
beforeEach(async () => {
  await truncateAll(database.db);
  await database.db.$executeRaw`DELETE FROM pgboss.job`;
  services = ledgerServices(database.db);
  await installShop(database.db);
});

/** As Shopify sends it, with everything personal that must not be stored. */
function orderPayload(overrides: Record<string, unknown> = {}) {
  return {
    id: 820982911946154500,
    admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
    name: '#1001',
    email: 'CANARY.Erika@Example.com',
    phone: 'CANARY-0171',
    note: 'CANARY-note',
    created_at: '2026-05-01T12:00:00+02:00',
    processed_at: '2026-05-01T12:00:00+02:00',
    updated_at: '2026-05-01T12:00:05+02:00',
    cancelled_at: null,
    source_name: 'web',
    currency: 'EUR',
    current_total_price: '90.00',
    total_price: '100.00',
    current_total_discounts: '4.50',
    total_discounts: '5.00',
    financial_status: 'partially_refunded',
    fulfillment_status: null,
    test: false,
    tags: 'vip, Abo',
    customer_locale: 'de-DE',
    discount_codes: [{ code: 'DANKE-AAAA', amount: '5.00', type: 'percentage' }],
    refunds: [
      { transactions: [{ kind: 'refund', status: 'success', amount: '10.00', currency: 'EUR' }] },
      { transactions: [{ kind: 'refund', status: 'failure', amount: '80.00', currency: 'EUR' }] },
    ],
    customer: {
      id: 42,
      admin_graphql_api_id: 'gid://shopify/Customer/42',
      first_name: 'CANARY-Erika',
      email: 'x@y.z',
    },
    billing_address: { name: 'CANARY-Name', address1: 'CANARY-Street' },
    ...overrides,
  };
}

function signed(payload: unknown, headers: Record<string, string> = {}) {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const hmac = createHmac('sha256', services.env.SHOPIFY_API_SECRET).update(body).digest('base64');
  return {
    body,
    headers: {
      'x-shopify-hmac-sha256': hmac,
      'x-shopify-shop-domain': SHOP,
      'x-shopify-topic': 'orders/paid',
      'x-shopify-webhook-id': 'w-1',
      'x-shopify-event-id': 'e-1',
      'x-shopify-triggered-at': '2026-05-01T10:00:06Z',
      ...headers,
    },
  };
}

const receive = (services: IntakeServices, headers: WebhookHeaders, body: Buffer) =>
  createReceiver(services)(headers, body);

async function post(payload: unknown, headers: Record<string, string> = {}) {
  const request = signed(payload, headers);
  return receive({ ...services, jobs: queue }, request.headers, request.body);
}

const rows = () => database.db.inboxEvent.count();
async function jobs(): Promise<number> {
  const [row] = await database.db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM pgboss.job`;
  return row?.n ?? -1;
}

describe('intake', () => {
  it('stores one row of facts without anything personal, and its job', async () => {
    expect(await post(orderPayload())).toMatchObject({ outcome: 'accepted' });
    const row = await database.db.inboxEvent.findFirstOrThrow();
    expect(row.facts).toMatchObject({
      type: 'order',
      order: {
        orderId: '820982911946154508',
        shopifyCustomerId: '42',
        processedAt: '2026-05-01T10:00:00.000Z',
        totalMinor: 10_000,
        refundedMinor: 1_000,
        discountMinor: 450,
        tags: ['vip', 'Abo'],
        discountCodes: ['DANKE-AAAA'],
      },
    });
    const everything = JSON.stringify(
      await database.db.$queryRaw`SELECT * FROM inbox_event`,
      (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    );
    expect(everything).not.toMatch(/canary|example\.com/i);
    expect(await jobs()).toBe(1);
  });

  it('answers a forged, a missing and a truncated signature without leaving a row', async () => {
    const request = signed(orderPayload());
    const attempts = [
      { ...request.headers, 'x-shopify-hmac-sha256': 'AAAA' },
      { ...request.headers, 'x-shopify-hmac-sha256': undefined },
      // decodes to the right bytes, but is not what was sent
      {
        ...request.headers,
        'x-shopify-hmac-sha256': `${request.headers['x-shopify-hmac-sha256']}${request.headers['x-shopify-hmac-sha256']}`,
      },
      { ...request.headers, 'x-shopify-hmac-sha256': request.headers['x-shopify-hmac-sha256'].slice(0, 20) },
    ];
    for (const headers of attempts) {
      expect(await receive({ ...services, jobs: queue }, headers, request.body)).toEqual({
        outcome: 'unauthorized',
      });
    }
    const changed = Buffer.from(request.body.toString().replace('90.00', '91.00'));
    expect(await receive({ ...services, jobs: queue }, request.headers, changed)).toEqual({
      outcome: 'unauthorized',
    });
    expect(await rows()).toBe(0);
    expect(await jobs()).toBe(0);
  });

  it('takes one fact once: the same delivery three times, and again under other ids', async () => {
    const outcomes = [];
    for (const id of ['w-1', 'w-1', 'w-1', 'w-2']) {
      outcomes.push((await post(orderPayload(), { 'x-shopify-webhook-id': id })).outcome);
    }
    expect(outcomes).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate']);
    expect([await rows(), await jobs()]).toEqual([1, 1]);
    const { id } = await database.db.inboxEvent.findFirstOrThrow();
    expect(await applyEvent(services, SHOP, id.toString())).toBe('applied');
    expect(await applyEvent(services, SHOP, id.toString())).toBe('gone');
    expect(await database.db.ledgerOrder.count()).toBe(1);
  });

  it('stores what arrives together in one transaction, and tells each its own outcome', async () => {
    await installShop(database.db, 'b.myshopify.com');
    const receiver = createReceiver({ ...services, jobs: queue });
    const sent = [
      signed(orderPayload(), { 'x-shopify-webhook-id': 'w-1' }),
      signed(orderPayload(), { 'x-shopify-webhook-id': 'w-1' }),
      signed(orderPayload(), { 'x-shopify-webhook-id': 'w-2' }),
      signed(orderPayload(), { 'x-shopify-shop-domain': 'b.myshopify.com' }),
      signed(orderPayload(), { 'x-shopify-shop-domain': 'gone.myshopify.com' }),
      signed(orderPayload({ name: '#1\0\ud800' }), { 'x-shopify-webhook-id': 'w-3' }),
    ];
    const results = await Promise.all(sent.map(({ headers, body }) => receiver(headers, body)));
    expect(results.map((result) => result.outcome)).toEqual([
      'accepted',
      'duplicate',
      'duplicate',
      'accepted',
      'ignored',
      'accepted',
    ]);
    const transactions = await database.db.$queryRaw<{ n: number }[]>`
      SELECT count(DISTINCT xmin::text)::int AS n FROM inbox_event`;
    expect(transactions[0]?.n).toBe(1);
    expect([await rows(), await jobs()]).toEqual([3, 3]);
  });

  it('survives 32 copies at once with one row and one job', async () => {
    // half of them in one process, half each in a process of its own
    const one = createReceiver({ ...services, jobs: queue });
    const { headers, body } = signed(orderPayload());
    const outcomes = await Promise.all(
      Array.from({ length: 32 }, (_, n) => (n % 2 ? one(headers, body) : post(orderPayload()))),
    );
    expect(outcomes.filter((result) => result.outcome === 'accepted')).toHaveLength(1);
    expect([await rows(), await jobs()]).toEqual([1, 1]);
  });

  it('says what is malformed and what is not for us', async () => {
    expect(await post('{"id":')).toEqual({ outcome: 'malformed', reason: 'json' });
    expect(await post({ id: 1 })).toEqual({ outcome: 'malformed', reason: 'payload' });
    expect(await post(orderPayload({ total_price: 'ten', current_total_price: 'ten' }))).toMatchObject({
      outcome: 'malformed',
    });
    expect(await post(orderPayload(), { 'x-shopify-shop-domain': 'evil.example.com' })).toMatchObject({
      outcome: 'malformed',
    });
    expect(await post({ shop_domain: 'b.myshopify.com' }, { 'x-shopify-topic': 'shop/redact' })).toEqual({
      outcome: 'malformed',
      reason: 'foreign-shop',
    });
    expect(await post(orderPayload(), { 'x-shopify-shop-domain': 'b.myshopify.com' })).toEqual({
      outcome: 'ignored',
      reason: 'unknown-shop',
    });
    expect(await post({}, { 'x-shopify-topic': 'products/update' })).toMatchObject({ outcome: 'ignored' });
    expect(await rows()).toBe(0);
  });

  it('takes no order under another shop than its own body says', async () => {
    await installShop(database.db, 'b.myshopify.com');
    const status = (address: string) => orderPayload({ order_status_url: `https://${address}/orders/5/x` });
    const foreign = { outcome: 'ignored', reason: 'foreign-shop' };
    // by its domain, until the shop's number is known
    expect(await post(status('b.myshopify.com/7'))).toEqual(foreign);
    await database.db.shop.update({ where: { shop: SHOP }, data: { shopifyId: '8' } });
    expect(await post(status('shop.example/7'))).toEqual(foreign);
    expect(await post(status(`${SHOP}/7`))).toEqual(foreign);
    expect([await rows(), await jobs()]).toEqual([0, 0]);
    expect(await post(status('shop.example/8'))).toMatchObject({ outcome: 'accepted' });
  });

  it('stores nothing of what says that an order changed, but not how', async () => {
    const refund = await post({ id: 1, order_id: 5 }, { 'x-shopify-topic': 'refunds/create' });
    const edit = await post({ order_edit: { order_id: 5 } }, { 'x-shopify-topic': 'orders/edited' });
    expect([refund, edit, await rows()]).toEqual([{ outcome: 'noted' }, { outcome: 'noted' }, 0]);
  });

  it('takes compliance topics for a shop that is gone', async () => {
    const result = await post(
      { shop_domain: 'b.myshopify.com' },
      { 'x-shopify-topic': 'shop/redact', 'x-shopify-shop-domain': 'b.myshopify.com' },
    );
    expect(result.outcome).toBe('accepted');
  });

  it('never says accepted when the row could not be stored', async () => {
    const down = () => Promise.reject(new Error('queue down'));
    const broken = { send: down, sendMany: down, stop: async () => undefined };
    const request = signed(orderPayload());
    expect(await receive({ ...services, jobs: broken }, request.headers, request.body)).toEqual({
      outcome: 'unavailable',
    });
    expect(await rows()).toBe(0);
  });
});

describe('POST /webhooks', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const app = express();
    app.post('/webhooks', (request, response, next) =>
      webhookHandler({ ...services, jobs: queue })(request, response, next),
    );
    server = createServer(app).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  });
  afterAll(() => server.close());

  it('answers 200, 200, 401, 400 and 413', async () => {
    const { body, headers } = signed(orderPayload());
    const send = async (bytes: Buffer, with_: Record<string, string>) =>
      (await fetch(url, { method: 'POST', body: new Uint8Array(bytes), headers: with_ })).status;
    expect(await send(body, headers)).toBe(200);
    expect(await send(body, headers)).toBe(200);
    expect(await send(body, { ...headers, 'x-shopify-hmac-sha256': 'no' })).toBe(401);
    const bad = signed('[]');
    expect(await send(bad.body, bad.headers)).toBe(400);
    expect(await send(Buffer.alloc(6 * 1024 * 1024), headers)).toBe(413);
    expect(await rows()).toBe(1);
  });
});
