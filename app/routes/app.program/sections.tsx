import {
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  FormLayout,
  InlineError,
  InlineGrid,
  Layout,
} from '@shopify/polaris';
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Check, Choice, LocalizedText, Text, useErrorText, useForm } from './fields';

/** Names of variables are the same in every language. */
const PLACEHOLDERS = {
  loyaltyReason: '{{percentage}}, {{order_number}}, {{tier}}',
  anniversaryReason: '{{percentage}}, {{years}}',
  anniversaryBody:
    '{{ customer.first_name }}, {{ shop.name }}, {{ years }}, {{ first_order_date }}, {{ percentage }}, {{ coupon.code }}, {{ coupon.valid_until }}',
  thankYouBody: '{{ customer.first_name }}, {{ shop.name }}, {{ order.name }}, {{ order_number }}',
};

function Section({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Layout.AnnotatedSection
      id={name}
      title={t(`program.section.${name}.title`)}
      description={t(`program.section.${name}.text`)}
    >
      <Card>
        <FormLayout>{children}</FormLayout>
      </Card>
    </Layout.AnnotatedSection>
  );
}

export function ClassificationSection({ currency }: { currency: string }) {
  const { t } = useTranslation();
  return (
    <Section name="classification">
      <FormLayout.Group>
        <Text path="classification.repeatFromOrders" numeric suffix={t('program.unit.orders')} />
        <Text
          path="classification.lapsedAfterDays"
          numeric
          suffix={t('program.unit.days')}
          help={t('program.help.lapsedAfterDays')}
        />
      </FormLayout.Group>
      <FormLayout.Group>
        <Text
          path="classification.minimumOrderMinor"
          numeric
          suffix={currency}
          help={t('program.help.minimumOrder')}
        />
        <Text
          path="classification.lookBackDays"
          numeric
          suffix={t('program.unit.days')}
          help={t('program.help.lookBackDays')}
        />
      </FormLayout.Group>
      <Check path="classification.sameDayOrdersCountOnce" help={t('program.help.sameDay')} />
      <BlockStack gap="100">
        <Check path="classification.includePos" />
        <Check path="classification.includeDraft" />
        <Check path="classification.includeB2b" />
        <Check path="classification.includeSubscriptionRenewals" />
      </BlockStack>
      <Text path="classification.excludedTags" help={t('program.help.excludedTags')} />
    </Section>
  );
}

export function LoyaltySection() {
  const { t } = useTranslation();
  return (
    <Section name="loyalty">
      <Check path="loyalty.enabled" help={t('program.help.loyaltyEnabled')} />
      <Tiers />
      <LocalizedText
        path="loyalty.reason"
        help={t('program.help.loyaltyReason', { placeholders: PLACEHOLDERS.loyaltyReason })}
      />
      <BlockStack gap="100">
        <Check path="loyalty.combinesWith.productDiscounts" />
        <Check path="loyalty.combinesWith.orderDiscounts" />
        <Check path="loyalty.combinesWith.shippingDiscounts" help={t('program.help.combines')} />
      </BlockStack>
    </Section>
  );
}

function Tiers() {
  const { t } = useTranslation();
  const form = useForm();
  const errorText = useErrorText();
  const { tiers } = form.draft.loyalty;
  const listError = form.errorAt('loyalty.tiers');
  const add = () => form.setTiers([...tiers, { key: '', name: '', fromOrders: '', percentage: '' }]);
  return (
    <BlockStack gap="300">
      {tiers.map((_tier, index) => (
        <Box key={index} borderWidth="025" borderColor="border" borderRadius="200" padding="300">
          <InlineGrid columns={{ xs: 1, sm: '2fr 1fr 1fr auto' }} gap="300" alignItems="start">
            <Text path={`loyalty.tiers.${index}.name`} />
            <Text path={`loyalty.tiers.${index}.fromOrders`} numeric />
            <Text path={`loyalty.tiers.${index}.percentage`} numeric suffix="%" />
            <Box paddingBlockStart={{ xs: '0', sm: '600' }}>
              <Button
                icon={DeleteIcon}
                accessibilityLabel={t('program.removeTier', { row: index + 1 })}
                onClick={() => form.setTiers(tiers.filter((_, other) => other !== index))}
              />
            </Box>
          </InlineGrid>
        </Box>
      ))}
      {listError && <InlineError message={errorText(listError)} fieldID="loyalty.tiers" />}
      <div id="loyalty.tiers">
        <Button icon={PlusIcon} onClick={add} disabled={tiers.length >= 10}>
          {t('program.addTier')}
        </Button>
      </div>
    </BlockStack>
  );
}

