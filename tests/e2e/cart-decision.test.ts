import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DEVELOPMENT } from '../../app/env.server';
import { openBrowser, picture } from './browser';

const app = `${inject('store')}/store/${DEVELOPMENT.handle}/apps/stammkunde/app`;
const WAIT = { timeout: 30_000 };

/** Seeded with twelve orders. */
const REGULAR = 'case.regular@example.com';

describe('decisions on a cart, in the admin', () => {
  let browser: BrowserContext;
  let page: Page;
  let frame: FrameLocator;

  beforeAll(async () => {
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    frame = page.frameLocator('iframe');
    await page.goto(app);
    await frame.locator('[data-figure="repeat"]').waitFor(WAIT);
    await frame.locator('.Polaris-ProgressBar').waitFor({ state: 'detached', ...WAIT });
  });
  afterAll(() => browser.close());

  const figure = (name: 'off' | 'pays' | 'level') =>
    frame.locator('[data-stack-level]').getAttribute(`data-stack-${name}`, WAIT);

  it('shows the worst case of the program while it is typed, and saves nothing', async () => {
    await page.goto(`${app}/program`);
    await frame.locator('[data-stack-level]').waitFor(WAIT);
    const coupon = frame.locator('[name="anniversary.percentage"]');
    await coupon.fill('60');
    await expect.poll(() => figure('off'), WAIT).toBe('6000');
    expect(await figure('pays')).toBe('4590');
    expect(await figure('level')).toBe('critical');
    await frame.locator('[id="cart.goods"]').fill('250');
    await expect.poll(() => figure('off'), WAIT).toBe('15000');

    await coupon.fill('a lot');
    await frame.getByText('Correct these fields').waitFor(WAIT);
    await coupon.fill('40');
    await expect.poll(() => figure('off'), WAIT).toBe('10000');
    expect(await figure('level')).toBe('warning');
    await picture(page, 'app-worst-case');

    await page.goto(`${app}/program`);
    await frame.locator('[data-stack-level]').waitFor(WAIT);
    expect(await coupon.inputValue()).not.toBe('40');
  });

  it('says on a customer’s page what a cart would get, and why not', async () => {
    await page.goto(`${app}/customers?q=${encodeURIComponent(REGULAR)}`);
    const link = frame.locator('table a[href*="/customers/"]').first();
    const href = (await link.getAttribute('href', WAIT)) ?? '';
    await page.goto(`${app}${href.replace(/^\/app/, '')}`);
    const ask = frame.getByRole('button', { name: 'Show what it gets' });
    await ask.click(WAIT);
    await frame.locator('[data-why-pays="9590"]').waitFor(WAIT);
    await frame.getByText(/because this is your \d+th order with us/).waitFor(WAIT);

    await frame.getByLabel('Gift card').check();
    await ask.click(WAIT);
    await frame.locator('[data-why-pays="10590"]').waitFor(WAIT);
    await frame.getByText('Goods in the cart are excluded.').waitFor(WAIT);
    await picture(page, 'app-why-not');
  });
});
