/** The parameters Shopify puts on the first document request; the app's own addresses do not carry them. */
export const SHOPIFY_PARAMETERS = [
  'embedded',
  'shop',
  'host',
  'id_token',
  'locale',
  'session',
  'timestamp',
  'hmac',
  'appLoadId',
  'shopify-reload',
];

const KEPT = 'stammkunde-app-bridge-config';

export interface AppBridgeConfig {
  apiKey: string;
  shop: string;
  host: string;
  locale: string;
}

/** From the script or meta tag and the address; a document without the parameters uses those of the last one. */
export function readConfig(): AppBridgeConfig {
  const parameters = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Partial<AppBridgeConfig>;
  const config: AppBridgeConfig = {
    apiKey: apiKey() ?? kept.apiKey ?? '',
    shop: parameters.get('shop') ?? kept.shop ?? '',
    host: parameters.get('host') ?? kept.host ?? '',
    locale: parameters.get('locale') ?? kept.locale ?? 'en',
  };
  sessionStorage.setItem(KEPT, JSON.stringify(config));
  return config;
}

function apiKey(): string | null {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="shopify-api-key"]');
  const script = document.querySelector<HTMLScriptElement>('script[data-api-key]');
  return meta?.content ?? script?.dataset['apiKey'] ?? null;
}

/** The app's own part of an address, as the shell shows it. */
export function appPath(url: URL | Location): string {
  const parameters = new URLSearchParams(url.search);
  for (const name of SHOPIFY_PARAMETERS) parameters.delete(name);
  const query = parameters.toString();
  return url.pathname + (query ? `?${query}` : '') + url.hash;
}

/** An address of the app that a document request is allowed to ask for. */
export function documentUrl(href: string, config: AppBridgeConfig): string {
  const url = new URL(href, location.href);
  url.searchParams.set('embedded', '1');
  url.searchParams.set('shop', config.shop);
  url.searchParams.set('host', config.host);
  url.searchParams.set('locale', config.locale);
  return url.href;
}
