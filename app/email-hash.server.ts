import { createHmac } from 'node:crypto';
import { normaliseEmail } from '~/loyalty/email-identity';

/** Keyed hash (HMAC-SHA256, hex) of the normalised address; null for no address. Without the key it names nobody. */
export function hashEmail(email: string | null | undefined, key: string): string | null {
  const normalised = email ? normaliseEmail(email) : '';
  return normalised ? createHmac('sha256', key).update(normalised).digest('hex') : null;
}
