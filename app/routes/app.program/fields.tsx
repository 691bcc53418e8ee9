import { Checkbox, FormLayout, Select, TextField } from '@shopify/polaris';
import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldName, readField } from './draft-path';
import type { DraftPath } from './draft-path';
import type { FieldError } from './draft';
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

/** The sentence for one field error: it names the field and says what to do. */
export function useErrorText(): (error: FieldError) => string {
  const { t } = useTranslation();
  return (error) => t(error.key, { field: fieldLabel(t, error.path), ...error.values });
}

/** "Minimum order value"; for texts and tiers with the language or the row. */
export function fieldLabel(t: ReturnType<typeof useTranslation>['t'], path: string): string {
  const label = t(`program.field.${fieldName(path).replace(/_(en|de)$/, '')}`);
  const language = /\.(en|de)$/.exec(path)?.[1];
  const row = /\.(\d+)\./.exec(path)?.[1];
  if (language) return `${label} (${t(`program.language.${language}`)})`;
  if (row !== undefined) return t('program.tierField', { field: label, row: Number(row) + 1 });
  return label;
}

interface TextProps {
  path: DraftPath;
  help?: string;
  suffix?: string;
  multiline?: number;
  /** only when the heading around it says the same */
  labelHidden?: boolean;
  numeric?: boolean;
  disabled?: boolean;
}

export function Text({ path, help, suffix, multiline, labelHidden, numeric, disabled }: TextProps) {
  const { t } = useTranslation();
  const form = useForm();
  const errorText = useErrorText();
  const error = form.errorAt(path);
  const language = /\.(en|de)$/.exec(path)?.[1];
  return (
    <TextField
      id={path}
      name={path}
      label={language ? fieldLabel(t, path) : t(`program.field.${fieldName(path)}`)}
      labelHidden={labelHidden}
      value={readField(form.draft, path) as string}
      onChange={(value) => form.set(path, value)}
      helpText={help}
      suffix={suffix}
      multiline={multiline}
      disabled={disabled}
      inputMode={numeric ? 'decimal' : undefined}
      autoComplete="off"
      error={error && errorText(error)}
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
    />
  );
}

export function Choice({ path, options }: { path: DraftPath; options: { label: string; value: string }[] }) {
  const { t } = useTranslation();
  const form = useForm();
  return (
    <Select
      id={path}
      name={path}
      label={t(`program.field.${fieldName(path)}`)}
      options={options}
      value={readField(form.draft, path) as string}
      onChange={(value) => form.set(path, value)}
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
