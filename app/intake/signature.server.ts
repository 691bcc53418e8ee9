import { createHmac, timingSafeEqual } from 'node:crypto';

/** Is `signature` (base64) the HMAC-SHA256 of these very bytes? Constant time; a malformed signature is a wrong one. */
export function isSigned(rawBody: Buffer, signature: string | undefined, secret: string): boolean {
  if (!signature) return false;
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
