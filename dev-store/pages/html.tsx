import type { Request, Response } from 'express';
import type { ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { wantsJson } from './http';

export interface DocumentProps {
  /** BCP 47 language of the page */
  lang: string;
  title: string;
  /** which part of the dev store this is: sets colours and widths */
  surface: 'admin' | 'shop' | 'checkout' | 'mailbox';
  /** addresses of module-less scripts, served by the dev store */
  scripts?: string[];
  /** further style sheets */
  styles?: string[];
  children: ReactNode;
}

/** One whole HTML page. React escapes everything that is put into it. */
export function Document({
  lang,
  title,
  surface,
  scripts = [],
  styles = [],
  children,
}: DocumentProps): ReactElement {
  return (
    <html lang={lang}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" href="/assets/dev-store/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/dev-store/styles.css" />
        {styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {scripts.map((src) => (
          <script key={src} src={src} defer />
        ))}
      </head>
      <body className={surface}>{children}</body>
    </html>
  );
}

/** Sends a page. Nothing of the dev store may be cached: its clock and its prices move. */
export function sendPage(response: Response, page: ReactElement, status = 200): void {
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(`<!doctype html>${renderToStaticMarkup(page)}`);
}

/** 404, to a program as JSON, to a person as a page with a way back. */
export function sendMissing(request: Request, response: Response, what: string, home: string): void {
  if (wantsJson(request)) response.status(404).json({ errors: [{ code: 'not-found', message: what }] });
  else sendPage(response, <NotFound what={what} home={home} />, 404);
}

/** A short page for "there is no such thing". */
export function NotFound({ what, home }: { what: string; home: string }): ReactElement {
  return (
    <Document lang="en" title="Not found" surface="shop">
      <main className="narrow empty-page">
        <h1>Not found</h1>
        <p>{what}</p>
        <p>
          <a className="button" href={home}>
            Back
          </a>
        </p>
      </main>
    </Document>
  );
}
