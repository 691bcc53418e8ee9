import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { DEVELOPMENT } from '../../app/env.server';
import { Admin, get, post } from './admin';
import { openBrowser, picture } from './browser';
import { readSummary } from './summary';

const store = `${inject('store')}/shops/${DEVELOPMENT.shop}`;
const adminPages = `${inject('store')}/store/${DEVELOPMENT.handle}`;
/** what the checkout says about a code that it does not take */
const REFUSAL = '#code-error';

const SHOP = 'roesterei-elbtal.myshopify.com';
/** Seeded with twelve orders: the second tier of the default program, 10 %. */
const REGULAR = 'case.regular@example.com';
/** Seeded with a first order one year ago, in three days. */
const CELEBRATES = 'case.anniversary-soon@example.com';

/** A merchant and shoppers walk through the whole product, in one browser, in this order. */
describe('the walk', () => {
  let browser: BrowserContext;
  let page: Page;
  let admin: Admin;
  let frame: FrameLocator;
  let code = '';
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    admin = new Admin(page, DEVELOPMENT.handle);
    ({ frame } = admin);
  });
  afterAll(() => browser?.close());
  afterEach(() => {
    // an answer of 4xx that a step asks for is reported by the browser as a failed resource
    const unexpected = complaints.splice(0).filter((text) => !text.startsWith('Failed to load resource'));
    expect(unexpected).toEqual([]);
  });

  it('installs the app and shows the imported shop', async () => {
    await admin.install();
    expect(await numberIn(frame, 'repeat')).toBeGreaterThan(50);
    await frame.locator('.recharts-surface').first().waitFor();
    await picture(page, 'app-home');
  });

  it('keeps what was typed when a field is wrong, names the field, and saves when it is right', async () => {
    await admin.open('/program');
    const percentage = frame.locator('[name="loyalty.tiers.0.benefits.0.value.percentage"]');
    const imprint = frame.locator('[name="sender.imprint"]');
    await picture(page, 'app-program');
    await percentage.fill('five');
    await imprint.fill('Rösterei Elbtal GmbH, Hafenstraße 12, 01097 Dresden');
    await admin.saveButton.click();
    await frame.getByText('One field needs a correction').waitFor();
    await frame
      .getByText(/enter a number like 10 or 7\.5/)
      .first()
      .waitFor();
    expect(await percentage.inputValue()).toBe('five');
    expect(await imprint.inputValue()).toContain('Hafenstraße');
    await picture(page, 'app-program-error');

    await percentage.fill('6,5');
    await admin.save('Program saved');
    await admin.open('/program');
    expect(await percentage.inputValue()).toBe('6.5');
    expect(await imprint.inputValue()).toContain('Hafenstraße');
  });

  it("chooses collections in Shopify's picker: what is cancelled changes nothing, what is saved stays", async () => {
    const picker = page.locator('dialog[data-picker]');
    const choose = frame.locator('[id="loyalty.exclude.collections"]');
    const chosen = frame.locator('.Polaris-Tag');
    await choose.click();
    await picker.getByText('Geschenke').click();
    await picker.getByRole('button', { name: 'Cancel' }).last().click();
    await expect.poll(() => picker.isVisible()).toBe(false);
    expect(await chosen.count()).toBe(0);

    await choose.click();
    await picker.getByRole('searchbox').fill('gesch');
    await expect.poll(() => picker.getByRole('checkbox').count()).toBe(1);
    await picker.getByText('Geschenke').click();
    await picture(page, 'app-program-picker');
    await picker.getByRole('button', { name: 'Select' }).click();
    await chosen.getByText('Geschenke').waitFor();
    await admin.save('Program saved');
    await admin.open('/program');
    await chosen.getByText('Geschenke').waitFor();

    await frame.getByRole('button', { name: /remove Geschenke/i }).click();
    await admin.save('Program saved');
    expect(await chosen.count()).toBe(0);
  });

  it('leads the keyboard to what was added, and names the tier and the benefit that is not right', async () => {
    await frame.getByRole('button', { name: 'Add benefit to tier 2' }).click();
    await expect.poll(() => focusedId(page)).toBe('loyalty.tiers.1.benefits.1.on');
    await frame.getByRole('button', { name: 'Add tier' }).click();
    await expect.poll(() => focusedId(page)).toBe('loyalty.tiers.2.name');
    await admin.saveButton.click();
    const problems = frame.getByRole('alert');
    await problems.getByText(/^Tier 2, benefit 2, Percentage: /).click();
    await expect.poll(() => focusedId(page)).toBe('loyalty.tiers.1.benefits.1.value.percentage');
    await problems.getByText(/^Tier 3, Name: /).waitFor();
    await problems.getByText(/^Collections: choose at least one/).waitFor();
    await picture(page, 'app-program-tiers-error');
    await admin.discard();
    await expect.poll(() => frame.locator('[id="loyalty.tiers.2.name"]').count()).toBe(0);
  });

  it('shows the discount and its reason at checkout, refuses a foreign coupon, and takes the order', async () => {
    await signIn(page, REGULAR);
    await page.goto(`${store}/`);
    await picture(page, 'store-home');
    await addToCart(page);
    await picture(page, 'store-cart');
    await page.locator('button[name="checkout"]').click();
    await page.waitForURL(/\/checkouts\//);
    await page.getByText('10% because this is your 13th order with us').first().waitFor();
    await picture(page, 'store-checkout-discount');

    await enterCode(page, 'DANKE-0000-0000-0000');
    await page.locator(REFUSAL).first().waitFor();
    await picture(page, 'store-checkout-unknown-code');

    await page.locator('button.pay').click();
    await page.waitForURL(/thank-you/);
    await picture(page, 'store-thank-you');
  });

  it('puts the thank-you into the mailbox', async () => {
    await page.goto(`${inject('store')}/mailbox`);
    await expect.poll(async () => (await page.reload(), page.getByText(REGULAR).count())).toBeGreaterThan(0);
    await picture(page, 'mailbox');
    await page.getByText(REGULAR).first().click();
    await page.waitForURL(/mailbox\/\d+/);
    await picture(page, 'mailbox-thank-you');
  });

  it('mails a coupon on the anniversary', async () => {
    await page.goto(adminPages);
    await picture(page, 'admin-home');
    await post('/clock', { advance: 'P4D' });
    await expect.poll(async () => (await mailsTo(CELEBRATES)).length).toBe(1);
    const [mail] = await mailsTo(CELEBRATES);
    await page.goto(`${inject('store')}/mailbox/${mail?.id}`);
    await picture(page, 'mailbox-coupon');
    const { text } = await get<{ text: string }>(`/mailbox/${mail?.id}.json`);
    code = /\b[A-Z0-9]{2,10}-[A-Z0-9-]{10,}\b/.exec(text)?.[0] ?? '';
    expect(code).not.toBe('');
  });

  it('refuses the coupon for somebody else, and takes it from its owner', async () => {
    await signIn(page, REGULAR);
    await startCheckout(page);
    await enterCode(page, code);
    await page.locator(REFUSAL).getByText('belongs to another customer').waitFor();
    expect(await page.locator('aside').innerText()).not.toContain('15%');
    await picture(page, 'store-coupon-refused');

    await signIn(page, CELEBRATES);
    await startCheckout(page);
    await enterCode(page, code);
    await page.locator('aside').getByText(/15%/).first().waitFor();
    await picture(page, 'store-coupon-accepted');
    for (const currency of ['CHF', 'JPY', 'USD', 'EUR']) {
      await switchTo(page, 'currency', currency);
      await switchTo(page, 'language', 'de');
      await checkCoupon(page, /15\s%\szum\s1\. Jahrestag/);
      await switchTo(page, 'language', 'en');
      await checkCoupon(page, /15% for our anniversary, year 1/);
    }
    await page.locator('button.pay').click();
    await page.waitForURL(/thank-you/);
  });

  it('shows customers, one customer’s story, and the log', async () => {
    await admin.open('/customers');
    await frame.getByRole('table').waitFor();
    await picture(page, 'app-customers');
    await admin.open(`/customers?q=${encodeURIComponent(CELEBRATES)}`);
    await frame.locator('tbody').getByText('Bastian').first().click();
    await frame
      .getByText(/Redeemed/)
      .first()
      .waitFor();
    await frame.getByText('Next order with a text of its own').waitFor();
    await picture(page, 'app-customer');
    await admin.open('/activity');
    await frame.locator('.Polaris-Badge', { hasText: 'Sent' }).first().waitFor();
    await picture(page, 'app-activity');
  });

  it('speaks German', async () => {
    await page.goto(adminPages);
    await page.locator('button[name="language"][value="de"]').first().click();
    await page.locator('button[name="language"][value="de"][aria-pressed="true"]').first().waitFor();
    await admin.open('/program');
    await frame.getByRole('heading', { name: 'Programm', level: 1 }).waitFor();
    await picture(page, 'app-program-de');
    await admin.open();
    await frame.locator('[data-figure="repeat"]').waitFor();
    await frame.getByText('Stammkunden').first().waitFor();
    await picture(page, 'app-home-de');
    for (const [name, title] of Object.entries({
      messages: 'Nachrichten',
      sending: 'Versand',
      customers: 'Kunden',
      activity: 'Protokoll',
    })) {
      await admin.open(`/${name}`);
      await frame.getByRole('heading', { name: title, level: 1 }).waitFor();
      await picture(page, `app-${name}-de`);
    }
  });

  it('shows the rest of the dev store', async () => {
    for (const name of ['orders', 'customers', 'products', 'discounts']) {
      await page.goto(`${adminPages}/${name}`);
      await picture(page, `admin-${name}`);
    }
    await page.goto(`${store}/account`);
    await picture(page, 'store-account');
  });
});

