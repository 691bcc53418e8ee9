import { readToken, signToken } from '~/signed-token.server';

/** What the link of a confirmation carries: which answer of which shop. The answer's row says how long it is good for. */
export interface ConsentLink {
  shop: string;
  /** of the answer */
  id: string;
}

const PURPOSE = 'consent:v1';

/** @param secret EMAIL_HASH_KEY, as for the way out; the purpose keeps the two kinds apart */
export function signConsentLink({ shop, id }: ConsentLink, secret: string): string {
  return signToken(PURPOSE, [shop, id], secret);
}

/** @returns null when the token is forged, cut or of another kind */
export function readConsentLink(token: string, secret: string): ConsentLink | null {
  const [shop, id] = readToken(PURPOSE, token, secret) ?? [];
  return typeof shop === 'string' && typeof id === 'string' ? { shop, id } : null;
}
