import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database';
import { createDevStore, type DevStore } from '../server';

let database: TestDatabase;
let store: DevStore;
beforeAll(async () => {
  database = await createTestDatabase();
  store = await createDevStore({
    databaseUrl: database.url,
    port: 0,
    smtpPort: 0,
    appUrl: 'http://127.0.0.1:1',
    apiKey: 'test-key',
    apiSecret: 'test-secret',
    seed: 'products',
    log: pino({ level: 'silent' }),
  });
});
afterAll(async () => {
  await store?.stop();
  await database?.drop();
});

async function call(path: string, body?: unknown): Promise<{ status: number } & Record<string, unknown>> {
  const response = await fetch(store.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

describe.each([
  ['CHF', 950, 490],
  ['JPY', 1_520, 800],
  ['KWD', 3_250, 1_500],
])('a shop in %s, opened while the dev store runs', (currency, priceMinor, shippingMinor) => {
  const domain = `shop-${currency.toLowerCase()}.myshopify.com`;

  it('sells from the checkout to the order, at sensible prices', async () => {
    const created = await call('/control/shops', { domain, currency, countryCode: 'CH' });
    expect(created).toMatchObject({ status: 201, shop: { currency, domain } });
    expect(await call('/control/shops', { domain, currency })).toMatchObject({ status: 409 });
    const { products } = (await call(`/control/products?shop=${domain}`)) as unknown as {
      products: { variants: { id: number; priceMinor: number }[] }[];
    };
    const variant = products[0]?.variants[0];
    expect(variant?.priceMinor).toBe(priceMinor);
    const checkout = await call(`/shops/${domain}/checkouts`, {
      lines: [{ variantId: variant?.id, quantity: 2 }],
      email: 'gast@example.com',
      address: { firstName: 'G', lastName: 'A', address1: 'W 1', zip: '1', city: 'X', countryCode: 'CH' },
    });
    expect(checkout).toMatchObject({
      currency,
      subtotalMinor: 2 * priceMinor,
      shippingMinor,
      totalMinor: 2 * priceMinor + shippingMinor,
    });
    const paid = await call(`/shops/${domain}/checkouts/${String(checkout['token'])}/pay`, {});
    expect(paid).toMatchObject({
      status: 201,
      order: { currency, presentmentCurrency: currency, totalMinor: 2 * priceMinor + shippingMinor },
    });
    expect(await call('/control/shops')).toMatchObject({
      domains: expect.arrayContaining([domain]) as unknown,
    });
  });

  it('takes orders by the control API in another currency', async () => {
    expect(await call(`/control/shop?shop=${domain}`, { presentmentRates: { EUR: '0.5' } })).toMatchObject({
      status: 200,
    });
    const variants = (await call(`/control/products?shop=${domain}`)) as unknown as {
      products: { variants: { id: number }[] }[];
    };
    const placed = await call(`/control/orders?shop=${domain}`, {
      email: 'gast@example.com',
      presentmentCurrency: 'EUR',
      lines: [{ variantId: variants.products[0]?.variants[0]?.id, quantity: 1 }],
    });
    expect(placed).toMatchObject({
      order: { currency, totalMinor: priceMinor, presentmentCurrency: 'EUR', presentmentRate: '0.5' },
    });
  });
});

describe('what is refused', () => {
  it.each([
    { domain: 'example.com' },
    { domain: 'a.myshopify.com', currency: 'euro' },
    { domain: 'a.myshopify.com', presentmentRates: { USD: '0' } },
    { domain: 'a.myshopify.com', currency: 'USD', presentmentRates: { USD: '1.1' } },
    { domain: 'a.myshopify.com', timeZone: 'Mars/Olympus' },
  ])('%j', async (body) => {
    expect(await call('/control/shops', body)).toMatchObject({ status: 400, ok: false });
  });
});
