import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { localeFromRequest } from '~/components/i18n';
import { InLanguage } from '~/components/in-language';
import { PlainPage, plainPageMeta, tokenOf } from '~/components/plain-page';
import { choosePreference, readPreferences } from '~/effects/preferences';
import { PREFERENCES } from '~/loyalty/preference';
import { readSmallForm } from '~/read-form.server';

/** Where a shopper chooses what mail to get from one shop: no log-in, the link's token says for which address. */
export const meta: MetaFunction<typeof loader> = ({ data }) =>
  plainPageMeta('preferences.page', data?.locale);

export async function loader({ request, context }: LoaderFunctionArgs) {
  return {
    locale: localeFromRequest(request),
    preferences: await readPreferences(context.services, tokenOf(request)),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readSmallForm(request); // a body that is no form asks for nothing
  const choice = PREFERENCES.find((preference) => preference === form?.get('preference'));
  if (!choice) return Response.json({ saved: false }, { status: 400 });
  const result = await choosePreference(context.services, tokenOf(request), choice);
  return Response.json({ saved: result.ok }, { status: result.ok ? 200 : 400 });
}

export default function PreferencesPage() {
  const { locale } = useLoaderData<typeof loader>();
  return (
    <InLanguage locale={locale}>
      <Content />
    </InLanguage>
  );
}

function Content() {
  const { t } = useTranslation();
  const { preferences } = useLoaderData<typeof loader>();
  const answer = useActionData<{ saved: boolean }>();
  if (!preferences.ok) {
    return (
      <PlainPage title={t('unsubscribe.invalid.title')}>
        <p>{t('unsubscribe.invalid.text')}</p>
      </PlainPage>
    );
  }
  const { shopName, chosen, locked } = preferences;
  if (locked) {
    return (
      <PlainPage title={t('preferences.title', { shop: shopName })}>
        <p>{t('preferences.locked')}</p>
      </PlainPage>
    );
  }
  return (
    <PlainPage title={t('preferences.title', { shop: shopName })}>
      {answer && <p role="status">{t(answer.saved ? 'preferences.saved' : 'preferences.failed')}</p>}
      <Form method="post" reloadDocument>
        <fieldset>
          <legend>{t('preferences.question')}</legend>
          {PREFERENCES.map((preference) => (
            <label key={preference} htmlFor={preference}>
              <input
                type="radio"
                name="preference"
                id={preference}
                value={preference}
                defaultChecked={preference === chosen}
              />
              <span>
                <strong>{t(`preferences.choice.${preference}.title`)}</strong>
                <br />
                {t(`preferences.choice.${preference}.text`)}
              </span>
            </label>
          ))}
        </fieldset>
        <button type="submit">{t('preferences.save')}</button>
      </Form>
    </PlainPage>
  );
}
