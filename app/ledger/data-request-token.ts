import { readToken, signToken } from '~/signed-token.server';

/** Which file a link leads to: the log entry of one data request of one shop, until an instant. */
export interface DataRequestSubject {
  shop: string;
  /** id of the activity entry */
  entryId: string;
}

const PURPOSE = 'data-request:v1';
/** The link is made when the merchant looks at the log, and used then. */
const LINK_MINUTES = 60;

/** @param secret EMAIL_HASH_KEY */
export function signDataRequestToken(subject: DataRequestSubject, now: Date, secret: string): string {
  const until = now.getTime() + LINK_MINUTES * 60_000;
  return signToken(PURPOSE, [subject.shop, subject.entryId, until], secret);
}

/** @returns null when the token is forged, cut, or its time is over */
export function readDataRequestToken(token: string, now: Date, secret: string): DataRequestSubject | null {
  const [shop, entryId, until] = readToken(PURPOSE, token, secret) ?? [];
  if (typeof shop !== 'string' || typeof entryId !== 'string' || typeof until !== 'number') return null;
  return until > now.getTime() ? { shop, entryId } : null;
}
