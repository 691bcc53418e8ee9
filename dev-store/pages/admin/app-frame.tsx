import { createHmac } from 'node:crypto';
import type { ReactElement } from 'react';
import type { ShopContext } from '../../context';
import { Icon } from '../icons';
import { ResourcePicker } from './resource-picker';
import { AdminShell } from './shell';
import { ADMIN_TEXTS, type AdminLanguage } from './texts';

/**
 * The address of the app's first document, with everything Shopify puts on it: the session token and the signed
 * parameters.
 * @param rest path and query below the app, "/program?tab=tiers"
 */
function embeddedAppUrl(context: ShopContext, rest: string, language: AdminLanguage): string {
  const { app, state } = context;
  const url = new URL(app.appUrl + rest);
  const host = Buffer.from(`admin.shopify.com/store/${state.shop.handle}`)
    .toString('base64')
    .replace(/=+$/, '');
  const parameters: Record<string, string> = {
    embedded: '1',
    host,
    id_token: context.mintSessionToken(),
    locale: language,
    session: createHmac('sha256', app.apiSecret).update(state.shop.domain).digest('hex'),
    shop: state.shop.domain,
    // By the real clock, as the library compares it with Date.now().
    timestamp: String(Math.floor(Date.now() / 1000)),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  url.searchParams.set('hmac', queryHmac(url.searchParams, app.apiSecret));
  return url.href;
}

/** Hex HMAC-SHA256 of the sorted parameters: https://shopify.dev/docs/apps/build/authentication-authorization */
export function queryHmac(parameters: URLSearchParams, secret: string): string {
  const sorted = new URLSearchParams([...parameters].filter(([name]) => name !== 'hmac'));
  sorted.sort();
  return createHmac('sha256', secret).update(sorted.toString()).digest('hex');
}

/** The app in its iframe, with Shopify's title bar above it. */
export function AppFrame({
  context,
  language,
  rest,
  path,
}: {
  context: ShopContext;
  language: AdminLanguage;
  rest: string;
  path: string;
}): ReactElement {
  const { app, state } = context;
  const store = `/store/${state.shop.handle}`;
  return (
    <AdminShell context={context} language={language} title={app.name} current="app" path={path}>
      <div className="app-bar">
        <button
          type="button"
          className="back"
          data-app-back=""
          aria-label={ADMIN_TEXTS[language].back}
          hidden
        >
          <Icon name="back" />
        </button>
        <span className="app-mark" aria-hidden="true">
          {app.name.slice(0, 1)}
        </span>
        <h1 data-app-title={app.name}>{app.name}</h1>
        <div className="actions" data-app-actions="" />
      </div>
      <div className="loading" data-loading="" role="progressbar" aria-label={app.name} />
      <iframe
        title={app.name}
        data-app-origin={new URL(app.appUrl).origin}
        data-base={`${store}/apps/${app.handle}`}
        data-store={store}
        data-source={embeddedAppUrl(context, rest, language)}
        allow="clipboard-write"
      />
      <ResourcePicker language={language} />
    </AdminShell>
  );
}
