import path from 'node:path';
import { parse as parseHtml } from 'node-html-parser';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeStanding2, type Standing2 } from '~/loyalty/discount-rules';
import { defaultProgram, type Program } from '~/loyalty/program';
import { encodeProgramCard } from '~/loyalty/surface-data';
import type { Metafield } from '../../../dev-store/model/types';
import { renderBlock, type ThemeContext } from '../../../dev-store/surfaces/theme';

/** Both blocks in a Liquid engine, with what the app would have stored. */
const FOLDER = path.resolve(import.meta.dirname, '..');
const CUSTOMER = 'gid://shopify/Customer/7001';
const program: Program = defaultProgram({ name: 'Kaffeehaus', email: 'hallo@kaffee.test' });
const standing: Standing2 = {
  qualifyingOrders: 4,
  tier: { key: 'regular', until: '2027-05-01' },
  gifts: [
    { code: 'DANKE-ALT', hundredths: 2000, years: 2, from: '2025-11-20', until: '2025-12-20' },
    { code: 'DANKE-K7QX', hundredths: 1250, years: 3, from: '2026-11-20', until: '2026-12-20' },
  ],
};

interface Facts {
  standing?: Standing2 | string;
  program?: Program | string | null;
  owner?: string;
  context?: Partial<ThemeContext>;
}

async function html(block: 'card' | 'announcement', facts: Facts = {}): Promise<string> {
  const own = facts.standing ?? standing;
  const shop = { currency: 'EUR', timeZone: 'Europe/Berlin' };
  const card = facts.program === undefined ? program : facts.program;
  const json = (encoded: { ok: true; json: string } | { ok: false }) => (encoded.ok ? encoded.json : '');
  const field = (ownerId: string, key: string, value: string): Metafield => ({
    id: 1,
    ownerId,
    namespace: 'app--7--loyalty',
    key,
    type: 'json',
    value,
    createdAt: '',
    updatedAt: '',
  });
  return renderBlock(FOLDER, block, {
    customer: { id: 7001 },
    shopId: 1,
    appId: 7,
    metafields: [
      field(facts.owner ?? CUSTOMER, 'standing', typeof own === 'string' ? own : json(encodeStanding2(own))),
      ...(card === null
        ? []
        : [
            field(
              'gid://shopify/Shop/1',
              'program',
              typeof card === 'string'
                ? card
                : json(encodeProgramCard(card, shop, { version: 1, since: '2026-01-01' })),
            ),
          ]),
    ],
    settings: {},
    language: 'en',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    now: Date.parse('2026-11-22T12:00:00Z'),
    ...facts.context,
  });
}
const lines = async (block: 'card' | 'announcement', facts: Facts = {}) =>
  parseHtml(await html(block, facts))
    .querySelectorAll('p')
    .map((node) => node.textContent.replace(/\s+/g, ' ').trim());

