import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hex digits of the signature: an address has 64 characters before the @, and a guess costs a mail. */
const SIGNATURE_DIGITS = 14;
const PURPOSE = 'verp:v1';

/**
 * The address that one message leaves from (envelope sender), "bounces+<message id>-<signature>@...": whatever comes back to it is
 * about that message, and nobody who got another one can make it up.
 * @param bounceAddress BOUNCE_ADDRESS
 * @param messageId uuid of the message's row
 */
export function verpAddress(bounceAddress: string, messageId: string, secret: string): string {
  const at = bounceAddress.lastIndexOf('@');
  const id = messageId.replaceAll('-', '');
  return `${bounceAddress.slice(0, at)}+${id}-${signature(id, secret)}${bounceAddress.slice(at)}`;
}

/** The message that an address names, whatever else stands around it; null: none, or forged. */
export function messageOfVerp(text: string, secret: string): string | null {
  for (const [, id = '', given = ''] of text.toLowerCase().matchAll(/\+([0-9a-f]{32})-([0-9a-f]{14})@/g)) {
    if (!timingSafeEqual(Buffer.from(signature(id, secret)), Buffer.from(given))) continue;
    return [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-');
  }
  return null;
}

function signature(id: string, secret: string): string {
  return createHmac('sha256', secret).update(`${PURPOSE}:${id}`).digest('hex').slice(0, SIGNATURE_DIGITS);
}
