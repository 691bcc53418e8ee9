import { Checkbox, FormLayout, InlineError, Select, TextField } from '@shopify/polaris';
import type { SelectProps } from '@shopify/polaris';
import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { moneyInputText } from '~/components/money-input';
import { fieldName, isMoneyField, readField } from './draft-path';
import type { DraftPath } from './draft-path';
import type { FieldError } from './field-errors';
import type { ProgramForm } from './use-program-form';

const FormContext = createContext<ProgramForm | null>(null);

export function ProgramFormProvider({ form, children }: { form: ProgramForm; children: ReactNode }) {
  return <FormContext.Provider value={form}>{children}</FormContext.Provider>;
}

export function useForm(): ProgramForm {
  const form = useContext(FormContext);
  if (!form) throw new Error('a program field outside of ProgramFormProvider');
  return form;
}

type Translate = ReturnType<typeof useTranslation>['t'];

/**
 * The sentence for one field error: it names the field and says what to do. `atField`: the field's label stands above
 * it, so that the field need not be named again.
 */
export function useErrorText(): (error: FieldError, options?: { atField: boolean }) => string {
  const { t, i18n } = useTranslation();
  const { currency } = useForm();
  return ({ path, key, values }, options) => {
    const field = options?.atField ? '' : fieldLabel(t, path);
    const bound = (value: number | undefined) =>
      value !== undefined && isMoneyField(path) ? moneyInputText(value, currency, i18n.language) : value;
    const sentence = t(key, { ...values, field, min: bound(values.min), max: bound(values.max) });
    return options?.atField ? capitalized(sentence.replace(/^: /, '')) : sentence;
  };
}

const capitalized = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** "Minimum order value"; for texts with the language, in tiers and benefits with their place. */
export function fieldLabel(t: Translate, path: string): string {
  const field = ownLabel(t, path);
  const [, tier, benefit] = /^loyalty\.tiers\.(\d+)\.(?:benefits\.(\d+)\.)?/.exec(path) ?? [];
  if (tier === undefined) return field;
  const places = { field, tier: Number(tier) + 1, benefit: Number(benefit) + 1 };
  return benefit === undefined ? t('program.place.tier', places) : t('program.place.benefit', places);
}

function ownLabel(t: Translate, path: string): string {
  const label = t(`program.field.${fieldName(path).replace(/_(en|de)$/, '')}`);
  const language = /\.(en|de)$/.exec(path)?.[1];
  return language ? `${label} (${t(`program.language.${language}`)})` : label;
}

/** What is wrong with one field, to be shown at it. */
function useFieldError(path: string): string | undefined {
  const form = useForm();
  const errorText = useErrorText();
  const error = form.errorAt(path);
  return error && errorText(error, { atField: true });
}

interface TextProps {
  path: DraftPath;
  help?: string;
  suffix?: string;
  placeholder?: string;
  multiline?: number;
  /** only when the heading around it says the same */
  labelHidden?: boolean;
  numeric?: boolean;
  /** an amount of the shop's currency */
  money?: boolean;
  date?: boolean;
  disabled?: boolean;
}

export function Text({ path, suffix, help, money, numeric, date, ...rest }: TextProps) {
  const { t } = useTranslation();
  const form = useForm();
  return (
    <TextField
      {...rest}
      id={path}
      name={path}
      label={ownLabel(t, path)}
      value={readField(form.draft, path) as string}
      onChange={(value) => form.set(path, value)}
      helpText={help}
      suffix={money ? form.currency : suffix}
      type={date ? 'date' : 'text'}
      inputMode={numeric || money ? 'decimal' : undefined}
      autoComplete="off"
      error={useFieldError(path)}
    />
  );
}

export function Check({ path, help }: { path: DraftPath; help?: string }) {
  const { t } = useTranslation();
  const form = useForm();
  return (
    <Checkbox
      id={path}
      name={path}
      label={t(`program.field.${fieldName(path)}`)}
      helpText={help}
      checked={readField(form.draft, path) as boolean}
      onChange={(checked) => form.set(path, checked)}
      error={useFieldError(path)}
    />
  );
}

interface ChoiceProps {
  path: DraftPath;
  options: SelectProps['options'];
  help?: string;
  /** instead of writing the one field */
  onChange?: (value: string) => void;
}

export function Choice({ path, options, help, onChange }: ChoiceProps) {
  const { t } = useTranslation();
  const form = useForm();
  return (
    <Select
      id={path}
      name={path}
      label={t(`program.field.${fieldName(path)}`)}
      options={options}
      helpText={help}
      value={readField(form.draft, path) as string}
      onChange={onChange ?? ((value) => form.set(path, value))}
      error={useFieldError(path)}
    />
  );
}

type LocalizedPath = DraftPath extends infer Path ? (Path extends `${infer Stem}.en` ? Stem : never) : never;

/** The same text in each of the shop's languages, side by side where there is room. */
export function LocalizedText({
  path,
  multiline,
  help,
}: {
  path: LocalizedPath;
  multiline?: number;
  help?: string;
}) {
  return (
    <FormLayout.Group>
      <Text path={`${path}.en`} multiline={multiline} help={help} />
      <Text path={`${path}.de`} multiline={multiline} />
    </FormLayout.Group>
  );
}

/** What is wrong with a list as a whole, above the button that mends it. */
export function ListError({ path }: { path: string }) {
  const message = useFieldError(path);
  return message ? <InlineError message={message} fieldID={path} /> : null;
}
