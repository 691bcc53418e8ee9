import type { ProgramCard, Tier } from './metafields';
import { moneyText, percentText, type I18n } from './texts';

/** What a tier gives, in a few words; its first benefit stands for it. */
export function benefitText(
  i18n: I18n,
  { benefits }: Pick<Tier, 'benefits'>,
  card: ProgramCard,
): string | null {
  const first = benefits[0];
  if (!first) return null;
  const [on, kind, value] = first;
  if (kind === 'f') return i18n.translate('benefit.free');
  const amount = kind === 'p' ? percentText(i18n, value) : moneyText(i18n, value, card);
  if (on === 'o') return i18n.translate('benefit.order', { value: amount });
  if (on === 'd') return i18n.translate('benefit.delivery', { value: amount });
  return i18n.translate('benefit.products', { value: amount });
}
