import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Admin, post } from './admin';
import { openBrowser, picture } from './browser';

/** The merchant's page about the shopper's surfaces, in a shop of its own. */
const HANDLE = 'surface-list-e2e';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the list of surfaces', () => {
  let browser: BrowserContext;
  let page: Page;
  let admin: Admin;
  let frame: FrameLocator;
  const complaints: string[] = [];
  const card = (id: string) => frame.locator(`[data-surface-card="${id}"]`);

  beforeAll(async () => {
    await post('/control/shops', { domain: `${HANDLE}.myshopify.com`, seed: 'products', planName: 'Basic' });
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    admin = new Admin(page, HANDLE);
    ({ frame } = admin);
    await admin.install();
  });
  afterAll(() => browser?.close());
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  async function axeFindings(): Promise<string[]> {
    const inner = page.frames().find((one) => one.url().includes('/app/surfaces'));
    if (!inner) throw new Error('the page is not in its frame');
    await inner.evaluate(AXE);
    return inner.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run();
      return violations
        .filter(({ impact }) => ['serious', 'critical'].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
  }

  it('says what each place shows, on which plan, and whether it is placed', async () => {
    await page.getByRole('link', { name: 'Placements' }).first().click();
    await frame.getByRole('heading', { name: 'Placements', level: 1 }).waitFor();
    await card('thank-you').getByText('Placed', { exact: true }).waitFor();
    await card('card').getByText('Placed', { exact: true }).waitFor();
    await card('announcement').getByText('Not placed').waitFor();
    await card('checkout').getByText('Not in your plan').waitFor();
    expect(await card('checkout').getByRole('link').count()).toBe(0);
    const pictures = frame.locator('.surface-picture img');
    expect(await pictures.count()).toBe(8);
    for (const one of await pictures.all()) await one.scrollIntoViewIfNeeded();
    await expect
      .poll(() =>
        pictures.evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 300)),
      )
      .toBe(true);
    expect(await axeFindings()).toEqual([]);
    await picture(page, 'app-surfaces');
  });

  it('leads into the editors, by keyboard', async () => {
    const link = card('thank-you').getByRole('link', { name: 'Open the editor: Thank-you page' });
    expect(await link.getAttribute('href')).toMatch(
      new RegExp(
        `^https://admin\\.shopify\\.com/store/${HANDLE}/settings/checkout/editor\\?page=thank-you&context=apps&app=[\\w-]+$`,
      ),
    );
    expect(await link.getAttribute('target')).toBe('_blank');
    await link.focus();
    const focused: (string | null)[] = [];
    for (let presses = 0; presses < 3; presses += 1) {
      await page.keyboard.press('Tab');
      const active = frame.locator(':focus');
      focused.push(await active.getAttribute('aria-label'));
    }
    expect(focused).toEqual([
      'Open the editor: Order status page',
      'Open the editor: Customer card in the profile',
      'Open the editor: Customer card, whole page',
    ]);
  });

  it('says so when Shopify does not tell what is placed, and in German', async () => {
    await page.route('**/apps/stammkunde/extensions', (route) => route.fulfill({ status: 503, body: '' }));
    await admin.speak('de');
    await admin.open('/surfaces');
    await frame.getByRole('heading', { name: 'Platzierungen', level: 1 }).waitFor();
    await frame.getByText('Shopify verrät Apps hier nicht, was platziert ist').waitFor();
    await card('thank-you').getByText('Shopify sagt es nicht').waitFor();
    expect(await card('thank-you').locator('img').getAttribute('src')).toBe('/surfaces/thank-you-de.webp');
    expect(await axeFindings()).toEqual([]);
    await picture(page, 'app-surfaces-de');
  });
});
