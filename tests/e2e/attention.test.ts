import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser, picture } from './browser';

const HANDLE = 'attention-e2e';
const app = `${inject('store')}/store/${HANDLE}/apps/stammkunde/app`;
const WAIT = { timeout: 30_000 };
const ADDRESSES = ['broken-1@example.com', 'broken-2@example.com'];

/** The mail server breaks off at the last moment: nobody knows what arrived, and the merchant decides. */
describe('what needs the merchant', () => {
  let browser: BrowserContext;
  let page: Page;
  let frame: FrameLocator;
  const complaints: string[] = [];

  beforeAll(async () => {
    await control('/control/shops', { domain: `${HANDLE}.myshopify.com`, seed: { customers: 12 } });
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    frame = page.locator('iframe').first().contentFrame();
    await page.goto(app);
    await frame.locator('[data-figure="repeat"]').waitFor(WAIT);
  });
  afterAll(async () => {
    await control('/control/smtp', { fault: 'none' });
    await browser.close();
  });
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  // the table's own box: with one row left, the bar that fades out above it has a box of the same name
  const box = () => frame.locator('tbody').getByRole('checkbox', { name: 'Select item' }).first();
  const bulk = (name: string) => frame.getByRole('button', { name, exact: true }).first();
  const uncertain = () => frame.getByText('Uncertain', { exact: true }).count();

  it('a thank-you that may have arrived is parked, if the merchant wants that', async () => {
    await expect.poll(() => frame.locator('.Polaris-ProgressBar').count(), WAIT).toBe(0);
    await page.goto(`${app}/program`);
    await frame.locator('[name="sender.imprint"]').fill('Rösterei GmbH, Hafenstraße 12, 01097 Dresden', WAIT);
    await save(page, 'Program saved');
    await page.goto(`${app}/messages`);
    await frame.locator('[name="thankYou.afterCrash"]').selectOption('park', WAIT);
    await save(page, 'Messages saved');

    await control('/control/smtp', { fault: 'drop-after-data', times: 2 });
    const { products } = await get<{ products: { variants: { id: number }[] }[] }>(
      `/control/products?shop=${HANDLE}.myshopify.com`,
    );
    const variantId = products[0]?.variants[0]?.id;
    for (const email of ADDRESSES)
      await control(`/control/orders?shop=${HANDLE}.myshopify.com`, {
        email,
        lines: [{ variantId, quantity: 1 }],
        paid: true,
      });
    await page.goto(app);
    await expect
      .poll(
        async () => {
          await page.reload();
          await frame.locator('[data-figure="repeat"]').waitFor(WAIT);
          return frame.getByText('2 things need you').count();
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBe(1);
  });

  it('is listed with its reason; one is let go, one is sent again, once', async () => {
    await frame.getByRole('link', { name: 'Show them' }).click(WAIT);
    await frame.getByText('the message may have arrived').waitFor(WAIT);
    await expect.poll(uncertain, WAIT).toBe(2);
    await picture(page, 'app-attention');
    expect((await arrived()).length).toBe(2); // the dev store kept them: nobody told the app

    await box().click(WAIT);
    await picture(page, 'app-attention-selected');
    await bulk('Dismiss').click(WAIT);
    await page.getByText('One item dismissed').last().waitFor(WAIT);
    await expect.poll(uncertain, WAIT).toBe(1);

    await box().click(WAIT);
    await bulk('Try again').click(WAIT);
    await page.getByText('One item is tried again').last().waitFor(WAIT);
    await frame.getByText('Nothing needs you').waitFor(WAIT);
    await expect.poll(async () => (await arrived()).length, WAIT).toBe(3);
    await page.goto(`${app}/activity?kind=messages`);
    await frame.getByText('Dismissed (uncertain', { exact: false }).first().waitFor(WAIT);
    await expect
      .poll(async () => {
        await page.reload();
        await frame.getByRole('table').first().waitFor(WAIT);
        return frame.getByText('Sent', { exact: true }).count();
      }, WAIT)
      .toBeGreaterThan(0);
    expect((await arrived()).length).toBe(3);
  });
});

/** Saves, and waits until nothing is unsaved: the bar goes. */
async function save(page: Page, toast: string): Promise<void> {
  const button = page.locator('[data-save-bar-actions]').getByRole('button', { name: 'Save' });
  await button.click(WAIT);
  await page.getByText(toast).last().waitFor(WAIT);
  await expect.poll(() => button.count(), WAIT).toBe(0);
}

/** Thank-yous of this test's customers in the mailbox. */
async function arrived(): Promise<unknown[]> {
  const found = await Promise.all(
    ADDRESSES.map((address) =>
      get<{ mails: unknown[] }>(`/mailbox.json?search=${encodeURIComponent(address)}`),
    ),
  );
  return found.flatMap(({ mails }) => mails);
}

async function get<T>(path: string): Promise<T> {
  return (await fetch(`${inject('store')}${path}`)).json() as Promise<T>;
}

async function control(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${inject('store')}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok, path).toBe(true);
}
