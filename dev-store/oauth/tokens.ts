import { randomBytes } from 'node:crypto';
import type { OfflineToken, ShopState } from '../model/types';

/** https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens */
export const ACCESS_TOKEN_SECONDS = 3_600;
export const REFRESH_TOKEN_SECONDS = 90 * 86_400;
/** An online token lives as long as the staff member's session: a day. */
export const ONLINE_TOKEN_SECONDS = 86_399;
/** A used refresh token works again for this long if its replacement was lost (Shopify's changelog, August 2026). */
const RETRY_MS = 30 * 86_400_000;

export function issueOffline(
  state: ShopState,
  scopes: string[],
  expiring: boolean,
  realNow: number,
  replaces?: OfflineToken,
): OfflineToken {
  forgetExpired(state, realNow);
  const token: OfflineToken = {
    id: state.nextId(),
    accessToken: `shpat_${randomBytes(16).toString('hex')}`,
    refreshToken: expiring ? `shprt_${randomBytes(24).toString('hex')}` : null,
    expiresAt: expiring ? realNow + ACCESS_TOKEN_SECONDS * 1_000 : null,
    refreshExpiresAt: expiring ? realNow + REFRESH_TOKEN_SECONDS * 1_000 : null,
    scopes,
    ...(replaces ? { replacesId: replaces.id } : {}),
  };
  state.put('offlineToken', token);
  return token;
}

export function issueOnline(
  state: ShopState,
  scopes: string[],
  userId: number,
  realNow: number,
): OfflineToken {
  const token: OfflineToken = {
    id: state.nextId(),
    accessToken: `shpua_${randomBytes(16).toString('hex')}`,
    refreshToken: null,
    expiresAt: realNow + ONLINE_TOKEN_SECONDS * 1_000,
    refreshExpiresAt: null,
    scopes,
    userId,
  };
  state.put('offlineToken', token);
  return token;
}

/**
 * Rotates a refresh token. Workers that refresh at the same moment all get a working pair; the old refresh token is
 * retired once a replacement of it is used.
 * @returns undefined when the refresh token is unknown, retired or expired
 */
export function refresh(state: ShopState, refreshToken: string, realNow: number): OfflineToken | undefined {
  const used = [...state.all('offlineToken').values()].find((token) => token.refreshToken === refreshToken);
  if (!used || (used.refreshExpiresAt ?? 0) <= realNow) return undefined;
  if (used.refreshFirstUsedAt !== undefined && used.refreshFirstUsedAt + RETRY_MS <= realNow)
    return undefined;
  const predecessor = used.replacesId === undefined ? undefined : state.get('offlineToken', used.replacesId);
  if (predecessor) state.put('offlineToken', { ...predecessor, refreshToken: null });
  const marked = { ...used, refreshFirstUsedAt: used.refreshFirstUsedAt ?? realNow };
  state.put('offlineToken', marked);
  return issueOffline(state, state.shop.app?.scopes ?? used.scopes, true, realNow, marked);
}

function forgetExpired(state: ShopState, realNow: number): void {
  for (const token of [...state.all('offlineToken').values()]) {
    const refreshable = token.refreshToken !== null && (token.refreshExpiresAt ?? 0) > realNow;
    if (!refreshable && token.expiresAt !== null && token.expiresAt <= realNow)
      state.remove('offlineToken', token.id);
  }
}
