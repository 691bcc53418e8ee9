import { useTranslation } from 'react-i18next';

/** "3rd anniversary" for "anniversary:3". */
export function OccasionText({ occasion }: { occasion: string }) {
  const { t } = useTranslation();
  const [kind, number] = occasion.split(':');
  if (kind === 'anniversary')
    return <>{t('activity.occasion.anniversary', { count: Number(number), ordinal: true })}</>;
  return <>{occasion}</>;
}
