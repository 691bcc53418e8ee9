import type { Prisma } from '@prisma/client';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { Services } from '~/services.server';
import { identityKeys } from './identities.server';
import { markerHash, orderKey } from './redaction-marker.server';

export interface AppliedRow {
  inboxId: string;
  facts: InboxFacts;
  outcome: string;
}

/**
 * Marks inbox rows as done, in the transaction that applied them. A redaction may have taken a row itself; what arrives of a
 * redacted person after it is forgotten at once.
 */
export async function markApplied(
  services: Pick<Services, 'env' | 'clock'>,
  tx: Prisma.TransactionClient,
  shop: string,
  applied: readonly AppliedRow[],
): Promise<void> {
  const rows = applied.map(({ inboxId, facts, outcome }) => ({
    id: inboxId,
    outcome,
    hashes: namedBy(facts).map((key) => markerHash(key, services.env.EMAIL_HASH_KEY)),
  }));
  await tx.$executeRaw`
    UPDATE inbox_event i SET processed_at = ${services.clock.now()}::timestamptz, outcome = r.outcome,
      facts = CASE WHEN r.redacted THEN '{}' ELSE i.facts END,
      business_key = CASE WHEN r.redacted THEN i.topic || '||' || encode(sha256(convert_to(i.business_key, 'UTF8')), 'hex')
                          ELSE i.business_key END
    FROM (
      SELECT e.id, e.outcome, EXISTS (
        SELECT 1 FROM redaction_marker m WHERE m.shop = ${shop}
          AND m.key_hash IN (SELECT jsonb_array_elements_text(e.hashes))) AS redacted
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e(id bigint, outcome text, hashes jsonb)) r
    WHERE i.shop = ${shop} AND i.id = r.id`;
}

/** Whom and what the facts name, as a redaction marks it. */
function namedBy(facts: InboxFacts): string[] {
  switch (facts.type) {
    case 'order':
      return [...identityKeys(facts.order), orderKey(facts.order.orderId)];
    case 'order-deleted':
    case 'order-noted':
      return [orderKey(facts.orderId)];
    case 'customers-merged':
      return [`c:${facts.keptId}`, `c:${facts.deletedId}`];
    case 'customer-deleted':
      return [`c:${facts.customerId}`];
    case 'customer-data-request':
      return [...(facts.customerId ? [`c:${facts.customerId}`] : []), ...facts.orderIds.map(orderKey)];
    default:
      return [];
  }
}
