import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../tests/support/database';
import type { ShopContext } from './context';
import { placeOrder } from './model/orders';
import type { WebhookDelivery } from './model/types';
import { createDevStore, type DevStore, type DevStoreOptions } from './server';

/** Long enough for a machine that is busy with other things; a poll ends as soon as it is right. */
const PATIENTLY = { timeout: 60_000, interval: 20 };

const SHOP = 'roesterei-elbtal.myshopify.com';
const SECRET = 'test-secret-of-the-dev-store';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Stands where the app would: notes what arrives, answers with `status`. */
class Receiver {
  readonly received: Received[] = [];
  status = 200;
  url = '';
  private server!: Server;

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        response.writeHead(this.status).end();
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  of(topic: string): Received[] {
    return this.received.filter(({ headers }) => headers['x-shopify-topic'] === topic);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let database: TestDatabase;
let devStore: DevStore;
const receiver = new Receiver();

const start = (more: Partial<DevStoreOptions> = {}): Promise<DevStore> =>
  createDevStore({
    databaseUrl: database.url,
    port: 0,
    smtpPort: 0,
    appUrl: receiver.url,
    apiKey: 'test-key',
    apiSecret: SECRET,
    seed: 'products',
    log: pino({ level: 'silent' }),
    ...more,
  });

const shop = (): ShopContext => devStore.shop(SHOP)!;
const variant = () => [...shop().state.all('product').values()][0]!.variants[0]!;
const post = async (path: string, body: unknown = {}) => {
  const response = await fetch(`${devStore.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const order = (email: string) =>
  placeOrder(shop(), {
    customerId: null,
    email,
    firstName: 'Nina',
    lastName: 'Neu',
    locale: 'de',
    lines: [
      {
        productId: 1,
        variantId: variant().id,
        title: 'Espresso',
        quantity: 2,
        unitPriceMinor: 950,
        requiresShipping: true,
        isGiftCard: false,
      },
    ],
  });
const deliveries = (topic: string): WebhookDelivery[] =>
  [...shop().state.all('webhookDelivery').values()].filter((delivery) => delivery.topic === topic);

beforeAll(async () => {
  database = await createTestDatabase();
  await receiver.start();
  devStore = await start();
});

afterAll(async () => {
  await devStore?.stop();
  receiver.stop();
  await database?.drop();
});

describe('state', () => {
  it('survives a death without warning: what was answered is there after the next start', async () => {
    const placed = await post('/control/orders', {
      email: 'kill-9@example.com',
      lines: [{ variantId: variant().id, quantity: 1 }],
    });
    expect(placed.body.ok).toBe(true);
    const before = placed.body.order as { id: number; name: string };
    // A second process on the same database sees only what is on disk.
    const other = await start();
    try {
      const state = other.shop(SHOP)!.state;
      expect(state.get('order', before.id)?.name).toBe(before.name);
      expect(state.shop.nextOrderNumber).toBe(shop().state.shop.nextOrderNumber);
      expect(state.nextId()).toBeGreaterThan(before.id);
    } finally {
      await other.stop();
    }
  });

  it('keeps the clock moved, and never moves it back', async () => {
    const before = devStore.clock.now();
    expect((await post('/clock', { advance: 'P1D' })).status).toBe(200);
    expect(devStore.clock.now() - before).toBeGreaterThanOrEqual(86_400_000 - 3_600_000);
    expect((await post('/clock', { to: '2020-01-01T00:00:00Z' })).status).toBe(409);
    expect((await post('/clock', { advance: '-P1D' })).status).toBe(409);
    expect((await post('/clock', { advance: 'tomorrow' })).status).toBe(400);
    const other = await start();
    try {
      expect(Math.abs(other.clock.now() - devStore.clock.now())).toBeLessThan(2_000);
    } finally {
      await other.stop();
    }
  });
});

describe('webhooks', () => {
  it('says nothing before the app is installed, then signs the raw body and sends every header', async () => {
    order('before-install@example.com');
    shop().installApp();
    const placed = order('umlaut-ö@example.com');
    if (!placed.ok) throw new Error(placed.reason);
    await expect.poll(() => receiver.of('orders/paid').length, PATIENTLY).toBe(1);
    const [created] = receiver.of('orders/create');
    expect(receiver.of('orders/create')).toHaveLength(1);
    expect(created!.headers).toMatchObject({
      'content-type': 'application/json',
      'x-shopify-shop-domain': SHOP,
      'x-shopify-api-version': '2026-07',
      // computed here, not by the code under test
      'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(created!.body).digest('base64'),
    });
    expect(created!.headers['x-shopify-webhook-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(created!.headers['x-shopify-event-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(created!.headers['x-shopify-triggered-at']).toMatch(/^\d{4}-.*\.\d{9}Z$/);
    expect(JSON.parse(created!.body)).toMatchObject({ id: placed.order.id, total_price: '19.00' });
  });

  it('repeats a delivery on request under the same ids', async () => {
    await post('/control/webhooks', { duplicate: 2 });
    const before = receiver.of('orders/create').length;
    order('twice@example.com');
    await expect.poll(() => receiver.of('orders/create').length, PATIENTLY).toBe(before + 3);
    const copies = receiver.of('orders/create').slice(-3);
    expect(new Set(copies.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1);
    await post('/control/webhooks', { duplicate: 0 });
  });

  it('loses deliveries on request, and brings one back by id', async () => {
    await post('/control/webhooks', { drop: 1 });
    const before = receiver.received.length;
    order('lost@example.com');
    await expect.poll(() => deliveries('orders/paid').at(-1)?.state, PATIENTLY).toBe('failed');
    expect(receiver.received).toHaveLength(before);
    await post('/control/webhooks', { drop: 0 });
    const lost = deliveries('orders/paid').at(-1)!;
    expect((await post(`/control/webhooks/${lost.id}/redeliver`)).status).toBe(200);
    await expect.poll(() => receiver.received.length, PATIENTLY).toBe(before + 1);
    expect(receiver.received.at(-1)?.headers['x-shopify-webhook-id']).toBe(lost.webhookId);
  });

  it('shuffles on request, the same way for the same seed', async () => {
    const arrival = async () => {
      await post('/control/webhooks', { shuffle: true, seed: 7 });
      const before = receiver.received.length;
      order(`shuffled-${before}@example.com`);
      await expect.poll(() => receiver.received.length, PATIENTLY).toBe(before + 3);
      return receiver.received.slice(before).map(({ headers }) => headers['x-shopify-topic']);
    };
    const first = await arrival();
    expect([...first].sort()).toEqual(['orders/create', 'orders/paid', 'orders/updated']);
    expect(first).not.toEqual(['orders/create', 'orders/paid', 'orders/updated']);
    expect(await arrival()).toEqual(first);
    await post('/control/webhooks', { shuffle: false });
  });

  it('tries again after a failure, sooner when the clock is moved, and gives up after eight retries', async () => {
    receiver.status = 500;
    const subscription = {
      id: shop().state.nextId(),
      topic: 'CUSTOMERS_CREATE',
      uri: `${receiver.url}/api-made`,
      format: 'JSON' as const,
      includeFields: [],
      metafieldNamespaces: [],
      filter: null,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      appSpecific: false,
    };
    shop().state.put('webhookSubscription', subscription);
    order('nobody-listens@example.com');
    const attempts = () => deliveries('customers/create').at(-1)?.attempts.length ?? 0;
    for (let tries = 1; tries <= 9; tries++) {
      await expect.poll(attempts, PATIENTLY).toBe(tries);
      await devStore.clock.advance('PT4H');
    }
    await expect.poll(() => deliveries('customers/create').at(-1)?.state, PATIENTLY).toBe('failed');
    expect(shop().state.get('webhookSubscription', subscription.id)).toBeUndefined();
    expect(deliveries('orders/create').at(-1)?.subscriptionId).toBeGreaterThan(0);
    receiver.status = 200;
    await devStore.clock.advance('PT4H');
  });

  it('tells the app of its own removal and revokes its tokens', async () => {
    shop().uninstallApp();
    await shop().state.commit();
    await expect.poll(() => receiver.of('app/uninstalled').length, PATIENTLY).toBe(1);
    expect(shop().state.all('offlineToken').size).toBe(0);
    const before = receiver.received.length;
    order('after-uninstall@example.com');
    await post('/control/shop/redact');
    await expect.poll(() => receiver.received.length, PATIENTLY).toBe(before + 1);
    expect(receiver.received.at(-1)?.headers['x-shopify-topic']).toBe('shop/redact');
    shop().installApp();
  });
});

describe('mailbox', () => {
  const send = (subject: string) =>
    createTransport(devStore.smtpUrl).sendMail({
      from: 'Rösterei <hallo@example.com>',
      to: 'käufer@example.com',
      subject,
      html: '<p>Danke, Jürgen!</p>',
      text: 'Danke, Jürgen!',
      messageId: '<order-1@stammkunde>',
      headers: { 'List-Unsubscribe': '<https://example.com/u>' },
    });
  const list = async (search = '') =>
    (await (await fetch(`${devStore.url}/mailbox.json?search=${search}`)).json()) as {
      mails: { id: number; subject: string; messageId: string }[];
      total: number;
    };

  it('keeps a mail with its parts and headers', async () => {
    await send('Danke für Ihre Bestellung');
    const { mails, total } = await list('bestellung');
    expect(total).toBe(1);
    expect(mails[0]).toMatchObject({
      subject: 'Danke für Ihre Bestellung',
      messageId: '<order-1@stammkunde>',
    });
    const mail = (await (await fetch(`${devStore.url}/mailbox/${mails[0]!.id}.json`)).json()) as Record<
      string,
      unknown
    >;
    expect(mail.html).toContain('Danke, Jürgen!');
    expect(mail.text).toContain('Danke, Jürgen!');
    expect(mail.headers).toContainEqual({ name: 'List-Unsubscribe', value: '<https://example.com/u>' });
  });

  it.each([
    ['4xx', /451/, 0],
    ['5xx', /550/, 0],
    ['refuse', /socket|closed|ECONN/i, 0],
    ['drop-after-data', /socket|closed|ECONN/i, 1],
  ] as const)('fails once on request: %s', async (fault, message, kept) => {
    await post('/control/smtp', { fault, times: 1 });
    await expect(send(`fault ${fault}`)).rejects.toThrow(message);
    expect((await list(`fault%20${fault}`)).total).toBe(kept);
    await send(`after ${fault}`);
    expect((await list(`after%20${fault}`)).total).toBe(1);
  });
});

describe('control', () => {
  it('answers wrong input with 400 and refusals with 409', async () => {
    expect((await post('/control/orders', { lines: [] })).status).toBe(400);
    expect((await post('/control/orders?shop=nobody.myshopify.com', {})).status).toBe(400);
    const placed = order('refused@example.com');
    if (!placed.ok) throw new Error(placed.reason);
    expect((await post(`/control/orders/${placed.order.id}/deliver`)).body).toEqual({
      ok: false,
      reason: 'not-fulfilled',
    });
    expect((await post('/control/orders/1/pay')).status).toBe(404);
  });

  it('keeps the dev store’s tables apart from the app’s', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'dev_store'`,
    );
    await client.end();
    expect(rows[0]?.n).toBe(4);
  });
});
