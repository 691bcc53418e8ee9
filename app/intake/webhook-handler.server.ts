import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import {
  createReceiver,
  type IntakeResult,
  type IntakeServices,
  type WebhookHeaders,
} from './receive.server';

/** Orders of several hundred lines stay below 1 MB; what is larger is not from Shopify. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;
/** Shopify hangs up after 5 seconds. */
const MAX_BODY_MS = 5_000;

/** What Shopify is told. Anything but 2xx is delivered again, eight times over four hours. */
export const STATUS: Readonly<Record<IntakeResult['outcome'], number>> = {
  accepted: 200,
  ignored: 200,
  noted: 200,
  duplicate: 200,
  unauthorized: 401,
  malformed: 400,
  unavailable: 503,
};

const EXPECTED: ReadonlySet<IntakeResult['outcome']> = new Set(['accepted', 'duplicate', 'noted']);

/** Express handler of `POST /webhooks`; reads the raw body itself, so no body parser may stand before it. */
export function webhookHandler(services: IntakeServices): RequestHandler {
  const receive = createReceiver(services);
  return (request, response, next) => {
    void (async () => {
      const body = await readBody(request);
      if (!body.ok) {
        response.status(body.status).set('Connection', 'close').end();
        return;
      }
      const result = await receive(lowerCaseHeaders(request), body.bytes);
      if (!EXPECTED.has(result.outcome)) {
        services.log.warn(
          { outcome: result.outcome, reason: 'reason' in result ? result.reason : undefined },
          'webhook',
        );
      }
      response.status(STATUS[result.outcome]).end();
    })().catch(next);
  };
}

type Body = { ok: true; bytes: Buffer } | { ok: false; status: 408 | 413 | 400 };

function readBody(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (body: Body) => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      if (!body.ok) request.resume(); // drain what still comes, so that the answer can leave
      resolve(body);
    };
    const timer = setTimeout(() => finish({ ok: false, status: 408 }), MAX_BODY_MS);
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
      finish({ ok: false, status: 413 });
      return;
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) finish({ ok: false, status: 413 });
      else chunks.push(chunk);
    });
    request.on('end', () => finish({ ok: true, bytes: Buffer.concat(chunks) }));
    request.on('error', () => finish({ ok: false, status: 400 }));
  });
}

function lowerCaseHeaders(request: IncomingMessage): WebhookHeaders {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
