import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSurfaceToken } from '~/web/surface-token';
import { APP, startTestPages, type TestPages } from '../../dev-store/pages/test-pages';
import { mintSurfaceToken } from '../../dev-store/surfaces/session-token';
import { setSurfaceSettings } from '../../dev-store/surfaces/settings';

/** What the dev store hands to surfaces, against what the app and the editor accept. */
const SHOP = '/shops/test.myshopify.com';
const env = { SHOPIFY_API_KEY: APP.apiKey, SHOPIFY_API_SECRET: APP.apiSecret };
const shop = 'test.myshopify.com';
let pages: TestPages;

beforeAll(async () => {
  pages = await startTestPages((state) => {
    const { app } = state.shop;
    state.putShop({ ...state.shop, app: app && { ...app, scopes: ['read_customers'] } });
  });
});
afterAll(() => pages.stop());

async function tokenOf(cookie: string, target = 'purchase.thank-you.block.render'): Promise<string> {
  const response = await fetch(`${pages.url}${SHOP}/surface-token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', Cookie: cookie },
    body: JSON.stringify({ target, path: `${SHOP}/checkouts/x/thank-you` }),
  });
  return ((await response.json()) as { token: string }).token;
}

describe('the session token of a surface', () => {
  it('is one that the app reads: the shop, and the customer who has signed in', async () => {
    expect(await readSurfaceToken(await tokenOf('customer=21'), env)).toEqual({ shop, customerId: '21' });
    expect(await readSurfaceToken(await tokenOf(''), env)).toEqual({ shop, customerId: null });
    // in a checkout its own customer counts, whatever the cookie says
    expect(
      await readSurfaceToken(await tokenOf('customer=21', 'purchase.checkout.block.render'), env),
    ).toEqual({
      shop,
      customerId: null,
    });
  });

  it('names no customer to an app that may not read customers', async () => {
    const { app } = pages.state.shop;
    pages.state.putShop({ ...pages.state.shop, app: app && { ...app, scopes: [] } });
    expect(await readSurfaceToken(await tokenOf('customer=21'), env)).toEqual({ shop, customerId: null });
    pages.state.putShop({ ...pages.state.shop, app });
  });

  it('lives five minutes, and is refused when it is old, of another app, or changed', async () => {
    const now = Date.now();
    const minted = (ageSeconds: number) => mintSurfaceToken(shop, 21, APP, () => now - ageSeconds * 1_000);
    expect(await readSurfaceToken(minted(290), env)).not.toBeNull();
    expect(await readSurfaceToken(minted(320), env)).toBeNull();
    expect(await readSurfaceToken(mintSurfaceToken(shop, 21, { ...APP, apiKey: 'other' }), env)).toBeNull();
    const [header = '', claims = ''] = minted(0).split('.');
    const forged = `${header}.${claims}.${createHmac('sha256', 'guess').update(`${header}.${claims}`).digest('base64url')}`;
    expect(await readSurfaceToken(forged, env)).toBeNull();
  });
});

describe("the merchant's settings of a theme block", () => {
  const announced = { text: 'Winter roast', first_day: '2026-11-25' };
  const HOME = `${SHOP}/`;
  const home = async (cookie: string) => (await pages.browse(HOME, { cookie })).text();

  it('put it onto the home page, for regulars', async () => {
    pages.state.put('metafield', {
      id: 801,
      ownerId: 'gid://shopify/Customer/21',
      namespace: 'app--7--loyalty',
      key: 'standing',
      type: 'json',
      value: '{"v":2,"n":4}',
      createdAt: '2026-11-22T10:00:00Z',
      updatedAt: '2026-11-22T10:00:00Z',
    });
    expect(await home('customer=21')).not.toContain('data-theme-block');
    expect(setSurfaceSettings(pages.context, 'loyalty-theme/announcement', announced)).toBeNull();
    expect(await home('customer=21')).toContain('Winter roast');
    expect(await home('customer=22')).not.toContain('Winter roast');
    expect(await home('')).not.toContain('Winter roast');
  });

  it.each<[what: string, handle: string, settings: unknown, message: RegExp]>([
    ['a setting that the schema lacks', 'loyalty-theme/announcement', { colour: 'red' }, /no setting colour/],
    ['a value of another type', 'loyalty-theme/announcement', { days_ahead: '7' }, /days_ahead is a range/],
    ['a block that is none', 'loyalty-theme/../card', {}, /no theme block/],
    ['an extension that is none', 'loyalty-chequeout', {}, /no built UI extension/],
    ['what is no settings', 'loyalty-theme/card', { heading: {} }, /texts, numbers and booleans/],
  ])('are refused: %s', (_what, handle, settings, message) => {
    expect(setSurfaceSettings(pages.context, handle, settings)).toMatch(message);
  });
});
