import '@shopify/shopify-api/adapters/node';
import { ApiVersion, HttpResponseError, RequestedTokenType, shopifyApi } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database';
import { createDevStore, type DevStore } from '../server';
import { mintSessionToken, verifySessionToken } from './session-token';
import { issueOffline, refresh } from './tokens';

const SHOP = 'roesterei-elbtal.myshopify.com';
const APP = { apiKey: 'test-key', apiSecret: 'test-secret-of-sixteen' };

let database: TestDatabase;
let devStore: DevStore;
const shop = () => devStore.shop(SHOP)!;

/** Shopify's own client library, pointed at the dev store the way the app does it. */
const library = shopifyApi({
  apiKey: APP.apiKey,
  apiSecretKey: APP.apiSecret,
  hostName: 'localhost:3000',
  apiVersion: ApiVersion.July26,
  isEmbeddedApp: true,
  logger: { level: 0 },
});

beforeAll(async () => {
  database = await createTestDatabase();
  devStore = await createDevStore({
    databaseUrl: database.url,
    port: 0,
    smtpPort: 0,
    appUrl: 'http://127.0.0.1:9',
    ...APP,
    seed: 'empty',
    log: pino({ level: 'silent' }),
  });
  setAbstractFetchFunc((input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return fetch(`${devStore.url}/shops/${url.host}${url.pathname}${url.search}`, init);
  });
});

afterAll(async () => {
  setAbstractFetchFunc(fetch);
  await devStore?.stop();
  await database?.drop();
});

beforeEach(() => {
  shop().installApp();
  shop().faults.admin = 'none';
});

const exchange = (requestedTokenType = RequestedTokenType.OfflineAccessToken, expiring = true) =>
  library.auth.tokenExchange({
    shop: SHOP,
    sessionToken: shop().mintSessionToken(),
    requestedTokenType,
    expiring,
  });
const tokenOf = (accessToken: string | undefined) =>
  [...shop().state.all('offlineToken').values()].find((token) => token.accessToken === accessToken);
const rejected = async (call: Promise<unknown>): Promise<HttpResponseError['response']> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HttpResponseError);
  return (error as HttpResponseError).response;
};

