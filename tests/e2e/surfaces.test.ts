import { createHmac } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { APP } from '../../dev-store/pages/test-pages';
import { openBrowser, picture } from './browser';
import { startConsentServer } from './consent-server';
import {
  ANNA,
  BERT,
  BLOCK,
  CARD,
  CODE,
  define,
  dossier,
  gift,
  programCard,
  PROFILE,
  REDUCTIONS,
  SHOP,
  Stage,
  standing,
  STATUS,
  THANKS,
  type Written,
} from './surfaces-stage';

/** Surfaces in a real browser, from the bundles that Shopify's CLI built (global-setup.ts). */
let browser: BrowserContext;
let stage: Stage;

beforeAll(async () => {
  browser = await openBrowser({ locale: 'en-GB' });
});
afterAll(() => browser?.close());
afterEach(() => stage?.close());

async function open(facts: Written & { codes?: string[] } = {}): Promise<void> {
  stage = await Stage.open(browser, facts);
}
async function reopen(facts: Written & { codes?: string[] }): Promise<void> {
  await stage.close();
  await open(facts);
}

describe('checkout', () => {
  it('tells a regular why there is a discount, and applies the coupon with one click', async () => {
    await open();
    await stage.checkout({ customerId: ANNA });
    expect(await stage.texts(BLOCK)).toEqual([
      'Good to see you again',
      'Regular status, 4 orders with us so far',
      '5% because this is your 5th order with us',
      '15% off for 3 years with us',
      'Your coupon DANKE-K7QX, valid until December 20, 2026.',
      'With this order you reach Loyal (10% off).',
    ]);
    expect(await stage.texts(REDUCTIONS)).toHaveLength(2);
    expect(await stage.axeFindings()).toEqual([]);
    await picture(stage.page, 'surface-checkout');
    const before = await stage.total();

    await stage.page.locator(`${BLOCK} s-button button`).click();
    await stage.page.getByText('Your coupon DANKE-K7QX has been applied.').waitFor();
    // 20.00, 5 % and 15 % of it
    await stage.page.locator('.sums').getByText('−€3.00').waitFor();
    expect(await stage.total()).not.toBe(before);
    expect(await stage.page.locator('.code-chips').textContent()).toContain(CODE);
    // the coupon stands with the other codes now: no second place speaks of it
    await stage.page.waitForFunction(
      (place) => document.querySelector(place)?.childElementCount === 0,
      REDUCTIONS,
    );
    expect(await stage.problems()).toEqual([]);
    await picture(stage.page, 'surface-checkout-applied');
  });

  it('works by keyboard, and in German', async () => {
    await open();
    await stage.checkout({ customerId: ANNA, language: 'de' });
    expect((await stage.texts(BLOCK))[0]).toBe('Schön, dass Sie wieder da sind');
    const focused = () =>
      stage.page.evaluate(
        () =>
          document.activeElement?.closest('s-button') !== null && document.activeElement !== document.body,
      );
    for (let presses = 0; presses < 30 && !(await focused()); presses += 1)
      await stage.page.keyboard.press('Tab');
    await stage.page.keyboard.press('Enter');
    await stage.page.getByText('Ihr Gutschein DANKE-K7QX ist eingelöst.').waitFor();
    await picture(stage.page, 'surface-checkout-de');
  });

  it("tells a guest with a regular's address nothing", async () => {
    await open();
    await stage.checkout({ email: 'anna@example.com' });
    // the facts are there, as at worst they would be on Shopify
    expect(await stage.page.locator('script[data-surface-facts]').first().textContent()).toContain(CODE);
    expect(await stage.page.locator(BLOCK).textContent()).toBe('');
    expect(await stage.page.locator(REDUCTIONS).textContent()).toBe('');
    expect(await stage.page.locator('body').innerText()).not.toContain('DANKE');
    expect(await stage.problems()).toEqual([]);
  });

  it('says that a coupon was refused, expired, used', async () => {
    // Shopify does not know the code
    await open({ codes: ['OTHER'] });
    await stage.checkout({ customerId: ANNA });
    await stage.page.locator(`${BLOCK} s-button button`).click();
    await stage.page.getByText('Your coupon DANKE-K7QX does not fit this order.').waitFor();
    expect(await stage.page.locator(`${BLOCK} s-button`).count()).toBe(0);
    await reopen({
      standing: { ...standing, gifts: [{ ...gift, from: '2026-10-01', until: '2026-11-01' }] },
    });
    await stage.checkout({ customerId: ANNA });
    expect(await stage.texts(BLOCK)).toContain('Your coupon DANKE-K7QX expired on November 1, 2026.');
    await reopen({ dossier: { ...dossier, used: [{ code: CODE, on: '2026-11-21' }] } });
    await stage.checkout({ customerId: ANNA });
    expect(await stage.texts(BLOCK)).toContain('You used your coupon DANKE-K7QX on November 21, 2026.');
  });

  it('keeps the button when the checkout does not answer', async () => {
    await open();
    const address = await stage.checkout({ customerId: ANNA });
    await stage.page.route(`**${address}`, (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await stage.page.locator(`${BLOCK} s-button button`).click();
    await stage.page.getByText('That did not get through.').waitFor();
    await stage.page.unroute(`**${address}`);
    await stage.page.locator(`${BLOCK} s-button button`).click();
    await stage.page.getByText('Your coupon DANKE-K7QX has been applied.').waitFor();
  });

  it('shows less of a standing that it cannot read, and no error', async () => {
    await open({ standing: '{"v":3,"n":4}' });
    await stage.checkout({ customerId: ANNA });
    expect(await stage.page.locator(BLOCK).textContent()).toBe('');
    expect(await stage.problems()).toEqual([]);
    await stage.page.close();
    await stage.pages.stop();

    // the discount function still reads version 1: what it gave, the block may repeat
    await open({ standing: '{"v":1,"n":4,"t":"regular"}' });
    await stage.checkout({ customerId: ANNA });
    expect(await stage.texts(BLOCK)).toEqual([
      'Good to see you again',
      '5% because this is your 5th order with us',
    ]);
    expect(await stage.problems()).toEqual([]);
  });

  it('is shown on Plus only', async () => {
    await open();
    stage.pages.state.putShop({ ...stage.pages.state.shop, planName: 'Advanced' });
    const lines = [{ variantId: 111, quantity: 2 }];
    const started = await stage.pages.json(`${SHOP}/checkouts`, { lines, customerId: ANNA });
    await stage.page.goto(`${stage.pages.url}${SHOP}/checkouts/${String(started['token'])}`);
    expect(await stage.page.locator('[data-surface]').count()).toBe(0);
  });
});

describe('after the order', () => {
  async function thanks(token: string): Promise<string[]> {
    await stage.page.goto(`${stage.pages.url}${SHOP}/checkouts/${token}/thank-you`);
    await stage.rendered();
    expect(await stage.problems()).toEqual([]);
    return stage.texts(THANKS);
  }

  it('thanks for the first, the fifth and the anniversary order', async () => {
    await open();
    await stage.signIn(BERT);
    expect(await thanks((await stage.buy(BERT)).token)).toEqual(['Thank you for your first order with us']);

    await stage.signIn(ANNA);
    // an older order of hers that is not in the dossier: it is not her first
    await stage.buy(ANNA);
    const fifth = await stage.buy(ANNA);
    expect((await thanks(fifth.token))[0]).toBe('Order number 5: thank you for staying with us');
    expect(await stage.axeFindings()).toEqual([]);
    await picture(stage.page, 'surface-thank-you');
    await reopen({ dossier: { ...dossier, anniversary: { date: '2026-11-22', years: 3 } } });
    await stage.signIn();
    await stage.buy(ANNA);
    expect((await thanks((await stage.buy(ANNA)).token))[0]).toBe(
      '3 years ago today you ordered here for the first time. Thank you for staying!',
    );
  });

  it('shows the order status later, to its owner', async () => {
    await open();
    await stage.signIn(ANNA);
    const { id, token } = await stage.buy(ANNA);
    await stage.page.goto(`${stage.pages.url}${SHOP}/account/orders/${id}`);
    await stage.rendered();
    expect((await stage.texts(STATUS))[0]).toBe('Thank you for coming back');
    expect(await stage.axeFindings()).toEqual([]);
    await picture(stage.page, 'surface-order-status');

    // somebody else with the link to the thank-you page
    await browser.clearCookies();
    expect(await thanks(token)).toEqual([]);
  });
});

describe('the customer card', () => {
  it('leads from the profile to the page with coupons, messages and terms', async () => {
    await open({ dossier: { ...dossier, savedMinor: 2_350 } });
    await stage.signIn();
    await stage.visit('/account');
    await stage.page.locator(`${PROFILE} s-text`).first().waitFor();
    expect((await stage.texts(PROFILE)).slice(0, 3)).toEqual([
      'Status: Regular (5% off)',
      'Your status lasts until May 1, 2027.',
      '4 orders with us so far',
    ]);
    expect(await stage.axeFindings(PROFILE)).toEqual([]);
    await picture(stage.page, 'surface-profile');

    await stage.page.locator(`${PROFILE} s-link a`).click();
    await stage.page.getByRole('heading', { name: 'Your customer card' }).waitFor();
    await stage.page.getByText('Version 1, in force since January 1, 2026.').waitFor();
    expect(await stage.page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Your status',
      'Your coupons',
      'Messages',
      'A person to talk to',
      'Terms',
    ]);
    expect(await stage.page.locator(`${CARD} s-list-item`).first().textContent()).toBe(
      'Regular: 5% off, from 2 orders.',
    );
    expect(await stage.page.locator(CARD).innerText()).toContain('You saved €23.50 with us so far.');
    expect(await stage.axeFindings(CARD)).toEqual([]);
    expect(await stage.problems()).toEqual([]);
    await picture(stage.page, 'surface-customer-card');

    await stage.page.getByRole('button', { name: 'Receive e-mails' }).click();
    await stage.page.getByText('You receive our e-mails.').waitFor();
    expect(stage.pages.state.get('customer', ANNA)?.emailMarketing.state).toBe('SUBSCRIBED');
  });

  it('shows nothing of metafields that the account may not read', async () => {
    await open();
    define(stage.pages.state, 'NONE');
    await stage.signIn();
    await stage.page.goto(`${stage.pages.url}${SHOP}/account/pages/loyalty-account-page`);
    await stage.page.getByText('Your card begins with your first order.').waitFor();
    expect(await stage.page.locator(CARD).innerText()).not.toContain('DANKE');
  });

  it('offers another try while the API does not answer', async () => {
    await open();
    await stage.signIn();
    await stage.page.route('**/account/customer/api', (route) => route.abort());
    await stage.page.goto(`${stage.pages.url}${SHOP}/account/pages/loyalty-account-page`);
    await stage.page.getByText('Your card cannot be shown just now.').waitFor();
    await stage.page.unroute('**/account/customer/api');
    await stage.page.getByRole('button', { name: 'Try again' }).click();
    await stage.page.getByText('4 orders with us so far').waitFor();
    expect(await stage.problems()).toEqual([]);
  });
});

describe('the online store', () => {
  it('has the card on the product page, for who is signed in', async () => {
    await open();
    const address = `${stage.pages.url}${SHOP}/products/p11`;
    await browser.clearCookies();
    await stage.page.goto(address);
    expect(await stage.page.locator('[data-theme-block]').count()).toBe(0);
    await browser.addCookies([{ name: 'customer', value: String(ANNA), domain: '127.0.0.1', path: SHOP }]);
    await stage.page.goto(address);
    const card = stage.page.locator('[data-theme-block="card"]');
    expect(await card.locator('p').allInnerTexts()).toEqual([
      'Good to see you again',
      'Regular status (5% off)',
      'Until May 1, 2027',
      '4 orders with us so far',
      '15% off your next order with the code DANKE-K7QX, until December 20, 2026',
    ]);
    expect(await stage.axeFindings('[data-theme-block]')).toEqual([]);
    await picture(stage.page, 'surface-product');
  });
});

describe('consent', () => {
  it("is asked after the order where the merchant wants it, with the buyer's session token", async () => {
    const server = await startConsentServer();
    try {
      await open({ program: programCard({ q: server.url }) });
      await stage.signIn();
      const order = await stage.buy(ANNA);
      await stage.visit(`/checkouts/${order.token}/thank-you`);
      await stage.page.getByText('May we write to you now and then?').waitFor();
      expect(server.asked).toEqual(['GET thank-you en']);
      expect(server.token.split('.')).toHaveLength(3);
      expect(server.origin).toBe('null'); // as Shopify's workers: the app cannot go by a list of origins
      expect(await stage.axeFindings(THANKS)).toEqual([]);
      await picture(stage.page, 'surface-consent');

      server.state = 'broken';
      const yes = stage.page.getByRole('button', { name: 'Yes, please' });
      await yes.click();
      await stage.page.getByText('That did not get through.').waitFor();
      server.state = 'ask';
      await yes.click();
      await stage.page.getByText('Please look into your mailbox.').waitFor();
      await expect.poll(() => yes.count()).toBe(0);
      expect(server.asked.at(-1)).toBe('POST yes 1.en');

      // somebody else with the link: nothing is shown, and nobody is asked
      const before = server.asked.length;
      await stage.browser.clearCookies();
      await stage.visit(`/checkouts/${order.token}/thank-you`);
      expect(await stage.page.locator(THANKS).textContent()).toBe('');
      expect(server.asked).toHaveLength(before);
      expect(await stage.problems()).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});

describe('in French', () => {
  it('every surface speaks it, in the whole of the shop', async () => {
    await open({ dossier: { ...dossier, savedMinor: 2_350 } });
    await stage.signIn();
    await stage.speak('fr');
    await stage.checkout({ customerId: ANNA, language: 'fr' });
    expect(await stage.texts(BLOCK)).toEqual([
      'Ravis de vous revoir',
      'Statut Regular, 4 commandes chez nous à ce jour',
      '5% because this is your 5th order with us',
      '15\u00a0% de remise pour 3 ans chez nous',
      'Votre bon DANKE-K7QX, valable jusqu’au 20 décembre 2026.',
      'Avec cette commande, vous atteignez Loyal (10\u00a0% de remise).',
    ]);
    await stage.page.locator(`${BLOCK} s-button button`).click();
    await stage.page.getByText('Votre bon DANKE-K7QX est appliqué.').waitFor();
    await picture(stage.page, 'surface-checkout-fr');

    await stage.buy(ANNA);
    await stage.visit(`/checkouts/${(await stage.buy(ANNA)).token}/thank-you`);
    expect((await stage.texts(THANKS))[0]).toBe('Votre 5e commande : merci de votre fidélité');
    await picture(stage.page, 'surface-thank-you-fr');
    await stage.visit('/account/pages/loyalty-account-page');
    await stage.page.getByRole('heading', { name: 'Votre carte client' }).waitFor();
    await stage.page.getByText('Version 1').waitFor();
    await picture(stage.page, 'surface-customer-card-fr');
    await stage.visit('/products/p11');
    expect(await stage.page.locator('[data-theme-block="card"] p').first().innerText()).toBe(
      'Ravis de vous revoir',
    );
    expect(await stage.problems()).toEqual([]);
  });
});

describe('what Shopify hands to an extension', () => {
  it("is the merchant's settings, as declared in shopify.extension.toml", async () => {
    await open();
    stage.pages.state.putShop({
      ...stage.pages.state.shop,
      surfaceSettings: { 'loyalty-checkout': { heading: 'Hello again', hide_standing: true } },
    });
    await stage.checkout({ customerId: ANNA });
    const texts = await stage.texts(BLOCK);
    expect(texts[0]).toBe('Hello again');
    expect(texts.join()).not.toContain('4 orders');
  });

  it('is a storage that outlives the page, and a session token of the buyer', async () => {
    await open();
    const script = `(() => {
      class Signal { constructor(value) { this.value = value; } subscribe() { return () => undefined; } }
      shopify.setSignals(Signal);
      shopify.extend('purchase.checkout.reductions.render-after', () => undefined);
      shopify.extend('purchase.checkout.block.render', async () => {
        const [text, last] = [document.createElement('s-text'), await shopify.storage.read('visits')];
        await shopify.storage.write('visits', { count: (last ? last.count : 0) + 1 });
        const tokens = [await shopify.sessionToken.get(), await shopify.sessionToken.get()];
        text.textContent = JSON.stringify({ last, tokens });
        document.body.append(text);
      });
    })()`;
    await stage.page.route('**/assets/extensions/loyalty-checkout.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await stage.checkout({ customerId: ANNA });
    const said = async () => {
      await stage.page.locator(`${BLOCK} s-text`).waitFor();
      const [text = ''] = await stage.texts(BLOCK);
      return JSON.parse(text) as { last: unknown; tokens: [string, string] };
    };
    const { last, tokens } = await said();
    expect(last).toBeNull();
    expect(tokens[1]).toBe(tokens[0]);
    const [content, signature] = [tokens[0].split('.').slice(0, 2).join('.'), tokens[0].split('.')[2]];
    expect(createHmac('sha256', APP.apiSecret).update(content).digest('base64url')).toBe(signature);
    const claims = JSON.parse(Buffer.from(tokens[0].split('.')[1] ?? '', 'base64url').toString()) as {
      iat: number;
      exp: number;
    };
    expect(claims).toMatchObject({
      dest: 'test.myshopify.com',
      aud: APP.apiKey,
      sub: `gid://shopify/Customer/${ANNA}`,
      exp: claims.iat + 300,
    });

    await stage.checkout({ email: 'anna@example.com' });
    const guest = await said();
    expect(guest.last).toEqual({ count: 1 });
    expect(Buffer.from(guest.tokens[0].split('.')[1] ?? '', 'base64url').toString()).not.toContain('sub');
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
    await stage.page.route('**/assets/extensions/loyalty-checkout.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await stage.checkout({ customerId: ANNA });
    await stage.page.waitForFunction(
      () =>
        (globalThis as unknown as { stammkundeSurfaces: { problems: string[] } }).stammkundeSurfaces.problems
          .length > 0,
    );
    // no developer overlooks it
    expect(await stage.page.locator('.surface-problem').count()).toBeGreaterThan(0);
    return stage.problems();
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
