import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, InlineGrid, Layout } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { editedProgram } from '~/components/merchant.server';
import { PLACE } from '~/mail/message-variables';
import type { ProgramDraft } from '../app.program/draft';
import { readField } from '../app.program/draft-path';
import { useForm } from '../app.program/fields';
import { ProgramFormPage } from '../app.program/program-form-page';
import { FindingsList } from './findings-list';
import { MessageCard, type Choice } from './message-card';
import { PreviewCard } from './preview-card';
import type { FoundCustomer, PreviewAnswer, PreviewRequest } from './preview-request';
import { ConsentSection, CrashSection, StyleSection } from './settings';
import { useAsked } from './use-asked';

export { PageError as ErrorBoundary } from '~/components/page-error';

export const loader = ({ request, context }: LoaderFunctionArgs) => editedProgram(request, context);

/** The texts of the messages, with what a real customer would get, and on what basis they are sent. */
export default function MessagesPage() {
  const { t } = useTranslation();
  const texts = { title: t('messages.title'), subtitle: t('messages.subtitle'), saved: t('messages.saved') };
  return (
    <ProgramFormPage edited={useLoaderData<typeof loader>()} texts={texts} fullWidth>
      <TextsAndPreview />
      <StyleSection />
      <ConsentSection />
      <CrashSection />
    </ProgramFormPage>
  );
}

function TextsAndPreview() {
  const { i18n } = useTranslation();
  const { draft } = useForm();
  const [choice, setChoice] = useState<Choice>({
    message: 'first',
    locale: i18n.language === 'de' ? 'de' : 'en',
  });
  const [customer, setCustomer] = useState<FoundCustomer | null>(null);
  const request = requestOf(draft, choice, customer);
  const { answer, ...state } = useAsked('/app/messages/preview', request);
  const preview = { ...state, answer: answer as PreviewAnswer | null };
  return (
    <Layout.Section>
      <InlineGrid columns={{ xs: 1, lg: 2 }} gap="400" alignItems="start">
        <BlockStack gap="400">
          <MessageCard choice={choice} change={setChoice} />
          <FindingsList findings={preview.answer?.findings ?? []} />
        </BlockStack>
        <PreviewCard request={request} preview={preview} chosen={customer} choose={setCustomer} />
      </InlineGrid>
    </Layout.Section>
  );
}

function requestOf(
  draft: ProgramDraft,
  { message, locale }: Choice,
  customer: FoundCustomer | null,
): PreviewRequest {
  const place = PLACE[message];
  return {
    message,
    locale,
    customerId: customer?.id ?? null,
    subject: String(readField(draft, `${place}.subject.${locale}`)),
    body: String(readField(draft, `${place}.body.${locale}`)),
    tone: draft.style.german,
    imprint: draft.sender.imprint,
    logoUrl: draft.style.logoUrl,
    color: draft.style.color,
  };
}
