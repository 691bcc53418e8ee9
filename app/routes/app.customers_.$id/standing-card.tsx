import { Badge, BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { FactsList } from '~/components/facts-list';
import type { ShopFormat } from '~/components/format';
import { SegmentBadge } from '~/components/state-badge';
import type { Explanation } from '~/loyalty/explain';

interface Props {
  explanation: Omit<Explanation, 'fold' | 'orders'>;
  tierNames: Record<string, string>;
  netSpendMinor: number;
  /** ISO instant when Shopify was told, null when not yet */
  standingWrittenAt: string | null;
  format: ShopFormat;
}

/** What the customer is, and the sentence that says why. */
export function StandingCard({ explanation, tierNames, netSpendMinor, standingWrittenAt, format }: Props) {
  const { t } = useTranslation();
  const nextTierText = useNextTierText(explanation.nextTier, tierNames, format);
  const { segment, tierKey, tierUntil, endedTier, reason } = explanation;
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
        {nextTierText && (
          <Text as="p" tone="subdued">
            {nextTierText}
          </Text>
        )}
        <FactsList
          facts={[
            { label: t('customer.standing.spend'), value: format.money(netSpendMinor) },
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

/** "To reach tier Gold: 2 more orders and €30.00 more spend." */
function useNextTierText(
  nextTier: Explanation['nextTier'],
  tierNames: Record<string, string>,
  format: ShopFormat,
): string | null {
  const { t, i18n } = useTranslation();
  if (!nextTier) return null;
  const { key, orders, spendMinor, days } = nextTier;
  const missing = [
    ...(orders > 0 ? [t('customer.standing.missing.orders', { count: orders })] : []),
    ...(spendMinor > 0 ? [t('customer.standing.missing.spend', { amount: format.money(spendMinor) })] : []),
    ...(days > 0 ? [t('customer.standing.missing.days', { count: days })] : []),
  ];
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(missing);
  return t('customer.standing.nextTier', { tier: tierNames[key] ?? key, missing: list });
}

function countOf(values: object): number {
  if ('qualifyingCount' in values) return Number(values.qualifyingCount);
  if ('orderCount' in values) return Number(values.orderCount);
  return 'silentDays' in values ? Number(values.silentDays) : 0;
}
