import { createHmac, timingSafeEqual } from 'node:crypto';

/** What the link of a confirmation carries: which answer of which shop. The answer's row says how long it is good for. */
export interface ConsentLink {
  shop: string;
  /** of the answer */
  id: string;
}

const PURPOSE = 'consent:v1';

/** @param secret EMAIL_HASH_KEY, as for the way out; the purpose keeps the two kinds apart */
export function signConsentLink({ shop, id }: ConsentLink, secret: string): string {
  const payload = Buffer.from(JSON.stringify([shop, id])).toString('base64url');
  return `${payload}.${signature(payload, secret)}`;
}

/** @returns null when the token is forged, cut or of another kind */
export function readConsentLink(token: string, secret: string): ConsentLink | null {
  const [payload, given, ...rest] = token.split('.');
  if (!payload || !given || rest.length > 0 || token.length > 1_000) return null;
  const expected = Buffer.from(signature(payload, secret));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')); // ours: the signature says so
  const [shop, id] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  return typeof shop === 'string' && typeof id === 'string' ? { shop, id } : null;
}

function signature(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(`${PURPOSE}:${payload}`).digest('base64url');
}
