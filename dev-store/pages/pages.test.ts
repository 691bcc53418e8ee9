import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOYALTY, putDiscount, putStanding } from '../checkout/test-shop';
import type { Order, WebhookDelivery } from '../model/types';
import { queryHmac } from './admin/app-frame';
import { APP, cookiesOf, startTestPages, type TestPages } from './test-pages';

const SHOP = '/shops/test.myshopify.com';
const EVIL = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;

let pages: TestPages;
beforeAll(async () => {
  pages = await startTestPages(
    (state) => {
      const product = state.get('product', 13);
      const customer = state.get('customer', 22);
      if (!product || !customer) throw new Error('the test shop has changed');
      state.put('product', {
        ...product,
        title: EVIL,
        description: EVIL,
        tags: ['abo'],
        image: '<svg xmlns="http://www.w3.org/2000/svg"/>',
      });
      state.put('customer', { ...customer, firstName: EVIL, lastName: EVIL, tags: [EVIL], note: EVIL });
      putDiscount(state, { title: EVIL }, LOYALTY);
      putStanding(state, 22, { v: 1, n: 1, evil: EVIL });
    },
    [
      {
        id: 1,
        receivedAt: '2026-11-22T10:00:00Z',
        from: 'shop@example.com',
        to: ['anna@example.com'],
        subject: EVIL,
        messageId: null,
        html: EVIL,
        text: EVIL,
        headers: [{ name: 'X-Evil', value: EVIL }],
        raw: EVIL,
      },
    ],
  );
});
afterAll(() => pages.stop());

async function buy(customerId: number): Promise<Order> {
  const address = {
    firstName: EVIL,
    lastName: EVIL,
    address1: EVIL,
    zip: '1',
    city: EVIL,
    countryCode: 'DE',
  };
  const checkout = await pages.json(`${SHOP}/checkouts`, {
    lines: [{ variantId: 113, quantity: 3 }],
    customerId,
    address,
  });
  const paid = await pages.json(`${SHOP}/checkouts/${String(checkout['token'])}/pay`, {});
  return paid['order'] as Order;
}

describe('what people typed', () => {
  it('is escaped on every page', async () => {
    const order = await buy(22);
    const checkout = await pages.json(`${SHOP}/checkouts`, {
      lines: [{ variantId: 113, quantity: 1 }],
      customerId: 22,
      addCode: EVIL,
    });
    const cookie = 'customer=22; cart=113x1p';
    const paths = [
      ...[
        '',
        '/collections/all',
        '/products/p13',
        '/cart',
        '/account',
        '/account/login',
        `/account/orders/${order.id}`,
      ].map((path) => SHOP + path),
      ...[String(checkout['token']), `${order.checkoutToken}/thank-you`].map(
        (path) => `${SHOP}/checkouts/${path}`,
      ),
      ...[
        '',
        '/orders',
        `/orders/${order.id}`,
        '/customers',
        '/customers/22',
        '/products',
        '/discounts',
        `/orders?q=${encodeURIComponent(EVIL)}`,
      ].map((path) => `/store/test${path}`),
      `${SHOP}/account/login?q=${encodeURIComponent(EVIL)}&unknown=${encodeURIComponent(EVIL)}&checkout=${encodeURIComponent(EVIL)}`,
      ...['/mailbox', '/mailbox/1', '/mailbox/1?tab=text', '/mailbox/1?tab=headers', '/mailbox/1?tab=raw'],
      `/mailbox?q=${encodeURIComponent(EVIL)}`,
    ];
    let shown = 0;
    for (const path of paths) {
      const answer = await pages.browse(path, { cookie });
      const html = await answer.text();
      expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      expect(html, path).not.toContain('<script>alert');
      expect(html, path).not.toContain('<img src=x');
      if (html.includes('&lt;script&gt;alert')) shown++;
    }
    // The check means something only where the text is really there.
    expect(shown).toBeGreaterThanOrEqual(20);
  });

  it("runs no script of a mail: its frame is sandboxed without 'allow-scripts'", async () => {
    const html = await (await pages.browse('/mailbox/1')).text();
    expect(/sandbox="([^"]*)"/.exec(html)?.[1]).toBe('allow-popups allow-popups-to-escape-sandbox');
  });

  it('leads no redirect out of the shop', async () => {
    for (const back of [
      '//evil.example/',
      'https://evil.example/',
      '/store/testing',
      '/shops/test.myshopify.com.evil/',
    ]) {
      const admin = await pages.browse('/store/test/language', { form: { language: 'de', back } });
      expect(admin.headers.get('location')).toBe('/store/test');
      const shop = await pages.browse(`${SHOP}/language`, { form: { language: 'de', back } });
      expect(shop.headers.get('location')).toBe(`${SHOP}/`);
    }
  });
});

