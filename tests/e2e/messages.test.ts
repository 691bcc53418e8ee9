import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser, picture } from './browser';

/** A shop of its own: what others did in the demo's would be found here. */
const HANDLE = 'messages-e2e';
const app = `${inject('store')}/store/${HANDLE}/apps/stammkunde/app`;
const WAIT = { timeout: 30_000 };
/** Seeded with a confirmed opt-in and a first order one year ago, in three days. */
const CELEBRATES = 'case.anniversary-soon@example.com';
const SENTENCE = 'Der Röster selbst hat die Bohnen für Sie ausgesucht.';

interface Mail {
  id: number;
  subject: string;
  to: string[];
}

/** A merchant rewrites a German text; a shopper gets it, leaves, and gets no more. One browser, in this order. */
describe('messages', () => {
  let browser: BrowserContext;
  let page: Page;
  let frame: FrameLocator;
  let unsubscribeUrl = '';
  const complaints: string[] = [];

  beforeAll(async () => {
    await control('/control/shops', { domain: `${HANDLE}.myshopify.com`, seed: 'full' });
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    frame = page.locator('iframe').first().contentFrame();
    await page.goto(app);
    await frame.locator('[data-figure="repeat"]').waitFor(WAIT);
  });
  afterAll(() => browser.close());
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  const body = (place: string) => frame.locator(`[id="${place}.body.de"]`);
  const findings = () => frame.locator('[data-findings]');
  const mailFrame = () => frame.frameLocator('iframe.mail-preview');

  it('asks for the imprint, and takes it on the program page', async () => {
    await expect.poll(() => frame.locator('.Polaris-ProgressBar').count(), WAIT).toBe(0);
    await page.goto(`${app}/messages`);
    await findings().getByText('The imprint is missing').waitFor(WAIT);
    await page.goto(`${app}/program`);
    await frame
      .locator('[name="sender.imprint"]')
      .fill('Rösterei Elbtal GmbH, Hafenstraße 12, 01097 Dresden', WAIT);
    await save(page, 'Program saved');
  });

  it('warns of a cliché and of a coupon in a thank-you, in the German text, while it is typed', async () => {
    await page.goto(`${app}/messages`);
    await frame.getByLabel('Language').selectOption('de', WAIT);
    await body('thankYou.first').waitFor(WAIT);
    await expect.poll(() => findings().getAttribute('data-findings'), WAIT).toBe('0');
    const before = await body('thankYou.first').inputValue();
    await body('thankYou.first').fill(
      `${before}\n\nDanke für Ihre Treue! Mit dem Gutschein DANKE10 sparen Sie.`,
    );
    await findings().getByText('“Danke für Ihre Treue” is what every shop writes').waitFor(WAIT);
    await findings().getByText('“Gutschein” makes this an advertisement').waitFor(WAIT);
    await picture(page, 'app-messages-findings');
    await body('thankYou.first').fill(before);
    await expect.poll(() => findings().getAttribute('data-findings'), WAIT).toBe('0');
  });

  it('shows the message as a real customer gets it, by keyboard, and cannot be made to run anything', async () => {
    await frame.getByLabel('Message', { exact: true }).selectOption('anniversary');
    const before = await body('anniversary.message').inputValue();
    await body('anniversary.message').fill(
      `${before}\n\n${SENTENCE}\n\n<script>document.title = "x"</script>`,
    );
    const search = frame.getByRole('combobox', { name: 'For' });
    await search.fill('Bastian');
    await frame
      .getByRole('option', { name: /Bastian/ })
      .first()
      .waitFor(WAIT);
    await expect
      .poll(async () => {
        await search.press('ArrowDown');
        return search.evaluate((field) => {
          const active = document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
          return active?.textContent ?? '';
        });
      }, WAIT)
      .toContain('Bastian');
    await search.press('Enter');
    await mailFrame()
      .getByText(/Guten Tag Bastian/)
      .waitFor(WAIT);
    await mailFrame().getByText(SENTENCE).waitFor(WAIT);
    await mailFrame().getByText('<script>document.title = "x"</script>').waitFor(WAIT);
    expect(await frame.locator('iframe.mail-preview').getAttribute('sandbox')).toBe('');
    await frame.getByRole('tab', { name: 'As plain text' }).click();
    await frame.locator('pre', { hasText: SENTENCE }).waitFor(WAIT);
    expect(await frame.locator('pre').innerText()).toContain('Hafenstraße 12');
    await frame.getByRole('tab', { name: 'As mail' }).click();
    await picture(page, 'app-messages-preview');
    await body('anniversary.message').fill(`${before}\n\n${SENTENCE}`);
  });

  it('sends a test to the merchant, and saves', async () => {
    await frame.getByRole('button', { name: 'Send me a test' }).click(WAIT);
    await page.getByText('Test sent to').last().waitFor(WAIT);
    const tests = async () => (await mails('')).filter(({ subject }) => subject.startsWith('[Test] '));
    await expect.poll(async () => (await tests()).length, WAIT).toBe(1);
    const [test] = await tests();
    expect(await textOf(test?.id ?? 0)).toContain(SENTENCE);
    await save(page, 'Messages saved');
    await page.goto(`${app}/messages`);
    await frame.getByLabel('Language').selectOption('de', WAIT);
    await frame.getByLabel('Message', { exact: true }).selectOption('anniversary');
    expect(await body('anniversary.message').inputValue()).toContain(SENTENCE);
  });

  it('greets on birthdays only by a metafield, and never with a coupon', async () => {
    await frame.getByLabel('Message', { exact: true }).selectOption('birthday');
    await mailFrame().getByText('zum Geburtstag wünschen wir Ihnen alles Gute').waitFor(WAIT);
    await body('greetings.birthday.message').fill(
      'Guten Tag {{ customer.name }},\n\nhier ist ein Gutschein.',
    );
    await findings().getByText('“Gutschein” speaks of a coupon').waitFor(WAIT);
    await frame.getByText('This text cannot be sent').waitFor(WAIT);
    await picture(page, 'app-messages-birthday');
    const saveButton = page.locator('[data-save-bar-actions]').getByRole('button', { name: 'Save' });
    await saveButton.click(WAIT);
    await frame.getByText('A birthday greeting must not speak of coupons').first().waitFor(WAIT);
    await page.locator('[data-save-bar-actions]').getByRole('button', { name: 'Discard' }).click();

    await page.goto(`${app}/program`);
    await frame.getByLabel('Greet customers on their birthday').check(WAIT);
    await frame.getByLabel('Greet customers on round dates').check(WAIT);
    await frame.getByLabel('Remind once of a coupon').check(WAIT);
    await saveButton.click(WAIT);
    await frame.getByText('Please fill this in').first().waitFor(WAIT);
    await picture(page, 'app-program-greetings');
    await frame.locator('[name="greetings.birthday.metafield"]').fill('custom.birthday');
    await frame.getByLabel('Remind once of a coupon').uncheck(WAIT);
    await save(page, 'Program saved');
  });

  it('a shopper gets it, and unsubscribes without a log-in', async () => {
    await control('/clock', { advance: 'P4D' });
    await expect.poll(async () => (await letters()).length, WAIT).toBe(1);
    const [mail] = await letters();
    const text = await textOf(mail?.id ?? 0);
    expect(text).toContain(SENTENCE);
    unsubscribeUrl = /https?:\S+\/unsubscribe\?\S+/.exec(text)?.[0] ?? '';

    const shopper = await openBrowser({ locale: 'de-DE' });
    const visit = await shopper.newPage();
    await visit.goto(unsubscribeUrl);
    await picture(visit, 'unsubscribe');
    await visit.getByRole('button', { name: 'Abmelden' }).click();
    await visit.getByText('Sie sind abgemeldet').waitFor(WAIT);
    await visit.getByRole('link', { name: 'Auswählen, was sonst noch kommt' }).click();
    await visit.getByText('Was soll an diese Adresse kommen?').waitFor(WAIT);
    expect(await visit.getByRole('radio', { name: /Keine Angebote/ }).isChecked()).toBe(true);
    await picture(visit, 'preferences');
    await shopper.close();
  });

  it('the next promotional message is suppressed, and the log says why', async () => {
    await control('/clock', { advance: 'P365D' });
    await page.goto(`${app}/activity`);
    await expect
      .poll(
        async () => {
          await page.reload();
          await frame.getByRole('table').first().waitFor(WAIT);
          return frame.getByText('On the suppression list').count();
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBeGreaterThan(0);
    await picture(page, 'app-activity-suppressed');
    expect(await letters()).toHaveLength(1);
  });

  it('the merchant withdraws the coupon at its owner', async () => {
    await page.goto(`${app}/customers?q=${encodeURIComponent(CELEBRATES)}`);
    await frame.locator('tbody a').first().click(WAIT);
    await frame.getByRole('button', { name: 'Give a new code' }).first().waitFor(WAIT);
    await frame.getByRole('button', { name: 'Withdraw' }).first().click();
    await frame.getByText('Checkout will give nothing for this code any more').waitFor(WAIT);
    await picture(page, 'app-customer-withdraw');
    await frame.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('Done').last().waitFor(WAIT);
    await frame.getByText('Withdrawn by you').waitFor(WAIT);
    await picture(page, 'app-customer-withdrawn');
  });
});

/** Saves, and waits until nothing is unsaved: the bar goes. */
async function save(page: Page, toast: string): Promise<void> {
  const button = page.locator('[data-save-bar-actions]').getByRole('button', { name: 'Save' });
  await button.click(WAIT);
  await page.getByText(toast).last().waitFor(WAIT);
  await expect.poll(() => button.count(), WAIT).toBe(0);
}

async function mails(search: string): Promise<Mail[]> {
  const found = await get<{ mails: Mail[] }>(`/mailbox.json?search=${encodeURIComponent(search)}`);
  return found.mails;
}

/** Of this shop, which wrote the sentence: the demo's shop has a customer with the same address. */
async function letters(): Promise<Mail[]> {
  const found = await mails(CELEBRATES);
  const texts = await Promise.all(found.map(({ id }) => textOf(id)));
  return found.filter((_mail, index) => texts[index]?.includes(SENTENCE));
}

async function textOf(id: number): Promise<string> {
  return (await get<{ text: string }>(`/mailbox/${id}.json`)).text;
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
  expect(response.ok).toBe(true);
}
