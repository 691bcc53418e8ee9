import { readToken, signToken } from '~/signed-token.server';

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
  return signToken(PURPOSE, [subject.shop, subject.emailHash], secret);
}

/** @returns null when the token is forged, cut or of another kind */
export function readUnsubscribeToken(token: string, secret: string): UnsubscribeSubject | null {
  const [shop, emailHash] = readToken(PURPOSE, token, secret) ?? [];
  return typeof shop === 'string' && typeof emailHash === 'string' ? { shop, emailHash } : null;
}
