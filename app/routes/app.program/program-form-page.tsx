import { SaveBar, TitleBar } from '@shopify/app-bridge-react';
import { Layout, Page } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '~/components/toast';
import type { Program } from '~/loyalty/program';
import { toDraft } from './draft';
import { ProgramFormProvider } from './fields';
import { ProblemBanner } from './problem-banner';
import { useEdition } from './use-edition';
import { useProgramForm } from './use-program-form';

interface ProgramFormPageProps {
  /** what the loader read (`editedProgram`) */
  edited: { version: number; currency: string; program: Program };
  /** in the language of the page */
  texts: { title: string; subtitle: string; saved: string };
  fullWidth?: boolean;
  /** sections of a Layout; they find the form with `useForm` */
  children: ReactNode;
}

/** A page that edits a part of the program in force: form, save bar, and what kept the last save from succeeding. */
export function ProgramFormPage(props: ProgramFormPageProps) {
  const { edition, loadSaved } = useEdition(props.edited.version);
  return <Edition key={edition} {...props} loadSaved={loadSaved} />;
}

function Edition({
  edited: { version, currency, program },
  texts,
  fullWidth,
  children,
  loadSaved,
}: ProgramFormPageProps & { loadSaved(): void }) {
  const { t, i18n } = useTranslation();
  const locale = i18n.language;
  const form = useProgramForm({ version, draft: toDraft(program, currency, locale) }, { currency, locale });
  const save = async (options?: { overwrite: boolean }) => {
    if (await form.save(options)) showToast(texts.saved);
  };
  return (
    <Page fullWidth={fullWidth} title={texts.title} subtitle={texts.subtitle}>
      <TitleBar title={texts.title} />
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
          {children}
        </Layout>
      </ProgramFormProvider>
    </Page>
  );
}
