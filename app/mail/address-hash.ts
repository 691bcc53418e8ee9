import { createHmac } from 'node:crypto';
import { normaliseEmail } from '~/loyalty/email-identity';

/** The same keyed hash as intake's (a test holds them together), for an address fetched at the moment of sending. */
export function addressHash(email: string, key: string): string {
  return createHmac('sha256', key).update(normaliseEmail(email)).digest('hex');
}
