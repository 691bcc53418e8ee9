import type { AppConfig } from '../context';
import type { OfflineToken, ShopState } from '../model/types';
import { verifySessionToken } from './session-token';
import {
  ACCESS_TOKEN_SECONDS,
  issueOffline,
  issueOnline,
  ONLINE_TOKEN_SECONDS,
  refresh,
  REFRESH_TOKEN_SECONDS,
} from './tokens';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token';
const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token';

export interface TokenAnswer {
  status: 200 | 400 | 401;
  body: Record<string, unknown>;
}

/**
 * POST /admin/oauth/access_token: token exchange and refresh. The caller commits the state before answering.
 * @param form the body's fields, JSON or form-encoded
 */
export function accessToken(
  state: ShopState,
  app: AppConfig,
  form: Record<string, unknown>,
  realNow: () => number = Date.now,
): TokenAnswer {
  if (form.client_id !== app.apiKey || form.client_secret !== app.apiSecret) {
    return failed(401, 'invalid_client', 'Client authentication failed.');
  }
  if (form.grant_type === 'refresh_token') return refreshed(state, form, realNow());
  if (form.grant_type === TOKEN_EXCHANGE) return exchanged(state, app, form, realNow);
  return failed(400, 'unsupported_grant_type', 'The authorization grant type is not supported.');
}

function exchanged(
  state: ShopState,
  app: AppConfig,
  form: Record<string, unknown>,
  realNow: () => number,
): TokenAnswer {
  const subject = textOf(form.subject_token);
  const expiring = form.expiring === '1' || form.expiring === 1 || form.expiring === true;
  if (form.subject_token_type === OFFLINE) return migrated(state, subject, realNow());
  if (form.subject_token_type !== ID_TOKEN) {
    return failed(400, 'invalid_request', 'The subject_token_type is not supported.');
  }
  const claims = verifySessionToken(subject, state.shop.domain, app, realNow);
  if (!claims || !state.shop.app) {
    return failed(400, 'invalid_subject_token', 'The subject token is invalid or expired.');
  }
  const scopes = state.shop.app.scopes;
  if (form.requested_token_type === ONLINE) {
    return online(issueOnline(state, scopes, Number(claims.sub), realNow()), state);
  }
  if (form.requested_token_type !== OFFLINE) {
    return failed(400, 'invalid_request', 'The requested_token_type is not supported.');
  }
  return offline(issueOffline(state, scopes, expiring, realNow()));
}

/** A token that never expires, traded once for one that does. */
function migrated(state: ShopState, subject: string, realNow: number): TokenAnswer {
  const old = [...state.all('offlineToken').values()].find((token) => token.accessToken === subject);
  if (!old || old.expiresAt !== null) {
    return failed(400, 'invalid_subject_token', 'The subject token is invalid or expired.');
  }
  state.remove('offlineToken', old.id);
  return offline(issueOffline(state, old.scopes, true, realNow));
}

function refreshed(state: ShopState, form: Record<string, unknown>, realNow: number): TokenAnswer {
  const token = state.shop.app ? refresh(state, textOf(form.refresh_token), realNow) : undefined;
  // Status and words as reported at community.shopify.dev/t/35182.
  if (!token) return failed(401, 'invalid_request', 'This request requires an active refresh_token');
  return offline(token);
}

function offline(token: OfflineToken): TokenAnswer {
  const expiry = token.refreshToken
    ? {
        expires_in: ACCESS_TOKEN_SECONDS,
        refresh_token: token.refreshToken,
        refresh_token_expires_in: REFRESH_TOKEN_SECONDS,
      }
    : {};
  return {
    status: 200,
    body: { access_token: token.accessToken, scope: token.scopes.join(','), ...expiry },
  };
}

function online(token: OfflineToken, state: ShopState): TokenAnswer {
  const scope = token.scopes.join(',');
  return {
    status: 200,
    body: {
      access_token: token.accessToken,
      scope,
      expires_in: ONLINE_TOKEN_SECONDS,
      associated_user_scope: scope,
      associated_user: {
        id: token.userId,
        first_name: 'Anna',
        last_name: 'Beispiel',
        email: state.shop.email,
        email_verified: true,
        account_owner: true,
        locale: state.shop.primaryLocale,
        collaborator: false,
      },
    },
  };
}

function failed(status: 400 | 401, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
