import { createHash } from 'node:crypto';

/**
 * The Message-ID of any message of ours: the same subject always has the same one, so that a mail client shows a repeated
 * delivery once. Its right side is a domain that exists and belongs to the shop (RFC 5322: unique within it).
 * @param shop myshopify domain
 */
export function messageIdOf(shop: string, rule: string, subjectKey: string): string {
  const hash = createHash('sha256').update(`${shop}|${rule}|${subjectKey}`).digest('hex').slice(0, 40);
  return `<${hash}@${shop}>`;
}
