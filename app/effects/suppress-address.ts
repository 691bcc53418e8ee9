import type { Db } from '~/database/client.server';
import { SUPPRESSIONS, type Suppression } from '~/loyalty/consent';

/** What outweighs what: a person's own word lasts longer than a mailbox that is gone, and a complaint is never taken back. */
const WEIGHT: Readonly<Record<Suppression, number>> = {
  unsubscribed: 1,
  bounced: 2,
  'unsubscribed-all': 3,
  complained: 4,
};

/**
 * Puts an address on the shop's suppression list; repeatable. What stands there already is replaced by what weighs more only.
 * @param emailHash keyed hash of the address (email-hash.server.ts)
 * @returns true when the list says something new
 */
export async function suppressAddress(
  db: Db,
  { shop, emailHash, reason, at }: { shop: string; emailHash: string; reason: Suppression; at: Date },
): Promise<boolean> {
  const lighter = SUPPRESSIONS.filter((known) => WEIGHT[known] < WEIGHT[reason]);
  const written = await db.$queryRaw<{ reason: string }[]>`
    INSERT INTO suppression (shop, email_hash, reason, created_at)
    VALUES (${shop}, ${emailHash}, ${reason}, ${at}::timestamptz)
    ON CONFLICT (shop, email_hash) DO UPDATE SET reason = EXCLUDED.reason, created_at = EXCLUDED.created_at
      WHERE suppression.reason = ANY(${lighter}::text[])
    RETURNING reason`;
  return written.length > 0;
}
