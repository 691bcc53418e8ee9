import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Link, Outlet, useLoaderData, useRouteError } from '@remix-run/react';
import { NavMenu } from '@shopify/app-bridge-react';
import polarisDe from '@shopify/polaris/locales/de.json';
import polarisEn from '@shopify/polaris/locales/en.json';
import { AppProvider } from '@shopify/shopify-app-remix/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { useTranslation } from 'react-i18next';
import { localeFromRequest } from '~/components/i18n';
import { InLanguage } from '~/components/in-language';
import { authenticateMerchant } from '~/components/merchant.server';
import { PlainErrorPage } from '~/components/plain-page';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await authenticateMerchant(request, context);
  const { env } = context.services;
  return {
    apiKey: env.SHOPIFY_API_KEY,
    locale: localeFromRequest(request),
    /** undefined: Shopify's own, from its CDN */
    appBridgeUrl: env.DEV_STORE_URL ? `${env.DEV_STORE_URL}/app-bridge.js` : undefined,
  };
}

/** Key and language do not change while the app is open; only a document request carries the language. */
export function shouldRevalidate(): boolean {
  return false;
}

/** The frame of the merchant's pages: Polaris, App Bridge, language, navigation. */
export default function App() {
  const { apiKey, locale, appBridgeUrl } = useLoaderData<typeof loader>();
  return (
    <AppProvider
      isEmbeddedApp
      apiKey={apiKey}
      i18n={locale === 'de' ? polarisDe : polarisEn}
      {...(appBridgeUrl && { __APP_BRIDGE_URL: appBridgeUrl })}
    >
      <InLanguage locale={locale}>
        <Navigation />
        <Outlet />
      </InLanguage>
    </AppProvider>
  );
}

function Navigation() {
  const { t } = useTranslation();
  return (
    <NavMenu>
      <Link to="/app" rel="home">
        {t('navigation.home')}
      </Link>
      <Link to="/app/program">{t('navigation.program')}</Link>
      <Link to="/app/messages">{t('navigation.messages')}</Link>
      <Link to="/app/sending">{t('navigation.sending')}</Link>
      <Link to="/app/surfaces">{t('navigation.surfaces')}</Link>
      <Link to="/app/customers">{t('navigation.customers')}</Link>
      <Link to="/app/activity">{t('navigation.activity')}</Link>
    </NavMenu>
  );
}

/** Only what the frame itself fails at; a page's failure is shown inside the frame by the page's own boundary. */
export function ErrorBoundary() {
  useRouteError();
  return <PlainErrorPage />;
}

export const headers: HeadersFunction = (headersArguments) => boundary.headers(headersArguments);
