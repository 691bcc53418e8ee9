import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeRules, encodeStanding2, type Standing2 } from '../../app/loyalty/discount-rules';
import { defaultProgram, type Program } from '../../app/loyalty/program';
import { giftRules, loyaltyRules } from '../../app/loyalty/program-rules';
import { encodeDossier, encodeProgramCard, type DossierFacts } from '../../app/loyalty/surface-data';
import { NOW, putDiscount } from '../../dev-store/checkout/test-shop';
import type { Order } from '../../dev-store/model/types';
import { startTestPages, type TestPages } from '../../dev-store/pages/test-pages';
import { openBrowser, picture } from './browser';

/** Surfaces in a real browser, from the bundles that Shopify's CLI built (global-setup.ts). */
const SHOP = '/shops/test.myshopify.com';
const BLOCK = '[data-surface="purchase.checkout.block.render"]';
const REDUCTIONS = '[data-surface="purchase.checkout.reductions.render-after"]';
const THANKS = '[data-surface="purchase.thank-you.block.render"]';
const STATUS = '[data-surface="customer-account.order-status.block.render"]';
const CODE = 'DANKE-K7QX';
const ANNA = 21;
const BERT = 22;
const ADDRESS = {
  firstName: 'Anna',
  lastName: 'Beispiel',
  address1: 'Weg 1',
  zip: '01099',
  city: 'Dresden',
  countryCode: 'DE',
};
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const program: Program = defaultProgram({ name: 'Test', email: 'shop@example.com' });
const gift = { code: CODE, hundredths: 1500, years: 3, from: '2026-11-20', until: '2026-12-20' };
const standing: Standing2 = {
  qualifyingOrders: 4,
  tier: { key: 'regular', until: '2027-05-01' },
  gifts: [gift],
};
const dossier: DossierFacts = {
  first: '2023-11-20',
  netSpendMinor: 18_400,
  anniversary: { date: '2027-11-20', years: 4 },
  orders: [],
  used: [],
};

let pages: TestPages;
let browser: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser({ locale: 'en-GB' });
});
afterAll(() => browser.close());
afterEach(async () => {
  await page.close();
  await pages.stop();
});

const json = (encoded: { ok: true; json: string } | { ok: false }): string => {
  if (!encoded.ok) throw new Error('too large');
  return encoded.json;
};

/** A shop with the program, its discounts, and what the app wrote about one customer. */
async function open(
  facts: {
    standing?: Standing2 | string;
    dossier?: DossierFacts;
    without?: 'program';
    codes?: string[];
  } = {},
): Promise<void> {
  pages = await startTestPages((state) => {
    state.putShop({ ...state.shop, planName: 'Shopify Plus' });
    const combines = {
      combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
    };
    putDiscount(state, combines, JSON.parse(json(encodeRules(loyaltyRules(program, 'EUR')))) as object);
    const codes = (facts.codes ?? [CODE]).map((code, index) => ({ id: 900 + index, code, usageCount: 0 }));
    const coupon = { method: 'code' as const, title: 'Anniversary', usageLimit: 1, codes };
    putDiscount(
      state,
      { ...combines, ...coupon },
      JSON.parse(json(encodeRules(giftRules(program, 'EUR')))) as object,
    );
    const put = (ownerId: string, key: string, value: string) =>
      state.put('metafield', {
        id: state.nextId(),
        ownerId,
        namespace: 'app--7--loyalty',
        key,
        type: 'json',
        value,
        createdAt: NOW,
        updatedAt: NOW,
      });
    const customer = `gid://shopify/Customer/${ANNA}`;
    const own = facts.standing ?? standing;
    put(customer, 'standing', typeof own === 'string' ? own : json(encodeStanding2(own)));
    put(customer, 'dossier', json(encodeDossier(facts.dossier ?? dossier)));
    if (facts.without !== 'program') {
      const shop = { currency: 'EUR', timeZone: 'Europe/Berlin' };
      put(
        'gid://shopify/Shop/1',
        'program',
        json(encodeProgramCard(program, shop, { version: 1, since: '2026-01-01' })),
      );
    }
  });
  page = await browser.newPage();
}

async function checkout(body: object): Promise<string> {
  const lines = [{ variantId: 111, quantity: 2 }];
  const started = await pages.json(`${SHOP}/checkouts`, { lines, language: 'en', address: ADDRESS, ...body });
  const address = `${SHOP}/checkouts/${String(started['token'])}`;
  await page.goto(pages.url + address);
  await rendered();
  return address;
}
/** Every surface of the page has drawn what it has to say. */
async function rendered(): Promise<void> {
  await page.waitForFunction(() => {
    const { rendered: done, problems } = (
      globalThis as unknown as { stammkundeSurfaces: { rendered: object; problems: string[] } }
    ).stammkundeSurfaces;
    const places = document.querySelectorAll('[data-surface]');
    return problems.length > 0 || (places.length > 0 && Object.keys(done).length === places.length);
  });
}
const problems = () =>
  page.evaluate(
    () =>
      (globalThis as unknown as { stammkundeSurfaces: { problems: string[] } }).stammkundeSurfaces.problems,
  );
