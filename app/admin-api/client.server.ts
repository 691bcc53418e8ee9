import type { PrismaClient } from '@prisma/client';
import { CostBuckets, type Cost } from '~/admin-api/cost-bucket.server';
import { unrepeatableDocuments } from '~/admin-api/documents';
import type { Fetch } from '~/admin-api/fetch.server';
import { LearnedCosts, sizeOf } from '~/admin-api/learned-costs';
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
  /** holds the sessions' table and the cost buckets' */
  db: PrismaClient;
  shop: string;
  /** `createShopifyFetch(env)` */
  fetch: Fetch;
  /** replaced in tests: real time otherwise */
  sleep?: (ms: number) => Promise<void>;
  /** 0 <= n < 1, so that calls without a place do not all ask again at once */
  random?: () => number;
}

/** Shopify answers within seconds or not at all. */
const CALL_TIMEOUT_MS = 30_000;
/** Waits between tries at a brief outage; then the job's own retry takes over. */
const OUTAGE_WAITS_MS = [200, 1_000, 3_000];
/** A call that cannot start within this time is left to the job's retry, which does not hold a worker. */
const LONGEST_THROTTLE_MS = 60_000;

/** After THROTTLED although the bucket was said to hold enough: longer each time. */
const THROTTLED_WAIT_MS = 20;

/** How long a call without a place waits before it asks for one again. */
const SHORTEST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 250;

/** What documents cost is the same in every shop. */
const learned = new LearnedCosts();
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
  private readonly buckets: CostBuckets;
  private readonly tokens: OfflineTokens;
  private readonly sleep: (ms: number) => Promise<void>;
  private readonly random: () => number;

  constructor(private readonly options: AdminApiOptions) {
    const { db, env, fetch } = options;
    this.buckets = new CostBuckets(db);
    this.tokens = tokens.get(db) ?? new OfflineTokens(db, env, fetch);
    tokens.set(db, this.tokens);
    this.sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.random = options.random ?? Math.random;
  }

  async request(document: string, variables: Record<string, unknown>): Promise<AdminResult<unknown>> {
    let waited = 0;
    let throttled = 0;
    let outages = 0;
    let rejectedToken: string | undefined;
    for (;;) {
      const token = await this.tokens.accessToken(this.options.shop, rejectedToken);
      if (!token.ok) return token;
      const answer = await this.tryOnce(document, variables, token.accessToken, LONGEST_THROTTLE_MS - waited);
      waited += answer.waitedMs;
      if (answer.outcome === 'done') return answer.result;
      if (answer.outcome === 'rejected-token') {
        if (rejectedToken !== undefined) {
          return { ok: false, kind: 'unauthorized', message: 'a fresh token was refused' };
        }
        rejectedToken = token.accessToken;
      } else if (answer.outcome === 'throttled') {
        throttled += 1;
        const ms = answer.ms ?? THROTTLED_WAIT_MS * 2 ** throttled;
        waited += ms;
        if (waited > LONGEST_THROTTLE_MS) return { ok: false, kind: 'throttled', retryAfterMs: ms };
        await this.sleep(ms);
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

  /** Takes the call's points, waits until they are there, asks, and says what they were used for. */
  private async tryOnce(
    document: string,
    variables: Record<string, unknown>,
    accessToken: string,
    longestMs: number,
  ): Promise<Answer & { waitedMs: number }> {
    const { shop } = this.options;
    const size = sizeOf(variables);
    let waitedMs = 0;
    let reserved = await this.buckets.reserve(shop, learned.of(document, size));
    while (!reserved.granted) {
      if (waitedMs > longestMs) return { outcome: 'throttled', ms: reserved.waitMs, waitedMs };
      const ms = askAgainAfter(reserved.waitMs, this.random());
      waitedMs += ms;
      await this.sleep(ms);
      reserved = await this.buckets.reserve(shop, learned.of(document, size));
    }
    const { reservation, waitMs } = reserved;
    waitedMs += waitMs;
    if (waitMs > 0) await this.sleep(waitMs);
    const { answer, cost } = await this.ask(document, variables, accessToken);
    if (cost) learned.learn(document, size, cost.requestedQueryCost);
    await this.buckets.settle(shop, reservation, cost);
    return { ...answer, waitedMs };
  }

  private async ask(
    document: string,
    variables: Record<string, unknown>,
    accessToken: string,
  ): Promise<{ answer: Answer; cost: Cost | null }> {
    let response: Response;
    let body: GraphqlBody;
    try {
      response = await this.options.fetch(
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
      if (!response.ok) return { answer: readStatus(response), cost: null };
      body = (await response.json()) as GraphqlBody;
    } catch (error) {
      // network failures, time-outs and cut answers
      const message = error instanceof Error ? error.name : 'unknown error';
      return { answer: { outcome: 'outage', message }, cost: null };
    }
    return { answer: readBody(body), cost: body.extensions?.cost ?? null };
  }
}

/** Other calls give back what they did not use, so it may be soon; and not all at once. */
function askAgainAfter(waitMs: number, random: number): number {
  return Math.ceil(Math.min(Math.max(waitMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS) * (0.5 + random / 2));
}

type Answer =
  | { outcome: 'done'; result: AdminResult<unknown> }
  /** ms: what was said about when to come back */
  | { outcome: 'throttled'; ms?: number }
  | { outcome: 'rejected-token' }
  | { outcome: 'outage'; message: string };

interface GraphqlBody {
  data?: unknown;
  errors?: string | { message: string; extensions?: { code?: string } }[];
  extensions?: { cost?: Cost };
}

function readStatus(response: Response): Answer {
  const { status } = response;
  if (status === 401) return { outcome: 'rejected-token' };
  if (status === 429) {
    const seconds = Number(response.headers.get('Retry-After') ?? '2');
    return { outcome: 'throttled', ms: Math.ceil((Number.isFinite(seconds) ? seconds : 2) * 1000) };
  }
  const message = `HTTP ${status}`;
  if (status >= 500) return { outcome: 'outage', message };
  // 402 frozen, 403 forbidden, 404 gone, 423 locked: the shop, not the document
  const kind = [402, 403, 404, 423].includes(status) ? 'unauthorized' : 'invalid';
  return { outcome: 'done', result: { ok: false, kind, message } };
}

function readBody(body: GraphqlBody): Answer {
  if (!body.errors) return { outcome: 'done', result: { ok: true, data: body.data } };
  const errors = typeof body.errors === 'string' ? [{ message: body.errors }] : body.errors;
  const codes = errors.map((error) => ('extensions' in error ? error.extensions?.code : undefined));
  if (codes.includes('THROTTLED')) return { outcome: 'throttled' };
  if (codes.includes('INTERNAL_SERVER_ERROR') || codes.includes('TIMEOUT')) {
    return { outcome: 'outage', message: codes.join(', ') };
  }
  const message = errors.map((error) => error.message).join('; ');
  const kind =
    codes.includes('ACCESS_DENIED') || codes.includes('SHOP_INACTIVE') ? 'unauthorized' : 'invalid';
  return { outcome: 'done', result: { ok: false, kind, message } };
}
