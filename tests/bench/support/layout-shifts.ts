import type { BrowserContext, Page } from 'playwright-core';

interface Shift {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null }[];
}
interface Watching {
  layoutShifts: Shift[];
}

/** Every page opened from now on notes its layout shifts (the Layout Instability API of Chromium). */
export async function watchShifts(browser: BrowserContext): Promise<void> {
  await browser.addInitScript(() => {
    const all: Shift[] = [];
    Object.assign(globalThis, { layoutShifts: all });
    new PerformanceObserver((list) => {
      all.push(...(list.getEntries() as unknown as Shift[]));
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** The sum of the shifts that moved something inside, leaving out what followed a shopper's own click within half a second. */
export async function shiftsIn(page: Page, selector: string): Promise<number> {
  // shifts are told after the frame
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  return page.evaluate(
    (inside) =>
      (globalThis as unknown as Watching).layoutShifts
        .filter(({ hadRecentInput }) => !hadRecentInput)
        .filter(({ sources }) =>
          sources.some(({ node }) => node?.parentElement?.closest(inside) !== null && node !== null),
        )
        .reduce((sum, { value }) => sum + value, 0),
    selector,
  );
}
