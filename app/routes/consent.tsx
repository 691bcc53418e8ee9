import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { localeFromRequest } from '~/components/i18n';
import { InLanguage } from '~/components/in-language';
import { PlainPage, plainPageMeta, tokenOf } from '~/components/plain-page';
import { confirmConsent, readConfirmation } from '~/effects/confirm-consent';
import { readSmallForm } from '~/read-form.server';

/**
 * Where the link of a confirmation leads. GET asks and changes nothing, since mail scanners follow links; the button's POST
 * confirms.
 */
export const meta: MetaFunction<typeof loader> = ({ data }) => plainPageMeta('consent.page', data?.locale);

export async function loader({ request, context }: LoaderFunctionArgs) {
  return {
    locale: localeFromRequest(request),
    confirmation: await readConfirmation(context.services, tokenOf(request)),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readSmallForm(request); // a body that is no form confirms nothing
  if (form?.get('confirm') !== 'yes') return Response.json({ confirmed: false }, { status: 400 });
  const result = await confirmConsent(context.services, tokenOf(request));
  const confirmed = result.ok && result.confirmed;
  return Response.json({ confirmed }, { status: confirmed ? 200 : 400 });
}

export default function ConsentPage() {
  const { locale } = useLoaderData<typeof loader>();
  return (
    <InLanguage locale={locale}>
      <Content />
    </InLanguage>
  );
}

function Content() {
  const { t } = useTranslation();
  const { confirmation } = useLoaderData<typeof loader>();
  const answer = useActionData<{ confirmed: boolean }>();
  if (!confirmation.ok || (answer && !answer.confirmed)) {
    return (
      <PlainPage title={t('consent.invalid.title')}>
        <p>{t('consent.invalid.text')}</p>
      </PlainPage>
    );
  }
  const { shopName: shop, confirmed } = confirmation;
  if (confirmed) {
    return (
      <PlainPage title={t('consent.done.title')}>
        <p role="status">{t('consent.done.text', { shop })}</p>
      </PlainPage>
    );
  }
  return (
    <PlainPage title={t('consent.ask.title', { shop })}>
      <p>{t('consent.ask.text', { shop })}</p>
      <Form method="post" reloadDocument>
        <input type="hidden" name="confirm" value="yes" />
        <button type="submit">{t('consent.ask.button')}</button>
      </Form>
    </PlainPage>
  );
}
