/**
 * From "paid" to the mail server, at 20 orders a second for over a minute: a web process and a worker process, durable
 * PostgreSQL, one shop. Each order comes as Shopify tells of it: created and not paid, then updated and paid at the same moment.
 * The clock starts when those two are sent, and stops when the mail server has taken the thank-you. The load is an open loop:
 * what is slow does not slow it down. Shopify's answers are the dev store's, in this process, 80 ms late.
 *
 * The web process is as in production. The worker runs in development, the only way to another Shopify: it differs in looking for
 * lost notifications each half second instead of each second one.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { createDatabase } from '../../app/database/create.server';
import { createUnguardedDb } from '../../app/database/client.server';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';
import { messageIdOf } from '../../app/ledger/message-id';
import { ensureBuild } from '../../scripts/build';
import { SECRET, startWeb } from '../faults/app';
import { paidOrder, startWorld, type EffectShop } from '../faults/effects-world';
import { Workers } from '../faults/effects-workers';
import { orderBody } from '../support/order-webhooks';
import { quantile } from '../support/webhook-load';
import { atLeast, atMost, resultOf, type BenchResult } from './bench';

const ORDERS_A_SECOND = 20;
const WARM_UP_SECONDS = 8;
const SECONDS = 65;
/** from the order to its payment */
const PAYS_AFTER_MS = 400;
const SHOPIFY_MS = 80;
/** points of Shopify's cost bucket: who sells that much has Shopify Plus */
const PLUS = { size: 20_000, restorePerSecond: 1_000 };
/** the shop's present moves in such steps */
const CLOCK_MS = 100;
/** what was not sent by then is lost */
const DRAIN_MS = 60_000;
const FOLDER = '.data/bench-latency';

export async function run(): Promise<BenchResult> {
  await ensureBuild();
  const server = await startEmbeddedDatabase({ folder: FOLDER }); // durable, as in production
  const url = await createDatabase(server.url, `bench_${randomUUID().replaceAll('-', '')}`, { afresh: true });
  await migrate(url);
  const db = createUnguardedDb(url, 2);
  const world = await startWorld(db, ['latency'], PLUS, SHOPIFY_MS);
  const web = await startWeb(url);
  const workers = new Workers(db, url, world, {}, 'app/jobs/worker.ts');
  const ticking = setInterval(() => world.clock.advance(CLOCK_MS), CLOCK_MS);
  try {
    const worker = workers.start();
    const [shop] = world.shops;
    if (!shop) throw new Error('no shop');
    const paidAt = new Map<string, number>();
    const takenAt = new Map<string, number>();
    world.sink.onTaken = (messageId) => takenAt.set(messageId, performance.now());
    const refused: number[] = [];
    const send = async (topic: string, body: string) => {
      const status = await deliver(web.port, shop.domain, topic, body);
      if (status !== 200) refused.push(status);
    };
    const order = async () => {
      const { messageId, created, paid } = newOrder(shop, new Date(world.clock.now()));
      await send('orders/create', created);
      await new Promise((resolve) => setTimeout(resolve, PAYS_AFTER_MS));
      paidAt.set(messageId, performance.now());
      await Promise.all([send('orders/updated', paid), send('orders/paid', paid)]);
    };
    await loop(WARM_UP_SECONDS, order);
    await drained(paidAt, takenAt);
    paidAt.clear();
    await loop(SECONDS, order);
    await drained(paidAt, takenAt);
    if (!worker.alive) throw new Error('the worker has died');

    const times = [...paidAt].flatMap(([id, at]) => (takenAt.has(id) ? (takenAt.get(id) ?? 0) - at : []));
    const twice = [...world.sink.received.values()].filter((count) => count > 1).length;
    const figures = {
      'paid -> handed to SMTP': {
        orders: paidAt.size,
        sent: times.length,
        twice,
        'p50 ms': Math.round(quantile(times, 0.5)),
        'p95 ms': Math.round(quantile(times, 0.95)),
        'p99 ms': Math.round(quantile(times, 0.99)),
        'max ms': Math.round(Math.max(...times)),
      },
    };
    return resultOf(figures, [
      atMost('p95 ms', 2_000, figures['paid -> handed to SMTP']['p95 ms']),
      atLeast('orders', ORDERS_A_SECOND * 60, paidAt.size),
      atMost('not sent', 0, paidAt.size - times.length),
      atMost('sent twice', 0, twice),
      atMost('webhooks refused', 0, refused.length),
    ]);
  } finally {
    clearInterval(ticking);
    await workers.stop();
    await web.stop();
    await world.stop();
    await db.$disconnect();
    await server.stop();
  }
}

/** An open loop: each order starts at its time, whatever became of those before. */
async function loop(seconds: number, order: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const orders: Promise<void>[] = [];
  for (let n = 0; n < seconds * ORDERS_A_SECOND; n += 1) {
    const wait = startedAt + (n * 1_000) / ORDERS_A_SECOND - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    orders.push(order());
  }
  await Promise.all(orders);
}

async function drained(paid: Map<string, number>, taken: Map<string, number>): Promise<void> {
  const deadline = performance.now() + DRAIN_MS;
  while (performance.now() < deadline && [...paid.keys()].some((id) => !taken.has(id)))
    await new Promise((resolve) => setTimeout(resolve, 50));
}

function newOrder(shop: EffectShop, now: Date) {
  const { id, email } = paidOrder(shop);
  const second = (offset: number) => new Date(now.getTime() + offset).toISOString().replace(/\.\d+Z$/, 'Z');
  const order = { id, customerId: null, email: email ?? '', processedAt: second(-60_000) };
  return {
    messageId: messageIdOf(shop.domain, 'thank-you', `order:${id}`),
    created: orderBody({ ...order, updatedAt: second(-60_000), fields: { financial_status: 'pending' } }),
    paid: orderBody({ ...order, updatedAt: second(-50_000) }),
  };
}

async function deliver(port: number, shop: string, topic: string, body: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': topic,
      'X-Shopify-Shop-Domain': shop,
      'X-Shopify-Hmac-Sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
      'X-Shopify-Webhook-Id': randomUUID(),
      'X-Shopify-API-Version': '2026-07',
    },
  });
  await response.arrayBuffer();
  return response.status;
}
