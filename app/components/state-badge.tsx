import { Badge } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

const TONES: Record<string, 'success' | 'info' | 'attention' | 'warning' | 'critical'> = {
  sent: 'success',
  redeemed: 'success',
  issued: 'info',
  planned: 'info',
  claimed: 'info',
  uncertain: 'warning',
  missed: 'attention',
  failed: 'critical',
};

/** The state of a message or a coupon. */
export function StateBadge({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>;
}

const SEGMENT_TONES: Record<string, 'success' | 'info' | 'attention'> = {
  new: 'info',
  repeat: 'success',
  lapsed: 'attention',
};

export function SegmentBadge({ segment }: { segment: string }) {
  const { t } = useTranslation();
  return <Badge tone={SEGMENT_TONES[segment]}>{t(`segment.${segment}`)}</Badge>;
}
