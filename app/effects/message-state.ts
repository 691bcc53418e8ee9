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
  /** what it celebrates, held by it alone: "order:10", "days:1000", "birthday:2026" */
  occasion: string | null;
  attempts: number;
  /** earlier tries of which nobody knows whether the message left */
  copies: number;
  claimedAt: Date;
  dueAt: Date;
  createdAt: Date;
}

export type Settlement =
  | { state: 'sent'; basis: string | null; proof: string | null; locale: string }
  | { state: 'suppressed' | 'failed' | 'uncertain'; reason: string }
  /** back to planned */
  | { state: 'planned'; reason: string; dueAt: Date; countAttempt: boolean; mayHaveLeft?: true };

/**
 * Takes due messages of one shop for this process, the oldest first; others may take the next ones at the same time.
 * @param only this one alone
 */
export async function claimMessages(
  services: Pick<Services, 'db' | 'clock' | 'worker'>,
  shop: string,
  most: number,
  only: string | null = null,
): Promise<ClaimedMessage[]> {
  const now = services.clock.now();
  const rows = await services.db.$queryRaw<ClaimedRow[]>`
    WITH due AS (
      SELECT shop, id FROM message
      WHERE shop = ${shop} AND state = 'planned' AND due_at <= ${now}::timestamptz
        AND (${only}::uuid IS NULL OR id = ${only}::uuid)
      ORDER BY due_at, id LIMIT ${most} FOR UPDATE SKIP LOCKED)
    UPDATE message m SET state = 'claimed', claimed_at = date_trunc('milliseconds', statement_timestamp()),
      claimed_by = ${services.worker ?? null}::uuid, handed_at = NULL, attempts = m.attempts + 1,
      updated_at = ${now}::timestamptz
    FROM due WHERE m.shop = due.shop AND m.id = due.id AND m.shop = ${shop}
    RETURNING m.id::text, m.customer_id::text, m.rule, m.subject_key, m.kind, m.message_id, m.locale, m.variant, m.occasion, m.attempts, m.copies,
      m.claimed_at, m.due_at, m.created_at`;
  return rows
    .map((row) => ({
      shop,
      id: row.id,
      customerId: row.customer_id,
      rule: row.rule,
      subjectKey: row.subject_key,
      kind: row.kind,
      messageIdHeader: row.message_id,
      locale: row.locale,
      variant: row.variant,
      occasion: row.occasion,
      attempts: row.attempts,
      copies: row.copies,
      claimedAt: row.claimed_at,
      dueAt: row.due_at,
      createdAt: row.created_at,
    }))
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
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
  occasion: string | null;
  attempts: number;
  copies: number;
  claimed_at: Date;
  due_at: Date;
  created_at: Date;
}

export interface Handing {
  claim: ClaimedMessage;
  /** keyed hash of the address that it goes to: whatever becomes of it, a bounce finds whose it was */
  recipientHash: string;
}

/** Says that messages may leave from here on. @returns for each claim whether it still holds; one that does not must not leave */
export async function markHanded(
  services: Pick<Services, 'db'>,
  handing: readonly Handing[],
): Promise<boolean[]> {
  const rows = handing.map(({ claim: { shop, id, claimedAt }, recipientHash }) => ({
    shop,
    id,
    at: claimedAt,
    recipient_hash: recipientHash,
  }));
  const held = await services.db.$queryRaw<Held[]>`
    UPDATE message m SET handed_at = clock_timestamp(), recipient_hash = r.recipient_hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(shop text, id uuid, at timestamptz, recipient_hash text)
    WHERE m.shop = r.shop AND m.id = r.id AND m.state = 'claimed' AND m.claimed_at = r.at
    RETURNING m.shop, m.id::text`;
  return areHeld(
    handing.map(({ claim }) => claim),
    held,
  );
}

export interface Settling {
  claim: ClaimedMessage;
  settlement: Settlement;
}

/** Ends claims. @returns for each whether it held; one that was taken back meanwhile is the other side's to decide */
export async function settleMessages(
  services: Pick<Services, 'db' | 'clock'>,
  settling: readonly Settling[],
): Promise<boolean[]> {
  const now = services.clock.now();
  const rows = settling.map(({ claim, settlement }) => ({
    shop: claim.shop,
    id: claim.id,
    at: claim.claimedAt,
    state: settlement.state,
    reason: 'reason' in settlement ? settlement.reason : null,
    due_at: settlement.state === 'planned' ? settlement.dueAt : null,
    copied: settlement.state === 'planned' && settlement.mayHaveLeft ? 1 : 0,
    uncounted: settlement.state === 'planned' && !settlement.countAttempt ? 1 : 0,
    sent_at: settlement.state === 'sent' ? now : null,
    basis: settlement.state === 'sent' ? settlement.basis : null,
    proof: settlement.state === 'sent' ? settlement.proof : null,
    locale: settlement.state === 'sent' ? settlement.locale : null,
  }));
  const held = await services.db.$queryRaw<Held[]>`
    UPDATE message m SET state = r.state, reason = r.reason, due_at = COALESCE(r.due_at, m.due_at),
      attempts = m.attempts - r.uncounted, copies = m.copies + r.copied, sent_at = COALESCE(r.sent_at, m.sent_at), basis = COALESCE(r.basis, m.basis), proof = COALESCE(r.proof, m.proof),
      occasion = CASE WHEN r.state = 'suppressed' AND m.rule = 'thank-you' THEN NULL ELSE m.occasion END, -- another order's now
      locale = COALESCE(r.locale, m.locale), claimed_by = NULL, handed_at = NULL,
      claimed_at = CASE WHEN r.state = 'planned' THEN NULL ELSE m.claimed_at END, updated_at = ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(shop text, id uuid, at timestamptz, state text, reason text,
      due_at timestamptz, copied int, uncounted int, sent_at timestamptz, basis text, proof text, locale text)
    WHERE m.shop = r.shop AND m.id = r.id AND m.state = 'claimed' AND m.claimed_at = r.at
    RETURNING m.shop, m.id::text`;
  return areHeld(
    settling.map(({ claim }) => claim),
    held,
  );
}

interface Held {
  shop: string;
  id: string;
}

function areHeld(claims: readonly ClaimedMessage[], held: readonly Held[]): boolean[] {
  const keys = new Set(held.map(({ shop, id }) => `${shop}|${id}`));
  return claims.map(({ shop, id }) => keys.has(`${shop}|${id}`));
}
