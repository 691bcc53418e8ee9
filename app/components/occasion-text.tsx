import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

const COUNTED = new Set(['anniversary', 'order']);
const LASTING = new Set(['days', 'years']);

/** "3rd anniversary" for "anniversary:3", "5th order" for "order:5", "1,000 days since the first order", "Birthday 2026". */
export function occasionText(t: TFunction, occasion: string): string {
  const [kind = '', number] = occasion.split(':');
  if (COUNTED.has(kind)) return t(`activity.occasion.${kind}`, { count: Number(number), ordinal: true });
  if (LASTING.has(kind)) return t(`activity.occasion.${kind}`, { count: Number(number) });
  if (kind === 'birthday') return t('activity.occasion.birthday', { year: number });
  return occasion;
}

export function OccasionText({ occasion }: { occasion: string }) {
  const { t } = useTranslation();
  return <>{occasionText(t, occasion)}</>;
}
