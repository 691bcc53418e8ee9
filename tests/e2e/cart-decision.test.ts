import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEVELOPMENT } from '../../app/env.server';
import { Admin } from './admin';
import { openBrowser, picture } from './browser';

/** Seeded with twelve orders. */
const REGULAR = 'case.regular@example.com';

describe('decisions on a cart, in the admin', () => {
  let browser: BrowserContext;
  let page: Page;
  let admin: Admin;
  let frame: FrameLocator;

  beforeAll(async () => {
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    admin = new Admin(page, DEVELOPMENT.handle);
    ({ frame } = admin);
    await admin.install();
  });
  afterAll(() => browser?.close());

  const figure = (name: 'off' | 'pays' | 'level') =>
    frame.locator('[data-stack-level]').getAttribute(`data-stack-${name}`);

  it('shows the worst case of the program while it is typed, and saves nothing', async () => {
    await admin.open('/program');
    await frame.locator('[data-stack-level]').waitFor();
    const coupon = frame.locator('[name="anniversary.percentage"]');
    await coupon.fill('60');
    await expect.poll(() => figure('off')).toBe('6000');
    expect(await figure('pays')).toBe('4590');
    expect(await figure('level')).toBe('critical');
    await frame.locator('[id="cart.goods"]').fill('250');
    await expect.poll(() => figure('off')).toBe('15000');

    await coupon.fill('a lot');
    await frame.getByText('Correct these fields').waitFor();
    await coupon.fill('40');
    await expect.poll(() => figure('off')).toBe('10000');
    expect(await figure('level')).toBe('warning');
    await picture(page, 'app-worst-case');

    await admin.open('/program');
    await frame.locator('[data-stack-level]').waitFor();
    expect(await coupon.inputValue()).not.toBe('40');
  });

  it('says on a customer’s page what a cart would get, and why not', async () => {
    await admin.open(`/customers?q=${encodeURIComponent(REGULAR)}`);
    const link = frame.locator('table a[href*="/customers/"]').first();
    const href = (await link.getAttribute('href')) ?? '';
    await admin.open(href.replace(/^\/app/, ''));
    const ask = frame.getByRole('button', { name: 'Show what it gets' });
    await ask.click();
    await frame.locator('[data-why-pays="9590"]').waitFor();
    await frame.getByText(/because this is your \d+th order with us/).waitFor();

    await frame.getByLabel('Gift card').check();
    await ask.click();
    await frame.locator('[data-why-pays="10590"]').waitFor();
    await frame.getByText('Goods in the cart are excluded.').waitFor();
    await picture(page, 'app-why-not');
  });
});
