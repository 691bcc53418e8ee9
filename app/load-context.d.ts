import type { Services } from '~/services.server';
import type { Shopify } from '~/shopify.server';

declare module '@remix-run/node' {
  /** What app/server.ts hands to every loader and action. */
  interface AppLoadContext {
    services: Services;
    shopify: Shopify;
  }
}
