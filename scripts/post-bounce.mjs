/**
 * Hands one mail over to the app: for the mail server that gets the bounces, which pipes each into this.
 *
 *     bounces: "|APP_URL=https://... BOUNCE_SECRET=... node /opt/stammkunde/post-bounce.mjs"
 *
 * Needs Node.js only. Exits with 75 (EX_TEMPFAIL: try again) when the app cannot be reached, 0 otherwise.
 */
import { createHmac } from 'node:crypto';

const { APP_URL, BOUNCE_SECRET } = process.env;
if (!APP_URL || !BOUNCE_SECRET) throw new Error('APP_URL and BOUNCE_SECRET must be set');
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const raw = Buffer.concat(chunks);
const timestamp = String(Math.floor(Date.now() / 1000));
const signature = createHmac('sha256', BOUNCE_SECRET).update(`${timestamp}.`).update(raw).digest('hex');
const response = await fetch(new URL('/mail/bounces', APP_URL), {
  method: 'POST',
  headers: { 'Content-Type': 'message/rfc822', 'X-Timestamp': timestamp, 'X-Signature': signature },
  body: raw,
  signal: AbortSignal.timeout(20_000),
}).catch(() => null);
const again =
  response === null || response.status >= 500 || response.status === 401 || response.status === 404;
process.exitCode = again ? 75 : 0;
