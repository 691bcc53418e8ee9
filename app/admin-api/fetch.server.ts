import type { Env } from '~/env.server';

export type Fetch = typeof globalThis.fetch;

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/**
 * The one fetch that talks to Shopify: the Admin client, the library's OAuth calls and bulk results go through it. In
 * development `https://{domain}/...` becomes `{DEV_STORE_URL}/shops/{domain}/...`; the environment refuses that setting
 * in production.
 */
export function createShopifyFetch(env: Env, fetch: Fetch = globalThis.fetch): Fetch {
  const devStore = env.DEV_STORE_URL;
  if (!devStore) return fetch;
  return (input, init) => {
    const request = typeof input === 'string' || input instanceof URL ? null : input;
    const url = new URL(request ? request.url : (input as string | URL));
    if (url.protocol !== 'https:' || !SHOP_DOMAIN.test(url.hostname)) return fetch(input, init);
    const local = `${devStore.replace(/\/$/, '')}/shops/${url.hostname}${url.pathname}${url.search}`;
    return request ? fetch(new Request(local, request), init) : fetch(local, init);
  };
}
