import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { localeFromRequest } from '~/components/i18n';
import { InLanguage } from '~/components/in-language';
import { PlainPage, plainPageMeta, tokenOf } from '~/components/plain-page';
import { unsubscribe, unsubscribeSubject } from '~/effects/unsubscribe';
import { readSmallForm } from '~/read-form.server';

/**
 * The way out of promotional mail, for shoppers: no login. GET asks and changes nothing, since mail scanners follow links;
 * POST with `List-Unsubscribe=One-Click` (RFC 8058) is what both the mail program's button and the page's button send.
 */
export const meta: MetaFunction<typeof loader> = ({ data }) =>
  plainPageMeta('unsubscribe.page', data?.locale);

export async function loader({ request, context }: LoaderFunctionArgs) {
  const subject = await unsubscribeSubject(context.services, tokenOf(request));
  return { locale: localeFromRequest(request), shopName: subject.ok ? subject.shopName : null };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readSmallForm(request); // a body that is no form asks for nothing
  if (form?.get('List-Unsubscribe') !== 'One-Click') return Response.json({ done: false }, { status: 400 });
  const result = await unsubscribe(context.services, tokenOf(request));
  return Response.json({ done: result.ok }, { status: result.ok ? 200 : 400 });
}

export default function UnsubscribePage() {
  const { locale } = useLoaderData<typeof loader>();
  return (
    <InLanguage locale={locale}>
      <Content />
    </InLanguage>
  );
}

function Content() {
  const { t } = useTranslation();
  const { shopName } = useLoaderData<typeof loader>();
  const answer = useActionData<{ done: boolean }>();
  const { search } = useLocation();
  if (shopName && answer?.done) {
    return (
      <PlainPage title={t('unsubscribe.done.title')}>
        <p>{t('unsubscribe.done.text', { shop: shopName })}</p>
        <p>
          <a href={`/preferences${search}`}>{t('preferences.link')}</a>
        </p>
      </PlainPage>
    );
  }
  if (!shopName || answer) {
    return (
      <PlainPage title={t('unsubscribe.invalid.title')}>
        <p>{t('unsubscribe.invalid.text')}</p>
      </PlainPage>
    );
  }
  return (
    <PlainPage title={t('unsubscribe.ask.title', { shop: shopName })}>
      <p>{t('unsubscribe.ask.text')}</p>
      <Form method="post" reloadDocument>
        <input type="hidden" name="List-Unsubscribe" value="One-Click" />
        <button type="submit">{t('unsubscribe.ask.button')}</button>
      </Form>
    </PlainPage>
  );
}
