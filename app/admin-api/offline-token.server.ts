import '@shopify/shopify-api/adapters/node';
import { ApiVersion, HttpResponseError, shopifyApi } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import type { PrismaClient } from '@prisma/client';
import type { Fetch } from '~/admin-api/fetch.server';
import type { Env } from '~/env.server';

export type TokenResult =
  { ok: true; accessToken: string } | { ok: false; kind: 'unauthorized' | 'unavailable'; message: string };

/** A token is renewed when it has less than this left: longer than one call takes, retries included. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** An HTTP call runs inside the transaction that holds the row lock. */
const REFRESH_TIMEOUT_MS = 20_000;

interface SessionRow {
  accessToken: string;
  expires: Date | null;
  refreshToken: string | null;
}

/**
 * The offline access token of a shop, from the session storage's table. Tokens live an hour; refreshing rotates the refresh
 * token too, so two processes that refresh at once would lose it: a row lock lets one do it and the others read.
 */
export class OfflineTokens {
  private readonly refreshToken: (shop: string, refreshToken: string) => Promise<RefreshedSession>;

  constructor(
    private readonly sessions: PrismaClient,
    env: Env,
    fetch: Fetch,
  ) {
    this.refreshToken = libraryRefresh(env, fetch);
  }

  /**
   * @param rejected the token that Shopify just answered 401 to: it is renewed even if it looks fresh
   */
  async accessToken(shop: string, rejected?: string): Promise<TokenResult> {
    const id = `offline_${shop}`;
    const row = await this.sessions.session.findUnique({ where: { id } });
    if (!row) return { ok: false, kind: 'unauthorized', message: 'no offline session' };
    if (isUsable(row, rejected)) return { ok: true, accessToken: row.accessToken };
    return this.sessions.$transaction(
      async (tx) => {
        const [locked] = await tx.$queryRaw<SessionRow[]>`
          SELECT "accessToken", "expires", "refreshToken" FROM "Session" WHERE "id" = ${id} FOR UPDATE`;
        if (!locked) return { ok: false, kind: 'unauthorized', message: 'no offline session' } as const;
        // somebody else was faster while we waited for the lock
        if (isUsable(locked, rejected)) return { ok: true, accessToken: locked.accessToken } as const;
        if (!locked.refreshToken) {
          return { ok: false, kind: 'unauthorized', message: 'token expired, no refresh token' } as const;
        }
        const refreshed = await refreshOrFailure(this.refreshToken, shop, locked.refreshToken);
        if (!refreshed.ok) return refreshed;
        const session = refreshed.session;
        await tx.session.update({
          where: { id },
          data: {
            accessToken: session.accessToken,
            scope: session.scope,
            expires: session.expires,
            refreshToken: session.refreshToken,
            refreshTokenExpires: session.refreshTokenExpires,
          },
        });
        return { ok: true, accessToken: session.accessToken } as const;
      },
      { timeout: REFRESH_TIMEOUT_MS, maxWait: REFRESH_TIMEOUT_MS },
    );
  }
}

function isUsable(row: SessionRow, rejected: string | undefined): boolean {
  if (!row.accessToken || row.accessToken === rejected) return false;
  // by the real clock: Shopify's tokens know nothing of the dev store's movable one
  return row.expires === null || row.expires.getTime() - Date.now() > RENEW_BEFORE_MS;
}

interface RefreshedSession {
  accessToken: string;
  scope: string | null;
  expires: Date | null;
  refreshToken: string | null;
  refreshTokenExpires: Date | null;
}

async function refreshOrFailure(
  refresh: (shop: string, refreshToken: string) => Promise<RefreshedSession>,
  shop: string,
  refreshToken: string,
): Promise<{ ok: true; session: RefreshedSession } | Extract<TokenResult, { ok: false }>> {
  try {
    return { ok: true, session: await refresh(shop, refreshToken) };
  } catch (error) {
    if (error instanceof HttpResponseError && [400, 401, 403].includes(statusOf(error))) {
      return { ok: false, kind: 'unauthorized', message: `token refresh refused (${statusOf(error)})` };
    }
    // network, 5xx, or an answer that is not JSON: the same refresh token may be tried again
    const name = error instanceof Error ? error.name : 'unknown error';
    return { ok: false, kind: 'unavailable', message: `token refresh failed (${name})` };
  }
}

/** The library types its error's answer loosely. */
function statusOf(error: unknown): number {
  return (error as HttpResponseError<{ code: number; statusText: string }>).response.code;
}

function libraryRefresh(env: Env, fetch: Fetch) {
  setAbstractFetchFunc((url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(10_000) }));
  const library = shopifyApi({
    apiKey: env.SHOPIFY_API_KEY,
    apiSecretKey: env.SHOPIFY_API_SECRET,
    hostName: new URL(env.SHOPIFY_APP_URL).host,
    apiVersion: ApiVersion.July26,
    isEmbeddedApp: true,
    logger: { log: () => undefined },
  });
  return async (shop: string, refreshToken: string): Promise<RefreshedSession> => {
    const { session } = await library.auth.refreshToken({ shop, refreshToken });
    if (!session.accessToken) throw new Error('the answer held no access token');
    return {
      accessToken: session.accessToken,
      scope: session.scope ?? null,
      expires: session.expires ?? null,
      refreshToken: session.refreshToken ?? null,
      refreshTokenExpires: session.refreshTokenExpires ?? null,
    };
  };
}
