import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { noteBounce, type BounceOutcome } from '~/effects/note-bounce';
import { readBody } from '~/read-body.server';
import type { Services } from '~/services.server';

/** A report encloses the message at most. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_MS = 10_000;
/** What was signed longer ago, or in the future, is not taken: a captured request is of no use later. */
const FRESH_MS = 5 * 60_000;

const STATUS: Readonly<Record<BounceOutcome, number>> = {
  suppressed: 200,
  noted: 200,
  ignored: 200,
  malformed: 400,
};

/** What goes into `X-Signature`: hex HMAC-SHA256 of "<X-Timestamp>." and the raw mail. */
export function signBounce(secret: string, timestamp: string, raw: Uint8Array): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest('hex');
}

/**
 * POST /mail/bounces: one mail (message/rfc822) that came back to the operator's bounce address, handed over by their mail server
 * (scripts/post-bounce.mjs). Answers 404 unless the operator has set BOUNCE_SECRET, 401 to what is not signed with it.
 */
export function bounceHandler(
  services: Pick<Services, 'db' | 'clock' | 'env' | 'log'>,
  nowMs: () => number = Date.now,
): RequestHandler {
  return (request, response, next) => {
    void (async () => {
      const secret = services.env.BOUNCE_SECRET;
      if (secret === undefined) {
        response.status(404).end();
        return;
      }
      const body = await readBody(request, { maxBytes: MOST_BYTES, maxMs: MOST_MS });
      if (!body.ok) {
        response.status(body.status).set('Connection', 'close').end();
        return;
      }
      const timestamp = request.get('x-timestamp') ?? '';
      const fresh = /^\d{10}$/.test(timestamp) && Math.abs(nowMs() - Number(timestamp) * 1_000) <= FRESH_MS;
      const expected = Buffer.from(signBounce(secret, timestamp, body.bytes));
      const given = Buffer.from(request.get('x-signature') ?? '');
      if (!fresh || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        services.log.warn({ outcome: 'unauthorized' }, 'bounce');
        response.status(401).end();
        return;
      }
      const outcome = await noteBounce(services, body.bytes);
      services.log.info({ outcome }, 'bounce');
      response.status(STATUS[outcome]).json({ outcome });
    })().catch(next);
  };
}
