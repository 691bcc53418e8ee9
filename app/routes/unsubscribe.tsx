import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { useMemo } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { createI18n, localeFromRequest } from '~/components/i18n';
import { PlainPage } from '~/components/plain-page';
import { readUnsubscribeToken } from '~/mail/unsubscribe-token';
import type { Services } from '~/services.server';

/**
 * The way out of promotional mail, for shoppers: no login. GET asks and changes nothing, since mail scanners follow links;
 * POST with `List-Unsubscribe=One-Click` (RFC 8058) is what both the mail program's button and the page's button send.
 */
export const meta: MetaFunction = () => [{ title: 'Unsubscribe' }, { name: 'robots', content: 'noindex' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const subject = subjectOf(request, context.services);
  const shop = subject
    ? await context.services.db.shop.findUnique({ where: { shop: subject.shop }, select: { name: true } })
    : null;
  return { locale: localeFromRequest(request), valid: subject !== null, shopName: shop?.name ?? null };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { services } = context;
  const subject = subjectOf(request, services);
  const form = await request.formData().catch(() => null);
  if (!subject || form?.get('List-Unsubscribe') !== 'One-Click') {
    return Response.json({ done: false }, { status: 400 });
  }
  // Repeating it changes nothing.
  await services.db.suppression.createMany({
    data: [{ ...subject, reason: 'unsubscribed', createdAt: services.clock.now() }],
    skipDuplicates: true,
  });
  return Response.json({ done: true });
}

function subjectOf(request: Request, services: Services) {
  const token = new URL(request.url).searchParams.get('token') ?? '';
  return readUnsubscribeToken(token, services.env.EMAIL_HASH_KEY);
}

export default function UnsubscribePage() {
  const { locale } = useLoaderData<typeof loader>();
  const i18n = useMemo(() => createI18n(locale), [locale]);
  return (
    <I18nextProvider i18n={i18n}>
      <Content />
    </I18nextProvider>
  );
}

function Content() {
  const { t } = useTranslation();
  const { valid, shopName } = useLoaderData<typeof loader>();
  const answer = useActionData<{ done: boolean }>();
  const shop = shopName ?? t('unsubscribe.theShop');
  if (answer?.done) {
    return (
      <PlainPage title={t('unsubscribe.done.title')}>
        <p>{t('unsubscribe.done.text', { shop })}</p>
      </PlainPage>
    );
  }
  if (!valid || answer) {
    return (
      <PlainPage title={t('unsubscribe.invalid.title')}>
        <p>{t('unsubscribe.invalid.text')}</p>
      </PlainPage>
    );
  }
  return (
    <PlainPage title={t('unsubscribe.ask.title', { shop })}>
      <p>{t('unsubscribe.ask.text')}</p>
      <Form method="post" reloadDocument>
        <input type="hidden" name="List-Unsubscribe" value="One-Click" />
        <button type="submit">{t('unsubscribe.ask.button')}</button>
      </Form>
    </PlainPage>
  );
}