/** The coupon's line says why, and 15 % of the goods, half a minor unit up, is what it takes off. */
async function checkCoupon(page: Page, reason: RegExp): Promise<void> {
  const { discounts, subtotal, shipping, shippingDiscount, total } = await readSummary(page);
  expect(discounts).toEqual([
    { title: expect.stringMatching(reason) as string, minor: Math.floor((subtotal * 15 + 50) / 100) },
  ]);
  expect(shippingDiscount).toBe(0);
  expect(total).toBe(subtotal - (discounts[0]?.minor ?? 0) + shipping);
}

/** The switches in the head of shop and checkout. */
async function switchTo(page: Page, name: 'currency' | 'language', value: string): Promise<void> {
  const button = page.locator(`button[name="${name}"][value="${value}"]`).first();
  if (!(await button.isVisible())) await page.locator('details.currencies > summary').first().click();
  await button.click();
  // what the next page says of itself: the click does not wait for it
  await page
    .locator(`button[name="${name}"][value="${value}"][aria-pressed="true"]`)
    .first()
    .waitFor({ state: 'attached' });
}

function focusedId(page: Page): Promise<string | undefined> | undefined {
  return page
    .frames()
    .find((frame) => frame.parentFrame())
    ?.evaluate(() => document.activeElement?.id);
}

