import { BlockStack, Box, Button, InlineGrid, InlineStack, Text as Words } from '@shopify/polaris';
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import { BENEFIT_CLASSES, BenefitFields, newBenefit } from './benefit-fields';
import type { BenefitDraft, TierDraft } from './draft';
import { ListError, Text, useForm } from './fields';
import { tierSummary } from './tier-summary';
import { useFocusNext } from './use-focus-next';

const MOST_TIERS = 10;

const newTier = (): TierDraft => ({
  key: '',
  name: '',
  from: { orders: '', spend: '', tenure: '' },
  benefits: [newBenefit('order')],
});

export function Tiers() {
  const { t } = useTranslation();
  const form = useForm();
  const focusNext = useFocusNext();
  const { tiers } = form.draft.loyalty;
  const add = () => {
    form.setLoyalty({ tiers: [...tiers, newTier()] }, 'loyalty.tiers');
    focusNext(`loyalty.tiers.${tiers.length}.name`);
  };
  const remove = (row: number) => {
    form.setLoyalty({ tiers: tiers.filter((_, index) => index !== row) }, 'loyalty.tiers');
    focusNext('loyalty.tiers');
  };
  return (
    <BlockStack gap="300">
      {tiers.map((tier, row) => (
        <TierFields key={row} tier={tier} row={row} remove={() => remove(row)} focusNext={focusNext} />
      ))}
      <ListError path="loyalty.tiers" />
      <div>
        <Button id="loyalty.tiers" icon={PlusIcon} onClick={add} disabled={tiers.length >= MOST_TIERS}>
          {t('program.addTier')}
        </Button>
      </div>
    </BlockStack>
  );
}

interface TierProps {
  tier: TierDraft;
  row: number;
  remove(): void;
  focusNext(id: string): void;
}

function TierFields({ tier, row, remove, focusNext }: TierProps) {
  const { t, i18n } = useTranslation();
  const form = useForm();
  const { tiers, tierBy } = form.draft.loyalty;
  const path = `loyalty.tiers.${row}` as const;
  const { benefits } = tier;
  const setBenefits = (changed: BenefitDraft[]) => {
    const next = tiers.map((other, index) => (index === row ? { ...other, benefits: changed } : other));
    form.setLoyalty({ tiers: next }, `${path}.benefits`);
  };
  const unused = BENEFIT_CLASSES.find((name) => !benefits.some(({ on }) => on === name));
  const addBenefit = () => {
    if (!unused) return;
    setBenefits([...benefits, newBenefit(unused)]);
    focusNext(`${path}.benefits.${benefits.length}.on`);
  };
  const removeBenefit = (place: number) => {
    setBenefits(benefits.filter((_, index) => index !== place));
    focusNext(`${path}.benefits`);
  };
  const summary = tierSummary(tier, tierBy, { t, locale: i18n.language, currency: form.currency });
  const unit = { orders: t('program.unit.orders'), spend: form.currency, tenure: t('program.unit.days') };
  return (
    <Box borderWidth="025" borderColor="border" borderRadius="200" padding="300">
      <div role="group" aria-labelledby={`${path}.title`}>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="start" wrap={false} gap="200">
            <BlockStack gap="050">
              <Words as="h4" variant="headingSm" id={`${path}.title`}>
                {t('program.tier.title', { tier: row + 1 })}
                {tier.name.trim() && `: ${tier.name.trim()}`}
              </Words>
              <Words as="p" tone="subdued">
                {summary ?? t('program.summary.incomplete')}
              </Words>
            </BlockStack>
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              accessibilityLabel={t('program.removeTier', { row: row + 1 })}
              onClick={remove}
            />
          </InlineStack>
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300" alignItems="start">
            <Text path={`${path}.name`} />
            <Text path={`${path}.from.${tierBy}`} numeric suffix={unit[tierBy]} />
          </InlineGrid>
          <BlockStack gap="200">
            {benefits.map((_benefit, place) => (
              <BenefitFields
                key={place}
                tier={row}
                place={place}
                benefits={benefits}
                change={setBenefits}
                remove={() => removeBenefit(place)}
              />
            ))}
            <ListError path={`${path}.benefits`} />
            <div>
              <Button
                id={`${path}.benefits`}
                icon={PlusIcon}
                variant="plain"
                onClick={addBenefit}
                disabled={!unused}
                accessibilityLabel={t('program.benefit.addTo', { tier: row + 1 })}
              >
                {t('program.benefit.add')}
              </Button>
            </div>
          </BlockStack>
        </BlockStack>
      </div>
    </Box>
  );
}
