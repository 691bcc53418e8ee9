import type { Prisma } from '@prisma/client';
import { inTransaction } from '~/database/transaction.server';
import type { JobQueue } from '~/job-queue.server';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import { applyEvent } from './apply-event.server';
import { applyLockedOrders, type ApplyOutcome, type LedgerServices } from './apply-locked-orders.server';
import { identityKeys } from './identities.server';
import { lockForEvent } from './locks.server';
import { markApplied, type AppliedRow } from './mark-applied.server';
import { loadShopContext } from './shop-context.server';

/** What became of one event of several; one that failed does not touch the others. */
export type EventResult = { outcome: ApplyOutcome } | { error: unknown };

/**
 * Applies inbox rows of one shop. Those that carry orders go together, in one transaction: every event is still applied
 * wholly or not at all, and the price of a commit is paid once. When one of them cannot be applied, and for everything
 * else, each goes on its own (apply-event.server.ts). @returns results in the order of the ids
 */
export async function applyEvents(
  services: LedgerServices,
  shop: string,
  inboxIds: readonly string[],
): Promise<EventResult[]> {
  const together =
    inboxIds.length > 1 ? await applyTogether(services, shop, inboxIds) : new Map<string, ApplyOutcome>();
  const results: EventResult[] = [];
  for (const inboxId of inboxIds) {
    const outcome = together.get(inboxId);
    results.push(outcome ? { outcome } : await alone(services, shop, inboxId));
  }
  return results;
}

async function alone(services: LedgerServices, shop: string, inboxId: string): Promise<EventResult> {
  try {
    return { outcome: await applyEvent(services, shop, inboxId) };
  } catch (error) {
    return { error };
  }
}

/** @returns outcomes of those that were applied; none when anything about them failed */
async function applyTogether(
  services: LedgerServices,
  shop: string,
  inboxIds: readonly string[],
): Promise<Map<string, ApplyOutcome>> {
  try {
    return await inTransaction(services.db, (tx) => applyRows(services, tx, shop, inboxIds), {
      timeout: 30_000,
      maxWait: 10_000,
    });
  } catch (error) {
    services.log.warn(
      { shop, events: inboxIds.length, kind: (error as Error).name },
      'events are applied one by one',
    );
    return new Map();
  }
}

type OrderRow = { inboxId: string; facts: Extract<InboxFacts, { type: 'order' }> };

async function applyRows(
  services: LedgerServices,
  tx: Prisma.TransactionClient,
  shop: string,
  inboxIds: readonly string[],
): Promise<Map<string, ApplyOutcome>> {
  const rows = await tx.$queryRaw<OrderRow[]>`
    SELECT id::text AS "inboxId", facts FROM inbox_event
    WHERE shop = ${shop} AND id = ANY(${inboxIds.map(BigInt)}::bigint[]) AND processed_at IS NULL
      AND facts ->> 'type' = 'order'
    ORDER BY id FOR UPDATE`;
  const context = rows.length > 1 ? await loadShopContext(tx, shop, services.clock.now()) : null;
  if (!context) return new Map();
  const orders = rows.map(({ facts }) => facts.order);
  await lockForEvent(tx, shop, [
    ...new Set(orders.flatMap((order) => [`o:${order.orderId}`, ...identityKeys(order)])),
  ]);
  const jobs = eachJobOnce(services.jobs);
  const applied: (AppliedRow & { outcome: ApplyOutcome })[] = [];
  const { waves, copies } = wavesOf(rows);
  for (const wave of waves) {
    const outcomes = await applyLockedOrders(
      { ...services, jobs },
      tx,
      context,
      wave.map(({ facts }) => facts.order),
    );
    wave.forEach((row, index) => applied.push({ ...row, outcome: outcomes[index] ?? 'stale' }));
  }
  for (const row of copies) applied.push({ ...row, outcome: 'stale' });
  await markApplied(services, tx, shop, applied);
  return new Map(applied.map(({ inboxId, outcome }) => [inboxId, outcome]));
}

/**
 * In each wave every order once, and its events in the order in which they came. What says the same as one before it (Shopify
 * tells of a payment by two topics) changes nothing more.
 */
function wavesOf(rows: readonly OrderRow[]): { waves: OrderRow[][]; copies: OrderRow[] } {
  const waves: OrderRow[][] = [];
  const copies: OrderRow[] = [];
  const seen = new Map<string, string[]>();
  for (const row of rows) {
    const { order } = row.facts;
    const before = seen.get(order.orderId) ?? [];
    seen.set(order.orderId, before);
    const text = JSON.stringify(order);
    if (before.includes(text)) copies.push(row);
    else {
      (waves[before.length] ??= []).push(row);
      before.push(text);
    }
  }
  return { waves, copies };
}

/** Within one transaction the same job need not be made again. */
function eachJobOnce(jobs: JobQueue): JobQueue {
  const made = new Set<string>();
  return {
    async send(tx, queue, data, options) {
      const key = options?.singletonKey === undefined ? null : `${queue}|${options.singletonKey}`;
      if (key !== null && made.has(key)) return;
      await jobs.send(tx, queue, data, options);
      if (key !== null) made.add(key);
    },
    sendMany: (tx, queue, many) => jobs.sendMany(tx, queue, many),
    stop: () => jobs.stop(),
  };
}
