import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key of CREDENTIAL_KEYS: the first one seals, all of them open. */
export interface SecretKey {
  id: string;
  /** 32 bytes */
  key: Buffer;
}

export type Opened =
  { ok: true; text: string; keyId: string } | { ok: false; kind: 'unknown-key' | 'damaged' };

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;

/**
 * Encrypts a secret for storage: AES-256-GCM under the newest key, "v1.<key id>.<iv>.<ciphertext>.<tag>".
 * @param context what it belongs to ("smtp:<shop>"), authenticated with it: moved to another row, it does not open
 * @throws Error without a key: whoever calls asks `keys.length` first
 */
export function seal(keys: readonly SecretKey[], text: string, context: string): string {
  const [newest] = keys;
  if (!newest) throw new Error('there is no key to seal with');
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, newest.key, iv);
  cipher.setAAD(Buffer.from(context));
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [
    'v1',
    newest.id,
    ...[iv, encrypted, cipher.getAuthTag()].map((part) => part.toString('base64url')),
  ].join('.');
}

/** The secret, by whichever key it was sealed with. */
export function open(keys: readonly SecretKey[], sealed: string, context: string): Opened {
  const [version, id, iv, encrypted, tag] = sealed.split('.');
  if (version !== 'v1' || !iv || encrypted === undefined || !tag) return { ok: false, kind: 'damaged' };
  const known = keys.find((candidate) => candidate.id === id);
  if (!known) return { ok: false, kind: 'unknown-key' };
  try {
    const decipher = createDecipheriv(CIPHER, known.key, Buffer.from(iv, 'base64url'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    const text = Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64url')), decipher.final()]);
    return { ok: true, text: text.toString('utf8'), keyId: known.id };
  } catch {
    // how GCM says that key, context or text do not belong together
    return { ok: false, kind: 'damaged' };
  }
}

/** Which key a stored secret was sealed with, so that old ones are found. */
export const sealedWith = (sealed: string): string => sealed.split('.')[1] ?? '';
