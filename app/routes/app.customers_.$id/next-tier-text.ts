import type { i18n as I18n } from 'i18next';
import type { ShopFormat } from '~/components/format';
import type { NextTier } from '~/loyalty/explain';

/** "To reach tier Gold: one more order and €30.00 more net spend." */
export function nextTierText(
  { t, language }: Pick<I18n, 't' | 'language'>,
  { orders, spendMinor, days }: NextTier,
  tier: string,
  format: Pick<ShopFormat, 'money'>,
): string {
  const missing = [
    ...(orders > 0 ? [t('customer.standing.missing.orders', { count: orders })] : []),
    ...(spendMinor > 0 ? [t('customer.standing.missing.spend', { amount: format.money(spendMinor) })] : []),
    ...(days > 0 ? [t('customer.standing.missing.days', { count: days })] : []),
  ];
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(missing);
  return t('customer.standing.nextTier', { tier, missing: list });
}