async function numberIn(frame: FrameLocator, figure: string): Promise<number> {
  const shown = await frame.locator(`[data-figure="${figure}"]`).innerText();
  return Number(shown.replace(/\D/g, ''));
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${store}/account/login`);
  await page.locator('input[name="email"]').fill(email);
  await page
    .locator('main')
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await page.waitForURL(/\/account$/);
}

async function addToCart(page: Page): Promise<void> {
  await page.locator('a.product-card').first().click();
  await page.waitForURL(/\/products\//);
  await picture(page, 'store-product');
  await page.getByRole('button', { name: /add to cart/i }).click();
  await page.waitForURL(/\/cart/);
}

async function startCheckout(page: Page): Promise<void> {
  await page.goto(`${store}/`);
  await addToCart(page);
  await page.locator('button[name="checkout"]').click();
  await page.waitForURL(/\/checkouts\//);
}

async function enterCode(page: Page, code: string): Promise<void> {
  await page.locator('input[name="addCode"]').fill(code);
  await page.getByRole('button', { name: /apply/i }).first().click();
}

/** Of this shop alone: the shops of other tests have customers of the same seed, and the clock is one for all. */
async function mailsTo(address: string): Promise<{ id: number }[]> {
  interface Found {
    mails: { id: number; messageId: string }[];
  }
  const { mails } = await get<Found>(`/mailbox.json?search=${encodeURIComponent(address)}`);
  return mails.filter(({ messageId }) => messageId.endsWith(`@${SHOP}>`));
}
