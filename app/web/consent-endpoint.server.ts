import type { Request, RequestHandler, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { answerConsent, consentState, type ConsentResult } from '~/effects/ask-consent';
import { SURFACES_THAT_ASK } from '~/effects/consent-answers';
import { consentAnswer, consentLocale, consentQuestion, questionById } from '~/loyalty/consent-text';
import { readBody } from '~/read-body.server';
import type { Services } from '~/services.server';
import { readSurfaceToken, type SurfaceCaller } from '~/web/surface-token';

/** What a surface sends fits many times over. */
const MAX_BODY_BYTES = 2_048;
const MAX_BODY_MS = 5_000;
/** A shopper looks at a thank-you page and does not wait for Shopify's Admin API. */
const PATIENCE_MS = 4_000;
const RETRY_AFTER_SECONDS = 5;

export interface ConsentLimits {
  /** how long a request may take */
  patienceMs: number;
  /** requests in `seconds`, counted in this process */
  customer: { points: number; seconds: number };
  shop: { points: number; seconds: number };
}
/** A page asks once and answers once; a shop has many at a time in its best hour. */
const LIMITS: ConsentLimits = {
  patienceMs: PATIENCE_MS,
  customer: { points: 20, seconds: 60 },
  shop: { points: 1_200, seconds: 60 },
};

const bodySchema = z.object({
  answer: z.enum(['yes', 'no']),
  text: z.string().max(40),
  surface: z.enum(SURFACES_THAT_ASK),
  locale: z.string().max(35).optional(),
});

/**
 * `GET` and `POST /surfaces/consent`: the question for consent, asked by an extension on Shopify's pages (docs/surfaces.md).
 * Open to every origin, as extensions run in workers without one of their own; nothing is read but the token, and no cookie.
 */
export function consentEndpoint(services: Services, limits: ConsentLimits = LIMITS): RequestHandler {
  const customers = limiter('customer', limits.customer);
  const shops = limiter('shop', limits.shop);

  const answerTo = async (request: Request, response: Response): Promise<void> => {
    const { method } = request;
    if (method === 'OPTIONS') return void response.status(204).end();
    if (method !== 'GET' && method !== 'POST') {
      response.set('Allow', 'GET, POST, OPTIONS');
      refuse(response, 405, 'method');
      return;
    }
    const caller = await callerOf(request, services);
    if (!caller) {
      refuse(response, 401, 'token');
      return;
    }
    const waitMs = Math.max(
      await consume(shops, caller.shop),
      caller.customerId === null ? 0 : await consume(customers, `${caller.shop}/${caller.customerId}`),
    );
    if (waitMs > 0) {
      response.set('Retry-After', String(Math.ceil(waitMs / 1_000)));
      refuse(response, 429, 'too-many');
      return;
    }
    await (method === 'GET'
      ? tell(services, caller, request, response, limits)
      : take(services, caller, request, response, limits));
  };

  return (request, response) => {
    response.set({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Expose-Headers': 'Retry-After',
      'Access-Control-Max-Age': '600',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'no-store',
    });
    answerTo(request, response).catch((error: unknown) => {
      services.log.error({ err: error }, 'consent endpoint');
      if (!response.headersSent) refuseForNow(response);
    });
  };
}

async function tell(
  services: Services,
  caller: SurfaceCaller,
  request: Request,
  response: Response,
  { patienceMs }: ConsentLimits,
): Promise<void> {
  const { locale } = request.query;
  const result = await inTime(consentState(services, caller), patienceMs);
  send(response, result, typeof locale === 'string' ? locale : null);
}

async function take(
  services: Services,
  caller: SurfaceCaller,
  request: Request,
  response: Response,
  { patienceMs }: ConsentLimits,
): Promise<void> {
  const body = await readBody(request, { maxBytes: MAX_BODY_BYTES, maxMs: MAX_BODY_MS });
  if (!body.ok) {
    response.set('Connection', 'close');
    refuse(response, body.status, body.status === 413 ? 'too-large' : 'bad-request');
    return;
  }
  const parsed = bodySchema.safeParse(jsonOf(body.bytes));
  const shop = await services.db.shop.findUnique({ where: { shop: caller.shop }, select: { name: true } });
  const question = parsed.success && shop ? questionById(parsed.data.text, shop.name) : null;
  if (!shop) {
    refuse(response, 403, 'shop');
    return;
  }
  if (!parsed.success || !question) {
    refuse(response, 400, 'bad-request');
    return;
  }
  const { answer, surface, locale } = parsed.data;
  const given = { answer, surface, locale: consentLocale(locale ?? null), question };
  send(response, await inTime(answerConsent(services, caller, given), patienceMs), locale ?? null);
}

function send(response: Response, result: ConsentResult | null, locale: string | null): void {
  if (result === null || (!result.ok && result.kind === 'unavailable')) {
    refuseForNow(response);
    return;
  }
  if (!result.ok) {
    refuse(response, 403, 'shop');
    return;
  }
  const { state, shopName } = result;
  const language = consentLocale(locale);
  const text =
    state === 'off'
      ? undefined
      : state === 'ask'
        ? consentQuestion(language, shopName)
        : consentAnswer(state, language, shopName);
  response.status(200).json({ state, ...(text && { text }) });
}

function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}

function refuseForNow(response: Response): void {
  response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  refuse(response, 503, 'unavailable');
}

async function callerOf(request: Request, { env }: Services): Promise<SurfaceCaller | null> {
  const token = /^Bearer ([\w.-]{1,4000})$/.exec(request.headers.authorization ?? '')?.[1];
  return token ? readSurfaceToken(token, env) : null;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null; // answered as a bad request
  }
}

function limiter(keyPrefix: string, { points, seconds }: ConsentLimits['shop']): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix, points, duration: seconds });
}

/** @returns milliseconds until there is room again; 0 = there is */
async function consume(limits: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limits.consume(key);
    return 0;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.max(1, refused.msBeforeNext);
    throw refused;
  }
}

/** @returns null when there is no answer in time; a late failure is no longer anybody's */
async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T | null> {
  const timer = Promise.withResolvers<null>();
  const handle = setTimeout(() => timer.resolve(null), patienceMs);
  try {
    return await Promise.race([work, timer.promise]);
  } finally {
    clearTimeout(handle);
  }
}
