/**
 * Sending against nodemailer's own pool, to a mail server in another process, over five connections, with messages of 6 kB:
 * - dispatch: what the worker does, with claim, conditions, consent, rendering, marking, sending and settling (Shopify
 *   answers from memory);
 * - pool: nodemailer's pool with the same messages, rendered before, and nothing else (it sets TCP_NODELAY since version 10);
 * - stock: the same pool without TCP_NODELAY, as nodemailer was before.
 * In turns, so that whatever else the machine does meets all of them.
 */
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createElement } from 'react';
import { render } from '@react-email/render';
import nodemailer from 'nodemailer';
import type { PrismaClient } from '@prisma/client';
import type { AdminApi } from '../../app/admin-api/client.server';
import { fixedClock } from '../../app/clock.server';
import { createDatabase } from '../../app/database/create.server';
import { createDb, createUnguardedDb } from '../../app/database/client.server';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';
import { dispatchMessages } from '../../app/effects/dispatch-messages';
import { readEnv } from '../../app/env.server';
import { messageIdOf } from '../../app/ledger/message-id';
import { createLog } from '../../app/log.server';
import { defaultProgram } from '../../app/loyalty/program';
import { Frame } from '../../app/mail/frame';
import { renderMessage } from '../../app/mail/render.server';
import { createSmtpTransport } from '../../app/mail/smtp.server';
import type { OutgoingMail } from '../../app/mail/transport.server';
import { templateVariables } from '../../app/mail/variables';
import type { Services } from '../../app/services.server';
import { atLeast, resultOf, type BenchResult } from './bench';

const MESSAGES = 5_000;
const ROUNDS = 5;
const CONNECTIONS = 5;
const SHOP = 'bench.myshopify.com';
const NOW = '2026-11-22T10:00:00Z';
const FOLDER = '.data/bench-dispatch';

export async function run(): Promise<BenchResult> {
  const server = await startEmbeddedDatabase({ folder: FOLDER }); // durable, as in production
  const url = await createDatabase(server.url, `bench_${randomUUID().replaceAll('-', '')}`, { afresh: true });
  await migrate(url);
  const db = createUnguardedDb(url, 2);
  const guarded = createDb(url, 10);
  const sink = await startSinkProcess();
  try {
    await install(db);
    const rates: Record<string, number[]> = { dispatch: [], pool: [], stock: [] };
    const sizes: number[] = [];
    const sample = await sampleMail();
    const share = MESSAGES / ROUNDS;
    await measurePool(sink.url, sample, 200, true);
    await measureDispatch(db, guarded, sink.url, 200);
    for (let round = 0; round < ROUNDS; round += 1) {
      const sides = ['dispatch', 'pool', 'stock'];
      for (const side of round % 2 ? sides.toReversed() : sides) {
        const before = await sink.taken();
        const seconds =
          side === 'dispatch'
            ? await measureDispatch(db, guarded, sink.url, share)
            : await measurePool(sink.url, sample, share, side === 'pool');
        const after = await sink.taken();
        if (after.messages - before.messages !== share)
          throw new Error(`${side}: not every message arrived once`);
        if (side === 'dispatch') sizes.push((after.bytes - before.bytes) / share);
        rates[side]?.push(share / seconds);
      }
    }
    const [dispatch, pool, stock] = ['dispatch', 'pool', 'stock'].map((side) => median(rates[side] ?? []));
    const { fresh, ours } = await measureRendering();
    const figures = {
      dispatch: { 'per second': Math.round(dispatch ?? 0), bytes: Math.round(median(sizes)) },
      pool: { 'per second': Math.round(pool ?? 0) },
      stock: { 'per second': Math.round(stock ?? 0) },
      'rendering, react-email anew': { 'per second': Math.round(fresh) },
      'rendering, ours': { 'per second': Math.round(ours) },
    };
    return resultOf(figures, [
      atLeast('dispatch / stock pool', 3, round2((dispatch ?? 0) / (stock || 1))),
      atLeast('dispatch / pool with TCP_NODELAY', 0.7, round2((dispatch ?? 0) / (pool || 1))),
      atLeast('rendering / react-email anew', 20, round2(ours / fresh)),
    ]);
  } finally {
    sink.stop();
    await Promise.all([db.$disconnect(), guarded.$disconnect()]);
    await server.stop();
  }
}

