import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const SCREENSHOTS = 'artifacts/screenshots';
const WIDTHS = { desktop: 1280, phone: 390 } as const;
/** for one step, on a machine that has much else to do */
const PATIENCE_MS = 60_000;
/** E2E_SLOWDOWN=6: pages have a sixth of the processor, to find what only a fast machine passes. */
const SLOWDOWN = Number(process.env.E2E_SLOWDOWN ?? 1);

/** Without the background flags Chromium tries to reach the internet at every start. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const open = new Set<BrowserContext>();

/** A real Chromium with an empty profile. Shopify's library answers 410 to headless user agents, so it wears a normal one. */
export async function openBrowser(
  options: { locale: string },
  flags: readonly string[] = [],
): Promise<BrowserContext> {
  const browser = await chromium.launchPersistentContext(mkdtempSync(path.join(tmpdir(), 'chromium-')), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...FLAGS, ...flags],
    locale: options.locale,
    viewport: { width: WIDTHS.desktop, height: 900 },
    userAgent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  });
  open.add(browser);
  browser.on('close', () => open.delete(browser));
  browser.setDefaultTimeout(PATIENCE_MS);
  if (SLOWDOWN > 1) browser.on('page', (page) => void slowDown(page));
  return browser;
}

async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
}

/** A picture of every page that is open, as it is. */
export async function lastSeen(name: string): Promise<void> {
  const pages = [...open].flatMap((browser) => browser.pages());
  for (const [index, page] of pages.entries()) {
    const file = path.join(SCREENSHOTS, `${name}-${index}.png`);
    // a page that cannot be drawn any more is not what the test failed of
    await page.screenshot({ path: file, timeout: 10_000 }).catch(() => undefined);
  }
}

/** Pictures of the page as it stands, whole, at desktop and phone width. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const [label, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(250); // let charts settle: only for the picture, never for a check
    await page.setViewportSize({ width, height: await heightOf(page) });
    await page.waitForTimeout(150);
    await drawn(page);
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${label}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: WIDTHS.desktop, height: 900 });
}

/** Two frames later everything of the last layout is on the screen; a page that draws no frames is not waited for. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
        setTimeout(resolve, 2_000);
      }),
  );
}

/** Tall enough for what scrolls inside the admin's frame. */
async function heightOf(page: Page): Promise<number> {
  const heights = await Promise.all(
    page.frames().map((frame) => frame.evaluate(() => document.documentElement.scrollHeight).catch(() => 0)),
  );
  return Math.min(6_000, Math.max(900, ...heights) + 130);
}

/** The address of a shopper's page in another language than its link or its reader speaks. */
export function inLanguage(language: string, address: string): string {
  const url = new URL(address);
  url.searchParams.set('locale', language);
  return url.href;
}
