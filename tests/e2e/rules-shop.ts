import type { BrowserContext } from 'playwright-core';
import { expect, inject, vi } from 'vitest';
import { defaultProgram, type Program } from '../../app/loyalty/program';
import { encodeRules, encodeVariables } from '../../app/loyalty/discount-rules';
import { loyaltyRules, ruleVariables } from '../../app/loyalty/program-rules';
import { toDraft } from '../../app/routes/app.program/draft';
import { Admin, get, post } from './admin';

export interface RulesShop {
  domain: string;
  currency: string;
  customerId: number;
  variantOf(handle: string): number;
  collection(handle: string): { id: string; title: string };
  /** saves through the app's own page session, and waits until Shopify's side holds it */
  save(loyalty: Partial<Program['loyalty']>): Promise<void>;
  /** the address of a new checkout of the regular */
  checkout(options: {
    lines: { handle: string; quantity: number }[];
    language: string;
    currency: string;
  }): Promise<string>;
}

interface Product {
  handle: string;
  variants: { id: number }[];
}

/** A shop of its own in a currency, with the app installed and one regular whose next order is the fifth. */
export async function openRulesShop(
  browser: BrowserContext,
  shop: { domain: string; currency: string; presentmentRates?: Record<string, string> },
): Promise<RulesShop> {
  const { domain, currency } = shop;
  await control('/shops', null, { ...shop, seed: 'products' });
  const page = await browser.newPage();
  await new Admin(page, domain.replace('.myshopify.com', '')).install();

  const { products } = await get<{ products: Product[] }>(`/control/products?shop=${domain}`);
  const { collections } = await get<{ collections: { id: number; handle: string; title: string }[] }>(
    `/control/collections?shop=${domain}`,
  );
  const variantOf = (handle: string) => {
    const variant = products.find((product) => product.handle === handle)?.variants[0];
    if (!variant) throw new Error(`no product ${handle}`);
    return variant.id;
  };
  const customerId = await regular(domain, variantOf('elbtal-espresso'));
  await holds(domain, 'standing', (text) => text.includes('"n":4'));

  const start = defaultProgram({ name: domain, email: 'hello@example.com' });
  let version = 1;
  return {
    domain,
    currency,
    customerId,
    variantOf,
    collection: (handle) => {
      const found = collections.find((each) => each.handle === handle);
      if (!found) throw new Error(`no collection ${handle}`);
      return { id: `gid://shopify/Collection/${found.id}`, title: found.title };
    },
    save: async (loyalty) => {
      const program: Program = { ...start, loyalty: { ...start.loyalty, ...loyalty } };
      const answer = await page
        .frames()
        .find((each) => each.parentFrame())
        ?.evaluate(
          async (body) => {
            const response = await fetch('/app/program/save', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
              body: JSON.stringify(body),
            });
            return (await response.json()) as { outcome: string; version: number };
          },
          { version, draft: toDraft(program, currency, 'en'), locale: 'en' },
        );
      expect(answer).toMatchObject({ outcome: 'saved' });
      version = answer?.version ?? version;
      await settled(domain, program, currency);
    },
    checkout: async ({ lines, language, currency: presentment }) => {
      const response = await fetch(`${inject('store')}/shops/${domain}/checkouts`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({
          lines: lines.map(({ handle, quantity }) => ({ variantId: variantOf(handle), quantity })),
          customerId,
          language,
          currency: presentment,
        }),
      });
      expect(response.status).toBe(201);
      const { url } = (await response.json()) as { url: string };
      return new URL(url, inject('store')).href;
    },
  };
}

/** Four paid orders: the next one is the fifth. */
async function regular(domain: string, variantId: number): Promise<number> {
  const { customer } = await control<{ customer: { id: number } }>('/customers', domain, {
    firstName: 'Rieke',
    lastName: 'Sommer',
    email: `rieke@${domain.split('.')[0]}.example`,
    locale: 'de',
  });
  for (let order = 0; order < 4; order += 1) {
    await control('/orders', domain, {
      customerId: customer.id,
      lines: [{ variantId, quantity: 1 }],
      paid: true,
    });
  }
  return customer.id;
}

/** The app carries a saved program out after its answer: wait until the dev store holds its rules and variables. */
async function settled(domain: string, program: Program, currency: string): Promise<void> {
  const wanted = {
    config: encodeRules(loyaltyRules(program, currency)),
    variables: encodeVariables(ruleVariables(program)),
  };
  for (const [key, value] of Object.entries(wanted)) {
    await holds(domain, key, (text) => value.ok && text === value.json);
  }
}

/** Waits, in a hook too, until a metafield of the shop is as it should be. */
async function holds(domain: string, key: string, expected: (text: string) => boolean): Promise<void> {
  await vi.waitFor(
    async () => {
      const text = await metafield(domain, key);
      if (!expected(text)) throw new Error(`${domain}: ${key} is ${text.slice(0, 500)}`);
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function metafield(domain: string, key: string): Promise<string> {
  const { metafields } = await get<{ metafields: { value: string }[] }>(
    `/control/metafields?shop=${domain}&key=${key}`,
  );
  return metafields[0]?.value ?? '';
}

function control<T>(path: string, domain: string | null, body: unknown): Promise<T> {
  const query = domain === null ? '' : `?shop=${domain}`;
  return post<T>(`/control${path}${query}`, body);
}
