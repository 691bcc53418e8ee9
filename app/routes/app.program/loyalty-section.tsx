import { Banner, BlockStack, Card, FormLayout, Layout, Text as Words } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CollectionsField } from './collections-field';
import { Check, Choice, LocalizedText, Text, useForm } from './fields';
import { Tiers } from './tiers';

/** Names of variables are the same in every language. */
const REASON_PLACEHOLDERS = '{{benefit}}, {{percentage}}, {{order_number}}, {{tier}}, {{end_date}}';

/** The discount for regulars: who gets what, on which products, when, and what the checkout says. */
export function LoyaltySection() {
  const { t } = useTranslation();
  return (
    <Layout.AnnotatedSection
      id="loyalty"
      title={t('program.section.loyalty.title')}
      description={t('program.section.loyalty.text')}
    >
      <BlockStack gap="400">
        <TiersCard />
        <ProductsCard />
        <PeriodCard />
        <CheckoutCard />
      </BlockStack>
    </Layout.AnnotatedSection>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Words as="h3" variant="headingMd">
          {title}
        </Words>
        <FormLayout>{children}</FormLayout>
      </BlockStack>
    </Card>
  );
}

function TiersCard() {
  const { t } = useTranslation();
  const form = useForm();
  const { tierBy, mode } = form.draft.loyalty;
  const options = (['orders', 'spend', 'tenure'] as const).map((value) => ({
    value,
    label: t(`program.tierBy.${value}`),
  }));
  return (
    <Part title={t('program.part.tiers')}>
      <Check path="loyalty.enabled" help={t('program.help.loyaltyEnabled')} />
      <FormLayout.Group>
        <Choice
          path="loyalty.tierBy"
          options={options}
          help={t(`program.help.tierBy.${tierBy}`)}
          onChange={(value) => form.setLoyalty({ tierBy: value as typeof tierBy }, 'loyalty.tiers')}
        />
        <Text
          path="loyalty.tierLastsDays"
          numeric
          suffix={t('program.unit.days')}
          help={t('program.help.tierLastsDays')}
        />
      </FormLayout.Group>
      <Tiers />
      <Choice
        path="loyalty.mode"
        options={(['best', 'stack'] as const).map((value) => ({ value, label: t(`program.mode.${value}`) }))}
        help={t(`program.help.mode.${mode}`)}
      />
      {tierBy === 'orders' && (
        <Check path="loyalty.fallbackToOrderCount" help={t('program.help.fallbackToOrderCount')} />
      )}
    </Part>
  );
}

function ProductsCard() {
  const { t } = useTranslation();
  const form = useForm();
  const { tiers, collections, tags, exclude } = form.draft.loyalty;
  const gives = (on: string) => tiers.some(({ benefits }) => benefits.some((benefit) => benefit.on === on));
  // What no benefit asks for is not shown, unless something is in it that would otherwise be out of sight.
  const showsCollections =
    gives('collection') || collections.length > 0 || form.errorAt('loyalty.collections') !== undefined;
  const showsTags = gives('tag') || tags !== '' || form.errorAt('loyalty.tags') !== undefined;
  return (
    <Part title={t('program.part.products')}>
      {showsCollections && (
        <CollectionsField
          path="loyalty.collections"
          help={t('program.help.collections')}
          chosen={collections}
          change={(chosen) => form.setLoyalty({ collections: chosen }, 'loyalty.collections')}
        />
      )}
      {showsTags && <Text path="loyalty.tags" help={t('program.help.tags')} />}
      <BlockStack gap="100">
        <Check path="loyalty.exclude.giftCards" />
        <Check path="loyalty.exclude.saleItems" help={t('program.help.saleItems')} />
        <Check path="loyalty.exclude.subscriptions" />
      </BlockStack>
      <CollectionsField
        path="loyalty.exclude.collections"
        help={t('program.help.excludedCollections')}
        chosen={exclude.collections}
        change={(chosen) =>
          form.setLoyalty({ exclude: { ...exclude, collections: chosen } }, 'loyalty.exclude.collections')
        }
      />
    </Part>
  );
}

function PeriodCard() {
  const { t } = useTranslation();
  const { draft } = useForm();
  return (
    <Part title={t('program.part.period')}>
      <FormLayout.Group>
        <Text path="loyalty.startsOn" date help={t('program.help.startsOn')} />
        <Text path="loyalty.endsOn" date help={t('program.help.endsOn')} />
      </FormLayout.Group>
      <Check path="loyalty.budgetExhausted" help={t('program.help.budgetExhausted')} />
      {draft.loyalty.budgetExhausted && <Banner tone="warning">{t('program.budgetExhausted')}</Banner>}
    </Part>
  );
}

function CheckoutCard() {
  const { t } = useTranslation();
  const { reason, tiers } = useForm().draft.loyalty;
  const usesPercentage = Object.values(reason).some((text) => /\{\{\s*percentage\s*\}\}/.test(text));
  const isMixed = tiers.some(({ benefits }) => benefits.some(({ value }) => value.kind !== 'percentage'));
  return (
    <Part title={t('program.part.checkout')}>
      {usesPercentage && isMixed && (
        <Banner tone="warning">
          {t('program.percentageOnly', { placeholder: '{{percentage}}%', replacement: '{{benefit}}' })}
        </Banner>
      )}
      <LocalizedText
        path="loyalty.reason"
        help={t('program.help.loyaltyReason', { placeholders: REASON_PLACEHOLDERS })}
      />
      <BlockStack gap="100">
        <Check path="loyalty.combinesWith.productDiscounts" />
        <Check path="loyalty.combinesWith.orderDiscounts" />
        <Check path="loyalty.combinesWith.shippingDiscounts" help={t('program.help.combines')} />
      </BlockStack>
    </Part>
  );
}
