import { errors, jwtVerify } from 'jose';

/** Who asks from a surface, as Shopify has signed it. */
export interface SurfaceCaller {
  /** "demo.myshopify.com" */
  shop: string;
  /** numeric id of the signed-in customer; null: a guest */
  customerId: string | null;
}

/** Shopify's own tolerance for clocks that differ. */
const TOLERANCE_SECONDS = 10;

const SHOP = /^(?:https:\/\/)?([a-z0-9][a-z0-9-]*\.myshopify\.com)$/;
const CUSTOMER = /^gid:\/\/shopify\/Customer\/(\d{1,20})$/;

/**
 * Reads the session token of a checkout or customer account extension: HS256 with the app's secret, made out to this app
 * (`aud`), not expired, of one shop (`dest`). The library's `authenticate.public` would check signature and time only. The
 * admin's session tokens are signed with the same secret and stand for a merchant: they are refused (`sid`, an issuer that ends
 * in /admin, a `sub` that is no customer).
 * @returns null for whatever is not such a token
 */
export async function readSurfaceToken(
  token: string,
  app: { SHOPIFY_API_KEY: string; SHOPIFY_API_SECRET: string },
): Promise<SurfaceCaller | null> {
  const claims = await verified(token, app);
  if (!claims) return null;
  const { dest, iss, sid, sub } = claims;
  const shop = typeof dest === 'string' ? SHOP.exec(dest)?.[1] : undefined;
  if (!shop || sid !== undefined || !isIssuer(iss, shop)) return null;
  if (sub === undefined) return { shop, customerId: null };
  const customerId = CUSTOMER.exec(sub)?.[1];
  return customerId ? { shop, customerId } : null;
}

async function verified(token: string, app: { SHOPIFY_API_KEY: string; SHOPIFY_API_SECRET: string }) {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(app.SHOPIFY_API_SECRET), {
      algorithms: ['HS256'],
      audience: app.SHOPIFY_API_KEY,
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'nbf', 'dest'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

/** Tokens of extensions had no issuer; those that have one name the same shop, or Shopify itself (*unverified*). */
function isIssuer(iss: unknown, shop: string): boolean {
  if (iss === undefined) return true;
  if (typeof iss !== 'string' || /\/admin\/?$/.test(iss)) return false;
  const host = /^(?:https:\/\/)?([a-z0-9.-]+)(?:\/|$)/.exec(iss)?.[1] ?? '';
  return host === shop || host === 'shopify.com' || host.endsWith('.shopify.com');
}
