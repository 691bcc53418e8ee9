import { describe, expect, it } from 'vitest';
import { shopFormat } from '~/components/format';
import { createI18n, type AdminLocale } from '~/components/i18n';
import type { NextTier } from '~/loyalty/explain';
import { nextTierText } from './next-tier-text';

const shop = { currency: 'EUR', timeZone: 'Europe/Berlin' };

function text(locale: AdminLocale, missing: Partial<NextTier>): string {
  const nextTier = { key: 'gold', orders: 0, spendMinor: 0, days: 0, ...missing };
  // a no-break space stands before the euro sign
  return nextTierText(createI18n(locale), nextTier, 'Gold', shopFormat(locale, shop)).replace('\u00a0', ' ');
}

describe('what is missing to the next tier', () => {
  it.each<[Partial<NextTier>, string, string]>([
    [
      { orders: 1 },
      'To reach tier Gold: one more order.',
      'Bis zur Stufe Gold fehlen noch: eine Bestellung.',
    ],
    [{ orders: 3 }, 'To reach tier Gold: 3 more orders.', 'Bis zur Stufe Gold fehlen noch: 3 Bestellungen.'],
    [
      { orders: 1, spendMinor: 3_050 },
      'To reach tier Gold: one more order and €30.50 more net spend.',
      'Bis zur Stufe Gold fehlen noch: eine Bestellung und 30,50 € Umsatz.',
    ],
    [
      { days: 1 },
      'To reach tier Gold: one more day as a customer.',
      'Bis zur Stufe Gold fehlen noch: ein Tag.',
    ],
    [
      { days: 98 },
      'To reach tier Gold: 98 more days as a customer.',
      'Bis zur Stufe Gold fehlen noch: 98 Tage.',
    ],
  ])('%j', (missing, en, de) => {
    expect(text('en', missing)).toBe(en);
    expect(text('de', missing)).toBe(de);
  });
});
