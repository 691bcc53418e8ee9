import type { BrowserContext, FrameLocator } from 'playwright-core';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DEVELOPMENT } from '../../app/env.server';
import { Admin, get, post } from './admin';
import { inLanguage, openBrowser, picture } from './browser';

/** Consent asked after an order, through the running app: the switch, the endpoint, the message, the page, Shopify's state. */
const HANDLE = 'consent-e2e';
const SHOP = `${HANDLE}.myshopify.com`;
/** The endpoint takes 20 questions of a customer a minute; the app may also answer that it cannot tell just now. */
const SELDOM = { interval: 4_000 };

describe('consent after an order', () => {
  let browser: BrowserContext;
  let admin: Admin;
  let frame: FrameLocator;
  let customerId = 0;
  let email = '';

  beforeAll(async () => {
    await post('/control/shops', { domain: SHOP, seed: 'products', planName: 'Basic' });
    email = `frage.${Date.now()}@example.com`;
    const { customer } = await post<{ customer: { id: number } }>(`/control/customers?shop=${SHOP}`, {
      firstName: 'Frida',
      lastName: 'Frage',
      email,
    });
    customerId = customer.id;
    browser = await openBrowser({ locale: 'de-DE' });
    admin = new Admin(await browser.newPage(), HANDLE);
    ({ frame } = admin);
    await admin.install();
  });
  afterAll(() => browser?.close());

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
    await admin.open('/program');
    await frame
      .locator('[name="sender.imprint"]')
      .fill('Rösterei Elbtal GmbH, Hafenstraße 12, 01097 Dresden');
    await admin.save('Program saved');
    expect(await endpoint()).toEqual({ state: 'off' });
    await admin.open('/messages');
    await frame.getByLabel('Ask for consent after an order').check();
    await admin.save('Messages saved');
    await expect.poll(async () => (await endpoint())['state'], SELDOM).toBe('ask');
  });

  it('yes is confirmed by the link in a message, and then Shopify knows', async () => {
    expect(await endpoint('yes')).toMatchObject({ state: 'asked' });
    await expect.poll(() => letter()).toContain('Ohne Ihre Bestätigung bekommen Sie nichts');
    const link = /https?:\S+\/consent\?token=\S+/.exec((await letter()) ?? '')?.[0] ?? '';
    const shopper = await browser.newPage();
    await shopper.goto(link);
    await shopper.getByRole('heading', { name: /E-Mails von/ }).waitFor();
    await picture(shopper, 'consent-confirm');
    await inEnglish(link, 'E-mails from', 'consent-confirm-en');
    expect(await endpoint()).toMatchObject({ state: 'asked' });
    await shopper.getByRole('button', { name: 'Ja, bestätigen' }).press('Enter');
    await shopper.getByRole('heading', { name: 'Bestätigt' }).waitFor();
    expect(await endpoint()).toMatchObject({ state: 'given' });
    await shopper.goto(link.replace(/token=../, 'token=xx'));
    await shopper.getByRole('heading', { name: 'Dieser Link gilt nicht mehr' }).waitFor();
    await shopper.close();
    await expect
      .poll(async () => {
        const { emailMarketing } = await get<{ emailMarketing: { state: string; optInLevel: string } }>(
          `/control/customers/${customerId}?shop=${SHOP}`,
        );
        return `${emailMarketing.state} ${emailMarketing.optInLevel}`;
      })
      .toBe('SUBSCRIBED CONFIRMED_OPT_IN');
  });

  /** A picture for who does not read German. */
  async function inEnglish(address: string, title: string, name: string): Promise<void> {
    const reader = await browser.newPage();
    await reader.goto(inLanguage('en', address));
    await reader.getByRole('heading', { name: title }).waitFor();
    await picture(reader, name);
    await reader.close();
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
