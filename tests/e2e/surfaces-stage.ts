import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import { encodeRules, encodeStanding2, type Standing2 } from '../../app/loyalty/discount-rules';
import { defaultProgram, type Program } from '../../app/loyalty/program';
import { giftRules, loyaltyRules } from '../../app/loyalty/program-rules';
import { encodeDossier, encodeProgramCard, type DossierFacts } from '../../app/loyalty/surface-data';
import { NOW, putDiscount } from '../../dev-store/checkout/test-shop';
import type { Order, ShopState } from '../../dev-store/model/types';
import { startTestPages, type TestPages } from '../../dev-store/pages/test-pages';

/** The dev store's pages with a small shop, and a browser's page to look at the surfaces on them. */
export const SHOP = '/shops/test.myshopify.com';
export const BLOCK = '[data-surface="purchase.checkout.block.render"]';
export const REDUCTIONS = '[data-surface="purchase.checkout.reductions.render-after"]';
export const THANKS = '[data-surface="purchase.thank-you.block.render"]';
export const STATUS = '[data-surface="customer-account.order-status.block.render"]';
export const PROFILE = '[data-surface="customer-account.profile.block.render"]';
export const CARD = '[data-surface="customer-account.page.render"]';
export const THEME_CARD = '[data-theme-block="card"]';
export const ANNOUNCEMENT = '[data-theme-block="announcement"]';
export const CODE = 'DANKE-K7QX';
export const ANNA = 21;
export const BERT = 22;
const ADDRESS = {
  firstName: 'Anna',
  lastName: 'Beispiel',
  address1: 'Weg 1',
  zip: '01099',
  city: 'Dresden',
  countryCode: 'DE',
};
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const program: Program = defaultProgram({ name: 'Test', email: 'shop@example.com' });
export const gift = { code: CODE, hundredths: 1500, years: 3, from: '2026-11-20', until: '2026-12-20' };
export const standing: Standing2 = {
  qualifyingOrders: 4,
  tier: { key: 'regular', until: '2027-05-01' },
  gifts: [gift],
};
export const dossier: DossierFacts = {
  first: '2023-11-20',
  netSpendMinor: 18_400,
  anniversary: { date: '2027-11-20', years: 4 },
  orders: [],
  used: [],
};
/** What the app has written about Anna and the shop; a text is written as it is, null not at all. */
export interface Written {
  standing?: Standing2 | string | null;
  dossier?: DossierFacts | string | null;
  program?: string | null;
}

/** An item's picture: the browser shows a broken one for a product without. */
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#c69c76" d="M0 0h64v64H0z"/><path fill="#5d3a22" d="M18 22h24v20H18z"/></svg>';
const OWNERS = { standing: 'CUSTOMER', dossier: 'CUSTOMER', program: 'SHOP' } as const;

export function json(encoded: { ok: true; json: string } | { ok: false }): string {
  if (!encoded.ok) throw new Error('too large');
  return encoded.json;
}

/** The shop metafield `program`, as the app writes it. */
export const programCard = (own: object = {}): string =>
  JSON.stringify({
    ...(JSON.parse(
      json(
        encodeProgramCard(
          program,
          { currency: 'EUR', timeZone: 'Europe/Berlin' },
          { version: 1, since: '2026-01-01' },
        ),
      ),
    ) as object),
    ...own,
  });

/** A shop on Plus with pictures, the program's discounts and the app installed. */
export function prepareShop(state: ShopState, codes: string[] = [CODE]): void {
  const { app } = state.shop;
  state.putShop({
    ...state.shop,
    planName: 'Shopify Plus',
    app: app && { ...app, scopes: ['read_customers'] },
  });
  for (const product of state.all('product').values()) state.put('product', { ...product, image: PICTURE });
  const combines = {
    combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
  };
  putDiscount(state, combines, JSON.parse(json(encodeRules(loyaltyRules(program, 'EUR')))) as object);
  const coupon = {
    method: 'code' as const,
    title: 'Anniversary',
    usageLimit: 1,
    codes: codes.map((code, index) => ({ id: 900 + index, code, usageCount: 0 })),
  };
  putDiscount(
    state,
    { ...combines, ...coupon },
    JSON.parse(json(encodeRules(giftRules(program, 'EUR')))) as object,
  );
  define(state, 'READ');
}

/** Definitions as the app creates them: without `customerAccount: READ` the Customer Account API gives nothing. */
export function define(state: ShopState, customerAccount: 'READ' | 'NONE'): void {
  Object.entries(OWNERS).forEach(([key, ownerType], index) =>
    state.put('metafieldDefinition', {
      id: 700 + index,
      ownerType,
      namespace: 'app--7--loyalty',
      key,
      name: key,
      description: null,
      type: 'json',
      access: { admin: null, storefront: null, customerAccount },
      pinnedPosition: null,
      validations: [],
    }),
  );
}

