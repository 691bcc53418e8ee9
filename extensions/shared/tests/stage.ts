import { readFileSync } from 'node:fs';
import path from 'node:path';
import { render } from 'preact';
import { afterEach, beforeEach, vi } from 'vitest';
import { encodeStanding2, type Standing2 } from '~/loyalty/discount-rules';
import { defaultProgram, type Program } from '~/loyalty/program';
import { encodeDossier, encodeProgramCard, type DossierFacts } from '~/loyalty/surface-data';
import { surfaceI18n, type SurfaceI18n } from '../../../dev-store/surfaces/i18n';
import type { MetafieldEntry } from '../metafields';

/** What the app would have stored, written by the app's own encoders. The clock of these tests stands still. */
const NOW = new Date('2026-11-22T12:00:00Z');
export const CUSTOMER = 'gid://shopify/Customer/7001';

export const program: Program = {
  ...defaultProgram({ name: 'Kaffeehaus', email: 'hallo@kaffee.test' }),
};
export const standing: Standing2 = {
  qualifyingOrders: 4,
  tier: { key: 'regular', until: '2027-05-01' },
  gifts: [{ code: 'DANKE-K7QX', hundredths: 1500, years: 3, from: '2026-11-20', until: '2026-12-20' }],
};
export const dossier: DossierFacts = {
  first: '2023-11-20',
  netSpendMinor: 18_400,
  anniversary: { date: '2027-11-20', years: 4 },
  orders: [{ id: '5004', ordinal: 4 }],
  used: [],
};

/** Entries as `shopify.appMetafields` has them. */
export function entries(facts: {
  standing?: Standing2 | string | null;
  dossier?: DossierFacts | string | null;
  program?: Program | string | null;
  customerId?: string;
}): MetafieldEntry[] {
  const customer = { type: 'customer', id: facts.customerId ?? CUSTOMER };
  const shop = { type: 'shop', id: 'gid://shopify/Shop/1' };
  const json = (encoded: { ok: true; json: string } | { ok: false }) => {
    if (!encoded.ok) throw new Error('too large');
    return encoded.json;
  };
  const entry = (target: MetafieldEntry['target'], key: string, value: string | null | undefined) =>
    value === null || value === undefined
      ? []
      : [
          {
            target,
            metafield: { namespace: '$app:loyalty', key, value, valueType: 'json_string', type: 'json' },
          },
        ];
  const text = <T extends object>(value: T | string | null | undefined, encode: (value: T) => string) =>
    typeof value === 'object' && value !== null ? encode(value) : value;
  return [
    ...entry(
      customer,
      'standing',
      text(facts.standing, (value) => json(encodeStanding2(value))),
    ),
    ...entry(
      customer,
      'dossier',
      text(facts.dossier, (value) => json(encodeDossier(value))),
    ),
    ...entry(
      shop,
      'program',
      text(facts.program, (value) =>
        json(
          encodeProgramCard(
            value,
            { currency: 'EUR', timeZone: 'Europe/Berlin' },
            { version: 3, since: '2026-11-01' },
          ),
        ),
      ),
    ),
  ];
}

/** @param extension whose locale files */
export function i18n(language: string, extension: string): SurfaceI18n {
  const folder = path.resolve(import.meta.dirname, '..', '..', extension, 'locales');
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  return surfaceI18n(
    {
      texts: { en: read('en.default.json'), de: read('de.json'), fr: read('fr.json') },
      defaultLanguage: 'en',
    },
    language,
    'EUR',
  );
}

/**
 * Gives the mocked `shopify` properties of a signed-in buyer. The tester's mock is an app without access to customer data, and
 * throws at whoever reads a property that it lacks; Shopify leaves such properties undefined.
 */
export function provide(shopify: object, properties: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(shopify, name, { value, configurable: true, writable: true, enumerable: true });
  }
}

/** Settings as the merchant left them; what was never touched is undefined. */
export function settings(own: Record<string, unknown> = {}): { value: Record<string, unknown> } {
  const keys = ['heading', 'hide_standing', 'hide_next_tier', 'hide_anniversary', 'round_orders'];
  return { value: { ...Object.fromEntries(keys.map((key) => [key, undefined])), ...own } };
}

/**
 * The extension is set up before each test, under a clock that stands still, and off the page after it.
 * @param faked what of time stands still besides the date
 */
export function onStage<T extends { setUp(): void; tearDown(): void }>(
  extension: T,
  ...faked: ('setTimeout' | 'clearTimeout')[]
): T {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date', ...faked] });
    extension.setUp();
  });
  afterEach(() => {
    unmount();
    extension.tearDown();
    vi.useRealTimers();
  });
  return extension;
}

/** Takes the extension off the page, as when the buyer leaves it. */
export function unmount(): void {
  render(null, document.body);
  document.body.replaceChildren();
}
