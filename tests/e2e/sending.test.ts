import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser, picture } from './browser';

const HANDLE = 'sending-e2e';
const app = `${inject('store')}/store/${HANDLE}/apps/stammkunde/app`;
const WAIT = { timeout: 30_000 };
const PASSWORD = 'geheim-Wort-42';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** the mailbox of the stack, tests/e2e/global-setup.ts */
const SMTP_PORT = Number(new URL(inject('app')).port) - 475;

/** A merchant sends by a mail server of their own. */
describe('sending', () => {
  let browser: BrowserContext;
  let page: Page;
  let frame: FrameLocator;
  const complaints: string[] = [];
  const field = (name: string) => frame.locator(`[name="${name}"]`);

  beforeAll(async () => {
    const created = await fetch(`${inject('store')}/control/shops`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ domain: `${HANDLE}.myshopify.com`, seed: 'products' }),
    });
    expect(created.ok).toBe(true);
    browser = await openBrowser({ locale: 'en-GB' });
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    frame = page.locator('iframe').first().contentFrame();
    await page.goto(app);
    await frame.locator('[data-figure="repeat"]').waitFor(WAIT);
    await page.goto(`${app}/sending`);
    await frame.getByRole('button', { name: 'Send a test' }).waitFor(WAIT);
  });
  afterAll(() => browser.close());
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  it('says at each field what is wrong with it, and has nothing that a screen reader stumbles over', async () => {
    await frame.getByText('My own mail server', { exact: true }).click(WAIT);
    await field('port').fill('x');
    await page.locator('[data-save-bar-actions]').getByRole('button', { name: 'Save' }).click(WAIT);
    await frame.getByText('Fill this in').first().waitFor(WAIT);
    expect(await frame.getByText('Fill this in').count()).toBe(2);
    expect(await field('host').getAttribute('aria-invalid')).toBe('true');
    await frame.getByText('Enter one of the ports').waitFor(WAIT);
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
    await field('port').fill(String(SMTP_PORT));
    await field('security').selectOption('none');
    await field('username').fill('shop');
    await field('password').fill(PASSWORD);
    await frame.getByRole('button', { name: 'Send a test' }).click(WAIT);
    await page.getByText('Test sent to').last().waitFor(WAIT);
    await expect.poll(async () => (await tests()).length, WAIT).toBe(1);

    const save = page.locator('[data-save-bar-actions]').getByRole('button', { name: 'Save' });
    await save.click(WAIT);
    await page.getByText('Sending saved').last().waitFor(WAIT);
    await expect.poll(() => save.count(), WAIT).toBe(0);
    const answers: string[] = [];
    page.on(
      'response',
      (response) =>
        void response.text().then(
          (text) => answers.push(text),
          () => undefined,
        ),
    );
    await page.goto(`${app}/sending`);
    await field('password').waitFor(WAIT);
    expect(await field('password').inputValue()).toBe('');
    expect(await field('host').inputValue()).toBe('127.0.0.1');
    expect(await frame.locator('html').innerHTML()).not.toContain(PASSWORD);
    expect(answers.join()).not.toContain(PASSWORD);
    await frame.locator('[data-hint="spf"]').waitFor(WAIT);
    await picture(page, 'app-sending');
    await page.goto(`${app}/activity?kind=events`);
    await frame.getByText('The mail server was changed to 127.0.0.1').waitFor(WAIT);
  });
});

async function tests(): Promise<unknown[]> {
  const answer = await fetch(
    `${inject('store')}/mailbox.json?search=${encodeURIComponent('test of your mail server')}`,
  );
  return ((await answer.json()) as { mails: unknown[] }).mails;
}
