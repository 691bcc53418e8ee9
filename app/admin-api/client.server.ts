import type { PrismaClient } from '@prisma/client';
import { CostBucket, sizeOf, type Cost } from '~/admin-api/cost-bucket';
import { unrepeatableDocuments } from '~/admin-api/documents';
import type { Fetch } from '~/admin-api/fetch.server';
import { lines } from '~/admin-api/lines.server';
import { OfflineTokens } from '~/admin-api/offline-token.server';
import { API_VERSION, type Env } from '~/env.server';
import type { Log } from '~/log.server';

/** Why a call did not answer with data. Everything but `invalid` may be tried again later. */
export type AdminFailure =
  | { ok: false; kind: 'throttled'; retryAfterMs: number }
  | { ok: false; kind: 'unauthorized'; message: string }
  | { ok: false; kind: 'unavailable'; message: string }
  | { ok: false; kind: 'invalid'; message: string };

export type AdminResult<T> = { ok: true; data: T } | AdminFailure;

/** The Admin GraphQL API of one shop. */
export interface AdminApi {
  /** Runs one document of app/admin-api/documents. Waits for the cost bucket, retries throttling and brief outages. */
  request<T = unknown>(document: string, variables?: Record<string, unknown>): Promise<AdminResult<T>>;
  /** Streams a bulk result's lines. */
  lines(url: string): AsyncIterable<string>;
}

export interface AdminApiOptions {
  env: Env;
  log: Log;
  /** holds the session storage's table */
  sessions: PrismaClient;
  shop: string;
  /** `createShopifyFetch(env)` */
  fetch: Fetch;
  /** replaced in tests: real time otherwise */
  sleep?: (ms: number) => Promise<void>;
  nowMs?: () => number;
}

/** Shopify answers within seconds or not at all. */
const CALL_TIMEOUT_MS = 30_000;
/** Waits between tries at a brief outage; then the job's own retry takes over. */
const OUTAGE_WAITS_MS = [200, 1_000, 3_000];
/** A call that cannot start within this time is left to the job's retry, which does not hold a worker. */
const LONGEST_THROTTLE_MS = 60_000;

/** Buckets are per shop; every client of one process and shop shares one. */
const buckets = new WeakMap<PrismaClient, Map<string, CostBucket>>();
const tokens = new WeakMap<PrismaClient, OfflineTokens>();

export function createAdminApi(options: AdminApiOptions): AdminApi {
  const client = new Client(options);
  return {
    request: <T>(document: string, variables?: Record<string, unknown>) =>
      client.request(document, variables ?? {}) as Promise<AdminResult<T>>,
    lines: (url) => lines(options.fetch, url),
  };
}

class Client {
  private readonly bucket: CostBucket;
  private readonly tokens: OfflineTokens;
  private readonly sleep: (ms: number) => Promise<void>;

