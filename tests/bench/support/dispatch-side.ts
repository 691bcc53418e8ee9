import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '@prisma/client';
import type { AdminApi } from '../../../app/admin-api/client.server';
import { fixedClock } from '../../../app/clock.server';
import { dispatchMessages } from '../../../app/effects/dispatch-messages';
import { readEnv } from '../../../app/env.server';
import { messageIdOf } from '../../../app/ledger/message-id';
import { createLog } from '../../../app/log.server';
import { createSmtpTransport } from '../../../app/mail/smtp.server';
import type { Services } from '../../../app/services.server';
import { program, SHOP_NAME } from './dispatch-mail';

/** What a worker does with due messages, in this process, on a real database; Shopify answers from memory. */

const SHOP = 'bench.myshopify.com';
const NOW = '2026-11-22T10:00:00Z';
/** as in a worker (app/jobs/queues.ts) */
const SLICES_AT_ONCE = 4;

export async function install(db: PrismaClient): Promise<void> {
  const at = new Date('2020-01-01T00:00:00Z');
  await db.shop.create({
    data: {
      shop: SHOP, name: SHOP_NAME, timeZone: 'Europe/Berlin', currency: 'EUR', countryCode: 'DE', primaryLocale: 'de',
      planName: 'Basic', installedAt: at, messagesSince: at,
    },
  }); // prettier-ignore
  await db.program.create({ data: { shop: SHOP, version: 1, document: program(), createdAt: at } });
}

export interface Databases {
  /** for the bench's own rows */
  db: PrismaClient;
  /** as the app has it */
  guarded: PrismaClient;
}

let number = 0;

/** @returns seconds from the first claim to the last settled row */
export async function measureDispatch(
  { db, guarded }: Databases,
  smtp: string,
  { count, connections }: { count: number; connections: number },
): Promise<number> {
  await plan(db, count);
  const mail = createSmtpTransport({ url: smtp, connections });
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
  const loop = async () => {
    while ((await dispatchMessages(services, { shop: SHOP })).claimed > 0);
  };
  await Promise.all(Array.from({ length: SLICES_AT_ONCE }, loop));
  const seconds = (performance.now() - startedAt) / 1000;
  mail.close();
  const others = await db.message.groupBy({
    by: ['state', 'reason'],
    where: { state: { not: 'sent' } },
    _count: true,
  });
  if (others.length > 0) throw new Error(`not everything was sent: ${JSON.stringify(others)}`);
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
