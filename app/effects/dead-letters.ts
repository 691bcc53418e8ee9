import { Prisma } from '@prisma/client';
import { inTransaction } from '~/database/transaction.server';
import { recordActivity } from '~/effects/activity';
import type { Services } from '~/services.server';

/**
 * What waits for a person: messages that failed or of which nobody knows whether they left, coupons that could not be issued, events
 * of Shopify that could not be applied, and work of a shop that was given up.
 */
export type DeadLetterKind = 'message' | 'coupon' | 'event' | 'job';

export interface DeadLetter {
  /** kind and id, "message:<uuid>"; names it in `retryDeadLetters` and `dismissDeadLetters` */
  key: string;
  kind: DeadLetterKind;
  /** ISO: since when it waits */
  at: string;
  /** the message's rule, the coupon's occasion, the event's topic, the job's queue */
  what: string;
  /** `failed`, `uncertain` */
  state: string;
  reason: string | null;
  /** the order's name, "#1042" */
  subject: string | null;
  customerId: string | null;
}

/** Which of them: by key, or all that there are when it is done. */
export type DeadLetterChoice = readonly string[] | 'all';

const DISMISSED = 'dismissed';
/** Coupons that failed for good: a guest without a customer record cannot redeem one, and trying again changes nothing. */
const SETTLED = [DISMISSED, 'no-customer-record'];