/** Writes Anna's metafields and the shop's anew. */
export function write(state: ShopState, written: Written): void {
  const own = written.standing === undefined ? standing : written.standing;
  const more = written.dossier === undefined ? dossier : written.dossier;
  const values = {
    standing: typeof own === 'object' && own !== null ? json(encodeStanding2(own)) : own,
    dossier: typeof more === 'object' && more !== null ? json(encodeDossier(more)) : more,
    program: written.program === undefined ? programCard() : written.program,
  };
  Object.entries(OWNERS).forEach(([key, ownerType], index) => {
    const id = 800 + index;
    const value = values[key as keyof typeof OWNERS];
    const ownerId = ownerType === 'SHOP' ? 'gid://shopify/Shop/1' : `gid://shopify/Customer/${ANNA}`;
    if (value === null) state.remove('metafield', id);
    else
      state.put('metafield', {
        id,
        ownerId,
        namespace: 'app--7--loyalty',
        key,
        type: 'json',
        value,
        createdAt: NOW,
        updatedAt: NOW,
      });
  });
}

/** A shop, the browser's page, and what people do there. */
export class Stage {
  private constructor(
    readonly browser: BrowserContext,
    readonly pages: TestPages,
    readonly page: Page,
  ) {}

  static async open(browser: BrowserContext, facts: Written & { codes?: string[] } = {}): Promise<Stage> {
    await browser.clearCookies();
    const pages = await startTestPages((state) => {
      prepareShop(state, facts.codes);
      write(state, facts);
    });
    return new Stage(browser, pages, await browser.newPage());
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.pages.stop();
  }

  async signIn(customerId = ANNA): Promise<void> {
    await this.cookie('customer', String(customerId));
  }
  async speak(language: string): Promise<void> {
    await this.cookie('language', language);
  }
  private async cookie(name: string, value: string): Promise<void> {
    await this.browser.addCookies([{ name, value, domain: '127.0.0.1', path: SHOP }]);
  }

  /** Opens a page of the shop, and waits until every surface on it has drawn what it has to say. */
  async visit(path: string): Promise<void> {
    await this.page.goto(`${this.pages.url}${SHOP}${path}`);
    await this.rendered();
  }
  async rendered(): Promise<void> {
    await this.page.waitForFunction(() => {
      const { stammkundeSurfaces: report } = globalThis as unknown as {
        stammkundeSurfaces?: { rendered: object; problems: string[] };
      };
      const places = document.querySelectorAll('[data-surface]');
      if (places.length === 0) return true;
      return report && (report.problems.length > 0 || Object.keys(report.rendered).length === places.length);
    });
  }

  /** Starts a checkout and looks at it. @returns its path below the server */
  async checkout(body: object): Promise<string> {
    const lines = [{ variantId: 111, quantity: 2 }];
    const started = await this.pages.json(`${SHOP}/checkouts`, {
      lines,
      language: 'en',
      address: ADDRESS,
      ...body,
    });
    const path = `/checkouts/${String(started['token'])}`;
    await this.visit(path);
    return `${SHOP}${path}`;
  }
  async buy(customerId: number): Promise<{ token: string; id: number }> {
    const started = await this.pages.json(`${SHOP}/checkouts`, {
      lines: [{ variantId: 111, quantity: 1 }],
      language: 'en',
      customerId,
      address: ADDRESS,
    });
    const token = String(started['token']);
    const paid = await this.pages.json(`${SHOP}/checkouts/${token}/pay`, {});
    if (paid['ok'] !== true) throw new Error(`not paid: ${JSON.stringify(paid)}`);
    return { token, id: (paid['order'] as Order).id };
  }

  /** What the sandbox complained of. */
  problems(): Promise<string[]> {
    return this.page.evaluate(
      () =>
        (globalThis as unknown as { stammkundeSurfaces?: { problems: string[] } }).stammkundeSurfaces
          ?.problems ?? [],
    );
  }
  texts(selector: string): Promise<string[]> {
    return this.page.locator(`${selector} :is(s-heading, s-text)`).allTextContents();
  }
  total(): Promise<string | null> {
    return this.page.locator('.sums .total td').textContent();
  }

  /** Serious and critical findings of axe-core inside what the selector finds. */
  async axeFindings(selector = '[data-surface]'): Promise<string[]> {
    await this.page.evaluate(AXE);
    return this.page.evaluate(async (include) => {
      const { axe } = globalThis as unknown as {
        axe: {
          run(
            context: object,
          ): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }>;
        };
      };
      const { violations } = await axe.run({ include: [[include]] });
      return violations
        .filter(({ impact }) => ['serious', 'critical'].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }, selector);
  }
}
