import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DEVELOPMENT } from '../../app/env.server';
import { openBrowser, picture } from './browser';

/** Consent asked after an order, through the running app: the switch, the endpoint, the message, the page, Shopify's state. */
const HANDLE = 'consent-e2e';
const SHOP = `${HANDLE}.myshopify.com`;
const app = `${inject('store')}/store/${HANDLE}/apps/stammkunde/app`;
const WAIT = { timeout: 30_000 };

describe('consent after an order', () => {
  let browser: BrowserContext;
  let page: Page;
  let frame: FrameLocator;
  let customerId = 0;
  let email = '';

  beforeAll(async () => {
    await json('/control/shops', { domain: SHOP, seed: 'products', planName: 'Basic' });
    email = `frage.${Date.now()}@example.com`;
    const created = await json(`/control/customers?shop=${SHOP}`, {
      firstName: 'Frida',
      lastName: 'Frage',
      email,
    });
    customerId = (created as { customer: { id: number } }).customer.id;
    browser = await openBrowser({ locale: 'de-DE' });
    page = await browser.newPage();
    frame = page.locator('iframe').first().contentFrame();
  });
  afterAll(() => browser.close());

  async function json(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(inject('store') + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
  async function endpoint(answer?: 'yes' | 'no'): Promise<Record<string, unknown>> {
    const now = Math.floor(Date.now() / 1_000);
    const token = await new SignJWT({ dest: SHOP, sub: `gid://shopify/Customer/${customerId}` })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(DEVELOPMENT.apiKey)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + 300)
      .sign(new TextEncoder().encode(DEVELOPMENT.apiSecret));
    const query = answer ? '' : '?surface=thank-you&locale=de';
    const response = await fetch(`${inject('app')}/surfaces/consent${query}`, {
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Origin: 'null' },
      ...(answer && {
        method: 'POST',
        body: JSON.stringify({ answer, text: '1.de', surface: 'thank-you', locale: 'de' }),
      }),
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    return (await response.json()) as Record<string, unknown>;
  }

  it('is off until the merchant switches it on, on the messages page', async () => {
    await page.goto(app);
    await frame.locator('[data-figure="repeat"]').waitFor(WAIT);
    await page.goto(`${app}/program`);
    await frame
      .locator('[name="sender.imprint"]')
      .fill('Rösterei Elbtal GmbH, Hafenstraße 12, 01097 Dresden', WAIT);
    await save();
    expect(await endpoint()).toEqual({ state: 'off' });
    await page.goto(`${app}/messages`);
    await frame.getByLabel('Ask for consent after an order').check(WAIT);
    await save();
    await expect.poll(async () => (await endpoint())['state'], WAIT).toBe('ask');
  });

  it('yes is confirmed by the link in a message, and then Shopify knows', async () => {
    expect(await endpoint('yes')).toMatchObject({ state: 'asked' });
    await expect.poll(() => letter(), WAIT).toContain('Ohne Ihre Bestätigung bekommen Sie nichts');
    const link = /https?:\S+\/consent\?token=\S+/.exec((await letter()) ?? '')?.[0] ?? '';
    const shopper = await browser.newPage();
    await shopper.goto(link);
    await shopper.getByRole('heading', { name: /E-Mails von/ }).waitFor(WAIT);
    await picture(shopper, 'consent-confirm');
    expect(await endpoint()).toMatchObject({ state: 'asked' });
    await shopper.getByRole('button', { name: 'Ja, bestätigen' }).press('Enter');
    await shopper.getByRole('heading', { name: 'Bestätigt' }).waitFor(WAIT);
    expect(await endpoint()).toMatchObject({ state: 'given' });
    await shopper.goto(link.replace(/token=../, 'token=xx'));
    await shopper.getByRole('heading', { name: 'Dieser Link gilt nicht mehr' }).waitFor(WAIT);
    await shopper.close();
    await expect
      .poll(async () => {
        const { emailMarketing } = await get<{ emailMarketing: { state: string; optInLevel: string } }>(
          `/control/customers/${customerId}?shop=${SHOP}`,
        );
        return `${emailMarketing.state} ${emailMarketing.optInLevel}`;
      }, WAIT)
      .toBe('SUBSCRIBED CONFIRMED_OPT_IN');
  });

  async function save(): Promise<void> {
    const button = page.locator('[data-save-bar-actions]').getByRole('button', { name: 'Save' });
    await button.click(WAIT);
    await expect.poll(() => button.count(), WAIT).toBe(0);
  }
  async function get<T>(path: string): Promise<T> {
    return (await fetch(inject('store') + path)).json() as Promise<T>;
  }
  /** The message's text, null while there is none. */
  async function letter(): Promise<string | null> {
    const { mails } = await get<{ mails: { id: number }[] }>(
      `/mailbox.json?search=${encodeURIComponent(email)}`,
    );
    const [first] = mails;
    return first ? (await get<{ text: string }>(`/mailbox/${first.id}.json`)).text : null;
  }
});
