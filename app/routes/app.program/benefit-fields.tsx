import { BlockStack, Box, Button, InlineGrid } from '@shopify/polaris';
import { DeleteIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import type { BenefitDraft } from './draft';
import { Choice, Text, useForm } from './fields';

type Class = BenefitDraft['on'];
export const BENEFIT_CLASSES: readonly Class[] = ['order', 'collection', 'tag', 'delivery'];

/** A benefit as it stands when it is added. */
export function newBenefit(on: Class): BenefitDraft {
  const kind = on === 'delivery' ? 'free' : 'percentage';
  return { on, value: { kind, percentage: '', amountMinor: '', capMinor: '' }, minimumMinor: '' };
}

/** The benefit for another class: only delivery can be free. */
function withClass(benefit: BenefitDraft, on: Class): BenefitDraft {
  const { kind } = benefit.value;
  const possible = kind === 'free' && on !== 'delivery' ? 'percentage' : kind;
  return { ...benefit, on, value: { ...benefit.value, kind: possible } };
}

interface BenefitProps {
  tier: number;
  place: number;
  benefits: BenefitDraft[];
  /** what the other benefits of the tier leave, its own included */
  change(benefits: BenefitDraft[]): void;
  remove(): void;
}

/** What a tier gives, in two short rows; only what the schema would take is offered. */
export function BenefitFields({ tier, place, benefits, change, remove }: BenefitProps) {
  const { t } = useTranslation();
  const { draft } = useForm();
  const path = `loyalty.tiers.${tier}.benefits.${place}` as const;
  const benefit = benefits[place];
  if (!benefit) return null;
  const { on, value } = benefit;
  const free = BENEFIT_CLASSES.filter((name) => !benefits.some((other) => other.on === name));
  const classes = BENEFIT_CLASSES.filter((name) => name === on || free.includes(name));
  const kinds =
    on === 'delivery' ? (['percentage', 'amount', 'free'] as const) : (['percentage', 'amount'] as const);
  const setClass = (name: string) =>
    change(benefits.map((other, index) => (index === place ? withClass(other, name as Class) : other)));
  const hasMissingList =
    (on === 'collection' && draft.loyalty.collections.length === 0) ||
    (on === 'tag' && draft.loyalty.tags.trim() === '');
  return (
    <div role="group" aria-label={t('program.benefit.title', { benefit: place + 1 })}>
      <Box background="bg-surface-secondary" borderRadius="200" padding="300">
        <InlineGrid columns="1fr auto" gap="200" alignItems="start">
          <BlockStack gap="200">
            <InlineGrid columns={{ xs: 1, sm: '3fr 2fr' }} gap="200" alignItems="start">
              <Choice
                path={`${path}.on`}
                options={classes.map((name) => ({ value: name, label: t(`program.benefit.on.${name}`) }))}
                help={hasMissingList ? t(`program.benefit.chooseBelow.${on}`) : undefined}
                onChange={setClass}
              />
              <Choice
                path={`${path}.value.kind`}
                options={kinds.map((name) => ({ value: name, label: t(`program.benefit.kind.${name}`) }))}
              />
            </InlineGrid>
            <InlineGrid columns={{ xs: 1, sm: 3 }} gap="200" alignItems="start">
              {value.kind === 'percentage' && <Text path={`${path}.value.percentage`} numeric suffix="%" />}
              {value.kind === 'amount' && <Text path={`${path}.value.amountMinor`} money />}
              <Text path={`${path}.minimumMinor`} money placeholder={t('program.benefit.none')} />
              {value.kind === 'percentage' && on !== 'delivery' && (
                <Text path={`${path}.value.capMinor`} money placeholder={t('program.benefit.noCap')} />
              )}
            </InlineGrid>
          </BlockStack>
          <Button
            id={`${path}.remove`}
            icon={DeleteIcon}
            variant="tertiary"
            accessibilityLabel={t('program.benefit.remove', { tier: tier + 1, benefit: place + 1 })}
            onClick={remove}
          />
        </InlineGrid>
      </Box>
    </div>
  );
}