interface SinkProcess {
  url: string;
  taken(): Promise<{ messages: number; bytes: number }>;
  stop(): void;
}

interface SinkMessage {
  port: number;
  messages: number;
  bytes: number;
}

async function startSinkProcess(): Promise<SinkProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/bench/support/smtp-sink-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const next = () =>
    new Promise<SinkMessage>((resolve) =>
      child.once('message', (message) => resolve(message as SinkMessage)),
    );
  const { port } = await next();
  return {
    url: `smtp://127.0.0.1:${port}`,
    async taken() {
      const answer = next();
      child.send('taken');
      return answer;
    },
    stop: () => void child.kill(),
  };
}

async function install(db: PrismaClient): Promise<void> {
  const at = new Date('2020-01-01T00:00:00Z');
  await db.shop.create({
    data: {
      shop: SHOP, name: 'Rösterei Elbtal', timeZone: 'Europe/Berlin', currency: 'EUR', countryCode: 'DE', primaryLocale: 'de',
      planName: 'Basic', installedAt: at, messagesSince: at,
    },
  }); // prettier-ignore
  await db.program.create({ data: { shop: SHOP, version: 1, document: program(), createdAt: at } });
}

/** The text is long enough for messages of 6 kB. */
function program() {
  const document = defaultProgram({ name: 'Rösterei Elbtal', email: 'hallo@shop.example' });
  document.sender.imprint = 'Rösterei Elbtal GmbH, Elbufer 1, 01067 Dresden';
  for (const variant of ['first', 'repeat'] as const) document.thankYou[variant].body.de += TEXT;
  return document;
}

const TEXT = '\n\nWir rösten am Dienstag und am Freitag, in kleinen Mengen.'.repeat(1);

let number = 0;

/** @returns seconds from the first claim to the last settled row */
async function measureDispatch(
  db: PrismaClient,
  guarded: PrismaClient,
  smtp: string,
  count: number,
): Promise<number> {
  await plan(db, count);
  const mail = createSmtpTransport({ url: smtp, connections: CONNECTIONS });
  const services: Services = {
    env: readEnv({ NODE_ENV: 'test', SHOPIFY_APP_URL: 'https://app.example' }),
    log: createLog('silent', 'bench'),
    clock: fixedClock(NOW),
    db: guarded,
    jobs: { send: () => Promise.resolve(), sendMany: () => Promise.resolve(), stop: () => Promise.resolve() },
    admin: () => shopifyFromMemory,
    mail,
  };
  const startedAt = performance.now();
  // as in a worker: several slices at once
  const loop = async () => {
    while ((await dispatchMessages(services, { shop: SHOP })).claimed > 0);
  };
  await Promise.all([loop(), loop(), loop(), loop()]);
  const seconds = (performance.now() - startedAt) / 1000;
  mail.close();
  const sent = await db.message.count({ where: { state: 'sent' } });
  if (sent !== count) throw new Error(`${sent} of ${count} are sent`);
  return seconds;
}

