import { BlockStack, Box, Card, InlineStack, Text } from '@shopify/polaris';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { FactsList } from '~/components/facts-list';
import type { ShopFormat } from '~/components/format';
import { OccasionText, occasionText } from '~/components/occasion-text';
import { ReasonText } from '~/components/reason-text';
import { StateBadge } from '~/components/state-badge';
import type { Birthday } from './birthday.server';
import type { NextOccasions, StoryOccasion } from './story-occasions';

interface Props {
  chapters: StoryOccasion[];
  next: NextOccasions;
  /** null: not greeted */
  birthday: Birthday | null;
  format: ShopFormat;
}

/** Round orders, round dates and birthdays: what is to come, and what was said when they came. */
export function OccasionsCard({ chapters, next, birthday, format }: Props) {
  const { t } = useTranslation();
  const facts = factsOf(t, next, birthday, format);
  if (facts.length === 0 && chapters.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('customer.occasions.title')}
        </Text>
        {facts.length > 0 && <FactsList facts={facts} />}
        {chapters.map((chapter) => (
          <Box
            key={chapter.occasion}
            borderBlockStartWidth="025"
            borderColor="border"
            paddingBlockStart="300"
          >
            <Chapter chapter={chapter} format={format} />
          </Box>
        ))}
      </BlockStack>
    </Card>
  );
}

function Chapter({ chapter, format }: { chapter: StoryOccasion; format: ShopFormat }) {
  const { t } = useTranslation();
  const { occasion, date, orderName, message } = chapter;
  const when = date === null ? null : format.date(date);
  return (
    <div data-occasion={occasion}>
      <BlockStack gap="100">
        <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
          <Text as="span" fontWeight="medium">
            <OccasionText occasion={occasion} />
          </Text>
          {message && <StateBadge state={message.state} />}
        </InlineStack>
        {(when ?? orderName) !== null && (
          <Text as="span" tone="subdued">
            {[orderName, when].filter(Boolean).join(' · ')}
          </Text>
        )}
        <Text as="span" tone="subdued">
          {message
            ? t(`customer.occasions.${message.state === 'sent' ? 'sent' : 'due'}`, {
                at: format.instant(message.at),
              })
            : t('customer.occasions.silent')}
        </Text>
        {message?.reason && (
          <Text as="span" tone="subdued">
            <ReasonText reason={message.reason} state={message.state} />
          </Text>
        )}
      </BlockStack>
    </div>
  );
}

function factsOf(t: TFunction, next: NextOccasions, birthday: Birthday | null, format: ShopFormat) {
  const facts: { label: string; value: string }[] = [];
  if (next.order) {
    const order = occasionText(t, `order:${next.order.number}`);
    facts.push({
      label: t('customer.occasions.order'),
      value: t('customer.occasions.orderMissing', { order, count: next.order.missing }),
    });
  }
  if (next.roundDate)
    facts.push({
      label: t('customer.occasions.roundDate'),
      value: `${format.date(next.roundDate.date)} (${occasionText(t, next.roundDate.occasion)})`,
    });
  if (birthday)
    facts.push({
      label: t('customer.occasions.birthday'),
      value: birthday.known ? format.date(birthday.next) : t(`customer.occasions.unknown.${birthday.why}`),
    });
  return facts;
}
