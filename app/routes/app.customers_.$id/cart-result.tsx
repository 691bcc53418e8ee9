import { Badge, BlockStack, Box, Button, Collapsible, InlineStack, List, Text } from '@shopify/polaris';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Why } from '~/cart-decision/why';
import { useShopFormat, type ShopFormat } from '~/components/format';
import type { CartAnswer } from '../app.customers_.$id_.cart';
import { CartRuns } from './cart-runs';

type Decided = Extract<CartAnswer, { outcome: 'decided' }>;

/** What the cart costs, what each of our discounts gives, and why or why not. */
export function CartResult({ answer, timeZone }: { answer: Decided; timeZone: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { currency, totalMinor, paysMinor, loyalty, code, guest } = answer;
  const format = useShopFormat({ currency, timeZone });
  return (
    <div data-why-pays={paysMinor}>
      <BlockStack gap="300">
        <Box background="bg-surface-secondary" padding="400" borderRadius="200">
          <Text as="p" variant="headingMd">
            {t('why.pays', { pays: format.money(paysMinor), total: format.money(totalMinor) })}
          </Text>
        </Box>
        {guest && <Text as="p">{t('why.guest')}</Text>}
        <Part title={t('why.loyalty')} why={loyalty} format={format} />
        {code && <Code code={code} format={format} />}
        <InlineStack>
          <Button
            variant="plain"
            disclosure={open ? 'up' : 'down'}
            ariaExpanded={open}
            ariaControls="why.runs"
            onClick={() => setOpen(!open)}
          >
            {t('why.runs.show')}
          </Button>
        </InlineStack>
        <Collapsible id="why.runs" open={open}>
          <CartRuns runs={answer.runs} format={format} />
        </Collapsible>
      </BlockStack>
    </div>
  );
}

function Code({ code, format }: { code: NonNullable<Decided['code']>; format: ShopFormat }) {
  const { t } = useTranslation();
  const title = t('why.code', { code: code.code });
  if ('platform' in code) {
    return (
      <Heading title={title} given={false}>
        <Text as="p">{t(`why.platform.${code.platform}`)}</Text>
      </Heading>
    );
  }
  return (
    <Part title={title} why={code} format={format}>
      {code.refusal && <Text as="p">{t('why.refusal', { text: code.refusal })}</Text>}
    </Part>
  );
}

function Part({
  title,
  why,
  format,
  children,
}: {
  title: string;
  why: Why;
  format: ShopFormat;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const given = why.offMinor > 0;
  return (
    <Heading title={title} given={given} amount={given ? format.money(why.offMinor) : undefined}>
      {why.messages.map((message) => (
        <Text as="p" key={message}>
          {t('why.message', { text: message })}
        </Text>
      ))}
      {why.textNeedsSignIn && <Text as="p">{t('why.signIn')}</Text>}
      {why.reasons.length > 0 && (
        <List>
          {why.reasons.map((reason) => (
            <List.Item key={reason}>{t(`why.reason.${reason.replaceAll('-', '_')}`)}</List.Item>
          ))}
        </List>
      )}
      {why.limits.length > 0 && (
        <>
          <Text as="p" tone="subdued">
            {t('why.couldBeMore')}
          </Text>
          <List>
            {why.limits.map((limit) => (
              <List.Item key={limit}>{t(`why.limit.${limit.replaceAll('-', '_')}`)}</List.Item>
            ))}
          </List>
        </>
      )}
      {children}
    </Heading>
  );
}

function Heading({
  title,
  given,
  amount,
  children,
}: {
  title: string;
  given: boolean;
  amount?: string | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Box borderBlockStartWidth="025" borderColor="border" paddingBlockStart="300">
      <BlockStack gap="200">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {title}
          </Text>
          <Badge tone={given ? 'success' : undefined}>
            {amount ? t('why.off', { amount }) : t('why.nothing')}
          </Badge>
        </InlineStack>
        {children}
      </BlockStack>
    </Box>
  );
}
