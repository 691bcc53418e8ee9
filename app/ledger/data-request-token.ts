import { createHmac, timingSafeEqual } from 'node:crypto';

/** Which file a link leads to: the log entry of one data request of one shop, until an instant. */
export interface DataRequestSubject {
  shop: string;
  /** id of the activity entry */
  entryId: string;
}

const PURPOSE = 'data-request:v1';
/** The link is made when the merchant looks at the log, and used then. */
export const LINK_MINUTES = 60;

/** @param secret EMAIL_HASH_KEY */
export function signDataRequestToken(subject: DataRequestSubject, now: Date, secret: string): string {
  const until = now.getTime() + LINK_MINUTES * 60_000;
  const payload = Buffer.from(JSON.stringify([subject.shop, subject.entryId, until])).toString('base64url');
  return `${payload}.${signature(payload, secret)}`;
}

/** @returns null when the token is forged, cut, or its time is over */
export function readDataRequestToken(token: string, now: Date, secret: string): DataRequestSubject | null {
  const [payload, given, ...rest] = token.split('.');
  if (!payload || !given || rest.length > 0 || token.length > 1_000) return null;
  const expected = Buffer.from(signature(payload, secret));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')); // ours: the signature says so
  const [shop, entryId, until] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  if (typeof shop !== 'string' || typeof entryId !== 'string' || typeof until !== 'number') return null;
  return until > now.getTime() ? { shop, entryId } : null;
}

function signature(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(`${PURPOSE}:${payload}`).digest('base64url');
}