const texts = (selector: string) => page.locator(`${selector} :is(s-heading, s-text)`).allTextContents();
const total = () => page.locator('.sums .total td').textContent();

/** Serious and critical findings of axe-core inside the surfaces. */
async function axeFindings(selector = '[data-surface]'): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async (include) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: object,
        ): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run({ include: [[include]] });
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, selector);
}

describe('checkout', () => {
  it('tells a regular why there is a discount, and applies the coupon with one click', async () => {
    await open();
    await checkout({ customerId: ANNA });
    expect(await texts(BLOCK)).toEqual([
      'Good to see you again',
      'Regular status, 4 orders with us so far',
      '5% because this is your 5th order with us',
      '15% off for 3 years with us',
      'Your coupon DANKE-K7QX, valid until December 20, 2026.',
      'With this order you reach Loyal (10% off).',
    ]);
    expect(await texts(REDUCTIONS)).toHaveLength(2);
    expect(await axeFindings()).toEqual([]);
    await picture(page, 'surface-checkout');
    const before = await total();

    await page.locator(`${BLOCK} s-button button`).click();
    await page.getByText('Your coupon DANKE-K7QX has been applied.').waitFor();
    // 20.00, 5 % and 15 % of it
    await page.locator('.sums').getByText('−€3.00').waitFor();
    expect(await total()).not.toBe(before);
    expect(await page.locator('.code-chips').textContent()).toContain(CODE);
    // the coupon stands with the other codes now: no second place speaks of it
    await page.waitForFunction((place) => document.querySelector(place)?.childElementCount === 0, REDUCTIONS);
    expect(await problems()).toEqual([]);
    await picture(page, 'surface-checkout-applied');
  });

  it('works by keyboard, and in German', async () => {
    await open();
    await checkout({ customerId: ANNA, language: 'de' });
    expect((await texts(BLOCK))[0]).toBe('Schön, dass Sie wieder da sind');
    const focused = () =>
      page.evaluate(
        () =>
          document.activeElement?.closest('s-button') !== null && document.activeElement !== document.body,
      );
    for (let presses = 0; presses < 30 && !(await focused()); presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Ihr Gutschein DANKE-K7QX ist eingelöst.').waitFor();
    await picture(page, 'surface-checkout-de');
  });

  it("tells a guest with a regular's address nothing", async () => {
    await open();
    await checkout({ email: 'anna@example.com' });
    // the facts are there, as at worst they would be on Shopify
    expect(await page.locator('script[data-surface-facts]').first().textContent()).toContain(CODE);
    expect(await page.locator(BLOCK).textContent()).toBe('');
    expect(await page.locator(REDUCTIONS).textContent()).toBe('');
    expect(await page.locator('body').innerText()).not.toContain('DANKE');
    expect(await problems()).toEqual([]);
  });

  it('says that a coupon was refused, expired, used', async () => {
    // Shopify does not know the code
    await open({ codes: ['OTHER'] });
    await checkout({ customerId: ANNA });
    await page.locator(`${BLOCK} s-button button`).click();
    await page.getByText('Your coupon DANKE-K7QX does not fit this order.').waitFor();
    expect(await page.locator(`${BLOCK} s-button`).count()).toBe(0);
    await page.close();
    await pages.stop();

    await open({ standing: { ...standing, gifts: [{ ...gift, from: '2026-10-01', until: '2026-11-01' }] } });
    await checkout({ customerId: ANNA });
    expect(await texts(BLOCK)).toContain('Your coupon DANKE-K7QX expired on November 1, 2026.');
    await page.close();
    await pages.stop();

    await open({ dossier: { ...dossier, used: [{ code: CODE, on: '2026-11-21' }] } });
    await checkout({ customerId: ANNA });
    expect(await texts(BLOCK)).toContain('You used your coupon DANKE-K7QX on November 21, 2026.');
  });

  it('keeps the button when the checkout does not answer', async () => {
    await open();
    const address = await checkout({ customerId: ANNA });
    await page.route(`**${address}`, (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await page.locator(`${BLOCK} s-button button`).click();
    await page.getByText('That did not get through.').waitFor();
    await page.unroute(`**${address}`);
    await page.locator(`${BLOCK} s-button button`).click();
    await page.getByText('Your coupon DANKE-K7QX has been applied.').waitFor();
  });

  it('shows less of a standing that it cannot read, and no error', async () => {
    await open({ standing: '{"v":3,"n":4}' });
    await checkout({ customerId: ANNA });
    expect(await page.locator(BLOCK).textContent()).toBe('');
    expect(await problems()).toEqual([]);
    await page.close();
    await pages.stop();

    // the discount function still reads version 1: what it gave, the block may repeat
    await open({ standing: '{"v":1,"n":4,"t":"regular"}' });
    await checkout({ customerId: ANNA });
    expect(await texts(BLOCK)).toEqual([
      'Good to see you again',
      '5% because this is your 5th order with us',
    ]);
    expect(await problems()).toEqual([]);
  });

  it('is shown on Plus only', async () => {
    await open();
    pages.state.putShop({ ...pages.state.shop, planName: 'Advanced' });
    const lines = [{ variantId: 111, quantity: 2 }];
    const started = await pages.json(`${SHOP}/checkouts`, { lines, customerId: ANNA });
    await page.goto(`${pages.url}${SHOP}/checkouts/${String(started['token'])}`);
    expect(await page.locator('[data-surface]').count()).toBe(0);
  });
});

describe('after the order', () => {
  async function signIn(customerId: number): Promise<void> {
    await browser.addCookies([
      { name: 'customer', value: String(customerId), domain: '127.0.0.1', path: SHOP },
    ]);
  }
  async function buy(customerId: number): Promise<{ token: string; id: number }> {
    const lines = [{ variantId: 111, quantity: 1 }];
    const started = await pages.json(`${SHOP}/checkouts`, {
      lines,
      language: 'en',
      customerId,
      address: ADDRESS,
    });
    const token = String(started['token']);
    const paid = await pages.json(`${SHOP}/checkouts/${token}/pay`, {});
    expect(paid['ok']).toBe(true);
    return { token, id: (paid['order'] as Order).id };
  }
  async function thanks(token: string): Promise<string[]> {
    await page.goto(`${pages.url}${SHOP}/checkouts/${token}/thank-you`);
    await rendered();
    expect(await problems()).toEqual([]);
    return texts(THANKS);
  }

  it('thanks for the first, the fifth and the anniversary order', async () => {
    await open();
    await signIn(BERT);
    expect(await thanks((await buy(BERT)).token)).toEqual(['Thank you for your first order with us']);

    await signIn(ANNA);
    // an older order of hers that is not in the dossier: it is not her first
    await buy(ANNA);
    const fifth = await buy(ANNA);
    expect((await thanks(fifth.token))[0]).toBe('Order number 5: thank you for staying with us');
    expect(await axeFindings()).toEqual([]);
    await picture(page, 'surface-thank-you');
    await page.close();
    await pages.stop();

    await open({ dossier: { ...dossier, anniversary: { date: '2026-11-22', years: 3 } } });
    await buy(ANNA);
    expect((await thanks((await buy(ANNA)).token))[0]).toBe(
      '3 years ago today you ordered here for the first time. Thank you for staying!',
    );
  });

  it('shows the order status later, to its owner', async () => {
    await open();
    await signIn(ANNA);
    const { id, token } = await buy(ANNA);
    await page.goto(`${pages.url}${SHOP}/account/orders/${id}`);
    await rendered();
    expect((await texts(STATUS))[0]).toBe('Thank you for coming back');
    expect(await axeFindings()).toEqual([]);
    await picture(page, 'surface-order-status');

    // somebody else with the link to the thank-you page
    await browser.clearCookies();
    expect(await thanks(token)).toEqual([]);
  });
});

describe('the customer card', () => {
  /** Definitions as the app has to create them: without `customerAccount: READ` the API gives nothing. */
  function define(customerAccount: 'READ' | 'NONE'): void {
    const owners = [
      ['CUSTOMER', 'standing'],
      ['CUSTOMER', 'dossier'],
      ['SHOP', 'program'],
    ] as const;
    owners.forEach(([ownerType, key], index) =>
      pages.state.put('metafieldDefinition', {
        id: 700 + index,
        ownerType,
        namespace: 'app--7--loyalty',
        key,
        name: key,
        description: null,
        type: 'json',
        access: { admin: null, storefront: null, customerAccount },
        pinnedPosition: null,
        validations: [],
      }),
    );
  }
  const signIn = () =>
    browser.addCookies([{ name: 'customer', value: String(ANNA), domain: '127.0.0.1', path: SHOP }]);
  const PROFILE = '[data-surface="customer-account.profile.block.render"]';
  const CARD = '[data-surface="customer-account.page.render"]';

  it('leads from the profile to the page with coupons, messages and terms', async () => {
    await open({ dossier: { ...dossier, savedMinor: 2_350 } });
    define('READ');
    await signIn();
    await page.goto(`${pages.url}${SHOP}/account`);
    await page.locator(`${PROFILE} s-text`).first().waitFor();
    expect((await texts(PROFILE)).slice(0, 3)).toEqual([
      'Status: Regular (5% off)',
      'Your status lasts until May 1, 2027.',
      '4 orders with us so far',
    ]);
    expect(await axeFindings(PROFILE)).toEqual([]);
    await picture(page, 'surface-profile');

    await page.locator(`${PROFILE} s-link a`).click();
    await page.getByRole('heading', { name: 'Your customer card' }).waitFor();
    await page.getByText('Version 1, in force since January 1, 2026.').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Your status',
      'Your coupons',
      'Messages',
      'A person to talk to',
      'Terms',
    ]);
    expect(await page.locator(`${CARD} s-list-item`).first().textContent()).toBe(
      'Regular: 5% off, from 2 orders.',
    );
    expect(await page.locator(CARD).innerText()).toContain('You saved €23.50 with us so far.');
    expect(await axeFindings(CARD)).toEqual([]);
    expect(await problems()).toEqual([]);
    await picture(page, 'surface-customer-card');

    await page.getByRole('button', { name: 'Receive e-mails' }).click();
    await page.getByText('You receive our e-mails.').waitFor();
    expect(pages.state.get('customer', ANNA)?.emailMarketing.state).toBe('SUBSCRIBED');
  });

  it('shows nothing of metafields that the account may not read', async () => {
    await open();
    define('NONE');
    await signIn();
    await page.goto(`${pages.url}${SHOP}/account/pages/loyalty-account-page`);
    await page.getByText('Your card begins with your first order.').waitFor();
    expect(await page.locator(CARD).innerText()).not.toContain('DANKE');
  });

  it('offers another try while the API does not answer', async () => {
    await open();
    define('READ');
    await signIn();
    await page.route('**/account/customer/api', (route) => route.abort());
    await page.goto(`${pages.url}${SHOP}/account/pages/loyalty-account-page`);
    await page.getByText('Your card cannot be shown just now.').waitFor();
    await page.unroute('**/account/customer/api');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('4 orders with us so far').waitFor();
    expect(await problems()).toEqual([]);
  });
});

describe('the online store', () => {
  it('has the card on the product page, for who is signed in', async () => {
    await open();
    const address = `${pages.url}${SHOP}/products/p11`;
    await browser.clearCookies();
    await page.goto(address);
    expect(await page.locator('[data-theme-block]').count()).toBe(0);
    await browser.addCookies([{ name: 'customer', value: String(ANNA), domain: '127.0.0.1', path: SHOP }]);
    await page.goto(address);
    const card = page.locator('[data-theme-block="card"]');
    expect(await card.locator('p').allInnerTexts()).toEqual([
      'Good to see you again',
      'Regular status (5% off)',
      'Until May 1, 2027',
      '4 orders with us so far',
      '15% off your next order with the code DANKE-K7QX, until December 20, 2026',
    ]);
    expect(await axeFindings('[data-theme-block]')).toEqual([]);
    await picture(page, 'surface-product');
  });
});

describe('the sandbox', () => {
  /** Runs an extension of these lines instead of the real one. */
  async function run(lines: string): Promise<string[]> {
    await open();
    const script = `(() => {
      class Signal { constructor(value) { this.value = value; } subscribe() { return () => undefined; } }
      shopify.setSignals(Signal);
      shopify.extend('purchase.checkout.reductions.render-after', () => undefined);
      shopify.extend('purchase.checkout.block.render', () => { ${lines} });
    })()`;
    await page.route('**/assets/extensions/loyalty-checkout.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await checkout({ customerId: ANNA });
    await page.waitForFunction(
      () =>
        (globalThis as unknown as { stammkundeSurfaces: { problems: string[] } }).stammkundeSurfaces.problems
          .length > 0,
    );
    // no developer overlooks it
    expect(await page.locator('.surface-problem').count()).toBeGreaterThan(0);
    return problems();
  }
  const where = 'purchase.checkout.block.render: ';

  it.each([
    [
      'a raw <div>',
      `document.body.append(document.createElement('div'))`,
      '<div> does not exist in this target',
    ],
    [
      'an unknown value',
      `const text = document.createElement('s-text'); text.tone = 'purple'; document.body.append(text)`,
      '<s-text> has no tone="purple"',
    ],
    [
      'an unknown property',
      `document.createElement('s-text').setAttribute('colour', 'red')`,
      '<s-text> has no property "colour"',
    ],
    [
      'an unknown event',
      `document.createElement('s-text').addEventListener('click', () => undefined)`,
      '<s-text> has no event "click"',
    ],
    ['fetch', `fetch('/x').catch(() => undefined)`, 'fetch without the capability network_access'],
    [
      'what the target has not',
      `shopify.orderConfirmation`,
      'shopify.orderConfirmation does not exist in purchase.checkout.block.render',
    ],
  ])('says aloud that an extension uses %s', async (_what, lines, message) => {
    expect(await run(lines)).toEqual([where + message]);
  });
});
