import { Badge, BlockStack, Box, InlineStack, Spinner, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ShopFormat } from '~/components/format';
import type { PreviewAnswer } from '../app.program_.preview';

type Reckoned = Extract<PreviewAnswer, { outcome: 'reckoned' }>;

/** Above the first a merchant should look twice, from the second on most shops sell below cost. Hundredths of a percent. */
const WARNING_ABOVE = 3_000;
const CRITICAL_FROM = 5_000;

const BACKGROUND = {
  fine: 'bg-surface-secondary',
  warning: 'bg-surface-warning',
  critical: 'bg-surface-critical',
} as const;

export function levelOf(offHundredths: number): keyof typeof BACKGROUND {
  if (offHundredths >= CRITICAL_FROM) return 'critical';
  return offHundredths > WARNING_ABOVE ? 'warning' : 'fine';
}

/** The worst row, big. While the next one is reckoned it stays, with a sign that it is on its way. */
export function WorstStackFigure({
  answer,
  format,
  loading,
}: {
  answer: Reckoned;
  format: ShopFormat;
  loading: boolean;
}) {
  const { t } = useTranslation();
  const { worst, totalMinor, date } = answer;
  const level = levelOf(worst.offHundredths);
  return (
    <div data-stack-level={level} data-stack-off={worst.offMinor} data-stack-pays={worst.paysMinor}>
      <Box background={BACKGROUND[level]} padding="400" borderRadius="200">
        <BlockStack gap="200">
          <InlineStack gap="300" blockAlign="center">
            <span className="figure-number">
              <Text as="span" variant="heading2xl">
                {format.share(worst.offHundredths / 10_000)}
              </Text>
            </span>
            {level !== 'fine' && (
              <Badge tone={level === 'critical' ? 'critical' : 'warning'}>{t(`stack.level.${level}`)}</Badge>
            )}
            {loading && <Spinner size="small" accessibilityLabel={t('stack.reckoning')} />}
          </InlineStack>
          <Text as="p" variant="bodyLg">
            {t('stack.figure', {
              off: format.money(worst.offMinor),
              pays: format.money(worst.paysMinor),
              total: format.money(totalMinor),
            })}
          </Text>
          {answer.startsLater && (
            <Text as="p" tone="subdued">
              {t('stack.startsLater', { date: format.date(date) })}
            </Text>
          )}
        </BlockStack>
      </Box>
    </div>
  );
}
