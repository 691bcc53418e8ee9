import { Badge, BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { FactsList } from '~/components/facts-list';
import type { ShopFormat } from '~/components/format';
import { SegmentBadge } from '~/components/state-badge';
import type { Explanation } from '~/loyalty/explain';
import { nextTierText } from './next-tier-text';

interface Props {
  explanation: Omit<Explanation, 'fold' | 'orders'>;
  tierNames: Record<string, string>;
  netSpendMinor: number;
  savedMinor: number;
  /** ISO instant when Shopify was told, null when not yet */
  standingWrittenAt: string | null;
  format: ShopFormat;
}

/** What the customer is, and the sentence that says why. */
export function StandingCard(props: Props) {
  const { explanation, tierNames, netSpendMinor, savedMinor, standingWrittenAt, format } = props;
  const { t, i18n } = useTranslation();
  const { segment, tierKey, tierUntil, endedTier, nextTier, reason } = explanation;
  const { word, ...values } = reason;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('customer.standing.title')}
        </Text>
        <div>
          <SegmentBadge segment={segment} />{' '}
          {tierKey && <Badge tone="success">{tierNames[tierKey] ?? tierKey}</Badge>}
        </div>
        <Text as="p">
          {t(`customer.why.${word.replaceAll('-', '_')}`, { ...values, count: countOf(values) })}
        </Text>
        {tierUntil && (
          <Text as="p">{t('customer.standing.tierUntil', { date: format.date(tierUntil) })}</Text>
        )}
        {endedTier && (
          <Text as="p">
            {t('customer.standing.tierEnded', {
              tier: tierNames[endedTier.key] ?? endedTier.key,
              date: format.date(endedTier.until),
            })}
          </Text>
        )}
        {nextTier && (
          <Text as="p" tone="subdued">
            {nextTierText(i18n, nextTier, tierNames[nextTier.key] ?? nextTier.key, format)}
          </Text>
        )}
        <FactsList
          facts={[
            { label: t('customer.standing.spend'), value: format.money(netSpendMinor) },
            { label: t('customer.standing.saved'), value: format.money(savedMinor) },
            {
              label: t('customer.standing.atShopify'),
              value: standingWrittenAt
                ? t('customer.standing.written', { at: format.instant(standingWrittenAt) })
                : t('customer.standing.notWritten'),
            },
          ]}
        />
      </BlockStack>
    </Card>
  );
}

function countOf(values: object): number {
  if ('qualifyingCount' in values) return Number(values.qualifyingCount);
  if ('orderCount' in values) return Number(values.orderCount);
  return 'silentDays' in values ? Number(values.silentDays) : 0;
}
