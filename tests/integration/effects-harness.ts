import { randomUUID } from 'node:crypto';
import { createAdminApi as shopifyAdmin } from '../../dev-store/graphql/execute';
import type { AdminFault } from '../../dev-store/graphql/ports';
import { installApp } from '../../dev-store/model/installation';
import { silentEvents } from '../../dev-store/model/events';
import type { Customer, Order, ShopState } from '../../dev-store/model/types';
import { seededShop } from '../../dev-store/seed/seed';
import { createAdminApi } from '~/admin-api/client.server';
import { fixedClock } from '~/clock.server';
import { readEnv } from '~/env.server';
import type { JobQueue, QueueName } from '~/job-queue.server';
import { createLog } from '~/log.server';
import type { Program } from '~/loyalty/program';
import type { MailResult, OutgoingMail } from '~/mail/transport.server';
import type { Services } from '~/services.server';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createTestDatabase } from '../support/database';
import { guardedClient } from '../support/guarded-client';
import { APP_SCOPES, appFunctions, insertSession, insertShop, saveProgram } from '../support/installed-app';

export const SHOP = 'test-shop.myshopify.com';
export const NOW = '2026-11-22T10:00:00.000Z';

export interface SentJob {
  queue: QueueName;
  data: Record<string, unknown>;
  key: string | undefined;
}

/**
 * The effects' world: a real PostgreSQL, the real Admin client in front of the dev store's Admin API (the whole schema,
 * in this process), a mail server that answers as told, a clock that stands still.
 */
