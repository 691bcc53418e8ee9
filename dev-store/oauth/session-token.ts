import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** Seconds that a session token lives, by the real clock. */
const SESSION_TOKEN_SECONDS = 60;
/** The client library tolerates clocks that differ by this much; so does the token endpoint. */
const TOLERANCE_SECONDS = 10;

export interface SessionTokenClaims {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
}

/** A session token as App Bridge hands it to the app: HS256, signed with the app's client secret. */
export function mintSessionToken(
  shopDomain: string,
  userId: number,
  app: { apiKey: string; apiSecret: string },
  realNow: () => number = Date.now,
): string {
  const now = Math.floor(realNow() / 1_000);
  const claims: SessionTokenClaims = {
    iss: `https://${shopDomain}/admin`,
    dest: `https://${shopDomain}`,
    aud: app.apiKey,
    sub: String(userId),
    exp: now + SESSION_TOKEN_SECONDS,
    nbf: now,
    iat: now,
    jti: randomUUID(),
    sid: createHmac('sha256', app.apiSecret).update(`${shopDomain}/${userId}`).digest('hex'),
  };
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${sign(content, app.apiSecret)}`;
}

/** The claims of a token that is genuine, of this shop and app, and not expired; else null. */
export function verifySessionToken(
  token: string,
  shopDomain: string,
  app: { apiKey: string; apiSecret: string },
  realNow: () => number = Date.now,
): SessionTokenClaims | null {
  const [header, body, given] = token.split('.');
  if (!header || !body || !given) return null;
  const expected = Buffer.from(sign(`${header}.${body}`, app.apiSecret));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  // Signed by the secret, so it is ours: well-formed by construction.
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as SessionTokenClaims;
  const now = realNow() / 1_000;
  const inTime = claims.exp + TOLERANCE_SECONDS > now && claims.nbf - TOLERANCE_SECONDS <= now;
  return inTime && claims.aud === app.apiKey && claims.dest === `https://${shopDomain}` ? claims : null;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (content: string, secret: string): string =>
  createHmac('sha256', secret).update(content).digest('base64url');
