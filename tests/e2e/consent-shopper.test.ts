import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { get, post } from './admin';
import { openBrowser, picture } from './browser';
import { CARD, THANKS } from './surfaces-stage';

/**
 * The question for consent with nothing stood in for: the built extension on the thank-you page asks the running app with the
 * token that the shop signs, and what comes of it is what the merchant and the mailbox see.
 */
const HANDLE = 'consent-shopper-e2e';
const SHOP = `${HANDLE}.myshopify.com`;
const app = `${inject('store')}/store/${HANDLE}/apps/stammkunde/app`;
const store = `${inject('store')}/shops/${SHOP}`;
const WAIT = { timeout: 60_000 };
const PRICE_MINOR = 2_000;
const ADDRESS = {
  firstName: 'Walli',
  lastName: 'Weg',
  address1: 'Hafenstraße 12',
  zip: '01097',
  city: 'Dresden',
};

interface Customer {
  id: number;
  email: string;
}

describe('a shopper who agrees after an order', () => {
  let browser: BrowserContext;
  let merchant: Page;
  let frame: FrameLocator;
  let page: Page;
  let agrees: Customer;
  let silent: Customer;
  const complaints: string[] = [];

  beforeAll(async () => {
    await post('/control/shops', { domain: SHOP, seed: 'products', planName: 'Basic' });
    browser = await openBrowser({ locale: 'de-DE' });
    merchant = await browser.newPage();
    frame = merchant.locator('iframe').first().contentFrame();
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    agrees = await customer('Walli');
    silent = await customer('Otto');
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    expect(complaints.splice(0)).toEqual([]);
    expect(await problems()).toEqual([]);
  });

  it('is asked because the merchant switched that on', async () => {
    await merchant.goto(app);
    await frame.locator('[data-figure="repeat"]').waitFor(WAIT);
    await merchant.goto(`${app}/program`);
    await frame
      .locator('[name="sender.imprint"]')
      .fill('Rösterei Elbtal GmbH, Hafenstraße 12, 01097 Dresden', WAIT);
    await save();
    await merchant.goto(`${app}/messages`);
    await frame.getByLabel('Ask for consent after an order').check(WAIT);
    await save();
  });

  it('has the discount of a regular, and is asked on the thank-you page', async () => {
    for (const { id } of [agrees, silent, agrees]) await order(id);
    await page.goto(`${store}/account/login`);
    await page.locator('input[name="email"]').fill(agrees.email);
    await page
      .locator('main')
      .getByRole('button', { name: /sign in|anmelden/i })
      .first()
      .click();
    await page.waitForURL(/\/account$/);
    await expect
      .poll(async () => (await fillCart(), page.locator('aside').innerText()), WAIT)
      .toMatch(/5\s%/);
    for (const [name, value] of Object.entries(ADDRESS))
      await page.locator(`input[name="${name}"]`).fill(value);
    await page.locator('button.pay').click();
    await page.waitForURL(/thank-you/);
    const question = page.locator(THANKS);
    await question.getByText('Dürfen wir Ihnen schreiben?').waitFor(WAIT);
    await picture(page, 'consent-thank-you');
  });

  it('says yes, finds the message, and confirms', async () => {
    const question = page.locator(THANKS);
    await question.getByRole('button', { name: 'Ja, gern' }).click();
    await question.getByText('Wir haben Ihnen eine E-Mail geschickt.').waitFor(WAIT);
    await picture(page, 'consent-asked');
    await expect.poll(async () => (await letters(agrees)).join('\n'), WAIT).toContain('/consent?token=');
    const link = /https?:\S+\/consent\?token=\S+/.exec((await letters(agrees)).join('\n'))?.[0] ?? '';
    const tab = await browser.newPage();
    await tab.goto(link);
    await tab.getByRole('button', { name: 'Ja, bestätigen' }).click();
    await tab.getByRole('heading', { name: 'Bestätigt' }).waitFor(WAIT);
    await tab.close();
    // the same page, looked at again, does not ask any more
    await page.reload();
    await question.locator('s-heading').first().waitFor(WAIT);
    await page.waitForLoadState('networkidle');
    expect(await question.getByRole('button', { name: 'Ja, gern' }).count()).toBe(0);
  });

  it('is known to Shopify, and the merchant sees it in the log', async () => {
    await expect.poll(() => marketing(agrees), WAIT).toBe('SUBSCRIBED CONFIRMED_OPT_IN');
    expect(await marketing(silent)).toMatch(/^NOT_SUBSCRIBED/);
    await inLog('events', 'A customer agreed to e-mail offers after an order');
    await picture(merchant, 'consent-in-log');
  });

  it('sees on the customer card what the discount saved', async () => {
    const saved = /Bei uns gespart: (\d+),(\d\d)/;
    await expect
      .poll(async () => {
        await page.goto(`${store}/account/pages/loyalty-account-page`);
        await page.locator(CARD).getByText('Ihr Status').first().waitFor(WAIT);
        return page.locator(CARD).innerText();
      }, WAIT)
      .toMatch(saved);
    const [, whole = '', cents = ''] = saved.exec(await page.locator(CARD).innerText()) ?? [];
    const { orders } = await get<{ orders: { customerId: number; discountsMinor: number }[] }>(
      `/control/orders?shop=${SHOP}`,
    );
    const off = orders.filter(({ customerId }) => customerId === agrees.id);
    const sum = off.reduce((total, { discountsMinor }) => total + discountsMinor, 0);
    expect(sum).toBeGreaterThan(0);
    expect(Number(`${whole}${cents}`)).toBe(sum);
    await picture(page, 'customer-card-saved');
  });

  it('gets the next promotional message; who did not answer gets none, and the log says why', async () => {
    await post('/clock', { advance: 'P1Y1D' });
    await expect.poll(async () => (await letters(agrees)).join('\n'), WAIT).toMatch(/\bDANKE-[A-Z0-9]/);
    await inLog('messages', 'No consent to promotional mail');
    expect((await letters(silent)).join('\n')).not.toMatch(/\bDANKE-[A-Z0-9]/);
  });

  /** An article in the cart, and on to checkout. */
  async function fillCart(): Promise<void> {
    await page.goto(`${store}/`);
    await page.locator('button[name="language"][value="de"]').first().click();
    await page.locator('a.product-card').first().click();
    await page.waitForURL(/\/products\//);
    await page.getByRole('button', { name: /in den Warenkorb/i }).click();
    await page.waitForURL(/\/cart/);
    await page.locator('button[name="checkout"]').click();
    await page.waitForURL(/\/checkouts\//);
  }
  async function save(): Promise<void> {
    const button = merchant.locator('[data-save-bar-actions]').getByRole('button', { name: 'Save' });
    await button.click(WAIT);
    await expect.poll(() => button.count(), WAIT).toBe(0);
  }
  async function inLog(kind: 'events' | 'messages', text: string): Promise<void> {
    await merchant.goto(`${app}/activity?kind=${kind}`);
    await expect
      .poll(async () => {
        await merchant.reload();
        await frame.getByRole('table').first().waitFor(WAIT);
        return frame.getByText(text).count();
      }, WAIT)
      .toBeGreaterThan(0);
  }
  function problems(): Promise<string[]> {
    return page.evaluate(
      () =>
        (globalThis as unknown as { stammkundeSurfaces?: { problems: string[] } }).stammkundeSurfaces
          ?.problems ?? [],
    );
  }
  async function customer(firstName: string): Promise<Customer> {
    const email = `${firstName.toLowerCase()}.${Date.now()}@example.com`;
    const created = await post<{ customer: { id: number } }>(`/control/customers?shop=${SHOP}`, {
      firstName,
      lastName: 'Weg',
      email,
      locale: 'de-DE',
      account: true,
    });
    return { id: created.customer.id, email };
  }
  async function order(customerId: number): Promise<void> {
    const { products } = await get<{ products: { variants: { id: number }[] }[] }>(
      `/control/products?shop=${SHOP}`,
    );
    const variantId = products[0]?.variants[0]?.id;
    await post(`/control/orders?shop=${SHOP}`, {
      customerId,
      lines: [{ variantId, quantity: 1, unitPriceMinor: PRICE_MINOR }],
    });
  }
  async function marketing({ id }: Customer): Promise<string> {
    const { emailMarketing } = await get<{ emailMarketing: { state: string; optInLevel: string | null } }>(
      `/control/customers/${id}?shop=${SHOP}`,
    );
    return `${emailMarketing.state} ${emailMarketing.optInLevel}`;
  }
  /** Texts of all messages to somebody. */
  async function letters({ email }: Customer): Promise<string[]> {
    const { mails } = await get<{ mails: { id: number }[] }>(
      `/mailbox.json?search=${encodeURIComponent(email)}`,
    );
    return Promise.all(
      mails.map(async ({ id }) => (await get<{ text: string }>(`/mailbox/${id}.json`)).text),
    );
  }
});
