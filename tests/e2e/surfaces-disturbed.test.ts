import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './browser';
import { startConsentServer, type ConsentServer } from './consent-server';
import {
  ANNA,
  ANNOUNCEMENT,
  BLOCK,
  CARD,
  PROFILE,
  programCard,
  REDUCTIONS,
  Stage,
  STATUS,
  THANKS,
  THEME_CARD,
  type Written,
} from './surfaces-stage';

/** Every surface, in health and under everything that may be wrong: it shows less, and never an error. */
const SURFACES = [
  'checkout block',
  'reductions',
  'thank-you',
  'order status',
  'profile block',
  'account page',
  'theme card',
  'theme announcement',
] as const;
type Surface = (typeof SURFACES)[number];

const SELECTOR: Record<Surface, string> = {
  'checkout block': BLOCK,
  reductions: REDUCTIONS,
  'thank-you': THANKS,
  'order status': STATUS,
  'profile block': PROFILE,
  'account page': CARD,
  'theme card': THEME_CARD,
  'theme announcement': ANNOUNCEMENT,
};
/** Something that stands there when all is well. */
const HEALTHY: Record<Surface, string> = {
  'checkout block': 'Regular status, 4 orders with us so far',
  reductions: 'Your coupon DANKE-K7QX, valid until December 20, 2026.',
  'thank-you': 'Order number 5: thank you for staying with us',
  'order status': 'Your coupon DANKE-K7QX is valid for your next order',
  'profile block': 'Status: Regular (5% off)',
  'account page': 'Version 1, in force since January 1, 2026.',
  'theme card': 'Regular status (5% off)',
  'theme announcement': 'Winter roast, before everybody else',
};
const THANKS_ANYWAY = 'Thank you for coming back';
/** What is left when nothing is known of the customer: '' is nothing at all. */
const UNKNOWN: Record<Surface, string> = {
  'checkout block': '',
  reductions: '',
  'thank-you': THANKS_ANYWAY,
  'order status': THANKS_ANYWAY,
  'profile block': '',
  'account page': 'Your card begins with your first order.',
  'theme card': '',
  'theme announcement': '',
};
const ANNOUNCED = {
  text: 'Winter roast, before everybody else',
  first_day: '2026-11-25',
  days_ahead: 7,
  from_orders: 2,
};
const MEGABYTE = 'x1,'.repeat(350_000);
const HUGE = { heading: MEGABYTE, round_orders: MEGABYTE, hint: MEGABYTE, surplus: MEGABYTE };

interface Disturbance {
  name: string;
  written?: Written;
  settings?: Record<string, unknown>;
  network?: 'slow' | 'down';
  shows: Record<Surface, string>;
}
const DISTURBANCES: Disturbance[] = [
  { name: 'nothing wrong', shows: HEALTHY },
  {
    name: 'no metafield',
    written: { standing: null, dossier: null, program: null },
    shows: UNKNOWN,
  },
  {
    name: 'malformed metafields',
    // Shopify refuses these when they are written; here they are put there past it
    written: { standing: '{"v":2,', dossier: '{"v":1,"f":', program: 'program' },
    shows: UNKNOWN,
  },
  {
    name: 'metafields of another shape',
    written: {
      standing: '{"v":2,"n":4,"t":7,"g":{"X":{},"DANKE":"2026"}}',
      dossier: '{"v":1,"f":[],"s":"1","a":{},"r":[],"u":"x"}',
      program: '{"v":1,"by":"orders","t":[null,{"k":1}],"m":[null,5],"z":{},"c":0,"q":{}}',
    },
    // the number of orders is all that can be read
    shows: {
      ...UNKNOWN,
      'checkout block': '4 orders with us so far',
      'thank-you': 'Order number 5: thank you for staying with us',
      'profile block': '4 orders with us so far',
      'account page': '4 orders with us so far',
      'theme card': '4 orders with us so far',
      'theme announcement': ANNOUNCED.text,
    },
  },
  {
    name: 'an older version',
    written: { standing: '{"v":1,"n":4,"t":"regular"}', dossier: '{"v":0}', program: '{"v":0,"t":[]}' },
    shows: UNKNOWN,
  },
  { name: 'a megabyte of settings', settings: HUGE, shows: { ...HEALTHY, 'thank-you': 'x1,x1,' } },
  { name: 'our server down', network: 'down', shows: HEALTHY },
  { name: 'a network that takes two seconds', network: 'slow', shows: HEALTHY },
];

let browser: BrowserContext;
let consent: ConsentServer;
const errors: string[] = [];

beforeAll(async () => {
  browser = await openBrowser({ locale: 'en-GB' });
  consent = await startConsentServer();
  browser.on('weberror', (error) => errors.push(String(error.error())));
  browser.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await consent?.stop();
});

