import type { Prisma } from '@prisma/client';
import { crossShop } from '~/database/cross-shop.server';
import type { Db } from '~/database/client.server';
import type { Services } from '~/services.server';

/** A claimed message: `claimedAt` is the fence, so that a claim that was taken back cannot settle any more. */
export interface ClaimedMessage {
  shop: string;
  id: string;
  customerId: string | null;
  rule: string;
  subjectKey: string;
  kind: 'service' | 'promotional';
  messageIdHeader: string;
  locale: string | null;
  variant: string | null;
  attempts: number;
  claimedAt: Date;
  dueAt: Date;
  createdAt: Date;
}

export type Settlement =
  | { state: 'sent'; basis: string | null; proof: string | null; locale: string }
  | { state: 'suppressed' | 'failed' | 'uncertain'; reason: string }
  /** back to planned */
  | { state: 'planned'; reason: string; dueAt: Date; countAttempt: boolean };

/**
 * What becomes of a message whose sender died between the mail server's 250 and our commit, or whose connection broke
 * after the final dot; nobody can know whether it
 * left. A second thank-you with the same Message-ID is a smaller harm than none; a coupon is parked for a person to decide.
 */
const WHEN_UNCERTAIN: Readonly<Record<string, 'send-again' | 'park'>> = {
  'thank-you': 'send-again',
  anniversary: 'park',
};

/** @param rule "thank-you", "anniversary"; an unknown one is parked */
export function whenUncertain(rule: string): 'send-again' | 'park' {
  return WHEN_UNCERTAIN[rule] ?? 'park';
}

/**
 * Longer than any single sending takes: Shopify's waits and retries, then SMTP's time-outs. By the database's real clock,
 * never the movable one, since it is about a process that died.
 */
export const CLAIM_MINUTES = 10;

/** Takes a due message for this process. @returns null when somebody else has it, or it is not due */
export async function claimMessage(
  services: Pick<Services, 'db' | 'clock'>,
  shop: string,
  id: string,
): Promise<ClaimedMessage | null> {
  const now = services.clock.now();
  const rows = await services.db.$queryRaw<ClaimedRow[]>`
    UPDATE message SET state = 'claimed', claimed_at = date_trunc('milliseconds', clock_timestamp()),
      attempts = attempts + 1, updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND id = ${id}::uuid AND state = 'planned' AND due_at <= ${now}::timestamptz
    RETURNING id::text, customer_id::text, rule, subject_key, kind, message_id, locale, variant, attempts, claimed_at,
      due_at, created_at`;
  const row = rows[0];
  if (!row) return null;
  return {
    shop,
    id: row.id,
    customerId: row.customer_id,
    rule: row.rule,
    subjectKey: row.subject_key,
    kind: row.kind,
    messageIdHeader: row.message_id,
    locale: row.locale,
    variant: row.variant,
    attempts: row.attempts,
    claimedAt: row.claimed_at,
    dueAt: row.due_at,
    createdAt: row.created_at,
  };
}

interface ClaimedRow {
  id: string;
  customer_id: string | null;
  rule: string;
  subject_key: string;
  kind: 'service' | 'promotional';
  message_id: string;
  locale: string | null;
  variant: string | null;
  attempts: number;
  claimed_at: Date;
  due_at: Date;
  created_at: Date;
}

/** Ends the claim. @returns false when it was taken back meanwhile: the other side decides */
export async function settleMessage(
  services: Pick<Services, 'db' | 'clock'>,
  claim: ClaimedMessage,
  settlement: Settlement,
): Promise<boolean> {
  const now = services.clock.now();
  const { count } = await services.db.message.updateMany({
    where: { shop: claim.shop, id: claim.id, state: 'claimed', claimedAt: claim.claimedAt },
    data: { ...columnsOf(settlement, now), updatedAt: now },
  });
  return count === 1;
}

function columnsOf(settlement: Settlement, now: Date): Prisma.MessageUpdateManyMutationInput {
  switch (settlement.state) {
    case 'sent':
      return {
        state: 'sent',
        reason: null,
        sentAt: now,
        basis: settlement.basis,
        proof: settlement.proof,
        locale: settlement.locale,
      };
    case 'planned':
      return {
        state: 'planned',
        reason: settlement.reason,
        dueAt: settlement.dueAt,
        claimedAt: null,
        ...(settlement.countAttempt ? {} : { attempts: { decrement: 1 } }),
      };
    default:
      return { state: settlement.state, reason: settlement.reason };
  }
}

/** Claims whose process died. Called by the tick; see WHEN_UNCERTAIN. @returns how many were taken back */
export async function recoverClaimedMessages(
  services: { db: Db; clock: Services['clock']; log: Services['log'] },
  claimMinutes: number = CLAIM_MINUTES,
): Promise<number> {
  const now = services.clock.now();
  const again = Object.keys(WHEN_UNCERTAIN).filter((rule) => whenUncertain(rule) === 'send-again');
  const recovered = await services.db.$queryRaw<{ shop: string; id: string; state: string }[]>`
    ${crossShop('tick.dead-claims')}
    UPDATE message SET
      state = CASE WHEN rule = ANY(${again}) THEN 'planned' ELSE 'uncertain' END,
      reason = 'process-died', claimed_at = NULL, updated_at = ${now}::timestamptz
    WHERE state = 'claimed' AND claimed_at < clock_timestamp() - make_interval(mins => ${claimMinutes}::int)
    RETURNING shop, id::text, state`;
  for (const { shop, id, state } of recovered) {
    services.log.warn({ shop, messageId: id, state }, 'a claimed message was taken back');
  }
  return recovered.length;
}
