// @vitest-environment jsdom
import { getExtension } from '@shopify/ui-extensions-tester';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Program } from '~/loyalty/program';
import { answer, shown } from '../../shared/tests/account-api';
import { dossier, i18n, onStage, program, provide, standing, unmount } from '../../shared/tests/stage';

/** however much else the machine has to do */
const PATIENTLY = { timeout: 60_000, interval: 5 };

/** The customer card as a page. */
const extension = onStage(getExtension('customer-account.page.render'));
const page = (language = 'en') =>
  provide(extension.shopify, { i18n: i18n(language, 'loyalty-account-page') });

beforeEach(() => page());

const headings = () =>
  [...document.querySelectorAll('s-section')].map((node) => node.getAttribute('heading'));
async function open(
  facts: Parameters<typeof answer>[0],
  marketing?: Parameters<typeof answer>[1],
): Promise<void> {
  extension.fetch = answer(facts, marketing);
  await extension.render();
  await vi.waitFor(() => expect(document.querySelector('s-skeleton-paragraph')).toBeNull(), PATIENTLY);
}

it('shows everything there is, with the terms of the live program', async () => {
  const saved = { ...dossier, savedMinor: 2_350, used: [{ code: 'DANKE-ALT1', on: '2025-11-28' }] };
  await open({ standing, dossier: saved, program });
  expect(document.querySelector('s-page')?.getAttribute('heading')).toBe('Your customer card');
  expect(headings()).toEqual(['Your status', 'Your coupons', 'Messages', 'A person to talk to', 'Terms']);
  expect(shown()).toEqual([
    'Status: Regular (5% off)',
    'Your status lasts until May 1, 2027.',
    '4 orders with us so far',
    'With us since November 20, 2023.',
    'You saved €23.50 with us so far.',
    '1 more order to Loyal (10% off).',
    '15% off for 3 years with us. Your coupon DANKE-K7QX, valid until December 20, 2026.',
    'Copy code',
    'You used your coupon DANKE-ALT1 on November 28, 2025.',
    'You receive our e-mails.',
    'No more e-mails',
    'Kaffeehaus answers:',
    'hallo@kaffee.test',
    'Version 3, in force since November 1, 2026.',
    'Regular: 5% off, from 2 orders.',
    'Loyal: 10% off, from 5 orders.',
    'A status ends 730 days after the last order.',
    'Not for gift cards.',
    'On the anniversary of the first order a coupon of 15%, for you alone, once, within 30 days.',
  ]);
  expect(document.querySelector('s-link')?.getAttribute('href')).toBe('mailto:hallo@kaffee.test');
  const copy = document.querySelector('s-button');
  expect(copy?.getAttribute('commandFor')).toBe(document.querySelector('s-clipboard-item')?.id);
  expect(document.querySelector('s-clipboard-item')?.getAttribute('text')).toBe('DANKE-K7QX');
});

it('names every kind of rule in the terms, in German and French', async () => {
  const loyalty: Program['loyalty'] = {
    ...program.loyalty,
    tierBy: 'spend',
    mode: 'stack',
    tierLastsDays: null,
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    exclude: {
      giftCards: true,
      saleItems: true,
      subscriptions: true,
      collections: [{ id: 'gid://shopify/Collection/1', title: 'x' }],
    },
    tiers: [
      {
        key: 'gold',
        name: 'Gold',
        from: 50_000,
        benefits: [
          { on: 'order', value: { kind: 'amount', amountMinor: 500 }, minimumMinor: 0 },
          { on: 'delivery', value: { kind: 'free' }, minimumMinor: 0 },
        ],
      },
    ],
  };
  page('de');
  const rules = { ...program, loyalty, anniversary: { ...program.anniversary, enabled: false } };
  await open({ standing: { ...standing, gifts: [] }, dossier, program: rules });
  expect(
    [...document.querySelectorAll('s-list-item')].map((node) => node.textContent?.replaceAll('\u00a0', ' ')),
  ).toEqual([
    'Gold: 5,00 € Rabatt, kostenloser Versand, ab einem Umsatz von 500,00 €.',
    'Mehrere Vorteile werden zusammengezählt.',
    'Ein Status endet nicht.',
    'Beginnt am 1. Januar 2026.',
    'Endet am 31. Dezember 2026.',
    'Nicht für Geschenkgutscheine.',
    'Nicht für reduzierte Artikel.',
    'Nicht für Abonnements.',
    'Einige Kategorien sind ausgenommen.',
  ]);
  expect(headings()).toEqual(['Ihr Status', 'Nachrichten', 'Ein Mensch für Ihre Fragen', 'Bedingungen']);
  unmount();
  page('fr');
  await open({ standing, dossier, program });
  expect(shown()).toContain('Loyal : 10\u00a0% de remise, à partir de 5 commandes.');
});

describe('message preferences', () => {
  const click = () =>
    [...document.querySelectorAll('s-button')]
      .find((node) => /e-mails/.test(node.textContent ?? ''))
      ?.dispatchEvent(new Event('click'));

  it('end with one click, and begin again with another', async () => {
    await open({ standing, program });
    click();
    await vi.waitFor(() => expect(shown()).toContain('You do not receive our e-mails.'), PATIENTLY);
    click();
    await vi.waitFor(() => expect(shown()).toContain('You receive our e-mails.'), PATIENTLY);
  });

  it('stay as they were when the change is refused, and say so', async () => {
    await open({ standing, program }, { state: 'UNSUBSCRIBED', refuses: true });
    click();
    await vi.waitFor(
      () => expect(shown()).toContain('That could not be saved. Please try again.'),
      PATIENTLY,
    );
    expect(shown()).toContain('You do not receive our e-mails.');
  });

  it('are not asked of somebody without an address', async () => {
    await open({ standing, program }, { state: null });
    expect(headings()).not.toContain('Messages');
  });
});

it('offers another try when the API does not answer', async () => {
  extension.fetch = vi.fn().mockRejectedValue(new Error('network'));
  await extension.render();
  await vi.waitFor(
    () => expect(shown()).toEqual(['Your card cannot be shown just now.', 'Try again']),
    PATIENTLY,
  );
  extension.fetch = answer({ standing, program });
  document.querySelector('s-button')?.dispatchEvent(new Event('click'));
  await vi.waitFor(() => expect(shown()).toContain('4 orders with us so far'), PATIENTLY);
});

it.each<[string, Parameters<typeof answer>[0]]>([
  ['nothing', {}],
  ['a standing that is no JSON', { standing: '{', dossier: '[', program: '"' }],
  ['an older one', { standing: '{"v":1,"n":3}' }],
])('says when the card begins to somebody of whom %s is known', async (_what, facts) => {
  await open(facts);
  expect(shown()).toEqual([
    'Your card begins with your first order.',
    'You receive our e-mails.',
    'No more e-mails',
  ]);
});

it('shows less with a program that it cannot read', async () => {
  await open({ standing, dossier, program: '{"v":2}' });
  expect(headings()).toEqual(['Your status', 'Your coupons', 'Messages']);
});
