import { Banner, BlockStack, Card, FormLayout, Layout, Link } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AFTER_FIRST_ORDER_GONE, AFTER_ORDER_CANCELLED, THANK_AFTER } from '~/loyalty/program-occasions';
import { Check, Choice, LocalizedText, Text, useForm } from './fields';
import { HOURS } from './hours';

/** Names of variables are the same in every language. */
const PLACEHOLDERS = { anniversaryReason: '{{benefit}}, {{percentage}}, {{years}}' };

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

/** Subject and text of the messages have a page of their own. */
function TextsLink() {
  const { t } = useTranslation();
  return <Link url="/app/messages">{t('program.textsAreThere')}</Link>;
}

export function ClassificationSection() {
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
        <Text path="classification.minimumOrderMinor" money help={t('program.help.minimumOrder')} />
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

export function AnniversarySection() {
  const { t } = useTranslation();
  const { draft } = useForm();
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
        <Text path="anniversary.minimumMinor" money help={t('program.help.anniversaryMinimum')} />
        <Text path="anniversary.capMinor" money help={t('program.help.noCap')} />
      </FormLayout.Group>
      <FormLayout.Group>
        <Text
          path="anniversary.leadDays"
          numeric
          suffix={t('program.unit.days')}
          help={t('program.help.leadDays')}
        />
        <Choice path="anniversary.sendHour" options={HOURS} />
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
      <Check path="anniversary.reminder.enabled" help={t('program.help.reminder')} />
      {draft.anniversary.reminder.enabled && (
        <Text path="anniversary.reminder.daysBefore" numeric suffix={t('program.unit.days')} />
      )}
      <FormLayout.Group>
        <Choice
          path="anniversary.orderCancelled"
          options={AFTER_ORDER_CANCELLED.map((value) => ({
            value,
            label: t(`program.orderCancelled.${value}`),
          }))}
        />
        <Choice
          path="anniversary.firstOrderGone"
          options={AFTER_FIRST_ORDER_GONE.map((value) => ({
            value,
            label: t(`program.firstOrderGone.${value}`),
          }))}
        />
      </FormLayout.Group>
      <LocalizedText
        path="anniversary.reason"
        help={t('program.help.anniversaryReason', { placeholders: PLACEHOLDERS.anniversaryReason })}
      />
      <TextsLink />
    </Section>
  );
}

export function ThankYouSection() {
  const { t } = useTranslation();
  const { draft } = useForm();
  return (
    <Section name="thankYou">
      <Check path="thankYou.enabled" />
      <FormLayout.Group>
        <Choice
          path="thankYou.after"
          options={THANK_AFTER.map((value) => ({ value, label: t(`program.thankAfter.${value}`) }))}
          help={draft.thankYou.after === 'delivered' ? t('program.help.delivered') : undefined}
        />
        <Text
          path="thankYou.delayMinutes"
          numeric
          suffix={t('program.unit.minutes')}
          help={t('program.help.delayMinutes')}
        />
      </FormLayout.Group>
      <Text path="thankYou.milestoneOrders" help={t('program.help.milestoneOrders')} />
      <TextsLink />
    </Section>
  );
}

/** Round dates and birthdays: no order gives rise to them, and no coupon comes with them. */
export function GreetingsSection() {
  const { t } = useTranslation();
  const { draft } = useForm();
  const { roundDates, birthday } = draft.greetings;
  return (
    <Section name="greetings">
      <Check path="greetings.roundDates.enabled" />
      {roundDates.enabled && (
        <FormLayout.Group>
          <Text path="greetings.roundDates.days" help={t('program.help.roundDays')} />
          <Text path="greetings.roundDates.years" help={t('program.help.roundYears')} />
        </FormLayout.Group>
      )}
      <Check path="greetings.birthday.enabled" help={t('program.help.birthday')} />
      {birthday.enabled && (
        <Text
          path="greetings.birthday.metafield"
          placeholder="custom.birthday"
          help={t('program.help.birthdayMetafield')}
        />
      )}
      {(roundDates.enabled || birthday.enabled) && (
        <FormLayout.Group>
          <Choice path="greetings.sendHour" options={HOURS} />
          <Text
            path="greetings.catchUpDays"
            numeric
            suffix={t('program.unit.days')}
            help={t('program.help.catchUpDays')}
          />
        </FormLayout.Group>
      )}
      <TextsLink />
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