/** @param page 1, 2, 3 */
export async function readDeadLetters(
  { db }: Pick<Services, 'db'>,
  shop: string,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ rows: DeadLetter[]; total: number }> {
  const [rows, total] = await Promise.all([
    db.$queryRaw<(Omit<DeadLetter, 'at'> & { at: Date })[]>`
      ${all(shop)} ORDER BY at DESC, key LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
    countDeadLetters({ db }, shop),
  ]);
  return { total, rows: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
}

export async function countDeadLetters({ db }: Pick<Services, 'db'>, shop: string): Promise<number> {
  const [row] = await db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM (${all(shop)}) letters`;
  return row?.n ?? 0;
}

const all = (shop: string) => Prisma.sql`
  SELECT 'message:' || m.id AS key, 'message' AS kind, m.updated_at AS at, m.rule AS what, m.state, m.reason, o.name AS subject,
    m.customer_id::text AS "customerId"
  FROM message m LEFT JOIN ledger_order o ON o.shop = m.shop AND o.order_id = substr(m.subject_key, length('order:') + 1)
    AND m.subject_key LIKE 'order:%'
  WHERE m.shop = ${shop} AND m.state IN ('failed', 'uncertain')
  UNION ALL
  SELECT 'coupon:' || id, 'coupon', updated_at, occasion, state, reason, NULL, customer_id::text
  FROM gift WHERE shop = ${shop} AND state = 'failed' AND COALESCE(reason, '') <> ALL(${SETTLED}::text[])
  UNION ALL
  SELECT 'event:' || id, 'event', dead_at, topic, 'failed', dead_reason, NULL, NULL
  FROM inbox_event WHERE shop = ${shop} AND dead_at IS NOT NULL AND processed_at IS NULL
  UNION ALL
  SELECT 'job:' || queue, 'job', failed_at, queue, 'failed', reason, NULL, NULL
  FROM dead_job WHERE shop = ${shop}`;

type ActionServices = Pick<Services, 'db' | 'jobs' | 'clock'>;

/**
 * Everything chosen is tried once more, at once. Repeatable: what is not waiting for a person any more stays as it is, so a second
 * click sends nothing twice. A message keeps its Message-ID. @returns how many go on
 */
export async function retryDeadLetters(
  services: ActionServices,
  shop: string,
  choice: DeadLetterChoice,
): Promise<number> {
  const now = services.clock.now();
  const wanted = chosen(choice);
  return inTransaction(services.db, async (tx) => {
    const messages = await tx.$executeRaw`
      UPDATE message SET state = 'planned', reason = NULL, attempts = 0, copies = 0, due_at = ${now}::timestamptz, claimed_at = NULL,
        claimed_by = NULL, handed_at = NULL, updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND state IN ('failed', 'uncertain') AND (${wanted.all} OR id::text = ANY(${wanted.message}::text[]))`;
    if (messages > 0) await services.jobs.send(tx, 'message.send', { shop }, { singletonKey: shop });
    const gifts = await tx.$executeRaw`
      UPDATE gift SET state = 'planned', reason = NULL, updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND state = 'failed' AND COALESCE(reason, '') <> ALL(${SETTLED}::text[])
        AND (${wanted.all} OR id::text = ANY(${wanted.coupon}::text[]))`;
    if (gifts > 0) await services.jobs.send(tx, 'coupon.issue', { shop }, { singletonKey: shop });
    const events = await tx.$queryRaw<{ id: string }[]>`
      UPDATE inbox_event SET dead_at = NULL, dead_reason = NULL
      WHERE shop = ${shop} AND dead_at IS NOT NULL AND processed_at IS NULL
        AND (${wanted.all} OR id::text = ANY(${wanted.event}::text[]))
      RETURNING id::text`;
    for (const { id } of events)
      await services.jobs.send(tx, 'inbox.apply', { shop, inboxId: id }, { singletonKey: `${shop}|${id}` });
    const jobs = await tx.$queryRaw<{ queue: string; data: { shop: string; runId?: string } }[]>`
      DELETE FROM dead_job WHERE shop = ${shop} AND (${wanted.all} OR queue = ANY(${wanted.job}::text[]))
      RETURNING queue, data`;
    for (const { queue, data } of jobs)
      await services.jobs.send(tx, queue as 'discount.sync', data, { singletonKey: data.runId ?? shop });
    const count = messages + gifts + events.length + jobs.length;
    if (count > 0) await recordActivity(tx, { shop, at: now, event: 'attention.retried', detail: { count } });
    return count;
  });
}

/**
 * Nobody wants them any more: messages are not sent, coupons not issued, events not applied (the reconciliation finds what they told),
 * work not done until it is due again. The reason stays. Repeatable. @returns how many
 */
export async function dismissDeadLetters(
  services: ActionServices,
  shop: string,
  choice: DeadLetterChoice,
): Promise<number> {
  const now = services.clock.now();
  const wanted = chosen(choice);
  return inTransaction(services.db, async (tx) => {
    const messages = await tx.$executeRaw`
      UPDATE message SET state = 'suppressed', reason = ${DISMISSED} || ': ' || state || COALESCE(', ' || reason, ''),
        updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND state IN ('failed', 'uncertain') AND (${wanted.all} OR id::text = ANY(${wanted.message}::text[]))`;
    const gifts = await tx.$executeRaw`
      UPDATE gift SET reason = ${DISMISSED}, updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND state = 'failed' AND COALESCE(reason, '') <> ALL(${SETTLED}::text[])
        AND (${wanted.all} OR id::text = ANY(${wanted.coupon}::text[]))`;
    const events = await tx.$executeRaw`
      UPDATE inbox_event SET processed_at = ${now}::timestamptz, outcome = ${DISMISSED}, reason = dead_reason
      WHERE shop = ${shop} AND dead_at IS NOT NULL AND processed_at IS NULL
        AND (${wanted.all} OR id::text = ANY(${wanted.event}::text[]))`;
    const jobs = await tx.$executeRaw`
      DELETE FROM dead_job WHERE shop = ${shop} AND (${wanted.all} OR queue = ANY(${wanted.job}::text[]))`;
    const count = messages + gifts + events + jobs;
    if (count > 0)
      await recordActivity(tx, { shop, at: now, event: 'attention.dismissed', detail: { count } });
    return count;
  });
}

/** Keys by kind; those that name nothing choose nothing. */
function chosen(choice: DeadLetterChoice): Record<DeadLetterKind, string[]> & { all: boolean } {
  const of = (kind: DeadLetterKind) =>
    choice === 'all'
      ? []
      : choice.flatMap((key) => (key.startsWith(`${kind}:`) ? key.slice(kind.length + 1) : []));
  return {
    all: choice === 'all',
    message: of('message'),
    coupon: of('coupon'),
    event: of('event'),
    job: of('job'),
  };
}
