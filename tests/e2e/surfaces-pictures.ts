import path from 'node:path';
import { ensureExtensions } from '../../scripts/extensions/ensure';
import { openBrowser } from './browser';
import { startConsentServer } from './consent-server';
import {
  ANNA,
  ANNOUNCEMENT,
  BLOCK,
  CARD,
  dossier,
  PROFILE,
  programCard,
  REDUCTIONS,
  Stage,
  STATUS,
  THANKS,
  THEME_CARD,
} from './surfaces-stage';

/** `npm run extensions:pictures`: the pictures of docs/surfaces.md, each surface by itself as the dev store draws it. */
const FOLDER = path.resolve('docs', 'pictures');
const MARGIN = 16;

await ensureExtensions(process.cwd());
const browser = await openBrowser({ locale: 'en-GB' });
const consent = await startConsentServer();
const stage = await Stage.open(browser, {
  dossier: { ...dossier, savedMinor: 2_350 },
  program: programCard({ q: consent.url }),
});
const { state } = stage.pages;
const settings = { text: 'Winter roast, before everybody else', first_day: '2026-11-25' };
state.putShop({ ...state.shop, surfaceSettings: { 'loyalty-theme/announcement': settings } });
await stage.page.setViewportSize({ width: 900, height: 1_200 });
await stage.signIn();
await stage.buy(ANNA);
const order = await stage.buy(ANNA);

await stage.checkout({ customerId: ANNA });
await take('checkout', BLOCK);
await take('reductions', REDUCTIONS);
consent.state = 'off';
await stage.visit(`/checkouts/${order.token}/thank-you`);
await take('thank-you', THANKS);
consent.state = 'ask';
await stage.visit(`/account/orders/${order.id}`);
await stage.page.getByText('May we write').waitFor();
await take('order-status', STATUS);
await stage.visit('/account');
await take('profile', PROFILE);
await stage.visit('/account/pages/loyalty-account-page');
await take('customer-card', CARD);
await stage.visit('/products/p11');
await take('theme-card', THEME_CARD);
await stage.visit('');
await take('theme-announcement', ANNOUNCEMENT);

await stage.close();
await browser.close();
await consent.stop();

/** The surface with a little of what is around it. */
async function take(name: string, selector: string): Promise<void> {
  const place = stage.page.locator(selector);
  await place.locator(':is(s-heading, s-text, s-list-item, p)').first().waitFor();
  await stage.page.evaluate(() => globalThis.scrollTo(0, 0));
  const box = await place.boundingBox();
  if (!box) throw new Error(`${name} is not on the page`);
  await stage.page.screenshot({
    path: path.join(FOLDER, `surface-${name}.png`),
    fullPage: true,
    clip: {
      x: Math.max(0, box.x - MARGIN),
      y: Math.max(0, box.y - MARGIN),
      width: box.width + 2 * MARGIN,
      height: box.height + 2 * MARGIN,
    },
  });
  process.stdout.write(`docs/pictures/surface-${name}.png\n`);
}
