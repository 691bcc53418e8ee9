import { BlockStack, Box, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { FactsList } from '~/components/facts-list';
import type { ShopFormat } from '~/components/format';
import { OccasionText } from '~/components/occasion-text';
import { ReasonText } from '~/components/reason-text';
import { StateBadge } from '~/components/state-badge';
import { CouponActions } from './coupon-actions';
import type { StoryGift } from './story-gift';

interface Props {
  customerId: string;
  story: {
    firstQualifyingDate: string | null;
    earlierHidden: boolean;
    nextAnniversary: { date: string; years: number } | null;
    gifts: StoryGift[];
  };
  format: ShopFormat;
}

/** The first order that counts, the next anniversary of it, and the coupons given so far. */
export function AnniversaryCard({ customerId, story, format }: Props) {
  const { t } = useTranslation();
  const { firstQualifyingDate, earlierHidden, nextAnniversary, gifts } = story;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('customer.anniversary.title')}
        </Text>
        <FactsList
          facts={[
            {
              label: t('customer.anniversary.first'),
              value: firstQualifyingDate
                ? format.date(firstQualifyingDate)
                : t(earlierHidden ? 'customer.anniversary.hidden' : 'customer.anniversary.none'),
            },
            {
              label: t('customer.anniversary.next'),
              value: nextAnniversary
                ? t('customer.anniversary.nextText', {
                    date: format.date(nextAnniversary.date),
                    count: nextAnniversary.years,
                    ordinal: true,
                  })
                : '–',
            },
          ]}
        />
        {gifts.map((gift) => (
          <Box key={gift.id} borderBlockStartWidth="025" borderColor="border" paddingBlockStart="300">
            <BlockStack gap="100">
              <InlineStack align="space-between" blockAlign="center">
                <Text as="span" fontWeight="medium">
                  <OccasionText occasion={gift.occasion} />
                </Text>
                <StateBadge state={gift.state} />
              </InlineStack>
              <Text as="span" tone="subdued">
                {t('customer.anniversary.coupon', {
                  percentage: gift.percentage,
                  from: format.date(gift.validFrom),
                  until: format.date(gift.validUntil),
                })}
              </Text>
              {gift.code && (
                <Text as="span">
                  <code>{gift.code}</code>
                </Text>
              )}
              {gift.reason && (
                <Text as="span" tone="subdued">
                  <ReasonText reason={gift.reason} />
                </Text>
              )}
              <CouponActions customerId={customerId} gift={gift} />
            </BlockStack>
          </Box>
        ))}
      </BlockStack>
    </Card>
  );
}
