import { crossShop } from '~/database/cross-shop.server';
import { inTransaction } from '~/database/transaction.server';
import { recordActivity } from '~/effects/activity';
import { bouncesForTooLong } from '~/effects/soft-bounces';
import { suppressAddress } from '~/effects/suppress-address';
import { readBounceReport, type OriginalMessage } from '~/mail/bounce-report.server';
import { messageOfVerp } from '~/mail/verp';
import type { Services } from '~/services.server';

export type BounceOutcome =
  /** the address gets no more mail of this shop */
  | 'suppressed'
  /** a full mailbox, a policy: stands at the message, and the address stays for now */
  | 'noted'
  /** of a message that we do not know, or of no message */
  | 'ignored'
  | 'malformed';

type BounceServices = Pick<Services, 'db' | 'clock' | 'env' | 'log'>;

/**
 * A mail that came back to the operator's bounce address, or a complaint: found by the token in the address or by its Message-ID,
 * it puts the address that the message went to (as its keyed hash, noted when it was handed over) on the shop's suppression list, and
 * no address that the report itself names. Of a parked message it is known now that it left. Repeatable.
 */
export async function noteBounce(services: BounceServices, raw: Uint8Array): Promise<BounceOutcome> {
  const report = await readBounceReport(raw);
  if (report === null) return 'malformed';
  if (report.kind === 'nothing') return 'ignored';
  const sent = await sentMessage(services, report.original);
  if (!sent) return 'ignored';
  const { shop, id, customerId, recipientHash } = sent;
  const at = services.clock.now();
  const complaint = report.kind === 'complaint';
  const final = complaint || report.badAddress;
  return inTransaction(services.db, async (tx) => {
    const reason = complaint ? 'complained' : `came-back: ${report.status ?? 'failed'}`;
    await tx.$executeRaw`
      UPDATE message SET state = 'sent', reason = ${reason}, sent_at = COALESCE(sent_at, ${at}::timestamptz), updated_at = ${at}::timestamptz
      WHERE shop = ${shop} AND id = ${id}::uuid AND state IN ('sent', 'uncertain') AND reason IS DISTINCT FROM 'complained'`;
    if (recipientHash === null) return 'noted';
    if (!final && !(await bouncesForTooLong(tx, { shop, id, customerId, recipientHash }))) return 'noted';
    const fresh = await suppressAddress(tx, {
      shop,
      emailHash: recipientHash,
      reason: complaint ? 'complained' : 'bounced',
      at,
    });
    if (fresh) {
      const event = complaint ? 'address.complained' : 'address.bounced';
      await recordActivity(tx, { shop, at, event, ...(customerId && { customerId }) });
    }
    return 'suppressed';
  });
}

interface SentMessage {
  shop: string;
  id: string;
  customerId: string | null;
  recipientHash: string | null;
}

/** By the signed token first: that one nobody can make up. A Message-ID names its shop. */
async function sentMessage(
  { db, env }: BounceServices,
  { messageId, returnPaths }: OriginalMessage,
): Promise<SentMessage | null> {
  const named = messageOfVerp(returnPaths, env.EMAIL_HASH_KEY);
  if (named !== null) {
    const rows = await db.$queryRaw<SentMessage[]>`
      ${crossShop('bounces.sender')}
      SELECT shop, id::text, customer_id::text AS "customerId", recipient_hash AS "recipientHash"
      FROM message WHERE id = ${named}::uuid`;
    return rows[0] ?? null;
  }
  const shop = /@([^<>@\s]+)>$/.exec(messageId ?? '')?.[1];
  if (messageId === null || shop === undefined) return null;
  const select = { shop: true, id: true, customerId: true, recipientHash: true } as const;
  return db.message.findFirst({ where: { shop, messageId }, select });
}
