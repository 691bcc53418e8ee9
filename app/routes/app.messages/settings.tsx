import { Card, FormLayout, Layout } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { COUNTRY_PROFILES } from '~/loyalty/consent';
import { AFTER_CRASH } from '~/loyalty/program-mail';
import { GERMAN_TONES, STARTING_TEXTS, type GermanTone } from '~/loyalty/starting-texts';
import { MESSAGE_NAMES, PLACE } from '~/mail/message-variables';
import { readField } from '../app.program/draft-path';
import { Check, Choice, Text, useForm } from '../app.program/fields';
import { HOURS } from '../app.program/hours';
import type { ProgramForm } from '../app.program/use-program-form';

function Section({ name, children }: { name: 'style' | 'consent' | 'crash'; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Layout.AnnotatedSection
      id={name}
      title={t(name === 'crash' ? 'messages.crash.title' : `program.section.${name}.title`)}
      description={t(name === 'crash' ? 'messages.crash.text' : `program.section.${name}.text`)}
    >
      <Card>
        <FormLayout>{children}</FormLayout>
      </Card>
    </Layout.AnnotatedSection>
  );
}

export function StyleSection() {
  const { t } = useTranslation();
  const form = useForm();
  return (
    <Section name="style">
      <Choice
        path="style.german"
        options={GERMAN_TONES.map((tone) => ({ value: tone, label: t(`messages.tone.${tone}`) }))}
        help={t('messages.help.tone')}
        onChange={(tone) => changeTone(form, tone as GermanTone)}
      />
      <Text path="style.logoUrl" help={t('messages.help.logo')} />
      <Text path="style.color" help={t('messages.help.color')} />
    </Section>
  );
}

/** Texts that are still the starting ones speak in the new tone; what somebody wrote stays. */
function changeTone(form: ProgramForm, tone: GermanTone): void {
  const before = STARTING_TEXTS[form.draft.style.german];
  form.set('style.german', tone);
  for (const message of MESSAGE_NAMES) {
    for (const part of ['subject', 'body'] as const) {
      const path = `${PLACE[message]}.${part}.de` as const;
      if (readField(form.draft, path) === before[message][part])
        form.set(path, STARTING_TEXTS[tone][message][part]);
    }
  }
}

export function ConsentSection() {
  const { t } = useTranslation();
  const quiet = [{ value: '', label: t('messages.quiet.none') }, ...HOURS];
  return (
    <Section name="consent">
      <Choice
        path="consent.country"
        options={[
          { value: '', label: t('messages.country.shop') },
          ...COUNTRY_PROFILES.map((profile) => ({ value: profile, label: t(`messages.country.${profile}`) })),
        ]}
      />
      <Text path="consent.noticeSince" date help={t('messages.help.notice')} />
      <FormLayout.Group>
        <Text path="consent.mostMessages" numeric help={t('messages.help.cap')} />
        <Text path="consent.inDays" numeric suffix={t('program.unit.days')} />
      </FormLayout.Group>
      <FormLayout.Group>
        <Choice path="quietHours.from" options={quiet} />
        <Choice path="quietHours.until" options={quiet} help={t('messages.help.quiet')} />
      </FormLayout.Group>
      <Check path="consent.askAfterOrder" help={t('messages.help.ask')} />
    </Section>
  );
}

export function CrashSection() {
  const { t } = useTranslation();
  const options = AFTER_CRASH.map((choice) => ({ value: choice, label: t(`messages.crash.${choice}`) }));
  return (
    <Section name="crash">
      <Choice path="thankYou.afterCrash" options={options} />
      <Choice path="anniversary.afterCrash" options={options} />
    </Section>
  );
}
