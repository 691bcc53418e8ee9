import { BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShopFormat } from '~/components/format';
import { occasionText } from '~/components/occasion-text';
import { ReasonText } from '~/components/reason-text';
import { StateBadge } from '~/components/state-badge';

export interface StoryMessage {
  id: string;
  rule: string;
  variant: string | null;
  kind: string;
  state: string;
  reason: string | null;
  /** of a thank-you: "#1042" */
  orderName: string | null;
  /** "order:5" | "days:1000" | "birthday:2026" | "anniversary:3" */
  occasion: string | null;
  /** ISO instant: when it was sent, otherwise when it is due */
  at: string;
}

/** so many at first: a regular's list would push everything below it away */
const FIRST = 8;

export function MessagesCard({ messages, format }: { messages: StoryMessage[]; format: ShopFormat }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('customer.messages.title')}
        </Text>
        {messages.length === 0 && (
          <Text as="p" tone="subdued">
            {t('customer.messages.none')}
          </Text>
        )}
        {(all ? messages : messages.slice(0, FIRST)).map((message) => (
          <Box key={message.id} borderBlockStartWidth="025" borderColor="border" paddingBlockStart="300">
            <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
              <BlockStack>
                <Text as="span" fontWeight="medium">
                  {t([
                    `activity.rule.${message.rule}.${message.variant ?? 'any'}`,
                    `activity.rule.${message.rule}.any`,
                  ])}
                </Text>
                <Text as="span" tone="subdued">
                  {[
                    message.orderName,
                    message.occasion && occasionText(t, message.occasion),
                    t(`activity.messageKind.${message.kind}`),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
                <Text as="span" tone="subdued">
                  {format.instant(message.at)}
                </Text>
                {message.reason && (
                  <Text as="span" tone="subdued">
                    <ReasonText reason={message.reason} state={message.state} />
                  </Text>
                )}
              </BlockStack>
              <StateBadge state={message.state} />
            </InlineStack>
          </Box>
        ))}
        {messages.length > FIRST && (
          <InlineStack>
            <Button variant="plain" onClick={() => setAll(!all)}>
              {all ? t('stack.table.fewer') : t('customer.messages.all', { count: messages.length })}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}
