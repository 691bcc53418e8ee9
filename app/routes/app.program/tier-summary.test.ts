import { describe, expect, it } from 'vitest';
import { createI18n } from '~/components/i18n';
import type { BenefitDraft, TierDraft } from './draft';
import { tierSummary } from './tier-summary';

const texts = { percentage: '', amountMinor: '', capMinor: '' };
const benefit = (
  on: BenefitDraft['on'],
  value: Partial<BenefitDraft['value']>,
  minimumMinor = '',
): BenefitDraft => ({ on, value: { kind: 'percentage', ...texts, ...value }, minimumMinor });

const tier = (benefits: BenefitDraft[]): TierDraft => ({
  key: 'gold',
  name: 'Gold',
  from: { orders: '5', spend: '250,50', tenure: '1' },
  benefits,
});

const words = (
  benefits: BenefitDraft[],
  locale: 'en' | 'de' = 'en',
  tierBy: 'orders' | 'spend' | 'tenure' = 'orders',
) =>
  tierSummary(tier(benefits), tierBy, { t: createI18n(locale).t, locale, currency: 'EUR' })?.replace(
    /\u00a0/g,
    ' ',
  );

const full = [
  benefit('order', { percentage: '7,5', capMinor: '30' }, '20'),
  benefit('collection', { kind: 'amount', amountMinor: '5' }),
  benefit('delivery', { kind: 'free' }),
];

describe('tierSummary', () => {
  it('says in one line what a tier gives', () => {
    expect(words(full)).toBe(
      'From 5 orders: 7.5% off the order (on purchases from €20.00, at most €30.00), ' +
        '€5.00 off products in the chosen collections, free delivery',
    );
    expect(words(full, 'de')).toBe(
      'Ab 5 Bestellungen: 7,5 % auf die Bestellung (ab 20,00 € Einkauf, höchstens 30,00 €), ' +
        '5,00 € auf Produkte der gewählten Kollektionen, kostenloser Versand',
    );
  });

  it('says what the tier is reached by', () => {
    const free = [benefit('delivery', { kind: 'free' })];
    expect(words(free, 'en', 'spend')).toBe('From €250.50 net spend: free delivery');
    expect(words(free, 'en', 'tenure')).toBe('From 1 day after the first order: free delivery');
    expect(words(free, 'de', 'tenure')).toBe('Ab 1 Tag nach der ersten Bestellung: kostenloser Versand');
  });

  it('leaves out what is not asked for: a cap of an amount, a cap of delivery', () => {
    expect(words([benefit('order', { kind: 'amount', amountMinor: '5', capMinor: 'x' })])).toBe(
      'From 5 orders: €5.00 off the order',
    );
    expect(words([benefit('delivery', { percentage: '50', capMinor: '3' })])).toBe(
      'From 5 orders: 50% off delivery',
    );
  });

  it.each([
    [[]],
    [[benefit('order', {})]],
    [[benefit('order', { percentage: 'five' })]],
    [[benefit('order', { percentage: '5' }, '1.234')]],
    [[benefit('order', { percentage: '5', capMinor: 'x' })]],
    [[benefit('order', { kind: 'amount' })]],
  ])('says nothing while something is missing: %#', (benefits) => expect(words(benefits)).toBeUndefined());
});