async function open({ written, settings, network }: Omit<Disturbance, 'name' | 'shows'>): Promise<Stage> {
  const stage = await Stage.open(browser, { program: programCard({ q: consent.url }), ...written });
  const { state, context } = stage.pages;
  const own = (settings ?? {}) as Record<string, string>;
  state.putShop({
    ...state.shop,
    surfaceSettings: {
      'loyalty-checkout': own,
      'loyalty-thanks': own,
      'loyalty-theme/card': own,
      'loyalty-theme/announcement': { ...own, ...ANNOUNCED },
    },
  });
  context.faults.surfaces = network ?? 'none';
  await stage.signIn();
  return stage;
}

/** Opens the page that has the surface. */
async function look(stage: Stage, surface: Surface): Promise<void> {
  if (surface === 'checkout block' || surface === 'reductions') {
    await stage.checkout({ customerId: ANNA });
  } else if (surface === 'thank-you') {
    // her first here, which is not counted yet
    await stage.buy(ANNA);
    await stage.visit(`/checkouts/${(await stage.buy(ANNA)).token}/thank-you`);
  } else if (surface === 'order status') {
    await stage.visit(`/account/orders/${(await stage.buy(ANNA)).id}`);
  } else if (surface === 'profile block') {
    await stage.visit('/account');
  } else if (surface === 'account page') {
    await stage.visit('/account/pages/loyalty-account-page');
  } else {
    await stage.visit(surface === 'theme card' ? '/products/p11' : '');
  }
}

describe.each(DISTURBANCES)('with $name', ({ shows, ...disturbance }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await open(disturbance);
  });
  afterAll(() => stage?.close());

  it.each(SURFACES)('%s', async (surface) => {
    errors.length = 0;
    await look(stage, surface);
    const place = stage.page.locator(SELECTOR[surface]);
    const wanted = shows[surface];
    if (wanted === '') expect((await place.allTextContents()).join('')).toBe('');
    else await place.getByText(wanted).first().waitFor();

    const said = (await place.allInnerTexts()).join('\n');
    expect(said).not.toMatch(/undefined|NaN|null|\[object|\{\{|Liquid|Error/);
    // a merchant's text of a megabyte is cut
    expect(said.length).toBeLessThan(2_000);
    expect(await stage.problems()).toEqual([]);
    expect(await stage.page.locator('.surface-problem').count()).toBe(0);
    expect(errors).toEqual([]);
  });
});

describe('in health', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await open({});
  });
  afterAll(() => stage?.close());

  it.each(SURFACES)('%s has no serious finding of axe-core, at any width', async (surface) => {
    await look(stage, surface);
    await stage.page.locator(SELECTOR[surface]).getByText(HEALTHY[surface]).first().waitFor();
    expect(await stage.axeFindings(SELECTOR[surface])).toEqual([]);
    await stage.page.setViewportSize({ width: 390, height: 844 });
    expect(await stage.axeFindings(SELECTOR[surface])).toEqual([]);
    const overflow = await stage.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await stage.page.setViewportSize({ width: 1280, height: 900 });
  });

  /** Names of what the Tab key reaches inside the surface, in order. */
  async function reached(selector: string): Promise<string[]> {
    const names: string[] = [];
    await stage.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let presses = 0; presses < 60; presses += 1) {
      await stage.page.keyboard.press('Tab');
      const name = await stage.page.evaluate((inside) => {
        const focused = document.activeElement;
        if (focused === null || focused === document.body) return null;
        if (!focused.closest(inside)) return '';
        return focused.getAttribute('accessibilitylabel') ?? focused.textContent;
      }, selector);
      if (name === null) break;
      if (name !== '') names.push(name.trim());
    }
    return [...new Set(names)];
  }

  const APPLY = ['Apply coupon DANKE-K7QX'];
  const ANSWERS = ['Yes, please', 'No, thank you'];
  it.each<[Surface, string[]]>([
    ['checkout block', APPLY],
    ['reductions', APPLY],
    ['thank-you', ANSWERS],
    ['order status', ANSWERS],
    ['profile block', ['The whole card, with terms and message preferences']],
    ['account page', ['Copy code DANKE-K7QX', 'Receive e-mails', 'shop@example.com']],
    ['theme card', []],
    ['theme announcement', []],
  ])('%s is worked by keyboard', async (surface, names) => {
    await look(stage, surface);
    await stage.page.locator(SELECTOR[surface]).getByText(HEALTHY[surface]).first().waitFor();
    if (names === ANSWERS) await stage.page.getByText('May we write').waitFor();
    expect(await reached(SELECTOR[surface])).toEqual(names);
  });

  it('answers the question about consent by keyboard', async () => {
    await look(stage, 'thank-you');
    const yes = stage.page.getByRole('button', { name: 'Yes, please' });
    await yes.waitFor();
    await yes.focus();
    await stage.page.keyboard.press('Enter');
    await stage.page.getByText('Please look into your mailbox.').waitFor();
  });
});
