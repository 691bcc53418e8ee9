import '@shopify/shopify-app-remix/server/adapters/node';
import { ApiVersion, LogSeverity } from '@shopify/shopify-api';
import type { Session } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { AppDistribution, shopifyApp } from '@shopify/shopify-app-remix/server';
import { PrismaSessionStorage } from '@shopify/shopify-app-session-storage-prisma';
import type { PrismaClient } from '@prisma/client';
import { installShop } from '~/effects/install-shop';
import type { Log } from '~/log.server';
import type { Services } from '~/services.server';

/**
 * Authentication of the merchant's pages: embedded, by token exchange, with expiring offline tokens.
 * The fetch is the process-wide one of shopify-api; in development it leads to the dev store.
 */
export function createShopify(services: Services, fetchShopify: typeof fetch) {
  const { env } = services;
  setAbstractFetchFunc(fetchShopify);
  return shopifyApp({
    apiKey: env.SHOPIFY_API_KEY,
    apiSecretKey: env.SHOPIFY_API_SECRET,
    appUrl: env.SHOPIFY_APP_URL,
    scopes: env.SCOPES.split(','),
    apiVersion: ApiVersion.July26,
    authPathPrefix: '/auth',
    distribution: AppDistribution.AppStore,
    isEmbeddedApp: true,
    sessionStorage: sessionStorage(services.db),
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    // Runs after every token exchange, so once an hour at most and twice when first loads race: it is repeatable.
    hooks: {
      afterAuth: async ({ session }) => {
        await installShop(services, session.shop);
      },
    },
    // At debug level the library logs session tokens: never let it.
    logger: { level: LogSeverity.Warning, log: libraryLog(services.log) },
  });
}

export type Shopify = ReturnType<typeof createShopify>;

/**
 * The library's sessions in our database. At start the storage counts all of them, only to see whether the table is there;
 * that names no shop, so it would be refused (docs/decisions/006). One session's count says the same.
 */
export function sessionStorage(db: PrismaClient): PrismaSessionStorage<PrismaClient> {
  const session = new Proxy(db.session, {
    get: (table, name) =>
      name === 'count' ? () => table.count({ where: { id: '' } }) : (Reflect.get(table, name) as unknown),
  });
  return new NewestSessionStorage(
    new Proxy(db, {
      get: (client, name) => (name === 'session' ? session : (Reflect.get(client, name) as unknown)),
    }),
  );
}

/**
 * Two first loads in parallel exchange the session token twice. Whichever answer is stored last must not replace a
 * token that lives longer by an older one.
 */
class NewestSessionStorage extends PrismaSessionStorage<PrismaClient> {
  override async storeSession(session: Session): Promise<boolean> {
    const stored = session.accessToken ? await this.loadSession(session.id) : undefined;
    if (stored?.accessToken && stored.scope === session.scope && expiry(stored) > expiry(session))
      return true;
    return super.storeSession(session);
  }
}

function expiry(session: Session): number {
  return session.expires?.getTime() ?? 0;
}

function libraryLog(log: Log) {
  return async (severity: LogSeverity, message: string) => {
    if (severity === LogSeverity.Error) log.error({ library: 'shopify' }, message);
    else log.warn({ library: 'shopify' }, message);
  };
}
