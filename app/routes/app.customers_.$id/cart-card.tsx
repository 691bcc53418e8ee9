import {
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  Checkbox,
  Form,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exampleCart } from '~/cart-decision/example-cart';
import { moneyInputText } from '~/components/money-input';
import { CartResult } from './cart-result';
import type { TypedCart } from './cart-request.server';
import { useCartDecision } from './use-cart-decision';

type Line = TypedCart['lines'][number];
type Fact = Exclude<keyof Line, 'amount'>;

const MOST_LINES = 8;

interface Props {
  customerId: string;
  shop: { currency: string; timeZone: string };
  /** shop date */
  today: string;
  /** which of the program's rules a line can be asked about */
  asks: { collections: boolean; tags: boolean; excludedCollections: boolean };
}

/** "What would this cart get?": why and why not, by the function that decides at checkout. */
export function CartCard({ customerId, shop, today, asks }: Props) {
  const { t, i18n } = useTranslation();
  const decision = useCartDecision(customerId);
  const [cart, setCart] = useState<TypedCart>(() => startingCart(shop.currency, i18n.language, today));
  const change = (part: Partial<TypedCart>) => setCart((current) => ({ ...current, ...part }));
  const setLine = (index: number, part: Partial<Line>) =>
    change({ lines: cart.lines.map((line, at) => (at === index ? { ...line, ...part } : line)) });
  const wrong = decision.answer?.outcome === 'invalid' ? decision.answer.fields : [];
  const errorAt = (field: string) => (wrong.includes(field) ? t(`why.error.${errorOf(field)}`) : undefined);
  const currency = cart.currency.trim().toUpperCase() || shop.currency;
  const facts: Fact[] = [
    ...(asks.collections ? (['inCollection'] as const) : []),
    ...(asks.tags ? (['tagged'] as const) : []),
    ...(asks.excludedCollections ? (['inExcludedCollection'] as const) : []),
    'giftCard',
    'onSale',
    'subscription',
  ];
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('why.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('why.text')}
          </Text>
        </BlockStack>
        <Form onSubmit={() => void decision.ask(cart)}>
          <FormLayout>
            {cart.lines.map((line, index) => (
              <Box key={index} borderColor="border" borderWidth="025" borderRadius="200" padding="300">
                <BlockStack gap="200">
                  <TextField
                    id={`why.lines.${index}.amount`}
                    label={t('why.field.amount', { line: index + 1 })}
                    value={line.amount}
                    onChange={(amount) => setLine(index, { amount })}
                    suffix={currency}
                    inputMode="decimal"
                    autoComplete="off"
                    error={errorAt(`lines.${index}.amount`)}
                    connectedRight={
                      cart.lines.length > 1 ? (
                        <Button
                          icon={DeleteIcon}
                          accessibilityLabel={t('why.removeLine', { line: index + 1 })}
                          onClick={() => change({ lines: cart.lines.filter((_, at) => at !== index) })}
                        />
                      ) : undefined
                    }
                  />
                  <InlineStack gap="300">
                    {facts.map((fact) => (
                      <Checkbox
                        key={fact}
                        id={`why.lines.${index}.${fact}`}
                        label={t(`why.fact.${fact}`)}
                        checked={line[fact]}
                        onChange={(checked) => setLine(index, { [fact]: checked })}
                      />
                    ))}
                  </InlineStack>
                </BlockStack>
              </Box>
            ))}
            <InlineStack>
              <Button
                icon={PlusIcon}
                disabled={cart.lines.length >= MOST_LINES}
                onClick={() => change({ lines: [...cart.lines, { ...EMPTY, amount: '' }] })}
              >
                {t('why.addLine')}
              </Button>
            </InlineStack>
            <FormLayout.Group>
              <TextField
                id="why.delivery"
                label={t('why.field.delivery')}
                value={cart.delivery}
                onChange={(delivery) => change({ delivery })}
                suffix={currency}
                inputMode="decimal"
                autoComplete="off"
                error={errorAt('delivery')}
              />
              <TextField
                id="why.code"
                label={t('why.field.code')}
                value={cart.code}
                onChange={(code) => change({ code })}
                autoComplete="off"
              />
            </FormLayout.Group>
            <FormLayout.Group>
              <TextField
                id="why.date"
                type="date"
                label={t('why.field.date')}
                value={cart.date}
                onChange={(date) => change({ date })}
                autoComplete="off"
                error={errorAt('date')}
              />
              <Select
                id="why.language"
                label={t('why.field.language')}
                value={cart.language}
                onChange={(language) => change({ language: language === 'de' ? 'de' : 'en' })}
                options={(['en', 'de'] as const).map((value) => ({
                  value,
                  label: t(`program.language.${value}`),
                }))}
              />
            </FormLayout.Group>
            <FormLayout.Group>
              <TextField
                id="why.currency"
                label={t('why.field.currency')}
                value={cart.currency}
                onChange={(typed) => change({ currency: typed })}
                maxLength={3}
                autoComplete="off"
                error={errorAt('currency')}
              />
              {currency === shop.currency ? null : (
                <TextField
                  id="why.rate"
                  label={t('why.field.rate', { shop: shop.currency, cart: currency })}
                  value={cart.rate}
                  onChange={(rate) => change({ rate })}
                  inputMode="decimal"
                  autoComplete="off"
                  error={errorAt('rate')}
                />
              )}
            </FormLayout.Group>
            <Checkbox
              id="why.signedIn"
              label={t('why.field.signedIn')}
              checked={cart.signedIn}
              onChange={(signedIn) => change({ signedIn })}
            />
            <Button submit variant="primary" loading={decision.asking}>
              {t('why.ask')}
            </Button>
          </FormLayout>
        </Form>
        <div aria-live="polite" aria-busy={decision.asking}>
          {decision.failed && <Banner tone="critical">{t('why.failed')}</Banner>}
          {!decision.failed && decision.answer?.outcome === 'too-large' && (
            <Banner tone="warning">{t('why.tooLarge')}</Banner>
          )}
          {!decision.failed && decision.answer?.outcome === 'decided' && (
            <CartResult answer={decision.answer} timeZone={shop.timeZone} />
          )}
        </div>
      </BlockStack>
    </Card>
  );
}

const EMPTY: Line = {
  amount: '',
  inCollection: false,
  tagged: false,
  inExcludedCollection: false,
  giftCard: false,
  onSale: false,
  subscription: false,
};

function startingCart(currency: string, locale: string, today: string): TypedCart {
  const { goodsMinor, deliveryMinor } = exampleCart(currency);
  return {
    lines: [{ ...EMPTY, amount: moneyInputText(goodsMinor, currency, locale) }],
    delivery: moneyInputText(deliveryMinor, currency, locale),
    code: '',
    date: today,
    currency,
    rate: '',
    signedIn: true,
    language: locale === 'de' ? 'de' : 'en',
  };
}

function errorOf(field: string): 'amount' | 'date' | 'currency' | 'rate' {
  return field === 'date' || field === 'currency' || field === 'rate' ? field : 'amount';
}
