import { isRouteErrorResponse, useRouteError } from '@remix-run/react';
import type { ReactNode } from 'react';
import { createI18n, type AdminLocale } from './i18n';

/** A page outside the Shopify admin: no Polaris, no App Bridge. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="plain-page">
      <h1>{title}</h1>
      {children}
    </main>
  );
}

/** Its title in the reader's language. Search engines have no business with somebody's own link. @param title key of the texts */
export function plainPageMeta(title: string, locale: AdminLocale = 'en') {
  return [{ title: createI18n(locale).t(title) }, { name: 'robots', content: 'noindex' }];
}

/** The token in the link of a mail, which says who reads the page: there is no log-in. '' without one. */
export function tokenOf(request: Request): string {
  return new URL(request.url).searchParams.get('token') ?? '';
}

/** The last resort, in both languages, since nothing is known about the reader. */
export function PlainErrorPage() {
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return missing ? (
    <PlainPage title="Page not found · Seite nicht gefunden">
      <p>Check the address. · Bitte prüfen Sie die Adresse.</p>
    </PlainPage>
  ) : (
    <PlainPage title="Something went wrong · Etwas ist schiefgegangen">
      <p>Nothing was lost. Please load the page again in a moment.</p>
      <p lang="de">Es ging nichts verloren. Bitte laden Sie die Seite gleich noch einmal.</p>
    </PlainPage>
  );
}