export function AnniversarySection() {
  const { t } = useTranslation();
  const { draft } = useForm();
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    value: String(hour),
    label: `${String(hour).padStart(2, '0')}:00`,
  }));
  return (
    <Section name="anniversary">
      <Check path="anniversary.enabled" />
      <Check path="anniversary.everyYear" />
      {!draft.anniversary.everyYear && <Text path="anniversary.years" help={t('program.help.years')} />}
      <FormLayout.Group>
        <Text path="anniversary.percentage" numeric suffix="%" />
        <Text path="anniversary.validityDays" numeric suffix={t('program.unit.days')} />
      </FormLayout.Group>
      <FormLayout.Group>
        <Text
          path="anniversary.leadDays"
          numeric
          suffix={t('program.unit.days')}
          help={t('program.help.leadDays')}
        />
        <Choice path="anniversary.sendHour" options={hours} />
      </FormLayout.Group>
      <FormLayout.Group>
        <Text
          path="anniversary.catchUpDays"
          numeric
          suffix={t('program.unit.days')}
          help={t('program.help.catchUpDays')}
        />
        <Choice
          path="anniversary.leapDay"
          options={[
            { value: 'feb28', label: t('program.leapDay.feb28') },
            { value: 'mar1', label: t('program.leapDay.mar1') },
          ]}
        />
      </FormLayout.Group>
      <Text path="anniversary.codePrefix" help={t('program.help.codePrefix')} />
      <LocalizedText
        path="anniversary.reason"
        help={t('program.help.anniversaryReason', { placeholders: PLACEHOLDERS.anniversaryReason })}
      />
      <LocalizedText path="anniversary.message.subject" />
      <LocalizedText
        path="anniversary.message.body"
        multiline={7}
        help={t('program.help.anniversaryBody', { placeholders: PLACEHOLDERS.anniversaryBody })}
      />
    </Section>
  );
}

export function ThankYouSection() {
  const { t } = useTranslation();
  return (
    <Section name="thankYou">
      <Check path="thankYou.enabled" />
      <Text
        path="thankYou.delayMinutes"
        numeric
        suffix={t('program.unit.minutes')}
        help={t('program.help.delayMinutes')}
      />
      <LocalizedText path="thankYou.first.subject" />
      <LocalizedText
        path="thankYou.first.body"
        multiline={6}
        help={t('program.help.thankYouBody', { placeholders: PLACEHOLDERS.thankYouBody })}
      />
      <LocalizedText path="thankYou.repeat.subject" />
      <LocalizedText path="thankYou.repeat.body" multiline={6} />
    </Section>
  );
}

export function SenderSection() {
  const { t } = useTranslation();
  const { draft } = useForm();
  return (
    <Section name="sender">
      {draft.sender.imprint.trim() === '' && <Banner tone="warning">{t('program.imprintMissing')}</Banner>}
      <Text path="sender.name" />
      <FormLayout.Group>
        <Text path="sender.email" />
        <Text path="sender.replyTo" help={t('program.help.replyTo')} />
      </FormLayout.Group>
      <Text path="sender.imprint" multiline={4} help={t('program.help.imprint')} />
    </Section>
  );
}
