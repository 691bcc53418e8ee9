import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PrismaClient } from '@prisma/client';
import { messageIdOf } from '../../app/ledger/message-id';
import type { Program } from '../../app/loyalty/program';
import { createAdminApi } from '../../dev-store/graphql/execute';
import type { AdminFault } from '../../dev-store/graphql/ports';
import { breakAnswer } from '../../dev-store/http/broken-answer';
import { silentEvents } from '../../dev-store/model/events';
import { installApp } from '../../dev-store/model/installation';
import type { Customer, Order, ShopState } from '../../dev-store/model/types';
import { seededShop } from '../../dev-store/seed/seed';
import {
  APP_SCOPES,
  appFunctions,
  insertSession,
  insertShop,
  saveProgram as insertProgram,
} from '../support/installed-app';
import { startSink, type Sink } from './smtp-sink';

/** What workers are put into: shops of the dev store behind HTTP, a mail server, and rows that are due. */

const NOW = Date.parse('2026-11-22T10:00:00Z');

export interface EffectShop {
  domain: string;
  state: ShopState;
  fault: AdminFault;
  /** called with each operation that was carried out; true loses its answer */
  cut(operation: string): boolean;
  /** what clients made of the cost bucket: the least it held, how often they asked for more than it held, points used */
  bucket: { readonly lowest: number; readonly overdrafts: number; readonly spent: number };
  /** the token that Shopify takes; another one is answered with 401 */
  token: string;
  operations: number;
}

export interface EffectsWorld {
  url: string;
  sink: Sink;
  shops: EffectShop[];
  /** the shops' present: moved by the test, the same for all */
  clock: { now(): number; advance(ms: number): void };
  stop(): Promise<void>;
}

/** What the session of every shop holds at the beginning. */
export const FIRST_TOKEN = 'shpat_test';

export async function startWorld(
  db: PrismaClient,
  names: readonly string[],
  bucket?: { size: number; restorePerSecond: number },
  /** how far away Shopify is */
  answerAfterMs = 0,
): Promise<EffectsWorld> {
  let now = NOW;
  const clock = { now: () => now, advance: (ms: number) => void (now += ms) };
  const shops = names.map((name): EffectShop & { handle: Handle } => {
    const domain = `${name}.myshopify.com`;
    const state = seededShop(domain, { customers: 30, random: 7 }, NOW);
    installApp({ state, clock, events: silentEvents }, { apiKey: 'faults-key', scopes: APP_SCOPES });
    const api = createAdminApi({
      state,
      clock,
      events: silentEvents,
      functions: { list: () => FUNCTIONS },
      faults: () => shop.fault,
      ...(bucket && { bucket }),
    });
    const shop: EffectShop = {
      domain,
      state,
      fault: 'none',
      cut: () => false,
      bucket: api.bucket,
      token: FIRST_TOKEN,
      operations: 0,
    };
    return Object.assign(shop, {
      handle: (token: unknown, body: { query: string; variables: unknown }) =>
        api.handle({ scopes: token === shop.token ? APP_SCOPES : null, ...body }),
    });
  });
  const byDomain = new Map(shops.map((shop) => [shop.domain, shop]));
  const server = createServer((request, response) => {
    void answer(request, response, byDomain, clock, answerAfterMs).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const { domain } of shops) await install(db, domain);
  const sink = await startSink();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sink,
    shops,
    clock,
    async stop() {
      await sink.stop();
      await closed(server);
    },
  };
}

const FUNCTIONS = appFunctions();

