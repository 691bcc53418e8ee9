import { randomUUID } from 'node:crypto';
import type { Prisma } from '@prisma/client';
import type { JobQueue } from '~/job-queue.server';
import type { DueGreeting } from '~/loyalty/greetings';
import { messageIdOf } from './message-id';
import type { ShopContext } from './shop-context.server';

export interface GreetedCustomer {
  /** ledger id */
  customerId: string;
  greeting: DueGreeting;
}

export interface PlannedGreetings {
  planned: number;
  missed: number;
}

/**
 * Stores greetings, each occasion of a customer once, however often it is found: due ones as planned, late ones as missed,
 * which are never sent. Consent is asked when they are sent.
 */
export async function planGreetings(
  tx: Prisma.TransactionClient,
  jobs: Pick<JobQueue, 'send'>,
  { shop, now }: Pick<ShopContext, 'shop' | 'now'>,
  rule: 'round-date' | 'birthday',
  found: readonly GreetedCustomer[],
): Promise<PlannedGreetings> {
  if (found.length === 0) return { planned: 0, missed: 0 };
  const records = found.map(({ customerId, greeting: { occasion, dueAt, state } }) => {
    const subjectKey = `occasion:${occasion}:${customerId}`;
    return {
      id: randomUUID(),
      customer_id: customerId,
      occasion,
      subject_key: subjectKey,
      message_id: messageIdOf(shop, rule, subjectKey),
      state: state === 'planned' ? 'planned' : 'suppressed',
      reason: state === 'planned' ? null : 'beyond-catch-up',
      due_at: dueAt,
    };
  });
  const inserted = await tx.$queryRaw<{ state: string; due: boolean }[]>`
    INSERT INTO message (shop, id, customer_id, rule, subject_key, kind, state, reason, due_at, message_id, occasion,
                         created_at, updated_at)
    SELECT ${shop}, r.id, r.customer_id, ${rule}, r.subject_key, 'promotional', r.state, r.reason, r.due_at, r.message_id,
           r.occasion, ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS r(id uuid, customer_id uuid, occasion text,
         subject_key text, message_id text, state text, reason text, due_at timestamptz)
    ON CONFLICT DO NOTHING
    RETURNING state, due_at <= ${now}::timestamptz AS due`;
  if (inserted.some(({ state, due }) => state === 'planned' && due)) {
    await jobs.send(tx, 'message.send', { shop }, { singletonKey: shop });
  }
  const planned = inserted.filter(({ state }) => state === 'planned').length;
  return { planned, missed: inserted.length - planned };
}
