import interStyles from '@fontsource-variable/inter/wght.css?url';
import type { LinksFunction, MetaFunction } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useMatches } from '@remix-run/react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import type { ReactNode } from 'react';
import appStyles from '~/components/app.css?url';
import { PlainErrorPage } from '~/components/plain-page';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: interStyles },
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: appStyles },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export const meta: MetaFunction = () => [{ title: 'Stammkunde' }];

export function Layout({ children }: { children: ReactNode }) {
  const locales = useMatches().map(({ data }) => (data as { locale?: string } | undefined)?.locale);
  return (
    <html lang={locales.find((locale) => locale !== undefined) ?? 'en'}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <PlainErrorPage />;
}