type Handle = (
  token: unknown,
  body: { query: string; variables: unknown },
) => ReturnType<ReturnType<typeof createAdminApi>['handle']>;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  shops: Map<string, EffectShop & { handle: Handle }>,
  clock: { now(): number },
  afterMs: number,
): Promise<void> {
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
  if (request.url === '/clock') {
    send(200, { now: new Date(clock.now()).toISOString() });
    return;
  }
  const shop = shops.get(/^\/shops\/([^/]+)\/admin\/api\//.exec(request.url ?? '')?.[1] ?? '');
  if (!shop || shop.fault === 'down') {
    response.destroy();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { query: string; variables: unknown };
  const result = await shop.handle(request.headers['x-shopify-access-token'], body);
  shop.operations += 1;
  if (shop.operations % 2 === 0 && breakAnswer(response, shop.fault, result)) return;
  if (shop.cut(/(?:query|mutation) (\w+)/.exec(body.query)?.[1] ?? '')) response.destroy();
  else send(result.status, result.body, result.headers);
}

async function install(db: PrismaClient, shop: string): Promise<void> {
  const at = new Date('2020-01-01T00:00:00Z');
  // not set up yet: the tick's scans and sweeps are not what is looked at
  await insertShop(db, shop, { installedAt: at, messagesSince: at, setUpAt: null });
  await insertSession(db, shop, FIRST_TOKEN);
  await saveProgram(db, shop, () => undefined);
}

export const saveProgram = (
  db: PrismaClient,
  shop: string,
  change: (program: Program) => void,
): Promise<void> => insertProgram(db, shop, new Date(NOW), change);

let lastOrder = 900_000_000_000;

/** One more paid order at Shopify, of a guest. */
export function paidOrder({ state }: EffectShop): Order {
  const template = [...state.all('order').values()].find(
    (order) =>
      order.financialStatus === 'paid' &&
      !order.cancelledAt &&
      !order.test &&
      order.sourceName === 'web' &&
      order.email !== null,
  );
  if (!template) throw new Error('the seed has no paid order');
  lastOrder += 1;
  const order: Order = {
    ...template,
    id: lastOrder,
    name: `#${lastOrder}`,
    email: `customer-${lastOrder}@example.com`,
  };
  state.put('order', order);
  return order;
}

/** Paid orders at Shopify and in the ledger, each of a customer of its own, with their thank-yous due. */
export async function planThanks(
  db: PrismaClient,
  shop: EffectShop,
  count: number,
  dueAt: number,
): Promise<string[]> {
  const { domain } = shop;
  const rows = Array.from({ length: count }, () => {
    const order = paidOrder(shop);
    const subjectKey = `order:${order.id}`;
    return {
      id: randomUUID(),
      customerId: randomUUID(),
      orderId: String(order.id),
      name: order.name,
      subjectKey,
      messageId: messageIdOf(domain, 'thank-you', subjectKey),
    };
  });
  const at = new Date(dueAt);
  const paidAt = new Date(NOW - 60_000);
  await db.$transaction([
    db.ledgerCustomer.createMany({
      data: rows.map(({ customerId }) => ({
        shop: domain,
        id: customerId,
        qualifyingCount: 1,
        standingWrittenAt: at,
        updatedAt: at,
      })),
    }),
    db.ledgerOrder.createMany({
      data: rows.map(({ customerId, orderId, name }) => ({
        shop: domain, orderId, customerId, name, processedAt: paidAt, factsAt: paidAt, source: 'web', currency: 'EUR',
        totalMinor: 2_000n, financialStatus: 'paid', tags: [], discountCodes: [],
      })), // prettier-ignore
    }),
    db.message.createMany({
      data: rows.map(({ id, customerId, subjectKey, messageId }) => ({
        shop: domain, id, customerId, rule: 'thank-you', subjectKey, kind: 'service', state: 'planned', dueAt: at, messageId,
        createdAt: at, updatedAt: at,
      })), // prettier-ignore
    }),
  ]);
  return rows.map(({ messageId }) => messageId);
}

let lastCustomer = 800_000_000_000;

/** Customers at Shopify with a proven opt-in, and a gift planned for each. */
export async function planGifts(
  db: PrismaClient,
  { state, domain }: EffectShop,
  count: number,
  at: number,
): Promise<{ id: string; gift: string; shopify: string }[]> {
  const template = [...state.all('customer').values()].find(
    (customer) => customer.email !== null && customer.mergedIntoId === null,
  );
  if (!template) throw new Error('the seed has no customer');
  const now = new Date(at);
  const rows = Array.from({ length: count }, () => {
    lastCustomer += 1;
    const customer: Customer = {
      ...template,
      id: lastCustomer,
      email: `customer-${lastCustomer}@example.com`,
      emailMarketing: {
        state: 'SUBSCRIBED',
        optInLevel: 'CONFIRMED_OPT_IN',
        consentUpdatedAt: now.toISOString(),
      },
    };
    state.put('customer', customer);
    return { id: randomUUID(), gift: randomUUID(), shopify: String(customer.id) };
  });
  await db.ledgerCustomer.createMany({
    data: rows.map(({ id, shopify }) => ({
      shop: domain, id, shopifyCustomerId: shopify, qualifyingCount: 3, tierKey: 'regular', standingWrittenAt: now,
      firstQualifyingDate: new Date('2023-11-22'), anniversaryDay: '11-22', updatedAt: now,
    })), // prettier-ignore
  });
  await db.gift.createMany({
    data: rows.map(({ id, gift }) => ({
      shop: domain, id: gift, customerId: id, occasion: 'anniversary:3', state: 'planned', percentage: '15',
      occasionDate: new Date('2026-11-22'), validFrom: new Date('2026-11-22'), validUntil: new Date('2026-12-21'),
      createdAt: now, updatedAt: now,
    })), // prettier-ignore
  });
  return rows;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
