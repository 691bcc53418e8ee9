import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Is `signature` the base64 HMAC-SHA256 of these very bytes? Constant time. The texts are compared, not what they decode to:
 * a decoder that stops at padding would take anything after it.
 */
export function isSigned(rawBody: Buffer, signature: string | undefined, secret: string): boolean {
  if (!signature) return false;
  const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('base64'));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
