import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { readBody } from '~/read-body.server';
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
const STATUS: Readonly<Record<IntakeResult['outcome'], number>> = {
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
      const body = await readBody(request, { maxBytes: MAX_BODY_BYTES, maxMs: MAX_BODY_MS });
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

function lowerCaseHeaders(request: IncomingMessage): WebhookHeaders {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
