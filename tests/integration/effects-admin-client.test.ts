import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdminApi } from '~/admin-api/client.server';
import { automaticDiscountCreateMutation, shopFactsQuery } from '~/admin-api/documents';
import { createShopifyFetch } from '~/admin-api/fetch.server';
import { createDb } from '~/database/client.server';
import { readEnv } from '~/env.server';
import { createLog } from '~/log.server';
import { useDatabase, type TestDatabase } from '../support/database';

const SHOP = 'a.myshopify.com';
let database: TestDatabase;
const closing: (() => Promise<void>)[] = [];

useDatabase((made) => (database = made));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
beforeEach(async () => {
  await database.db.session.deleteMany();
  await database.db.adminBucket.deleteMany();
});

interface Call {
  path: string;
  token: string | undefined;
  body: Record<string, unknown>;
}

type Answer = { status?: number; headers?: Record<string, string>; json?: unknown; cut?: boolean };

/** Shopify's two addresses that the client speaks to, with whatever answers the test wants. */
async function fakeShopify(answer: (call: Call, calls: Call[]) => Answer) {
  const calls: Call[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call: Call = {
        path: request.url ?? '',
        token: request.headers['x-shopify-access-token'] as string | undefined,
        body: JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>,
      };
      calls.push(call);
      const { status = 200, headers = {}, json = {}, cut } = answer(call, calls);
      if (cut) return void response.destroy();
      response
        .writeHead(status, { 'Content-Type': 'application/json', ...headers })
        .end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const port = (server.address() as AddressInfo).port;
  const env = readEnv({ NODE_ENV: 'test', DEV_STORE_URL: `http://127.0.0.1:${port}` });
  const slept: number[] = [];
  const client = (db = database.db) =>
    createAdminApi({
      env,
      log: createLog('silent', 'test'),
      db,
      shop: SHOP,
      fetch: createShopifyFetch(env),
      sleep: async (ms) => {
        slept.push(ms);
        await timePasses(db, ms);
      },
    });
  return { calls, client, slept };
}

/** Nobody waits in a test: the bucket's last change is so much longer ago. */
async function timePasses(db: TestDatabase['db'], ms: number): Promise<void> {
  await db.$executeRaw`UPDATE admin_bucket SET at = at - make_interval(secs => ${ms / 1000}::float8) WHERE shop = ${SHOP}`;
}

/** A client of its own pool: nothing cached from another test. */
function freshSessions() {
  const db = createDb(database.url, 5);
  closing.push(() => db.$disconnect());
  return db;
}

const session = (over: Record<string, unknown> = {}) =>
  database.db.session.create({
    data: {
      id: `offline_${SHOP}`,
      shop: SHOP,
      state: '',
      accessToken: 'token-1',
      refreshToken: 'refresh-1',
      expires: new Date(Date.now() + 3_600_000),
      ...over,
    },
  });

const cost = (currentlyAvailable: number, requestedQueryCost = 10) => ({
  cost: {
    requestedQueryCost,
    actualQueryCost: requestedQueryCost,
    throttleStatus: { maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 },
  },
});
const ok = (data: unknown = { shop: {} }): Answer => ({ json: { data, extensions: cost(1990) } });
const throttled: Answer = {
  json: {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
    extensions: cost(0, 50),
  },
};

describe('the Admin API client', () => {
  it('posts to the versioned address of the shop with the offline token', async () => {
    await session();
    const shopify = await fakeShopify(() => ok({ shop: { name: 'A' } }));
    const answer = await shopify.client(freshSessions()).request(shopFactsQuery, { a: 1 });
    expect(answer).toEqual({ ok: true, data: { shop: { name: 'A' } } });
    expect(shopify.calls).toMatchObject([
      {
        path: `/shops/${SHOP}/admin/api/2026-07/graphql.json`,
        token: 'token-1',
        body: { variables: { a: 1 } },
      },
    ]);
  });

  it('without a session: unauthorized, and nothing is asked', async () => {
    const shopify = await fakeShopify(() => ok());
    expect(await shopify.client(freshSessions()).request(shopFactsQuery)).toMatchObject({
      kind: 'unauthorized',
    });
    expect(shopify.calls).toHaveLength(0);
  });

  it('waits out THROTTLED for as long as the bucket needs, then succeeds', async () => {
    await session();
    const shopify = await fakeShopify((_call, calls) => (calls.length <= 2 ? throttled : ok()));
    expect(await shopify.client(freshSessions()).request(shopFactsQuery)).toMatchObject({ ok: true });
    expect(shopify.calls.length).toBe(3);
    expect(shopify.slept.every((ms) => ms >= 1 && ms <= 2_000)).toBe(true);
  });

  it('gives up throttling after a minute, with a time to come back', async () => {
    await session();
    const shopify = await fakeShopify(() => throttled);
    const answer = await shopify.client(freshSessions()).request(shopFactsQuery);
    expect(answer).toMatchObject({ ok: false, kind: 'throttled' });
  });

  it.each([
    ['503', (): Answer => ({ status: 503 })],
    ['a cut answer', (): Answer => ({ cut: true })],
    [
      'an internal error',
      (): Answer => ({ json: { errors: [{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } }),
    ],
  ])('%s twice, then well', async (_name, bad) => {
    await session();
    const shopify = await fakeShopify((_call, calls) => (calls.length <= 2 ? bad() : ok()));
    expect(await shopify.client(freshSessions()).request(shopFactsQuery)).toMatchObject({ ok: true });
    expect(shopify.slept).toEqual([200, 1_000]);
  });

  it('503 for ever: unavailable', async () => {
    await session();
    const shopify = await fakeShopify(() => ({ status: 503 }));
    expect(await shopify.client(freshSessions()).request(shopFactsQuery)).toMatchObject({
      kind: 'unavailable',
    });
    expect(shopify.calls).toHaveLength(4);
  });

  it('never repeats by itself what would then be done twice', async () => {
    await session();
    const shopify = await fakeShopify(() => ({ cut: true }));
    const answer = await shopify.client(freshSessions()).request(automaticDiscountCreateMutation);
    expect(answer).toMatchObject({ kind: 'unavailable' });
    expect(shopify.calls).toHaveLength(1);
  });

  it.each([
    ['ACCESS_DENIED', 'unauthorized'],
    ['undefinedField', 'invalid'],
  ])('%s is %s', async (code, kind) => {
    await session();
    const shopify = await fakeShopify(() => ({
      json: { errors: [{ message: 'no', extensions: { code } }] },
    }));
    expect(await shopify.client(freshSessions()).request(shopFactsQuery)).toEqual({
      ok: false,
      kind,
      message: 'no',
    });
  });
});

describe('the offline token', () => {
  const rotating = () => {
    let generation = 1;
    return fakeShopify((call) => {
      if (!call.path.endsWith('/admin/oauth/access_token')) {
        return call.token === `token-${generation}`
          ? ok()
          : { status: 401, json: { errors: 'Invalid API key' } };
      }
      if (call.body['refresh_token'] !== `refresh-${generation}`)
        return { status: 401, json: { error: 'invalid_request' } };
      generation += 1;
      return {
        json: {
          access_token: `token-${generation}`,
          scope: 'read_orders',
          expires_in: 3600,
          refresh_token: `refresh-${generation}`,
          refresh_token_expires_in: 7_776_000,
        },
      };
    });
  };

  it('is renewed shortly before it expires', async () => {
    await session({ expires: new Date(Date.now() + 60_000) });
    const shopify = await rotating();
    expect(await shopify.client(freshSessions()).request(shopFactsQuery)).toMatchObject({ ok: true });
    const row = await database.db.session.findUniqueOrThrow({ where: { id: `offline_${SHOP}` } });
    expect(row).toMatchObject({ accessToken: 'token-2', refreshToken: 'refresh-2', scope: 'read_orders' });
    expect(row.expires?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('is renewed after a 401, once', async () => {
    await session({ accessToken: 'token-0' });
    const shopify = await rotating();
    expect(await shopify.client(freshSessions()).request(shopFactsQuery)).toMatchObject({ ok: true });
    expect(shopify.calls.map((call) => call.path.split('/').at(-1))).toEqual([
      'graphql.json',
      'access_token',
      'graphql.json',
    ]);
  });

  it('is renewed by one of many at once: refresh tokens rotate', async () => {
    await session({ expires: new Date(Date.now() - 1_000) });
    const shopify = await rotating();
    const processes = [freshSessions(), freshSessions(), freshSessions()];
    const answers = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((n) => shopify.client(processes[n % 3]).request(shopFactsQuery)),
    );
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(shopify.calls.filter((call) => call.path.endsWith('access_token'))).toHaveLength(1);
  });

  it('revoked: unauthorized, without a loop', async () => {
    await session({ accessToken: 'stolen', refreshToken: 'dead' });
    const shopify = await rotating();
    expect(await shopify.client(freshSessions()).request(shopFactsQuery)).toMatchObject({
      kind: 'unauthorized',
    });
    expect(shopify.calls).toHaveLength(2);
  });
});

it('production talks to Shopify itself', () => {
  const fetch = (() => Promise.reject(new Error('not called'))) as typeof globalThis.fetch;
  const production = readEnv({
    NODE_ENV: 'production',
    SHOPIFY_API_KEY: 'k',
    SHOPIFY_API_SECRET: 'x'.repeat(32),
    SHOPIFY_APP_URL: 'https://app.example',
    DATABASE_URL: 'postgres://x/y',
    SMTP_URL: 'smtp://x',
    EMAIL_HASH_KEY: 'x'.repeat(32),
  });
  expect(createShopifyFetch(production, fetch)).toBe(fetch);
});
