import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, picture } from './browser';
import { RULE_CASES, type BoughtLine, type Given, type Money, type RuleCase } from './rule-cases';
import { openRulesShop, type RulesShop } from './rules-shop';
import { readSummary } from './summary';

/** A currency that shoppers pay in: its places, and its rate as billionths, exactly as the shop sells in it. */
interface Paying {
  currency: string;
  places: number;
  rate: bigint;
}

const BILLION = 1_000_000_000n;
const own = (currency: string, places: number): Paying => ({ currency, places, rate: BILLION });

/** Three shops: one sells in two more currencies at a rate, one in francs, one in yen, which have no decimals. */
const SHOPS = [
  {
    domain: 'rules-eur.myshopify.com',
    currency: 'EUR',
    places: 2,
    unit: 100,
    presentmentRates: { USD: '1.0847', JPY: '163.42' },
    paying: [
      own('EUR', 2),
      { currency: 'USD', places: 2, rate: 1_084_700_000n },
      { currency: 'JPY', places: 0, rate: 163_420_000_000n },
    ],
  },
  { domain: 'rules-chf.myshopify.com', currency: 'CHF', places: 2, unit: 100, paying: [own('CHF', 2)] },
  { domain: 'rules-jpy.myshopify.com', currency: 'JPY', places: 0, unit: 160, paying: [own('JPY', 0)] },
] as const;

describe.each(SHOPS)('rules at checkout in a shop of $currency', (facts) => {
  let browser: BrowserContext;
  let page: Page;
  let shop: RulesShop;

  beforeAll(async () => {
    browser = await openBrowser({ locale: 'en-GB' });
    const { domain, currency } = facts;
    shop = await openRulesShop(browser, {
      domain,
      currency,
      ...('presentmentRates' in facts ? { presentmentRates: facts.presentmentRates } : {}),
    });
    page = await browser.newPage();
  });
  afterAll(() => browser?.close());

  it.each(RULE_CASES)('$name', async (rule) => {
    const money = { unit: facts.unit, presented: (minor: number) => minor };
    await shop.save(rule.rules(money, shop));
    for (const paying of facts.paying) {
      for (const language of ['en', 'de'] as const) {
        await check(page, shop, rule, language, paying, {
          unit: facts.unit,
          presented: (minor) => presented(minor, facts.places, paying),
        });
      }
    }
    if (rule === RULE_CASES.find(({ name }) => name.includes('stacked'))) {
      await picture(page, `checkout-stacked-${facts.currency.toLowerCase()}`);
    }
  });
});

async function check(
  page: Page,
  shop: RulesShop,
  rule: RuleCase,
  language: 'en' | 'de',
  paying: Paying,
  money: Money,
): Promise<void> {
  const { currency } = paying;
  await page.goto(await shop.checkout({ lines: rule.cart, language, currency }));
  const summary = await readSummary(page);
  const cart: BoughtLine[] = rule.cart.map((line, index) => ({
    ...line,
    unitPriceMinor: (summary.lines[index] ?? 0) / line.quantity,
  }));
  const delivery = summary.shipping + summary.shippingDiscount;
  const given: Given = rule.given(cart, delivery, money);
  const at = `${rule.name}, ${currency}, ${language}`;

  expect(summary.text, at).toContain(language === 'de' ? 'Gesamt' : 'Total');
  expect(delivery, at).toBeGreaterThan(0);
  expect(
    summary.lines.reduce((sum, line) => sum + line, 0),
    at,
  ).toBe(summary.subtotal);
  expect(summary.discounts.length > 0, at).toBe(given.reason !== null);
  for (const { title } of summary.discounts) expect(title, at).toMatch(given.reason?.[language] ?? /^$/);
  const off = summary.discounts.reduce((sum, discount) => sum + discount.minor, 0);
  expect(off, at).toBe(given.lines + given.delivery);
  expect(summary.shippingDiscount, at).toBe(given.delivery);
  // to the last minor unit
  expect(summary.total, at).toBe(summary.subtotal - off + delivery);
  expect(summary.fractions, at).toEqual(new Set([paying.places]));
}

/** A rule's amount in what the shopper pays in: times the rate, rounded down to a minor unit. */
function presented(minor: number, places: number, { rate, places: presentedPlaces }: Paying): number {
  const scaled = BigInt(minor) * rate * 10n ** BigInt(presentedPlaces);
  return Number(scaled / (BILLION * 10n ** BigInt(places)));
}