async function plan(db: PrismaClient, count: number): Promise<void> {
  await db.$executeRaw`TRUNCATE message, ledger_order, ledger_customer`;
  const at = new Date(NOW);
  const rows = Array.from({ length: count }, () => {
    number += 1;
    return {
      orderId: String(1_000_000 + number),
      customerId: randomUUID(),
      key: `order:${1_000_000 + number}`,
    };
  });
  await db.ledgerOrder.createMany({
    data: rows.map(({ orderId, customerId }) => ({
      shop: SHOP, orderId, customerId, name: `#${orderId}`, processedAt: at, factsAt: at, source: 'web', currency: 'EUR',
      totalMinor: 2_000n, financialStatus: 'paid', tags: [], discountCodes: [],
    })), // prettier-ignore
  });
  await db.message.createMany({
    data: rows.map(({ customerId, key }) => ({
      shop: SHOP, id: randomUUID(), customerId, rule: 'thank-you', subjectKey: key, kind: 'service', state: 'planned', dueAt: at,
      messageId: messageIdOf(SHOP, 'thank-you', key), createdAt: at, updatedAt: at,
    })), // prettier-ignore
  });
  await db.$executeRaw`VACUUM ANALYZE message`;
}

const shopifyFromMemory = {
  lines: () => {
    throw new Error('not asked');
  },
  request: (_document: string, variables?: Record<string, unknown>) =>
    Promise.resolve({ ok: true as const, data: { nodes: (variables?.ids as string[]).map(orderNode) } }),
} as AdminApi;

function orderNode(id: string) {
  return {
    id, email: 'anna@customer.example', customerLocale: 'de', cancelledAt: null, displayFinancialStatus: 'PAID',
    billingAddress: null, customer: { id: '1', firstName: 'Anna', lastName: 'Schmidt', locale: 'de' },
  }; // prettier-ignore
}

/** @returns seconds */
async function measurePool(
  smtp: string,
  mail: OutgoingMail,
  count: number,
  noDelay: boolean,
): Promise<number> {
  const { hostname, port } = new URL(smtp);
  const setNoDelay = Object.getOwnPropertyDescriptor(Socket.prototype, 'setNoDelay');
  if (!noDelay)
    Socket.prototype.setNoDelay = function (this: Socket) {
      return this;
    };
  const pool = nodemailer.createTransport({
    pool: true,
    host: hostname,
    port: Number(port),
    maxConnections: CONNECTIONS,
  });
  try {
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: count }, (_, n) =>
        pool.sendMail({ ...mail, to: mail.to.address, messageId: `<${n}@bench>` }),
      ),
    );
    return (performance.now() - startedAt) / 1000;
  } finally {
    pool.close();
    if (setNoDelay) Object.defineProperty(Socket.prototype, 'setNoDelay', setNoDelay);
  }
}

function renderInput() {
  const { thankYou, sender } = program();
  return {
    locale: 'de' as const,
    subject: thankYou.repeat.subject.de,
    body: thankYou.repeat.body.de,
    variables: templateVariables({
      locale: 'de',
      customer: { firstName: 'Anna', lastName: 'Schmidt' },
      shopName: 'Rösterei Elbtal',
      order: { name: '#1042', number: 3 },
    }),
    imprint: sender.imprint,
    wayOut: null,
    style: { color: '#1f1f1d', logoUrl: null },
  };
}

async function sampleMail(): Promise<OutgoingMail> {
  const rendered = await renderMessage(renderInput());
  if (!rendered.ok) throw new Error(rendered.message);
  return {
    from: { name: 'Rösterei Elbtal', address: 'hallo@shop.example' },
    to: { name: 'Anna Schmidt', address: 'anna@customer.example' },
    replyTo: 'hallo@shop.example',
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    messageId: '',
    headers: {},
  };
}

/** Messages a second: ours, and the frame rendered by react-email for each message. */
async function measureRendering(): Promise<{ fresh: number; ours: number }> {
  const rate = async (count: number, work: () => Promise<unknown>) => {
    for (let n = 0; n < 20; n += 1) await work();
    const startedAt = performance.now();
    for (let n = 0; n < count; n += 1) await work();
    return count / ((performance.now() - startedAt) / 1000);
  };
  const fresh = await rate(200, () => render(createElement(Frame, { locale: 'de', promotional: false })));
  const ours = await rate(2_000, () => renderMessage(renderInput()));
  return { fresh, ours };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