  constructor(private readonly options: AdminApiOptions) {
    const { sessions, shop, env, fetch } = options;
    const perShop = buckets.get(sessions) ?? new Map<string, CostBucket>();
    buckets.set(sessions, perShop);
    this.bucket = perShop.get(shop) ?? new CostBucket(options.nowMs ?? (() => performance.now()));
    perShop.set(shop, this.bucket);
    this.tokens = tokens.get(sessions) ?? new OfflineTokens(sessions, env, fetch);
    tokens.set(sessions, this.tokens);
    this.sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  async request(document: string, variables: Record<string, unknown>): Promise<AdminResult<unknown>> {
    let waited = 0;
    let outages = 0;
    let rejectedToken: string | undefined;
    for (;;) {
      const token = await this.tokens.accessToken(this.options.shop, rejectedToken);
      if (!token.ok) return token;
      const answer = await this.tryOnce(document, variables, token.accessToken);
      if (answer.outcome === 'done') return answer.result;
      if (answer.outcome === 'rejected-token') {
        if (rejectedToken !== undefined) {
          return { ok: false, kind: 'unauthorized', message: 'a fresh token was refused' };
        }
        rejectedToken = token.accessToken;
      } else if (answer.outcome === 'wait') {
        waited += answer.ms;
        if (waited > LONGEST_THROTTLE_MS) return { ok: false, kind: 'throttled', retryAfterMs: answer.ms };
        await this.sleep(answer.ms);
      } else {
        const pause = OUTAGE_WAITS_MS[outages];
        if (pause === undefined || unrepeatableDocuments.has(document)) {
          return { ok: false, kind: 'unavailable', message: answer.message };
        }
        outages += 1;
        this.options.log.warn({ shop: this.options.shop, reason: answer.message }, 'admin api: trying again');
        await this.sleep(pause);
      }
    }
  }

  private async tryOnce(
    document: string,
    variables: Record<string, unknown>,
    accessToken: string,
  ): Promise<Answer> {
    const reservation = this.bucket.reserve(document, sizeOf(variables));
    if ('waitMs' in reservation) return { outcome: 'wait', ms: reservation.waitMs };
    let cost: Cost | null = null;
    try {
      const response = await this.options.fetch(
        `https://${this.options.shop}/admin/api/${API_VERSION}/graphql.json`,
        {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Accept: 'application/json',
            'X-Shopify-Access-Token': accessToken,
          },
          body: JSON.stringify({ query: document, variables }),
          signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        },
      );
      if (response.status === 401) return { outcome: 'rejected-token' };
      if (response.status === 429) {
        const seconds = Number(response.headers.get('Retry-After') ?? '2');
        return { outcome: 'wait', ms: Math.ceil((Number.isFinite(seconds) ? seconds : 2) * 1000) };
      }
      if (response.status >= 500) return { outcome: 'outage', message: `HTTP ${response.status}` };
      if (!response.ok) {
        // 402 frozen, 403 forbidden, 404 gone, 423 locked: the shop, not the document
        const message = `HTTP ${response.status}`;
        const kind = [402, 403, 404, 423].includes(response.status) ? 'unauthorized' : 'invalid';
        return { outcome: 'done', result: { ok: false, kind, message } };
      }
      const body = (await response.json()) as GraphqlBody;
      cost = body.extensions?.cost ?? null;
      return readBody(body, () => this.bucket.waitAfterThrottle(reservation, cost));
    } catch (error) {
      // network failures, time-outs and cut answers; a bug of ours in here would surface as an outage with its name
      return { outcome: 'outage', message: error instanceof Error ? error.name : 'unknown error' };
    } finally {
      this.bucket.settle(reservation, cost);
    }
  }
}

type Answer =
  | { outcome: 'done'; result: AdminResult<unknown> }
  | { outcome: 'wait'; ms: number }
  | { outcome: 'rejected-token' }
  | { outcome: 'outage'; message: string };

interface GraphqlBody {
  data?: unknown;
  errors?: string | { message: string; extensions?: { code?: string } }[];
  extensions?: { cost?: Cost };
}

function readBody(body: GraphqlBody, throttleWait: () => number): Answer {
  if (!body.errors) return { outcome: 'done', result: { ok: true, data: body.data } };
  const errors = typeof body.errors === 'string' ? [{ message: body.errors }] : body.errors;
  const codes = errors.map((error) => ('extensions' in error ? error.extensions?.code : undefined));
  if (codes.includes('THROTTLED')) return { outcome: 'wait', ms: throttleWait() };
  if (codes.includes('INTERNAL_SERVER_ERROR') || codes.includes('TIMEOUT')) {
    return { outcome: 'outage', message: codes.join(', ') };
  }
  const message = errors.map((error) => error.message).join('; ');
  const kind =
    codes.includes('ACCESS_DENIED') || codes.includes('SHOP_INACTIVE') ? 'unauthorized' : 'invalid';
  return { outcome: 'done', result: { ok: false, kind, message } };
}
