import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { SaveBar, TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, InlineGrid, Layout, Page } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { editedProgram } from '~/components/merchant.server';
import { showToast } from '~/components/toast';
import type { Program } from '~/loyalty/program';
import { PLACE } from '~/mail/message-variables';
import { toDraft, type ProgramDraft } from '../app.program/draft';
import { readField } from '../app.program/draft-path';
import { ProgramFormProvider } from '../app.program/fields';
import { ProblemBanner } from '../app.program/problem-banner';
import { useEdition } from '../app.program/use-edition';
import { useProgramForm } from '../app.program/use-program-form';
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
  const { version, currency, program } = useLoaderData<typeof loader>();
  const { edition, loadSaved } = useEdition(version);
  return <MessagesEditor key={edition} {...{ version, currency, program }} loadSaved={loadSaved} />;
}

interface EditorProps {
  version: number;
  currency: string;
  program: Program;
  loadSaved(): void;
}

function MessagesEditor({ version, currency, program, loadSaved }: EditorProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const form = useProgramForm(
    { version, draft: toDraft(program, currency, language) },
    { currency, locale: language },
  );
  const [choice, setChoice] = useState<Choice>({ message: 'first', locale: language === 'de' ? 'de' : 'en' });
  const [customer, setCustomer] = useState<FoundCustomer | null>(null);
  const request = requestOf(form.draft, choice, customer);
  const { answer, ...state } = useAsked('/app/messages/preview', request);
  const preview = { ...state, answer: answer as PreviewAnswer | null };
  const save = async (options?: { overwrite: boolean }) => {
    if (await form.save(options)) showToast(t('messages.saved'));
  };
  return (
    <Page fullWidth title={t('messages.title')} subtitle={t('messages.subtitle')}>
      <TitleBar title={t('messages.title')} />
      <SaveBar open={form.dirty}>
        <button variant="primary" onClick={() => void save()} loading={form.saving ? '' : undefined}>
          {t('program.save')}
        </button>
        <button onClick={form.discard}>{t('program.discard')}</button>
      </SaveBar>
      <ProgramFormProvider form={form}>
        <Layout>
          {form.problem && (
            <Layout.Section>
              <ProblemBanner
                form={form}
                problem={form.problem}
                overwrite={() => void save({ overwrite: true })}
                loadSaved={loadSaved}
              />
            </Layout.Section>
          )}
          <Layout.Section>
            <InlineGrid columns={{ xs: 1, lg: 2 }} gap="400" alignItems="start">
              <BlockStack gap="400">
                <MessageCard choice={choice} change={setChoice} />
                <FindingsList findings={preview.answer?.findings ?? []} />
              </BlockStack>
              <PreviewCard request={request} preview={preview} chosen={customer} choose={setCustomer} />
            </InlineGrid>
          </Layout.Section>
          <StyleSection />
          <ConsentSection />
          <CrashSection />
        </Layout>
      </ProgramFormProvider>
    </Page>
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
