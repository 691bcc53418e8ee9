import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { Admin, get, post } from './admin';
import { openBrowser, picture } from './browser';

const HANDLE = 'sending-e2e';
const PASSWORD = 'geheim-Wort-42';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A merchant sends by a mail server of their own. */
describe('sending', () => {
  let browser: BrowserContext;
  let page: Page;
  let admin: Admin;
  let frame: FrameLocator;
  const complaints: string[] = [];
  const field = (name: string) => frame.locator(`[name="${name}"]`);

  beforeAll(async () => {
    await post('/control/shops', { domain: `${HANDLE}.myshopify.com`, seed: 'products' });
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    admin = new Admin(page, HANDLE);
    ({ frame } = admin);
    await admin.install();
    await admin.open('/sending');
  });
  afterAll(() => browser?.close());
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  it('says at each field what is wrong with it, and has nothing that a screen reader stumbles over', async () => {
    await frame.getByText('My own mail server', { exact: true }).click();
    await field('port').fill('x');
    await admin.saveButton.click();
    await frame.getByText('Fill this in').first().waitFor();
    expect(await frame.getByText('Fill this in').count()).toBe(2);
    expect(await field('host').getAttribute('aria-invalid')).toBe('true');
    await frame.getByText('Enter one of the ports').waitFor();
    await picture(page, 'app-sending-errors');
    const inner = page.frames().find((one) => one.url().includes('/app/sending'));
    await inner?.evaluate(AXE);
    const found = await inner?.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> };
      };
      return (await axe.run()).violations.filter(
        ({ impact }) => impact === 'serious' || impact === 'critical',
      );
    });
    expect(found).toEqual([]);
  });

  it('sends a test with what is typed, and saves it; the password never comes back', async () => {
    await field('host').fill('127.0.0.1');
    await field('port').fill(String(inject('smtpPort')));
    await field('security').selectOption('none');
    await field('username').fill('shop');
    await field('password').fill(PASSWORD);
    await admin.told('Test sent to', () => frame.getByRole('button', { name: 'Send a test' }).click());
    await expect.poll(async () => (await tests()).length).toBe(1);
    await admin.save('Sending saved');
    const answers: string[] = [];
    page.on(
      'response',
      (response) =>
        void response.text().then(
          (text) => answers.push(text),
          () => undefined,
        ),
    );
    await admin.open('/sending');
    expect(await field('password').inputValue()).toBe('');
    expect(await field('host').inputValue()).toBe('127.0.0.1');
    expect(await frame.locator('html').innerHTML()).not.toContain(PASSWORD);
    expect(answers.join()).not.toContain(PASSWORD);
    await frame.locator('[data-hint="spf"]').waitFor();
    await picture(page, 'app-sending');
    await admin.open('/activity?kind=events');
    await frame.getByText('The mail server was changed to 127.0.0.1').waitFor();
  });
});

async function tests(): Promise<unknown[]> {
  const search = encodeURIComponent('test of your mail server');
  return (await get<{ mails: unknown[] }>(`/mailbox.json?search=${search}`)).mails;
}
