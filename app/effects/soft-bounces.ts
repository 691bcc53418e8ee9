import type { Prisma } from '@prisma/client';
import { isMailboxTrouble } from '~/mail/bad-address';

/** So many messages in a row have to come back, the first and the last of them so many days apart. */
const SOFT_BOUNCES = 3;
const SOFT_BOUNCE_DAYS = 14;

/**
 * Has an address not taken mail for so long that it gets no more? A mailbox that is full, or a host that does not answer, may be
 * well again: so it takes several messages in a row over some weeks, and one that did not come back starts anew. What came back for
 * our sake (policy, spam, contents) says nothing of the address.
 * @param message the one that came back last, with its reason
 */
export async function bouncesForTooLong(
  tx: Prisma.TransactionClient,
  message: { shop: string; id: string; customerId: string | null; recipientHash: string },
): Promise<boolean> {
  const { shop, id, customerId, recipientHash } = message;
  if (customerId === null) return false;
  const last = await tx.$queryRaw<{ reason: string | null; sentAt: Date }[]>`
    SELECT m.reason, m.sent_at AS "sentAt" FROM message m
    JOIN message b ON b.shop = m.shop AND b.id = ${id}::uuid AND m.sent_at <= b.sent_at
    WHERE m.shop = ${shop} AND b.shop = ${shop} AND m.customer_id = ${customerId}::uuid AND m.recipient_hash = ${recipientHash}
      AND m.state = 'sent'
    ORDER BY m.sent_at DESC LIMIT ${SOFT_BOUNCES}`;
  const [newest] = last;
  const oldest = last.at(-1);
  if (!newest || !oldest || last.length < SOFT_BOUNCES) return false;
  const days = (newest.sentAt.getTime() - oldest.sentAt.getTime()) / 86_400_000;
  return days >= SOFT_BOUNCE_DAYS && last.every(({ reason }) => isMailboxTrouble(statusIn(reason)));
}

/** Of "came-back: 5.2.2" (note-bounce.ts). */
function statusIn(reason: string | null): string {
  return /^came-back: (\S+)$/.exec(reason ?? '')?.[1] ?? '';
}
