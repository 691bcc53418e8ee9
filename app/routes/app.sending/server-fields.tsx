import { FormLayout, Select, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { MOST_PER_SECOND, SECURITIES, SUBMISSION_PORTS } from '~/mail/server-settings';
import type { ServerDraft, ServerErrors, ServerField } from '~/mail/server-settings';

interface Props {
  draft: ServerDraft;
  errors: ServerErrors;
  change(field: ServerField, value: string): void;
  /** a password is stored: it is kept when none is typed, and never shown */
  stored: boolean;
  development: boolean;
}

/** The shop's own server; what is wrong with a field stands at it. */
export function ServerFields({ draft, errors, change, stored, development }: Props) {
  const { t } = useTranslation();
  const field = (name: ServerField) => {
    const problem = errors[name];
    return {
      label: t(`sending.field.${name}`),
      value: draft[name],
      onChange: (value: string) => change(name, value),
      error:
        problem &&
        t(`sending.error.${problem}`, { ports: SUBMISSION_PORTS.join(', '), most: MOST_PER_SECOND }),
      autoComplete: 'off',
      name,
    };
  };
  const securities = SECURITIES.filter((security) => security !== 'none' || development);
  return (
    <FormLayout>
      <TextField {...field('host')} placeholder="smtp.example.com" spellCheck={false} />
      <FormLayout.Group>
        <TextField {...field('port')} inputMode="numeric" />
        <Select
          label={t('sending.field.security')}
          name="security"
          value={draft.security}
          options={securities.map((value) => ({ value, label: t(`sending.security.${value}`) }))}
          onChange={(value) => change('security', value)}
        />
      </FormLayout.Group>
      <TextField {...field('username')} spellCheck={false} />
      <TextField
        {...field('password')}
        type="password"
        autoComplete="new-password"
        placeholder={stored ? '••••••••••••' : ''}
        helpText={t(stored ? 'sending.help.passwordKept' : 'sending.help.password')}
      />
      <TextField {...field('perSecond')} inputMode="numeric" helpText={t('sending.help.perSecond')} />
    </FormLayout>
  );
}
