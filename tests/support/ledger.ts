import type { Prisma, PrismaClient } from '@prisma/client';
import { fixedClock, type Clock } from '~/clock.server';
import { readEnv, type Env } from '~/env.server';
import type { JobData, JobQueue, QueueName } from '~/job-queue.server';
import { applyEvent } from '~/ledger/apply-event.server';
import { createLog } from '~/log.server';
import { defaultProgram, type Program } from '~/loyalty/program';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { OrderFacts } from '~/loyalty/order-facts';
import { guardedClient } from './guarded-client';

export const SHOP = 'a.myshopify.com';

export type RecordedJob = { [Q in QueueName]: { queue: Q; data: JobData[Q] } }[QueueName];

/** Jobs are only remembered; tests of the queue itself use pg-boss. */
export function recordingJobs(): JobQueue & { sent: RecordedJob[] } {
  const sent: RecordedJob[] = [];
  return {
    sent,
    send: async (_tx, queue, data) => {
      sent.push({ queue, data } as RecordedJob);
    },
    sendMany: async (_tx, queue, jobs) => {
      for (const { data } of jobs) sent.push({ queue, data } as RecordedJob);
    },
    stop: async () => undefined,
  };
}

export type LedgerServices = ReturnType<typeof ledgerServices>;

export function ledgerServices(db: PrismaClient, now = '2026-11-22T10:00:00Z') {
  const env: Env = readEnv({ NODE_ENV: 'test' });
  return {
    env,
    db: guardedClient(db),
    jobs: recordingJobs(),
    clock: fixedClock(now),
    log: createLog('silent', 'test'),
  };
}

export async function installShop(
  db: PrismaClient,
  shop = SHOP,
  change: (program: Program) => Program = (program) => program,
): Promise<void> {
  const installedAt = new Date('2026-01-01T00:00:00Z');
  await db.shop.create({
    data: {
      shop,
      name: 'A shop',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      countryCode: 'DE',
      primaryLocale: 'de',
      planName: 'Basic',
      installedAt,
      messagesSince: installedAt,
    },
  });
  const document = change(defaultProgram({ name: 'A shop', email: 'shop@example.com' }));
  await db.program.create({ data: { shop, version: 1, document, createdAt: installedAt } });
}

/** Facts as Prisma's type for JSON columns wants them. */
export function asJson(facts: object): Prisma.InputJsonObject {
  return facts;
}

let nextWebhook = 0;

/** A webhook's facts in the inbox, not applied yet. @returns the row's id */
export async function receive(services: { db: PrismaClient; clock: Clock }, facts: InboxFacts, shop = SHOP) {
  nextWebhook += 1;
  const row = await services.db.inboxEvent.create({
    data: {
      shop,
      webhookId: `w${nextWebhook}`,
      topic: 'test',
      businessKey: `b${nextWebhook}`,
      receivedAt: services.clock.now(),
      facts: asJson(facts),
    },
  });
  return row.id.toString();
}

/** A webhook's facts received and applied. @returns what became of the event */
export async function deliver(services: LedgerServices, facts: InboxFacts, shop = SHOP): Promise<string> {
  return applyEvent(services, shop, await receive(services, facts, shop));
}

let nextOrder = 1000;

/** A paid web order of EUR 20 in 2026, with a number of its own. */
export function anOrder(overrides: Partial<OrderFacts> = {}): OrderFacts {
  nextOrder += 1;
  const processedAt = overrides.processedAt ?? '2026-05-01T10:00:00.000Z';
  return {
    orderId: String(nextOrder),
    name: `#${nextOrder}`,
    shopifyCustomerId: null,
    emailHash: null,
    processedAt,
    factsAt: processedAt,
    source: 'web',
    currency: 'EUR',
    totalMinor: 2_000,
    refundedMinor: 0,
    discountMinor: 0,
    financialStatus: 'paid',
    fulfillmentStatus: null,
    cancelledAt: null,
    deletedAt: null,
    test: false,
    b2b: false,
    subscriptionRenewal: false,
    tags: [],
    discountCodes: [],
    locale: 'de',
    ...overrides,
  };
}
