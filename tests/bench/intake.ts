/**
 * Intake of webhooks against the library's stock route (support/stock-webhook-server.ts): the same machine, database,
 * table, payloads and connections, in turns, so that whatever else the machine does meets both.
 */
import type { PrismaClient } from '@prisma/client';
import { randomUUID } from 'node:crypto';
import { createDatabase } from '../../app/database/create.server';
import { createUnguardedDb } from '../../app/database/client.server';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';
import { ensureBuild } from '../../scripts/build';
import { freePort, ready, start, stop, type Running } from '../../scripts/processes';
import { installShop } from '../support/ledger';
import { orderBody } from '../support/order-webhooks';
import { deliver, quantile, webhook, type Delivery, type Outcome } from '../support/webhook-load';
import { atLeast, atMost, resultOf, type BenchResult } from './bench';

const SHOPS = 50;
const CONNECTIONS = 64;
const ROUNDS = 5;
const DISTINCT_PER_ROUND = 3_600;
const COPIES_PER_ROUND = 400;
const WARM_UP = 400;
const SECRET = 'bench-secret-bench-secret';
const FOLDER = '.data/bench-intake';

type Side = 'intake' | 'stock';
const ENTRIES: Record<Side, string> = {
  intake: 'app/server.ts',
  stock: 'tests/bench/support/stock-webhook-server.ts',
};

interface Measured {
  outcomes: Outcome[];
  /** seconds of each round */
  seconds: number[];
  lost: number;
}

export async function run(): Promise<BenchResult> {
  await ensureBuild();
  const server = await startEmbeddedDatabase({ folder: FOLDER }); // durable, as in production
  const url = await createDatabase(server.url, `bench_${randomUUID().replaceAll('-', '')}`, { afresh: true });
  await migrate(url);
  const db = createUnguardedDb(url, 2);
  const running: Partial<Record<Side, Running>> = {};
  try {
    for (let n = 0; n < SHOPS; n += 1) await install(db, shopName(n));
    const ports = { intake: await freePort(5100), stock: await freePort(5200) };
    for (const side of ['intake', 'stock'] as const) {
      running[side] = start(side, ENTRIES[side], serverEnv(url, ports[side]), FOLDER);
      await ready(running[side], `http://127.0.0.1:${ports[side]}/healthz`);
    }
    const measured: Record<Side, Measured> = {
      intake: { outcomes: [], seconds: [], lost: 0 },
      stock: { outcomes: [], seconds: [], lost: 0 },
    };
    const sides: Side[] = ['intake', 'stock'];
    for (const side of sides) {
      await deliver(round('warm', WARM_UP, 0), { port: ports[side], connections: CONNECTIONS });
      await empty(db);
    }
    for (let number = 0; number < ROUNDS; number += 1) {
      const deliveries = round(`r${number}`, DISTINCT_PER_ROUND, COPIES_PER_ROUND);
      // in turns, and each as often first
      for (const side of number % 2 ? sides.toReversed() : sides) {
        await measure(db, measured[side], deliveries, ports[side]);
      }
    }
    return report(measured);
  } finally {
    for (const process of Object.values(running)) await stop(process);
    await db.$disconnect();
    await server.stop();
  }
}

const shopName = (n: number) => `bench-${n}.myshopify.com`;

/** With the session that a shop that has installed the app has. */
async function install(db: PrismaClient, shop: string): Promise<void> {
  await installShop(db, shop);
  const inADay = new Date(Date.now() + 24 * 60 * 60_000);
  await db.session.create({
    data: {
      id: `offline_${shop}`, shop, state: '', isOnline: false, scope: 'read_orders', accessToken: 'shpat_bench',
      expires: inADay, refreshToken: 'shprt_bench', refreshTokenExpires: inADay,
    },
  }); // prettier-ignore
}

function serverEnv(url: string, port: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    PORT: String(port),
    SHOPIFY_API_KEY: 'bench-key',
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: 'https://app.example.com',
    SMTP_URL: 'smtp://127.0.0.1:1',
    EMAIL_HASH_KEY: 'bench-email-hash-key-bench-email-hash-key',
  };
}

/** Distinct orders over all shops; copies of a tenth of them follow their first delivery closely, as Shopify's do. */
function round(name: string, distinct: number, copies: number): Delivery[] {
  const every = copies ? Math.floor(distinct / copies) : Infinity;
  const deliveries: Delivery[] = [];
  for (let n = 0; n < distinct; n += 1) {
    const body = orderBody({
      id: 5_000_000_000_000 + n,
      customerId: 7_000_000_000_000 + (n % 900),
      email: `customer-${n % 900}@example.com`,
      processedAt: '2026-11-20T10:00:00Z',
    });
    const head = { shop: shopName(n % SHOPS), topic: 'orders/create', webhookId: `${name}-${n}` };
    deliveries.push(webhook(head, body, SECRET));
    if (n % every === every - 1) deliveries.push(deliveries[deliveries.length - (n % 3 ? 1 : 5)] as Delivery);
  }
  return deliveries;
}

async function measure(
  db: PrismaClient,
  into: Measured,
  deliveries: Delivery[],
  port: number,
): Promise<void> {
  const startedAt = performance.now();
  const outcomes = await deliver(deliveries, { port, connections: CONNECTIONS });
  into.seconds.push((performance.now() - startedAt) / 1000);
  into.outcomes.push(...outcomes);
  const rows = await db.inboxEvent.findMany({ select: { webhookId: true } });
  const stored = new Set(rows.map((row) => row.webhookId));
  into.lost += outcomes.filter(({ status, key }) => status !== 200 || !stored.has(key)).length;
  into.lost += rows.length - stored.size; // a fact stored twice is no better
  await empty(db);
}

/** Both sides begin each round with an empty table and without the other's dead rows. */
async function empty(db: PrismaClient): Promise<void> {
  await db.$executeRaw`TRUNCATE inbox_event`;
  await db.$executeRaw`DELETE FROM pgboss.job`;
  await db.$executeRaw`VACUUM pgboss.job`;
  await db.$executeRaw`CHECKPOINT`;
}

function report(measured: Record<Side, Measured>): BenchResult {
  const row = ({ outcomes, seconds, lost }: Measured) => {
    const times = outcomes.map(({ ms }) => ms);
    const total = seconds.reduce((sum, one) => sum + one, 0);
    return {
      webhooks: outcomes.length,
      'per second': Math.round(outcomes.length / total),
      'p50 ms': round1(quantile(times, 0.5)),
      'p99 ms': round1(quantile(times, 0.99)),
      'max ms': round1(Math.max(...times)),
      lost,
    };
  };
  const figures = { intake: row(measured.intake), stock: row(measured.stock) };
  const goals = [
    atLeast('times the stock throughput', 2, round2(figures.intake['per second'] / figures.stock['per second'])),
    atMost('p99 by the stock p99', 0.5, round2(figures.intake['p99 ms'] / figures.stock['p99 ms'])),
    atMost('lost webhooks', 0, figures.intake.lost),
    atMost('lost webhooks of the stock route', 0, figures.stock.lost),
  ]; // prettier-ignore
  return resultOf(figures, goals);
}

const round1 = (value: number) => Math.round(value * 10) / 10;
const round2 = (value: number) => Math.round(value * 100) / 100;
