import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Admin, get, post } from './admin';
import { inLanguage, openBrowser, picture } from './browser';

/** A shop of its own: what others did in the demo's would be found here. */
const HANDLE = 'messages-e2e';
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
  let shopper: BrowserContext | undefined;
  let page: Page;
  let admin: Admin;
  let frame: FrameLocator;
  let unsubscribeUrl = '';
  const complaints: string[] = [];

  beforeAll(async () => {
    await post('/control/shops', { domain: `${HANDLE}.myshopify.com`, seed: 'full' });
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    admin = new Admin(page, HANDLE);
    ({ frame } = admin);
    await admin.install();
  });
  afterAll(async () => {
    await browser?.close();
    await shopper?.close();
  });
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  const body = (place: string) => frame.locator(`[id="${place}.body.de"]`);
  const findings = () => frame.locator('[data-findings]');
  const mailFrame = () => frame.frameLocator('iframe.mail-preview');

  it('asks for the imprint, and takes it on the program page', async () => {
    await admin.open('/messages');
    await findings().getByText('The imprint is missing').waitFor();
    await admin.open('/program');
    await frame
      .locator('[name="sender.imprint"]')
      .fill('Rösterei Elbtal GmbH, Hafenstraße 12, 01097 Dresden');
    await admin.save('Program saved');
  });

  it('warns of a cliché and of a coupon in a thank-you, in the German text, while it is typed', async () => {
    await admin.open('/messages');
    await frame.getByLabel('Language').selectOption('de');
    await body('thankYou.first').waitFor();
    await expect.poll(() => findings().getAttribute('data-findings')).toBe('0');
    const before = await body('thankYou.first').inputValue();
    await body('thankYou.first').fill(
      `${before}\n\nDanke für Ihre Treue! Mit dem Gutschein DANKE10 sparen Sie.`,
    );
    await findings().getByText('“Danke für Ihre Treue” is what every shop writes').waitFor();
    await findings().getByText('“Gutschein” makes this an advertisement').waitFor();
    await picture(page, 'app-messages-findings');
    await body('thankYou.first').fill(before);
    await expect.poll(() => findings().getAttribute('data-findings')).toBe('0');
  });

  it('asks for the preview once more by itself when it did not come', async () => {
    const before = await body('thankYou.first').inputValue();
    await page.route('**/app/messages/preview', (route) => route.abort(), { times: 1 });
    await body('thankYou.first').fill(`${before}\n\nBis bald an der Elbe.`);
    await frame.getByText('The preview did not come').waitFor();
    await mailFrame().getByText('Bis bald an der Elbe.').waitFor();
    await expect.poll(() => frame.getByText('The preview did not come').count()).toBe(0);
    await body('thankYou.first').fill(before);
  });

  it('shows the message as a real customer gets it, by keyboard, and cannot be made to run anything', async () => {
    await frame.getByLabel('Message', { exact: true }).selectOption('anniversary');
    const before = await body('anniversary.message').inputValue();
    await body('anniversary.message').fill(
      `${before}\n\n${SENTENCE}\n\n<script>document.title = "x"</script>`,
    );
    const search = frame.getByRole('combobox', { name: 'For' });
    await search.fill('Bastian');
    // the list of before stays until the answer is there; its first entry is the example
    await expect
      .poll(async () => {
        const [, ...found] = await frame.getByRole('listbox').getByRole('option').allInnerTexts();
        return found.length > 0 && found.every((text) => /bastian/i.test(text));
      })
      .toBe(true);
    await expect
      .poll(async () => {
        await search.press('ArrowDown');
        return search.evaluate((field) => {
          const active = document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
          return active?.textContent ?? '';
        });
      })
      .toContain('Bastian');
    await search.press('Enter');
    await mailFrame()
      .getByText(/Guten Tag Bastian/)
      .waitFor();
    await mailFrame().getByText(SENTENCE).waitFor();
    await mailFrame().getByText('<script>document.title = "x"</script>').waitFor();
    expect(await frame.locator('iframe.mail-preview').getAttribute('sandbox')).toBe('');
    await frame.getByRole('tab', { name: 'As plain text' }).click();
    await frame.locator('pre', { hasText: SENTENCE }).waitFor();
    expect(await frame.locator('pre').innerText()).toContain('Hafenstraße 12');
    await frame.getByRole('tab', { name: 'As mail' }).click();
    await picture(page, 'app-messages-preview');
    await body('anniversary.message').fill(`${before}\n\n${SENTENCE}`);
  });

  it('sends a test to the merchant, and saves', async () => {
    await admin.told('Test sent to', () => frame.getByRole('button', { name: 'Send me a test' }).click());
    const tests = async () => (await mails('')).filter(({ subject }) => subject.startsWith('[Test] '));
    await expect.poll(async () => (await tests()).length).toBe(1);
    const [test] = await tests();
    expect(await textOf(test?.id ?? 0)).toContain(SENTENCE);
    await admin.save('Messages saved');
    await admin.open('/messages');
    await frame.getByLabel('Language').selectOption('de');
    await frame.getByLabel('Message', { exact: true }).selectOption('anniversary');
    expect(await body('anniversary.message').inputValue()).toContain(SENTENCE);
  });

  it('greets on birthdays only by a metafield, and never with a coupon', async () => {
    await frame.getByLabel('Message', { exact: true }).selectOption('birthday');
    await mailFrame().getByText('zum Geburtstag wünschen wir Ihnen alles Gute').waitFor();
    await body('greetings.birthday.message').fill(
      'Guten Tag {{ customer.name }},\n\nhier ist ein Gutschein.',
    );
    await findings().getByText('“Gutschein” speaks of a coupon').waitFor();
    await frame.getByText('This text cannot be sent').waitFor();
    await picture(page, 'app-messages-birthday');
    await admin.saveButton.click();
    await frame.getByText('A birthday greeting must not speak of coupons').first().waitFor();
    await admin.discard();

    await admin.open('/program');
    await frame.getByLabel('Greet customers on their birthday').check();
    await frame.getByLabel('Greet customers on round dates').check();
    await frame.getByLabel('Remind once of a coupon').check();
    await admin.saveButton.click();
    await frame.getByText('Please fill this in').first().waitFor();
    await picture(page, 'app-program-greetings');
    await frame.locator('[name="greetings.birthday.metafield"]').fill('custom.birthday');
    await frame.getByLabel('Remind once of a coupon').uncheck();
    await admin.save('Program saved');
  });

  it('a shopper gets it, and unsubscribes without a log-in', async () => {
    await post('/clock', { advance: 'P4D' });
    await expect.poll(async () => (await letters()).length).toBe(1);
    const [mail] = await letters();
    const text = await textOf(mail?.id ?? 0);
    expect(text).toContain(SENTENCE);
    unsubscribeUrl = /https?:\S+\/unsubscribe\?\S+/.exec(text)?.[0] ?? '';

    shopper = await openBrowser({ locale: 'de-DE' });
    const visit = await shopper.newPage();
    await visit.goto(unsubscribeUrl);
    expect(await visit.title()).toBe('Abmelden');
    await picture(visit, 'unsubscribe');
    await visit.getByRole('button', { name: 'Abmelden' }).click();
    await visit.getByText('Sie sind abgemeldet').waitFor();
    await visit.getByRole('link', { name: 'Auswählen, was sonst noch kommt' }).click();
    await visit.getByText('Was soll an diese Adresse kommen?').waitFor();
    expect(await visit.getByRole('radio', { name: /Keine Angebote/ }).isChecked()).toBe(true);
    await picture(visit, 'preferences');
    await visit.goto(inLanguage('en', visit.url()));
    await visit.getByText('What would you like to get at this address?').waitFor();
    expect(await visit.title()).toBe('E-mail preferences');
    await picture(visit, 'preferences-en');
  });

  it('the next promotional message is suppressed, and the log says why', async () => {
    // by the calendar, so that a leap day does not move the anniversary away from it
    await post('/clock', { advance: 'P1Y' });
    await admin.open('/activity?kind=messages&state=suppressed');
    await expect
      .poll(async () => {
        await admin.reload();
        return frame.getByText('On the suppression list').count();
      })
      .toBeGreaterThan(0);
    await picture(page, 'app-activity-suppressed');
    expect(await letters()).toHaveLength(1);
  });

  it('the merchant withdraws the coupon at its owner', async () => {
    await admin.open(`/customers?q=${encodeURIComponent(CELEBRATES)}`);
    await frame.locator('tbody a').first().click();
    await frame.getByRole('button', { name: 'Give a new code' }).first().waitFor();
    await frame.getByRole('button', { name: 'Withdraw' }).first().click();
    await frame.getByText('Checkout will give nothing for this code any more').waitFor();
    await picture(page, 'app-customer-withdraw');
    const confirm = frame.getByRole('dialog').getByRole('button', { name: 'Withdraw' });
    await admin.told('Done', () => confirm.click());
    await frame.getByText('Withdrawn by you').waitFor();
    await picture(page, 'app-customer-withdrawn');
  });
});

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