describe('the card', () => {
  it('shows tier, end, orders and the open coupon, in three languages', async () => {
    expect(await lines('card')).toEqual([
      'Good to see you again',
      'Regular status (5% off)',
      'Until May 1, 2027',
      '4 orders with us so far',
      '12.5% off your next order with the code DANKE-K7QX, until December 20, 2026',
    ]);
    expect(await lines('card', { context: { language: 'de' } })).toEqual([
      'Schön, dass Sie wieder da sind',
      'Status Regular (5 % Rabatt)',
      'Gilt bis 1. Mai 2027',
      'Bisher 4 Bestellungen bei uns',
      '12,5 % auf Ihre nächste Bestellung mit dem Code DANKE-K7QX, bis 20. Dezember 2026',
    ]);
    const first = { ...standing, qualifyingOrders: 1, tier: null, gifts: [] };
    expect(await lines('card', { standing: first, context: { language: 'fr' } })).toEqual([
      'Ravis de vous revoir',
      '1 commande chez nous à ce jour',
    ]);
  });

  it.each<[string, Program['loyalty']['tiers'][number]['benefits'][number], string]>([
    [
      'money',
      { on: 'order', value: { kind: 'amount', amountMinor: 500 }, minimumMinor: 0 },
      'Regular status (€5.00 off)',
    ],
    [
      'delivery',
      { on: 'delivery', value: { kind: 'free' }, minimumMinor: 0 },
      'Regular status (free delivery)',
    ],
    [
      'products',
      { on: 'tag', value: { kind: 'percentage', percentage: '10', capMinor: null }, minimumMinor: 0 },
      'Regular status (10% off selected products)',
    ],
  ])('says what a tier gives: %s', async (_what, benefit, text) => {
    const tiers = program.loyalty.tiers.map((tier) => ({ ...tier, benefits: [benefit] }));
    expect(
      await lines('card', { program: { ...program, loyalty: { ...program.loyalty, tiers } } }),
    ).toContain(text);
  });

  it('forgets a tier after its last day, on the shop’s calendar', async () => {
    const ends = { ...standing, gifts: [], tier: { key: 'regular', until: '2026-11-22' } };
    // in Berlin it is still the 22nd, then no longer
    const late = { now: Date.parse('2026-11-22T22:30:00Z') };
    expect(await lines('card', { standing: ends, context: late })).toContain('Until November 22, 2026');
    const later = { now: Date.parse('2026-11-22T23:30:00Z') };
    expect(await lines('card', { standing: ends, context: later })).toEqual([
      'Good to see you again',
      '4 orders with us so far',
    ]);
  });

  it('says no end where there is none', async () => {
    expect(
      await lines('card', { standing: { ...standing, gifts: [], tier: { key: 'regular', until: null } } }),
    ).toEqual(['Good to see you again', 'Regular status (5% off)', '4 orders with us so far']);
  });

  it('follows the settings, escaped', async () => {
    const settings = { heading: '<b>Kaffee</b>', show_coupon: false };
    const text = await html('card', { context: { settings } });
    expect(text).toContain('&lt;b&gt;Kaffee');
    expect(text).not.toContain('DANKE');
  });

  it.each<[string, Facts]>([
    ['a visitor', { context: { customer: null } }],
    ['a customer without a standing', { owner: 'gid://shopify/Customer/8' }],
    ['a standing that is no JSON', { standing: '{"v":2' }],
    ['an older one', { standing: '{"v":1,"n":4,"t":"regular"}' }],
    ['a list', { standing: '[]' }],
    ['no orders', { standing: { ...standing, qualifyingOrders: 0 } }],
  ])('shows nothing for %s', async (_what, facts) => {
    expect(await html('card', facts)).toBe('');
  });

  it.each(['{"v":9}', '[]', 'nonsense'])('shows less with the program %s', async (text) => {
    expect(await lines('card', { program: text })).toEqual([
      'Good to see you again',
      '4 orders with us so far',
      '12.5% off your next order with the code DANKE-K7QX, until December 20, 2026',
    ]);
  });

  it('gives a visitor the merchant’s hint, if there is one', async () => {
    const context = { customer: null, settings: { hint: 'Sign in to see your card' } };
    expect(await lines('card', { context })).toEqual(['Sign in to see your card']);
  });
});

describe('the announcement', () => {
  const settings = { text: 'Winter blend, 20% off', first_day: '2026-11-25', days_ahead: 7, from_orders: 3 };
  it.each<[string, string, Partial<typeof settings>, string[]]>([
    ['a day before', '2026-11-24', {}, ['For regulars, from November 25, 2026: Winter blend, 20% off']],
    ['seven days before', '2026-11-18', {}, ['For regulars, from November 25, 2026: Winter blend, 20% off']],
    ['eight days before', '2026-11-17', {}, []],
    ['on the day itself', '2026-11-25', {}, []],
    ['without a day', '2026-11-24', { first_day: '' }, []],
    ['without words', '2026-11-24', { text: ' ' }, []],
    ['to who has too few orders', '2026-11-24', { from_orders: 5 }, []],
  ])('%s', async (_what, day, change, expected) => {
    const context = { now: Date.parse(`${day}T12:00:00Z`), settings: { ...settings, ...change } };
    expect(await lines('announcement', { context })).toEqual(expected);
  });

  it('is for nobody who is not signed in', async () => {
    expect(await html('announcement', { context: { customer: null, settings } })).toBe('');
  });
});

it('weighs next to nothing, and loads nothing', async () => {
  const settings = { text: 'Winter blend', first_day: '2026-11-25', days_ahead: 7, from_orders: 3 };
  const both = (await html('card')) + (await html('announcement', { context: { settings } }));
  expect(both).toContain('Winter blend');
  expect(Buffer.byteLength(both)).toBeLessThanOrEqual(5_000);
  expect(gzipSync(both).length).toBeLessThanOrEqual(1_500);
  expect(both).not.toMatch(/<script|<link|src=|url\(/);
});