describe('admin', () => {
  it("embeds the app with Shopify's parameters, signed", async () => {
    const html = await (
      await pages.browse('/store/test/apps/stammkunde/program?tab=tiers', { cookie: 'admin_language=de' })
    ).text();
    const source = /data-source="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const url = new URL(source);
    const parameter = (name: string) => url.searchParams.get(name) ?? '';
    expect(url.origin + url.pathname).toBe(`${APP.appUrl}/program`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      tab: 'tiers',
      embedded: '1',
      shop: 'test.myshopify.com',
      locale: 'de',
    });
    expect(atob(parameter('host'))).toBe('admin.shopify.com/store/test');
    expect(parameter('hmac')).toBe(queryHmac(url.searchParams, APP.apiSecret));
    expect(parameter('hmac')).not.toBe(queryHmac(url.searchParams, 'another secret'));
    const claims = JSON.parse(
      Buffer.from(parameter('id_token').split('.')[1] ?? '', 'base64url').toString(),
    ) as object;
    expect(claims).toMatchObject({ dest: 'https://test.myshopify.com', aud: APP.apiKey });
  });

  it('answers session tokens to posts only', async () => {
    const answer = await pages.json('/store/test/apps/stammkunde/session-token', {});
    expect(answer['token']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const page = await pages.browse('/store/test/apps/stammkunde/session-token');
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  it('lists collections to the resource picker of an app that may read products only', async () => {
    const { shop } = pages.state;
    const list = () => pages.browse('/store/test/apps/stammkunde/resource-picker/collections');
    const withScopes = (scopes: string[]) =>
      pages.state.putShop({ ...shop, app: { apiKey: 'k', appId: 1, installedAt: shop.createdAt, scopes } });
    pages.state.put('collection', { id: 5, handle: 'espresso', title: EVIL });
    pages.state.put('collection', { id: 6, handle: 'filter', title: 'Aeropress' });
    withScopes(['read_customers']);
    expect((await list()).status).toBe(403);
    withScopes(['read_products']);
    const { collections } = (await (await list()).json()) as { collections: object[] };
    expect(collections).toHaveLength(2);
    expect(collections).toContainEqual(
      expect.objectContaining({ id: 'gid://shopify/Collection/5', title: EVIL, productsCount: 3 }),
    );
    pages.state.putShop(shop);
  });

  it('ships, delivers, refunds a unit; says why a second time is refused', async () => {
    const order = await buy(21);
    const act = (action: string, body: object = {}) =>
      pages.json(`/store/test/orders/${order.id}/${action}`, body);
    expect(await act('edit', { lineId: order.lines[0]?.id, quantity: 2 })).toMatchObject({
      ok: true,
      order: { lines: [{ currentQuantity: 2 }] },
    });
    expect(await act('fulfil')).toMatchObject({
      status: 200,
      ok: true,
      order: { fulfillmentStatus: 'fulfilled' },
    });
    expect(await act('fulfil')).toMatchObject({ status: 422, ok: false, reason: 'already-fulfilled' });
    expect(await act('deliver')).toMatchObject({ ok: true });
    expect(await act('refund', { lineId: order.lines[0]?.id, quantity: 1 })).toMatchObject({
      ok: true,
      order: { refunds: [{ amountMinor: 999 }] },
    });
    expect(await act('no-such-action')).toMatchObject({ status: 404 });

    const form = await pages.browse(`/store/test/orders/${order.id}/cancel`, {
      form: { reason: 'customer', refund: '1' },
    });
    expect(form.headers.get('location')).toBe(`/store/test/orders/${order.id}?refused=fulfilled`);
    const html = await (await pages.browse(form.headers.get('location') ?? '')).text();
    expect(html).toContain('The order has been shipped');
  });

  it('lists deliveries of this order alone, and sends one again', async () => {
    const order = await buy(21);
    const delivery = (id: number, topic: string, body: object): WebhookDelivery => ({
      id,
      webhookId: `w${id}`,
      eventId: `e${id}`,
      subscriptionId: 1,
      topic,
      uri: 'http://app.test/webhooks',
      triggeredAt: '2026-11-22T10:00:00Z',
      body: JSON.stringify(body),
      attempts: [],
      nextAttemptAt: null,
      state: 'delivered',
    });
    pages.state.put('webhookDelivery', delivery(5001, 'orders/create', { id: order.id, name: order.name }));
    pages.state.put('webhookDelivery', delivery(5002, 'orders/create', { id: order.id + 1, name: '#1' }));
    pages.state.put('webhookDelivery', delivery(5003, 'refunds/create', { id: 77, order_id: order.id }));
    const answer = await pages.json(`/store/test/orders/${order.id}`);
    expect((answer['webhookDeliveries'] as WebhookDelivery[]).map(({ id }) => id)).toEqual([5003, 5001]);
    expect(await pages.json(`/store/test/orders/${order.id}/resend`, { deliveryId: 5001 })).toMatchObject({
      ok: true,
    });
    expect(await pages.json(`/store/test/orders/${order.id}/resend`, { deliveryId: 1 })).toMatchObject({
      status: 404,
    });
    expect(pages.resent).toEqual([5001]);
  });

  it('moves the clock forward, never back', async () => {
    const before = pages.context.clock.now();
    const moved = await pages.browse('/store/test/clock', { form: { days: '1' } });
    expect(moved.headers.get('location')).toBe('/store/test?clock=moved#clock');
    expect(pages.context.clock.now() - before).toBe(86_400_000);
    const date = await pages.browse('/store/test/clock', { form: { date: '2027-02-28' } });
    expect(date.headers.get('location')).toContain('clock=moved');
    expect(new Date(pages.context.clock.now()).toISOString()).toBe('2027-02-28T08:00:00.000Z');
    for (const [day, outcome] of [
      ['2020-01-01', 'backwards'],
      ['2027-02-30', 'malformed'],
      ['soon', 'malformed'],
    ] as const) {
      const answer = await pages.browse('/store/test/clock', { form: { date: day } });
      expect(answer.headers.get('location')).toContain(`clock=${outcome}`);
    }
  });
});

describe('storefront', () => {
  it("does not show somebody else's order", async () => {
    const order = await buy(21);
    const path = `${SHOP}/account/orders/${order.id}`;
    expect((await pages.browse(path, { cookie: 'customer=21' })).status).toBe(200);
    expect((await pages.browse(path, { cookie: 'customer=22' })).status).toBe(404);
    expect((await pages.browse(path)).headers.get('location')).toBe(`${SHOP}/account/login`);
  });

  it('speaks the language asked for, and the one chosen', async () => {
    const german = await fetch(`${pages.url}${SHOP}`, { headers: { 'Accept-Language': 'de-AT,de;q=0.9' } });
    expect(await german.text()).toContain('<html lang="de">');
    const chosen = cookiesOf(
      await pages.browse(`${SHOP}/language`, { form: { language: 'en', back: `${SHOP}/cart` } }),
    );
    const english = await fetch(`${pages.url}${SHOP}/cart`, {
      headers: { 'Accept-Language': 'de', Cookie: chosen },
    });
    expect(await english.text()).toContain('<html lang="en">');
    const french = await fetch(`${pages.url}${SHOP}`, { headers: { 'Accept-Language': 'fr-CH,de;q=0.5' } });
    expect(await french.text()).toMatch(/<html lang="fr">.*Panier/s);
    const unknown = await fetch(`${pages.url}${SHOP}`, { headers: { 'Accept-Language': 'it' } });
    expect(await unknown.text()).toContain('<html lang="de">');
  });

  it('survives cookies that it did not write', async () => {
    for (const cookie of [
      'cart=%E0%A4%A; customer=abc',
      'cart=1x1p~__proto__; customer=-1',
      `cart=${'9'.repeat(400)}`,
    ]) {
      expect((await pages.browse(`${SHOP}/cart`, { cookie })).status).toBe(200);
    }
  });

  it('lets no script run in a product picture that is opened by itself', async () => {
    const picture = await pages.browse(`${SHOP}/images/13.svg`);
    expect(picture.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('scripts', () => {
  it('are bundled into classic scripts that stand alone', async () => {
    for (const path of ['/app-bridge.js', '/assets/dev-store/shell.js']) {
      const answer = await pages.browse(path);
      const script = await answer.text();
      expect(answer.headers.get('content-type')).toContain('javascript');
      expect(script).toContain('stammkunde-dev-store');
      expect(script).not.toMatch(/^\s*(import|export) /m);
    }
  });
});

it('stops although a browser has opened a connection ahead of time', async () => {
  const others = await startTestPages(() => undefined);
  const { hostname, port } = new URL(others.url);
  const silent = connect({ host: hostname, port: Number(port) });
  await once(silent, 'connect');
  await others.stop();
});
