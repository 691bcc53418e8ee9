import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOYALTY, putDiscount, putStanding } from '../../checkout/test-shop';
import type { Order } from '../../model/types';
import { cookiesOf, startTestPages, type TestPages } from '../test-pages';

const SHOP = '/shops/test.myshopify.com';
const ADDRESS = { firstName: 'Anna', lastName: 'A', address1: 'W 1', zip: '1', city: 'X', countryCode: 'DE' };

let pages: TestPages;
beforeEach(async () => {
  pages = await startTestPages((state) => {
    state.putShop({ ...state.shop, presentmentRates: { CHF: '0.9384', JPY: '163.42' } });
    putDiscount(state, {}, LOYALTY);
    putStanding(state, 21, { v: 1, n: 4, t: 'loyal' });
  });
});
afterEach(() => pages.stop());

const text = async (response: Response) => (await response.text()).replaceAll('\u00a0', ' ');

describe('the currency of a visit', () => {
  it('is chosen in the storefront, and prices are shown in it', async () => {
    const home = await text(await pages.browse(`${SHOP}/`));
    expect(home).toContain('€10.00');
    for (const code of ['EUR', 'CHF', 'JPY']) expect(home).toContain(`name="currency" value="${code}"`);
    const chosen = await pages.browse(`${SHOP}/currency`, {
      form: { currency: 'JPY', back: `${SHOP}/cart` },
    });
    expect(chosen.headers.get('location')).toBe(`${SHOP}/cart`);
    const cookie = cookiesOf(chosen);
    const yen = await text(await pages.browse(`${SHOP}/`, { cookie }));
    expect(yen).toContain('JP¥1,634');
    expect(yen).not.toContain('€');
    const product = await text(await pages.browse(`${SHOP}/products/p12`, { cookie }));
    expect(product).toContain('JP¥4,167');
  });

  it('cannot be one that the shop does not sell in, nor lead elsewhere', async () => {
    const refused = await pages.browse(`${SHOP}/currency`, {
      form: { currency: 'SEK', back: 'https://example.com/' },
    });
    expect(refused.headers.get('location')).toBe(`${SHOP}/`);
    expect(refused.headers.getSetCookie()).toEqual([]);
    const forged = await text(await pages.browse(`${SHOP}/`, { cookie: 'currency=SEK' }));
    expect(forged).toContain('€10.00');
  });

  it('has no switch in a shop with one currency', async () => {
    pages.state.putShop({ ...pages.state.shop, presentmentRates: {} });
    expect(await text(await pages.browse(`${SHOP}/`))).not.toContain('name="currency"');
  });
});

describe('a checkout in another currency', () => {
  const lines = [{ variantId: 111, quantity: 3 }];

  it('is priced, shown and ordered in it; the shop counts in its own', async () => {
    const checkout = await pages.json(`${SHOP}/checkouts`, {
      lines,
      customerId: 21,
      address: ADDRESS,
      currency: 'JPY',
      language: 'en',
    });
    // 3 x 1634 = 4902, 12.5 % = 612.75 -> 613, delivery 801
    expect(checkout).toMatchObject({
      status: 201,
      currency: 'JPY',
      presentmentCurrencyRate: '163.42',
      discountsMinor: 613,
      subtotalMinor: 4_289,
      shippingMinor: 801,
      totalMinor: 5_090,
    });
    const at = `${SHOP}/checkouts/${String(checkout['token'])}`;
    const page = await text(await pages.browse(at));
    for (const amount of ['JP¥4,902', 'JP¥613', 'JP¥801', 'JP¥5,090']) expect(page).toContain(amount);
    expect(page).not.toContain('€');

    const paid = await pages.json(`${at}/pay`, { expectedTotalMinor: 5_090 });
    // 30.00 - 613/4902 of it (3.75) + 4.90
    expect(paid['order'] as Order).toMatchObject({
      currency: 'EUR',
      presentmentCurrency: 'JPY',
      presentmentRate: '163.42',
      totalMinor: 3_115,
      presentment: { totalMinor: 5_090, discountsMinor: 613 },
    });
    const thanks = await text(await pages.browse(`${at}/thank-you`));
    expect(thanks).toContain('JP¥5,090');
    const admin = await text(await pages.browse(`/store/test/orders/${(paid['order'] as Order).id}`));
    expect(admin).toContain('€31.15');
    expect(admin).toContain('JP¥5,090');
  });

  it('changes currency on the way, by the switch or by a program', async () => {
    const checkout = await pages.json(`${SHOP}/checkouts`, { lines, language: 'en' });
    const at = `${SHOP}/checkouts/${String(checkout['token'])}`;
    await pages.browse(`${SHOP}/currency`, { form: { currency: 'CHF', back: at } });
    // 10.00 x 0.9384 = 9.384, not rounded to 9.40
    expect(await pages.json(at)).toMatchObject({ currency: 'CHF', subtotalMinor: 2_814 });
    expect(await pages.json(at, { currency: 'JPY' })).toMatchObject({
      currency: 'JPY',
      subtotalMinor: 4_902,
    });
    expect(await pages.json(at, { currency: 'SEK' })).toMatchObject({ currency: 'JPY' });
    expect(await pages.json(`${SHOP}/checkouts`, { lines, currency: 'SEK' })).toMatchObject({ status: 422 });
  });

  it('lets each delivery group be chosen', async () => {
    const mixed = [...lines, { variantId: 112, quantity: 1, sellingPlanId: 4_711 }];
    const checkout = await pages.json(`${SHOP}/checkouts`, { lines: mixed, language: 'en' });
    expect(checkout['deliveryGroups']).toEqual([
      expect.objectContaining({ type: 'ONE_TIME_PURCHASE', selectedHandle: 'standard' }),
      expect.objectContaining({ type: 'SUBSCRIPTION', selectedHandle: 'standard-2' }),
    ]);
    const at = `${SHOP}/checkouts/${String(checkout['token'])}`;
    const page = await text(await pages.browse(at));
    expect(page).toMatch(/name="deliveryOption" [^>]*value="express"/);
    expect(page).toMatch(/name="deliveryOption2" [^>]*value="express-2"/);
    const body = { deliveryOption2: 'express-2', email: 'g@example.com', address: ADDRESS };
    const paid = await pages.json(`${at}/pay`, body);
    expect(paid['order'] as Order).toMatchObject({
      shipping: { priceMinor: 490 },
      furtherShipping: [{ priceMinor: 990 }],
      shippingMinor: 1_480,
    });
  });
});
