import { BlockStack, Button, Card, FormLayout, InlineStack, Select, Text as Words } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { STARTING_TEXTS } from '~/loyalty/starting-texts';
import { KNOWN_VARIABLES, MESSAGE_NAMES, PLACE, type MessageName } from '~/mail/message-variables';
import { Text, useForm } from '../app.program/fields';

export interface Choice {
  message: MessageName;
  locale: 'en' | 'de';
}

interface Props {
  choice: Choice;
  change(choice: Choice): void;
}

/** One message in one language: subject, text, what may be used in it, and the way back to the starting text. */
export function MessageCard({ choice, change }: Props) {
  const { t } = useTranslation();
  const form = useForm();
  const { message, locale } = choice;
  const place = PLACE[message];
  const startAgain = () => {
    const text = STARTING_TEXTS[locale === 'de' ? form.draft.style.german : 'en'][message];
    form.set(`${place}.subject.${locale}`, text.subject);
    form.set(`${place}.body.${locale}`, text.body);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <FormLayout>
          <FormLayout.Group>
            <Select
              label={t('messages.which')}
              options={MESSAGE_NAMES.map((name) => ({ value: name, label: t(`messages.name.${name}`) }))}
              value={message}
              onChange={(name) => change({ ...choice, message: name as MessageName })}
            />
            <Select
              label={t('messages.language')}
              options={[
                { value: 'de', label: t('program.language.de') },
                { value: 'en', label: t('program.language.en') },
              ]}
              value={locale}
              onChange={(language) => change({ ...choice, locale: language === 'de' ? 'de' : 'en' })}
            />
          </FormLayout.Group>
          <Text path={`${place}.subject.${locale}`} />
          <Text path={`${place}.body.${locale}`} multiline={12} />
        </FormLayout>
        <BlockStack gap="100">
          <Words as="p" tone="subdued">
            {t('messages.variables')}
          </Words>
          <InlineStack gap="150">
            {KNOWN_VARIABLES[message].map((name) => (
              <code key={name} className="variable">{`{{ ${name} }}`}</code>
            ))}
          </InlineStack>
        </BlockStack>
        <InlineStack>
          <Button onClick={startAgain}>{t('messages.startAgain')}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
