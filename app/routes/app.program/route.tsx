import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { SaveBar, TitleBar } from '@shopify/app-bridge-react';
import { Layout, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { editedProgram } from '~/components/merchant.server';
import { showToast } from '~/components/toast';
import type { Program } from '~/loyalty/program';
import { toDraft } from './draft';
import { ProgramFormProvider } from './fields';
import { LoyaltySection } from './loyalty-section';
import { ProblemBanner } from './problem-banner';
import {
  AnniversarySection,
  ClassificationSection,
  GreetingsSection,
  SenderSection,
  ThankYouSection,
} from './sections';
import { useEdition } from './use-edition';
import { useProgramForm } from './use-program-form';
import { WorstStackCard } from './worst-stack-card';

export { PageError as ErrorBoundary } from '~/components/page-error';

export const loader = ({ request, context }: LoaderFunctionArgs) => editedProgram(request, context);

export default function ProgramPage() {
  const { version, currency, program } = useLoaderData<typeof loader>();
  const { edition, loadSaved } = useEdition(version);
  return <ProgramEditor key={edition} {...{ version, currency, program }} loadSaved={loadSaved} />;
}

interface EditorProps {
  version: number;
  currency: string;
  program: Program;
  loadSaved(): void;
}

function ProgramEditor({ version, currency, program, loadSaved }: EditorProps) {
  const { t, i18n } = useTranslation();
  const locale = i18n.language;
  const form = useProgramForm({ version, draft: toDraft(program, currency, locale) }, { currency, locale });
  const save = async (options?: { overwrite: boolean }) => {
    if (await form.save(options)) showToast(t('program.saved'));
  };
  return (
    <Page title={t('program.title')} subtitle={t('program.subtitle')}>
      <TitleBar title={t('program.title')} />
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
          <ClassificationSection />
          <LoyaltySection />
          <AnniversarySection />
          <WorstStackCard draft={form.draft} currency={currency} />
          <ThankYouSection />
          <GreetingsSection />
          <SenderSection />
        </Layout>
      </ProgramFormProvider>
    </Page>
  );
}
