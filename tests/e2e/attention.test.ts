import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Admin, get, post } from './admin';
import { openBrowser, picture } from './browser';

const HANDLE = 'attention-e2e';
const SHOP = `${HANDLE}.myshopify.com`;
const ADDRESSES = ['broken-1@example.com', 'broken-2@example.com'];

/** The mail server breaks off at the last moment: nobody knows what arrived, and the merchant decides. */
describe('what needs the merchant', () => {
  let browser: BrowserContext;
  let page: Page;
  let admin: Admin;
  let frame: FrameLocator;
  const complaints: string[] = [];

  beforeAll(async () => {
    await post('/control/shops', { domain: SHOP, seed: { customers: 12 } });
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    admin = new Admin(page, HANDLE);
    ({ frame } = admin);
    await admin.install();
  });
  afterAll(async () => {
    await browser?.close();
    await post('/control/smtp', { fault: 'none' });
  });
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  // the table's own box: with one row left, the bar that fades out above it has a box of the same name
  const box = () => frame.locator('tbody').getByRole('checkbox', { name: 'Select item' }).first();
  const bulk = (name: string) => frame.getByRole('button', { name, exact: true }).first();
  const uncertain = () => frame.getByText('Uncertain', { exact: true }).count();

  it('a thank-you that may have arrived is parked, if the merchant wants that', async () => {
    await admin.open('/program');
    await frame.locator('[name="sender.imprint"]').fill('Rösterei GmbH, Hafenstraße 12, 01097 Dresden');
    await admin.save('Program saved');
    await admin.open('/messages');
    await frame.locator('[name="thankYou.afterCrash"]').selectOption('park');
    await admin.save('Messages saved');

    await post('/control/smtp', { fault: 'drop-after-data', times: 2 });
    const { products } = await get<{ products: { variants: { id: number }[] }[] }>(
      `/control/products?shop=${SHOP}`,
    );
    const variantId = products[0]?.variants[0]?.id;
    for (const email of ADDRESSES)
      await post(`/control/orders?shop=${SHOP}`, {
        email,
        lines: [{ variantId, quantity: 1 }],
        paid: true,
      });
    await admin.open();
    await expect
      .poll(async () => {
        await admin.reload();
        return frame.getByText('2 things need you').count();
      })
      .toBe(1);
  });

  it('is listed with its reason; one is let go, one is sent again, once', async () => {
    await frame.getByRole('link', { name: 'Show them' }).click();
    await frame.getByText('the message may have arrived').waitFor();
    await expect.poll(uncertain).toBe(2);
    await picture(page, 'app-attention');
    await admin.speak('de');
    await admin.open('/activity?kind=attention');
    await frame.getByText('Ungewiss', { exact: true }).first().waitFor();
    await picture(page, 'app-attention-de');
    await admin.speak('en');
    await admin.open('/activity?kind=attention');
    expect((await arrived()).length).toBe(2); // the dev store kept them: nobody told the app

    await box().click();
    await picture(page, 'app-attention-selected');
    await admin.told('One item dismissed', () => bulk('Dismiss').click());
    await expect.poll(uncertain).toBe(1);

    await box().click();
    await admin.told('One item is tried again', () => bulk('Try again').click());
    await frame.getByText('Nothing needs you').waitFor();
    await expect.poll(async () => (await arrived()).length).toBe(3);
    await admin.open('/activity?kind=messages');
    await frame.getByText('Dismissed (uncertain').waitFor();
    await expect
      .poll(async () => {
        await admin.reload();
        return frame.getByText('Sent', { exact: true }).count();
      })
      .toBeGreaterThan(0);
    expect((await arrived()).length).toBe(3);
  });
});

/** Thank-yous of this test's customers in the mailbox. */
async function arrived(): Promise<unknown[]> {
  const found = await Promise.all(
    ADDRESSES.map((address) =>
      get<{ mails: unknown[] }>(`/mailbox.json?search=${encodeURIComponent(address)}`),
    ),
  );
  return found.flatMap(({ mails }) => mails);
}