describe('token exchange', () => {
  it('turns a session token into an expiring offline token that the library understands', async () => {
    const { session } = await exchange();
    expect(session).toMatchObject({
      id: `offline_${SHOP}`,
      isOnline: false,
      scope: shop().app.scopes.join(','),
    });
    expect(session.expires!.getTime() - Date.now()).toBeGreaterThan(3_590_000);
    expect(session.refreshTokenExpires!.getTime() - Date.now()).toBeGreaterThan(89 * 86_400_000);
    expect(tokenOf(session.accessToken)).toMatchObject({ refreshToken: session.refreshToken });
  });

  it('gives an online token with its user, and an offline one without expiry when asked for', async () => {
    const online = await exchange(RequestedTokenType.OnlineAccessToken);
    expect(online.session.onlineAccessInfo?.associated_user).toMatchObject({
      id: 548_380_009,
      account_owner: true,
    });
    const forever = await exchange(RequestedTokenType.OfflineAccessToken, false);
    expect(forever.session).toMatchObject({ expires: undefined, refreshToken: undefined });
    const { session } = await library.auth.migrateToExpiringToken({
      shop: SHOP,
      nonExpiringOfflineAccessToken: forever.session.accessToken!,
    });
    expect(session.refreshToken).toBeDefined();
    expect(tokenOf(forever.session.accessToken)).toBeUndefined();
  });

  it('lets parallel first loads each have a working token', async () => {
    const sessions = await Promise.all([exchange(), exchange(), exchange()]);
    const tokens = sessions.map(({ session }) => session.accessToken);
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(tokenOf(token)).toBeDefined();
  });

  it('refuses a session token of another shop, another secret, or a shop without the app, in Shopify’s words', async () => {
    const direct = async (subjectToken: string, more: Record<string, string> = {}) => {
      const response = await fetch(`${devStore.url}/shops/${SHOP}/admin/oauth/access_token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          client_id: APP.apiKey,
          client_secret: APP.apiSecret,
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: subjectToken,
          subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
          requested_token_type: RequestedTokenType.OfflineAccessToken,
          ...more,
        }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const genuine = mintSessionToken(SHOP, 1, APP);
    expect((await direct(genuine)).status).toBe(200);
    for (const forged of [
      mintSessionToken('other.myshopify.com', 1, APP),
      mintSessionToken(SHOP, 1, { ...APP, apiSecret: 'another-secret-123' }),
      mintSessionToken(SHOP, 1, APP, () => Date.now() - 120_000),
      `${genuine}x`,
      'nonsense',
    ]) {
      expect(await direct(forged)).toMatchObject({ status: 400, body: { error: 'invalid_subject_token' } });
    }
    expect((await direct(genuine, { client_secret: 'wrong' })).status).toBe(401);
    shop().uninstallApp();
    expect(await direct(genuine)).toMatchObject({ status: 400, body: { error: 'invalid_subject_token' } });
  });
});

describe('refresh', () => {
  const renew = (refreshToken: string | undefined) =>
    library.auth.refreshToken({ shop: SHOP, refreshToken: refreshToken ?? '' });

  it('rotates: the old refresh token works until its replacement is used, then never again', async () => {
    const { session: first } = await exchange();
    const { session: second } = await renew(first.refreshToken);
    expect(second.accessToken).not.toBe(first.accessToken);
    // The answer may have been lost on the way: once more with the old one.
    const { session: again } = await renew(first.refreshToken);
    expect(tokenOf(again.accessToken)).toBeDefined();
    await renew(second.refreshToken);
    expect(await rejected(renew(first.refreshToken))).toMatchObject({
      code: 401,
      body: { error: 'invalid_request', error_description: 'This request requires an active refresh_token' },
    });
  });

  it('ends with the refresh token’s 90 days, and 30 days after its first use', () => {
    const { state } = shop();
    const day = 86_400_000;
    const now = Date.now();
    const old = issueOffline(state, [], true, now);
    expect(refresh(state, old.refreshToken!, now + 91 * day)).toBeUndefined();
    expect(refresh(state, old.refreshToken!, now + 10 * day)).toBeDefined();
    expect(refresh(state, old.refreshToken!, now + 39 * day)).toBeDefined();
    expect(refresh(state, old.refreshToken!, now + 41 * day)).toBeUndefined();
  });

  it('fails after an uninstall and while the shop is down', async () => {
    const { session } = await exchange();
    shop().faults.admin = '5xx';
    expect((await rejected(renew(session.refreshToken))).code).toBe(503);
    shop().faults.admin = 'none';
    shop().uninstallApp();
    expect((await rejected(renew(session.refreshToken))).code).toBe(401);
  });
});

describe('session tokens', () => {
  it('are what the library decodes', async () => {
    const claims = await library.session.decodeSessionToken(shop().mintSessionToken(42));
    expect(claims).toMatchObject({
      iss: `https://${SHOP}/admin`,
      dest: `https://${SHOP}`,
      aud: APP.apiKey,
      sub: '42',
    });
    expect(claims.exp - claims.iat).toBe(60);
    expect(verifySessionToken(shop().mintSessionToken(42), SHOP, APP)?.sub).toBe('42');
  });
});

describe('the Admin API with a token', () => {
  const query = async (accessToken: string | undefined, document: string, version = '2026-07') => {
    const response = await fetch(`${devStore.url}/shops/${SHOP}/admin/api/${version}/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': accessToken ?? '' },
      body: JSON.stringify({ query: document }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('answers a valid token, and 401 to none, an expired one, and one of a removed app', async () => {
    const { session } = await exchange();
    expect(await query(session.accessToken, '{ shop { name } }')).toMatchObject({
      status: 200,
      body: { data: { shop: { name: 'Rösterei Elbtal' } } },
    });
    expect((await query('nobody', '{ shop { name } }')).status).toBe(401);
    await fetch(`${devStore.url}/control/tokens/expire`, { method: 'POST' });
    expect((await query(session.accessToken, '{ shop { name } }')).status).toBe(401);
    const { session: next } = await exchange();
    expect((await query(next.accessToken, '{ shop { name } }')).status).toBe(200);
    shop().uninstallApp();
    expect((await query(next.accessToken, '{ shop { name } }')).status).toBe(401);
  });

  it('fails on request, and refuses another version loudly', async () => {
    const { session } = await exchange();
    expect((await query(session.accessToken, '{ shop { name } }', '2025-01')).status).toBe(501);
    shop().faults.admin = '5xx';
    expect((await query(session.accessToken, '{ shop { name } }')).status).toBe(500);
    shop().faults.admin = 'down';
    await expect(query(session.accessToken, '{ shop { name } }')).rejects.toThrow();
    shop().faults.admin = 'revoked';
    expect((await query(session.accessToken, '{ shop { name } }')).status).toBe(401);
  });
});
