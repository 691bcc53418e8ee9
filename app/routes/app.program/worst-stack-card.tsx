import {
  Badge,
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  InlineGrid,
  InlineStack,
  Layout,
  List,
  SkeletonBodyText,
  SkeletonDisplayText,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exampleCart } from '~/cart-decision/example-cart';
import { moneyInputText } from '~/components/money-input';
import { useShopFormat } from '~/components/format';
import { useErrorText, useForm } from './fields';
import { useStackPreview, type StackPreview, type TypedCart } from './use-stack-preview';
import { WorstStackFigure } from './worst-stack-figure';
import { WorstStackTable } from './worst-stack-table';

/** What these rules take off an example cart at most, with the shop's other discounts, while they are being edited. */
export function WorstStackCard() {
  const { t, i18n } = useTranslation();
  const { draft, currency } = useForm();
  const example = exampleCart(currency);
  const [cart, setCart] = useState<TypedCart>({
    goods: moneyInputText(example.goodsMinor, currency, i18n.language),
    delivery: moneyInputText(example.deliveryMinor, currency, i18n.language),
  });
  const preview = useStackPreview(draft, cart);
  return (
    <Layout.AnnotatedSection id="stack" title={t('stack.title')} description={t('stack.text')}>
      <Card>
        <BlockStack gap="400">
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
            {(['goods', 'delivery'] as const).map((name) => (
              <TextField
                key={name}
                id={`cart.${name}`}
                label={t(`stack.cart.${name}`)}
                value={cart[name]}
                onChange={(value) => setCart((current) => ({ ...current, [name]: value }))}
                suffix={currency}
                inputMode="decimal"
                autoComplete="off"
                error={cartError(preview, name) && t('stack.error.amount')}
              />
            ))}
          </InlineGrid>
          <div aria-live="polite" aria-busy={preview.loading}>
            <Answer preview={preview} currency={currency} />
          </div>
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}

function cartError({ answer }: StackPreview, name: 'goods' | 'delivery'): boolean {
  return answer?.outcome === 'invalid' && answer.errors.some(({ path }) => path === `cart.${name}`);
}

function Answer({ preview, currency }: { preview: StackPreview; currency: string }) {
  const { t } = useTranslation();
  const { answer, failed } = preview;
  const format = useShopFormat({ currency, timeZone: 'UTC' });
  if (failed) {
    return (
      <Banner tone="critical">
        <BlockStack gap="200">
          <Text as="p">{t('stack.failed')}</Text>
          <InlineStack>
            <Button onClick={preview.retry}>{t('error.retry')}</Button>
          </InlineStack>
        </BlockStack>
      </Banner>
    );
  }
  if (!answer) return <Waiting />;
  if (answer.outcome === 'invalid') return <Incomplete errors={answer.errors} />;
  if (answer.outcome === 'too-large') {
    return <Banner tone="warning">{t('stack.tooLarge')}</Banner>;
  }
  return (
    <BlockStack gap="400">
      <WorstStackFigure answer={answer} format={format} loading={preview.loading} />
      <WorstStackTable answer={answer} format={format} />
      <NotCounted answer={answer} />
    </BlockStack>
  );
}

function Waiting() {
  return (
    <BlockStack gap="300">
      <SkeletonDisplayText size="large" />
      <SkeletonBodyText lines={3} />
    </BlockStack>
  );
}

type Invalid = Extract<NonNullable<StackPreview['answer']>, { outcome: 'invalid' }>;

/** Sentences that are too many only hide the first one. */
const MOST_ERRORS = 3;

function Incomplete({ errors }: { errors: Invalid['errors'] }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const ofProgram = errors.filter(({ path }) => !path.startsWith('cart.'));
  return (
    <Box background="bg-surface-secondary" padding="400" borderRadius="200">
      <BlockStack gap="200">
        <Text as="p">{t(ofProgram.length > 0 ? 'stack.incomplete' : 'stack.incompleteCart')}</Text>
        {ofProgram.length > 0 && (
          <List>
            {ofProgram.slice(0, MOST_ERRORS).map((error) => (
              <List.Item key={error.path}>{errorText(error)}</List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </Box>
  );
}

type Reckoned = Extract<NonNullable<StackPreview['answer']>, { outcome: 'reckoned' }>;

/** What the figure leaves out, so that nobody takes it for more than it is. */
function NotCounted({ answer }: { answer: Reckoned }) {
  const { t } = useTranslation();
  const { notCounted, othersRead } = answer;
  if (othersRead === 'none') return <Banner tone="warning">{t('stack.others.none')}</Banner>;
  if (notCounted.length === 0 && othersRead === 'all') return null;
  return (
    <BlockStack gap="200">
      {notCounted.length > 0 && (
        <>
          <Text as="h3" variant="headingSm">
            {t('stack.notCounted')}
          </Text>
          <List>
            {notCounted.map(({ title, reason }, index) => (
              <List.Item key={index}>
                {title} <Badge>{t(`stack.notCountedReason.${reason.replaceAll('-', '_')}`)}</Badge>
              </List.Item>
            ))}
          </List>
        </>
      )}
      {othersRead === 'some' && (
        <Text as="p" tone="subdued">
          {t('stack.others.some')}
        </Text>
      )}
    </BlockStack>
  );
}
