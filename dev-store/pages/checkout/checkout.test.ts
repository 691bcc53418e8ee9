import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GIFT, LOYALTY, putDiscount, putStanding } from '../../checkout/test-shop';
import { cookiesOf, startTestPages, type Answer, type TestPages } from '../test-pages';

const SHOP = '/shops/test.myshopify.com';
const ADDRESS = {
  firstName: 'Gerda',
  lastName: 'Gast',
  address1: 'Elbweg 1',
  zip: '01099',
  city: 'Dresden',
  countryCode: 'DE',
};
const LINES = [
  { variantId: 111, quantity: 2 },
  { variantId: 112, quantity: 1 },
];

let pages: TestPages;
beforeEach(async () => {
  pages = await startTestPages((state) => {
    putDiscount(
      state,
      { combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true } },
      LOYALTY,
    );
    putDiscount(
      state,
      {
        method: 'code',
        title: 'Anniversary',
        usageLimit: 1,
        codes: [{ id: 901, code: 'DANKE-ANNA', usageCount: 0 }],
      },
      GIFT,
    );
    const gift = { c: 'DANKE-ANNA', p: '20', y: 2, f: '2026-11-01', u: '2026-12-31' };
    putStanding(state, 21, { v: 1, n: 4, t: 'loyal', g: [gift] });
    putStanding(state, 22, { v: 1, n: 1 });
  });
});
afterEach(() => pages.stop());

const start = (body: object) => pages.json(`${SHOP}/checkouts`, { lines: LINES, language: 'en', ...body });
const at = (checkout: Answer) => `${SHOP}/checkouts/${String(checkout['token'])}`;
const orders = () => [...pages.state.all('order').values()];

describe('checkout for programs', () => {
  it("gives a guest the list prices and places a guest's order", async () => {
    const checkout = await start({ email: 'gerda@example.com', address: ADDRESS });
    expect(checkout).toMatchObject({
      status: 201,
      subtotalMinor: 4550,
      discountsMinor: 0,
      shippingMinor: 490,
      totalMinor: 5040,
    });
    expect(checkout['errors']).toEqual([]);

    const paid = await pages.json(`${at(checkout)}/pay`, { expectedTotalMinor: 5040 });
    expect(paid).toMatchObject({
      status: 201,
      ok: true,
      order: { name: '#1001', totalMinor: 5040, financialStatus: 'paid' },
    });
    expect(orders()).toHaveLength(1);
    expect(orders()[0]).toMatchObject({
      email: 'gerda@example.com',
      checkoutToken: checkout['token'],
      address: ADDRESS,
    });
  });

  it('shows the loyalty discount with its reason, and what is shown is what is ordered', async () => {
    const checkout = await start({ customerId: 21, address: ADDRESS });
    // 12.5 % of 45.50 = 5.6875 -> 5.69
    expect(checkout['discounts']).toEqual([
      {
        title: '12.5% because this is your 5th order with us',
        amountMinor: 569,
        code: null,
        target: 'line_item',
      },
    ]);
    expect(checkout).toMatchObject({
      subtotalMinor: 3981,
      discountsMinor: 569,
      shippingMinor: 490,
      totalMinor: 4471,
    });
    expect(checkout['functionRuns']).toContainEqual(
      expect.objectContaining({ target: 'cart.lines.discounts.generate.run', error: null }),
    );

    const paid = await pages.json(`${at(checkout)}/pay`, {});
    expect(paid).toMatchObject({
      order: { subtotalMinor: 3981, discountsMinor: 569, totalMinor: 4471, customerId: 21 },
    });
  });

  it('prices every step anew: delivery, code, code removed', async () => {
    const checkout = await start({ customerId: 21, address: ADDRESS });
    const express = await pages.json(at(checkout), { deliveryOption: 'express' });
    expect(express).toMatchObject({ shippingMinor: 990, selectedDelivery: 'express' });
    const withCode = await pages.json(at(checkout), { addCode: ' danke-anna ' });
    expect(withCode).toMatchObject({ status: 200, errors: [], codes: ['danke-anna'] });
    expect(withCode['totalMinor']).toBeLessThan(Number(express['totalMinor']));
    const without = await pages.json(at(checkout), { removeCode: 'DANKE-ANNA' });
    expect(without).toMatchObject({ codes: [], totalMinor: express['totalMinor'] });
  });

  it("refuses somebody else's code with the reason, and forgets the code", async () => {
    const checkout = await start({ customerId: 22, address: ADDRESS });
    const refused = await pages.json(at(checkout), { addCode: 'DANKE-ANNA' });
    expect(refused).toMatchObject({ codes: [], discountsMinor: 0, totalMinor: checkout['totalMinor'] });
    expect(refused['errors']).toEqual([{ code: 'DANKE-ANNA', message: expect.stringMatching(/\w+ \w+/) }]);

    // the form still holds the code, beside the reason
    const paid = await pages.json(`${at(checkout)}/pay`, { addCode: 'danke-anna' });
    expect(paid).toMatchObject({ ok: true, order: { discountCodes: [], discountsMinor: 0 } });
  });

  it('counts a code once: the second checkout that holds it is told before it pays', async () => {
    const [first, second] = [
      await start({ customerId: 21, address: ADDRESS }),
      await start({ customerId: 21, address: ADDRESS }),
    ];
    for (const checkout of [first, second]) await pages.json(at(checkout), { addCode: 'DANKE-ANNA' });
    const paid = await pages.json(`${at(first)}/pay`, {});
    // 20 % of 45.50 = 9.10 by the code
    expect(paid).toMatchObject({
      ok: true,
      order: { discountCodes: [{ code: 'DANKE-ANNA', amountMinor: 910, type: 'percentage' }] },
    });

    const late = await pages.json(`${at(second)}/pay`, {});
    expect(late).toMatchObject({ status: 422, ok: false, codes: [], errors: [{ code: 'DANKE-ANNA' }] });
    expect(orders()).toHaveLength(1);
  });

  it('says so instead of taking the order when the shown total is no longer true', async () => {
    const checkout = await start({ customerId: 22, address: ADDRESS });
    const product = pages.state.get('product', 11);
    if (!product) throw new Error('no product');
    pages.state.put('product', {
      ...product,
      variants: product.variants.map((one) => ({ ...one, priceMinor: 1100 })),
    });
    const pay = (expectedTotalMinor: unknown) => pages.json(`${at(checkout)}/pay`, { expectedTotalMinor });
    expect(await pay(checkout['totalMinor'])).toMatchObject({
      status: 422,
      ok: false,
      pricesChanged: true,
      totalMinor: 5240,
    });
    expect(orders()).toEqual([]);
    expect(await pay(5240)).toMatchObject({ status: 201, ok: true });
  });

  it('places one order however often pay is sent', async () => {
    const checkout = await start({ customerId: 21, address: ADDRESS });
    const answers = await Promise.all([1, 2, 3].map(() => pages.json(`${at(checkout)}/pay`, {})));
    expect(new Set(answers.map(({ order }) => (order as { id: number }).id)).size).toBe(1);
    expect(orders()).toHaveLength(1);
  });

  it('names what is missing, refuses unknown variants, and knows no token of another shop', async () => {
    const checkout = await start({});
    const pay = await pages.json(`${at(checkout)}/pay`, {});
    expect(pay['status']).toBe(422);
    expect((pay['errors'] as { code: string }[]).map(({ code }) => code)).toEqual([
      'email',
      'lastName',
      'address1',
      'zip',
      'city',
    ]);
    expect(await start({ lines: [{ variantId: 999, quantity: 1 }] })).toMatchObject({ status: 422 });
    expect(await start({ lines: [{ variantId: 111, quantity: 0 }] })).toMatchObject({ status: 422 });
    expect(
      await pages.json(`/shops/other.myshopify.com/checkouts/${String(checkout['token'])}`),
    ).toMatchObject({ status: 404 });
  });
});

