import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { editedProgram } from '~/components/merchant.server';
import { LoyaltySection } from './loyalty-section';
import { ProgramFormPage } from './program-form-page';
import {
  AnniversarySection,
  ClassificationSection,
  GreetingsSection,
  SenderSection,
  ThankYouSection,
} from './sections';
import { WorstStackCard } from './worst-stack-card';

export { PageError as ErrorBoundary } from '~/components/page-error';

export const loader = ({ request, context }: LoaderFunctionArgs) => editedProgram(request, context);

export default function ProgramPage() {
  const { t } = useTranslation();
  const texts = { title: t('program.title'), subtitle: t('program.subtitle'), saved: t('program.saved') };
  return (
    <ProgramFormPage edited={useLoaderData<typeof loader>()} texts={texts}>
      <ClassificationSection />
      <LoyaltySection />
      <AnniversarySection />
      <WorstStackCard />
      <ThankYouSection />
      <GreetingsSection />
      <SenderSection />
    </ProgramFormPage>
  );
}
