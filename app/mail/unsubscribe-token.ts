import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What an unsubscribe link carries: the shop and the keyed hash of the address, signed. It holds no address, does not
 * expire (a way out has to work for as long as the mail lies in somebody's mailbox) and is good for nothing else.
 */
export interface UnsubscribeSubject {
  shop: string;
  /** keyed hash of the normalised address, hex */
  emailHash: string;
}

const PURPOSE = 'unsubscribe:v1';

/** @param secret EMAIL_HASH_KEY: a new one makes the stored hashes worthless, so old links die with them */
export function signUnsubscribeToken(subject: UnsubscribeSubject, secret: string): string {
  const payload = Buffer.from(JSON.stringify([subject.shop, subject.emailHash])).toString('base64url');
  return `${payload}.${signature(payload, secret)}`;
}

/** @returns null when the token is forged, cut or of another kind */
export function readUnsubscribeToken(token: string, secret: string): UnsubscribeSubject | null {
  const [payload, given, ...rest] = token.split('.');
  if (!payload || !given || rest.length > 0 || token.length > 2_000) return null;
  const expected = Buffer.from(signature(payload, secret));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')); // ours: the signature says so
  const [shop, emailHash] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  return typeof shop === 'string' && typeof emailHash === 'string' ? { shop, emailHash } : null;
}

function signature(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(`${PURPOSE}:${payload}`).digest('base64url');
}