async function startHarness() {
  const database = await createTestDatabase();
  const { db } = database;
  const clock = fixedClock(NOW);
  const env = readEnv({ NODE_ENV: 'test', SHOPIFY_APP_URL: 'https://app.example' });
  const log = createLog('silent', 'test');
  const state: ShopState = seededShop(SHOP, { customers: 40, random: 7 }, Date.parse(NOW));
  const devClock = { now: () => clock.now().getTime() };
  installApp(
    { state, clock: devClock, events: silentEvents },
    { apiKey: env.SHOPIFY_API_KEY, scopes: APP_SCOPES },
  );

  const control = {
    fault: 'none' as AdminFault,
    /** called with each operation's name before it is carried out; answers true to lose the answer afterwards */
    loseAnswer: (_operation: string): boolean => false,
    /** runs before an operation is carried out */
    before: async (_operation: string): Promise<void> => undefined,
    /** answers instead of the dev store, for refusals that it does not know */
    answer: (_operation: string, _variables: unknown): Record<string, unknown> | null => null,
    mail: async (_mail: OutgoingMail): Promise<MailResult> => ({ outcome: 'sent' }),
    functions: appFunctions(),
    /** what the shop's token may do */
    scopes: APP_SCOPES as readonly string[],
  };
  const operations: string[] = [];
  const api = shopifyAdmin({
    state,
    clock: devClock,
    events: silentEvents,
    functions: { list: () => control.functions },
    faults: () => control.fault,
    realNow: () => Date.now() * 1000, // the bucket refills at once: waiting is tested elsewhere
  });
  // The first question builds the whole schema: on a busy machine that takes longer than a page waits for Shopify.
  await api.handle({ scopes: APP_SCOPES, query: '{ shop { name } }', variables: {} });
  const fetch: typeof globalThis.fetch = async (address, init) => {
    const url = address instanceof Request ? address.url : address.toString();
    const bulk = /\/bulk\/(\d+)\.jsonl\?Expires=(\d+)&Signature=(.+)$/.exec(url);
    if (bulk?.[1]) return new Response(await api.bulkFile(Number(bulk[1]), bulk[2] ?? '', bulk[3] ?? ''));
    const { query, variables } = JSON.parse(init?.body as string) as { query: string; variables: unknown };
    const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
    operations.push(operation);
    await control.before(operation);
    const instead = control.answer(operation, variables);
    if (instead) return Response.json({ data: instead });
    const answer = await api.handle({ scopes: [...control.scopes], query, variables });
    if (control.loseAnswer(operation)) throw new TypeError('fetch failed');
    return new Response(JSON.stringify(answer.body), { status: answer.status, headers: answer.headers });
  };
  const jobs: SentJob[] = [];
  const queue: JobQueue = {
    send: async (_tx, name, data, options) =>
      void jobs.push({ queue: name, data, key: options?.singletonKey }),
    sendMany: async (_tx, name, many) => {
      for (const { data, singletonKey } of many) jobs.push({ queue: name, data, key: singletonKey });
    },
    stop: async () => undefined,
  };
  const mails: OutgoingMail[] = [];
  const services: Services = {
    env,
    log,
    clock,
    db: guardedClient(db),
    jobs: queue,
    admin: (shop) =>
      createAdminApi({ env, log, db: guardedClient(db), shop, fetch, sleep: async () => undefined }),
    mail: {
      async send(mail) {
        const result = await control.mail(mail);
        if (result.outcome === 'sent') mails.push(mail);
        return result;
      },
      close: () => undefined,
    },
  };
  await insertSession(db, SHOP, 'shpat_test');

  const helpers = {
    /** the shop as after install.setup, with an imprint */
    async installed(change: (program: Program) => void = () => undefined) {
      await insertShop(db, SHOP, {
        installedAt: new Date('2026-01-01T00:00:00Z'),
        messagesSince: new Date('2020-01-01T00:00:00Z'),
        setUpAt: new Date('2026-01-01T00:00:00Z'),
      });
      await helpers.program(change);
    },
    program: (change: (program: Program) => void) => saveProgram(db, SHOP, clock.now(), change),
    /** a ledger customer of one of the dev store's customers */
    async ledgerCustomer(shopify: Customer | null, over: Record<string, unknown> = {}) {
      const id = randomUUID();
      await db.ledgerCustomer.create({
        data: {
          shop: SHOP,
          id,
          shopifyCustomerId: shopify ? String(shopify.id) : null,
          qualifyingCount: 3,
          tierKey: 'regular',
          firstQualifyingDate: new Date('2023-11-22'),
          anniversaryDay: '11-22',
          updatedAt: clock.now(),
          ...over,
        },
      });
      return id;
    },
    async plannedGift(customerId: string, over: Record<string, unknown> = {}) {
      const id = randomUUID();
      await db.gift.create({
        data: {
          shop: SHOP,
          id,
          customerId,
          occasion: 'anniversary:3',
          state: 'planned',
          percentage: '15',
          occasionDate: new Date('2026-11-22'),
          validFrom: new Date('2026-11-22'),
          validUntil: new Date('2026-12-21'),
          createdAt: clock.now(),
          updatedAt: clock.now(),
          ...over,
        },
      });
      return id;
    },
    /** a paid order of the dev store in the ledger, with its thank-you planned */
    async thankYou(order: Order, over: Record<string, unknown> = {}) {
      const customerId = randomUUID();
      await db.ledgerCustomer.create({
        data: {
          shop: SHOP,
          id: customerId,
          shopifyCustomerId: String(order.customerId),
          updatedAt: clock.now(),
        },
      });
      await db.ledgerOrder.create({
        data: {
          shop: SHOP,
          orderId: String(order.id),
          customerId,
          name: order.name,
          processedAt: new Date(order.processedAt),
          factsAt: new Date(order.updatedAt),
          source: 'web',
          currency: 'EUR',
          totalMinor: BigInt(order.totalMinor),
          financialStatus: 'paid',
          tags: [],
          discountCodes: [],
        },
      });
      return helpers.message({
        customerId,
        rule: 'thank-you',
        subjectKey: `order:${order.id}`,
        kind: 'service',
        ...over,
      });
    },
    async message(over: { rule: string; subjectKey: string; kind: string } & Record<string, unknown>) {
      const id = randomUUID();
      await db.message.create({
        data: {
          shop: SHOP,
          id,
          state: 'planned',
          dueAt: clock.now(),
          messageId: `<${id}@${SHOP}>`,
          createdAt: clock.now(),
          updatedAt: clock.now(),
          ...over,
        },
      });
      return id;
    },
    messageRow: (id: string) => db.message.findUniqueOrThrow({ where: { shop_id: { shop: SHOP, id } } }),
    /** customers of the dev store with an address, by number */
    customers: () =>
      [...state.all('customer').values()].filter((c) => c.email !== null && c.mergedIntoId === null),
    paidOrders: () =>
      [...state.all('order').values()].filter(
        (o) =>
          o.financialStatus === 'paid' &&
          !o.cancelledAt &&
          !o.test &&
          o.email !== null &&
          o.customerId !== null &&
          o.sourceName === 'web' &&
          o.companyId === null,
      ),
    metafield(ownerId: string, key: string): string | null {
      const found = [...state.all('metafield').values()].find((m) => m.ownerId === ownerId && m.key === key);
      return found?.value ?? null;
    },
    /** the dev store has none of these kinds any more */
    empty(...kinds: ('discountNode' | 'metafield' | 'metafieldDefinition')[]) {
      for (const kind of kinds) for (const id of [...state.all(kind).keys()]) state.remove(kind, id);
    },
    subscribe(customer: Customer, over: Partial<Customer['emailMarketing']> = {}) {
      state.put('customer', {
        ...customer,
        emailMarketing: {
          state: 'SUBSCRIBED',
          optInLevel: 'CONFIRMED_OPT_IN',
          consentUpdatedAt: NOW,
          ...over,
        },
      });
    },
  };
  return { database, db, clock, state, services, control, operations, jobs, mails, ...helpers };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

/**
 * A harness for the tests of this file, cleared before each of them and dropped at the end.
 * @param given takes it when it has started, before the first test
 */
export function useHarness(given: (harness: Harness) => void): void {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    given(harness);
  });
  afterAll(() => harness.database.drop());
  beforeEach(() => clear(harness));
}

/** Everything but the session goes; the dev store's state stays. */
export async function clear({ db, jobs, mails, operations, control, clock }: Harness): Promise<void> {
  await db.$executeRaw`
    TRUNCATE shop, program, ledger_customer, ledger_order, gift, coupon_discount, message, suppression, import_run, consent_answer,
      activity_entry`;
  jobs.length = 0;
  mails.length = 0;
  operations.length = 0;
  control.fault = 'none';
  control.loseAnswer = () => false;
  control.before = async () => undefined;
  control.answer = () => null;
  control.mail = async () => ({ outcome: 'sent' });
  control.scopes = APP_SCOPES;
  clock.set(NOW);
}
