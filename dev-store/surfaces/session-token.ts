import { createHmac, randomUUID } from 'node:crypto';

/** Seconds that the session token of a UI extension lives, by the real clock. */
const LIFETIME_SECONDS = 300;

/**
 * A session token as `shopify.sessionToken.get()` gives it to a UI extension: HS256, signed with the app's client secret, claims as
 * documented (`dest` without a protocol, no `sid`, `sub` only for a buyer who has signed in). *Unverified*: `iss`, which
 * developers report in newer tokens and the documentation does not name.
 */
export function mintSurfaceToken(
  shopDomain: string,
  customerId: number | null,
  app: { apiKey: string; apiSecret: string },
  realNow: () => number = Date.now,
): string {
  const now = Math.floor(realNow() / 1_000);
  const claims = {
    dest: shopDomain,
    aud: app.apiKey,
    exp: now + LIFETIME_SECONDS,
    nbf: now,
    iat: now,
    jti: randomUUID(),
    ...(customerId === null ? {} : { sub: `gid://shopify/Customer/${customerId}` }),
  };
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', app.apiSecret).update(content).digest('base64url')}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
