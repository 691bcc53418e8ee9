import { createHmac, timingSafeEqual } from 'node:crypto';

/** Longer than any of ours: nobody's megabyte is hashed. */
const MOST_CHARACTERS = 2_000;

/**
 * A token for a link, which says something and proves that we said it: base64url(JSON) "." base64url(HMAC-SHA256). It can be
 * read by everybody who holds it.
 * @param purpose what the token is good for, with a version; one of another purpose is not taken
 */
export function signToken(purpose: string, content: readonly unknown[], secret: string): string {
  const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${payload}.${signature(purpose, payload, secret)}`;
}

/** @returns what was signed; null when the token is forged, cut or of another purpose */
export function readToken(purpose: string, token: string, secret: string): unknown[] | null {
  const [payload, given, ...rest] = token.split('.');
  if (!payload || !given || rest.length > 0 || token.length > MOST_CHARACTERS) return null;
  const expected = Buffer.from(signature(purpose, payload, secret));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown[]; // ours: the signature says so
}

function signature(purpose: string, payload: string, secret: string): string {
  return createHmac('sha256', secret).update(`${purpose}:${payload}`).digest('base64url');
}
