/**
 * What the shopper's surfaces cost a page: from mounting to the first text, shifts of the price summary, and Lighthouse's
 * performance of storefront pages with and without the theme blocks.
 */
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { ensureExtensions } from '../../scripts/extensions/ensure';
import { freePort } from '../../scripts/processes';
import { openBrowser } from '../e2e/browser';
import { ANNA, Stage } from '../e2e/surfaces-stage';
import { atMost, resultOf, type BenchResult, type Figures } from './bench';
import { performanceOf } from './support/lighthouse';
import { shiftsIn, watchShifts } from './support/layout-shifts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const RUNS = 5;
const FIRST_TEXT_MS = 300;
const LIGHTHOUSE_POINTS = 2;
const SUMMARY = 'aside';
const ANNOUNCED = { text: 'Winter roast, before everybody else', first_day: '2026-11-25' };

export async function run(): Promise<BenchResult> {
  await ensureExtensions(ROOT);
  const port = await freePort(9_300);
  const browser = await openBrowser({ locale: 'en-GB' }, [`--remote-debugging-port=${port}`]);
  const stage = await Stage.open(browser);
  try {
    const { state } = stage.pages;
    state.putShop({ ...state.shop, surfaceSettings: { 'loyalty-theme/announcement': ANNOUNCED } });
    await stage.signIn();
    const mounts = await mountTimes(stage);
    const shifts = await summaryShifts(browser, stage);
    const pages = await lighthouse(stage, port);
    const figures: Figures = { ...mounts, ...shifts, ...pages };
    return resultOf(figures, [
      ...Object.entries(mounts).map(([name, { firstTextMs = Infinity }]) =>
        atMost(`${name}: mount to first text, ms`, FIRST_TEXT_MS, firstTextMs),
      ),
      ...Object.entries(shifts).map(([name, { shift = Infinity }]) => atMost(name, 0, shift)),
      ...Object.entries(pages).map(([name, { lost = Infinity }]) =>
        atMost(`${name}: points of Lighthouse's performance`, LIGHTHOUSE_POINTS, lost),
      ),
    ]);
  } finally {
    await stage.close();
    await browser.close();
  }
}

/** Each surface, opened once to warm up and then RUNS times. */
async function mountTimes(stage: Stage): Promise<Figures> {
  await stage.buy(ANNA);
  const order = await stage.buy(ANNA);
  const places = [
    () => stage.checkout({ customerId: ANNA }).then(() => undefined),
    () => stage.visit(`/checkouts/${order.token}/thank-you`),
    () => stage.visit(`/account/orders/${order.id}`),
    () => stage.visit('/account'),
    () => stage.visit('/account/pages/loyalty-account-page'),
  ];
  const times = new Map<string, number[]>();
  for (const open of places) {
    await open();
    for (let round = 0; round < RUNS; round += 1) {
      await open();
      for (const [target, ms] of Object.entries(await firstTexts(stage)))
        times.set(target, [...(times.get(target) ?? []), ms]);
    }
  }
  return Object.fromEntries(
    [...times].map(([target, all]) => [
      target,
      { firstTextMs: Math.round(median(all)), worstMs: Math.round(Math.max(...all)) },
    ]),
  );
}

/** Waits until every surface of the page says something. */
async function firstTexts({ page }: Stage): Promise<Record<string, number>> {
  interface Report {
    stammkundeSurfaces: { firstText: Record<string, number> };
  }
  await page.waitForFunction(
    () =>
      Object.keys((globalThis as unknown as Report).stammkundeSurfaces.firstText).length ===
      document.querySelectorAll('[data-surface]').length,
  );
  return page.evaluate(() => (globalThis as unknown as Report).stammkundeSurfaces.firstText);
}

/** How much of the summary moves without the shopper having done anything: while surfaces appear, and when a coupon is applied. */
async function summaryShifts(browser: BrowserContext, stage: Stage): Promise<Figures> {
  await watchShifts(browser);
  const figures: Figures = {};
  for (const [name, width] of [
    ['desktop', 1280],
    ['phone', 390],
  ] as const) {
    await stage.page.setViewportSize({ width, height: 900 });
    await stage.checkout({ customerId: ANNA });
    await firstTexts(stage);
    figures[`shift of the summary while surfaces appear, ${name}`] = {
      shift: await shiftsIn(stage.page, SUMMARY),
    };
    await stage.page.locator('s-button button').first().click();
    await stage.page.getByText('has been applied').waitFor();
    figures[`shift of the summary by one click, ${name}`] = { shift: await shiftsIn(stage.page, SUMMARY) };
  }
  return figures;
}

/** With and without in turns, so that a machine that is busy for a while is busy for both. */
async function lighthouse(stage: Stage, port: number): Promise<Figures> {
  const { state, url } = stage.pages;
  const { app } = state.shop;
  const figures: Figures = {};
  for (const [name, path_] of [
    ['home page with the announcement', ''],
    ['product page with the card', '/products/p11'],
  ] as const) {
    const points = { with: [] as number[], without: [] as number[] };
    for (let round = 0; round < RUNS; round += 1) {
      for (const kind of ['with', 'without'] as const) {
        state.putShop({ ...state.shop, app: kind === 'with' ? app : null });
        const address = `${url}/shops/${state.shop.domain}${path_}`;
        points[kind].push(
          await performanceOf(address, port, `customer=${ANNA}`, kind === 'with' ? 'data-theme-block' : null),
        );
      }
    }
    const [with_, without] = [median(points.with), median(points.without)];
    figures[name] = { with: with_, without, lost: Math.round((without - with_) * 10) / 10 };
  }
  state.putShop({ ...state.shop, app });
  return figures;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