describe('checkout for people, without JavaScript', () => {
  async function openCheckout(cookie = '') {
    const added = await pages.browse(`${SHOP}/cart`, { form: { variantId: '111', quantity: '2' }, cookie });
    const jar = [cookie, cookiesOf(added)].filter(Boolean).join('; ');
    const opened = await pages.browse(`${SHOP}/cart/update`, {
      form: { quantity0: '2', checkout: '1' },
      cookie: jar,
    });
    return { path: opened.headers.get('location') ?? '', jar };
  }

  it('leads from the product to the thank-you page', async () => {
    const { path, jar } = await openCheckout();
    const form = { ...ADDRESS, email: 'gerda@example.com', expectedTotalMinor: '2490', payment: 'card' };
    const paid = await pages.browse(`${path}/pay`, { form, cookie: jar });
    expect(paid.status).toBe(303);
    const thanks = await (await pages.browse(paid.headers.get('location') ?? '', { cookie: jar })).text();
    expect(thanks).toContain('#1001');
    expect(thanks).toContain('€24.90');
    expect(cookiesOf(paid)).toContain('cart=');
  });

  it('keeps what was typed when something is missing, and marks it', async () => {
    const { path, jar } = await openCheckout();
    const answer = await pages.browse(`${path}/pay`, {
      form: { email: 'gerda@example.com', city: 'Dresden' },
      cookie: jar,
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toMatch(/name="city"[^>]*value="Dresden"/);
    expect(html).toMatch(/name="zip"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*name="zip"/);
  });

  it('shows at the code field why a code was refused', async () => {
    const { path, jar } = await openCheckout();
    await pages.browse(path, { form: { addCode: 'NO-SUCH-CODE' }, cookie: jar });
    const html = await (await pages.browse(path, { cookie: jar })).text();
    expect(html).toMatch(/id="code-error" role="alert"/);
    expect(html).toContain('Enter a valid discount code or gift card');
  });

  it('takes a customer who signs in on the way', async () => {
    const { path, jar } = await openCheckout();
    const checkout = path.split('/').at(-1) ?? '';
    const login = await pages.browse(`${SHOP}/account/login`, {
      form: { email: 'ANNA@example.com ', checkout },
      cookie: jar,
    });
    expect(login.headers.get('location')).toBe(path);
    // 12.5 % of 20.00
    expect(await pages.json(path)).toMatchObject({ customerId: 21, discountsMinor: 250 });
  });
});
