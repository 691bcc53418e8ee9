import type { PrismaClient } from '@prisma/client';
import { TENANT_TABLES } from '../../../app/database/tenant-tables';
import { installShops, SECRET, shopName, startWeb, startWorker } from '../app';
import { eventually, type FaultContext, type FaultResult } from '../fault';
import { orderOf } from '../webhooks';
import { deliver, webhook, type Delivery } from '../../support/webhook-load';

const SHOPS = 4;

/** Bodies that name their shop, each by Shopify's own fields. `n` tells them apart. */
const KINDS: { topic: string; body: (n: number, shop: number) => string }[] = [
  ...['create', 'updated', 'paid', 'cancelled', 'fulfilled'].map((word) => ({
    topic: `orders/${word}`,
    body: orderOf,
  })),
  { topic: 'refunds/create', body: (n) => JSON.stringify({ id: n, order_id: 6_000_000_000_000 + n }) },
  { topic: 'orders/edited', body: (n) => JSON.stringify({ order_edit: { order_id: 6_000_000_000_000 + n } }) },
  { topic: 'app/scopes_update', body: (_n, shop) => JSON.stringify({ shop_id: `gid://shopify/Shop/${1_000 + shop}`, current: ['read_all_orders'] }) },
  { topic: 'app/uninstalled', body: (_n, shop) => JSON.stringify({ id: 1_000 + shop, myshopify_domain: shopName(shop) }) },
  { topic: 'shop/redact', body: (_n, shop) => JSON.stringify({ shop_id: 1_000 + shop, shop_domain: shopName(shop) }) },
  { topic: 'customers/redact', body: (n, shop) => JSON.stringify({ shop_id: 1_000 + shop, shop_domain: shopName(shop), customer: { id: n }, orders_to_redact: [n] }) },
  { topic: 'customers/data_request', body: (n, shop) => JSON.stringify({ shop_id: 1_000 + shop, shop_domain: shopName(shop), customer: { id: n }, data_request: { id: n } }) },
]; // prettier-ignore

/** Signed bodies of one shop under the headers of another: nothing is written there, nor anywhere else. */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const count = full ? 1_000 : 260;
  const { db, url } = await database();
  await installShops(db, SHOPS);
  const web = await startWeb(url);
  const worker = startWorker(url);
  const problems: string[] = [];
  try {
    const before = await everything(db);
    const swapped = function* (): Generator<Delivery> {
      for (let n = 0; n < count; n += 1) {
        const { topic, body } = KINDS[n % KINDS.length] as (typeof KINDS)[number];
        const owner = Math.floor(random() * SHOPS);
        const other = (owner + 1 + Math.floor(random() * (SHOPS - 1))) % SHOPS;
        yield webhook({ shop: shopName(other), topic, webhookId: `s-${n}` }, body(n, owner), SECRET);
      }
    };
    const outcomes = await deliver(swapped(), { port: web.port, connections: 8 });
    const failed = outcomes.filter(({ status }) => status !== 200 && status !== 400).length;
    if (failed > 0) problems.push(`${failed} were answered with neither 200 nor 400`);
    const waiting = await db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM inbox_event`;
    if (waiting[0]?.n !== 0) problems.push(`${waiting[0]?.n} inbox rows`);
    if ((await everything(db)) !== before) problems.push('something was written');

    // the same body under its own headers counts, so the check above looks at the right place
    const [own] = await deliver([webhook({ shop: shopName(2), topic: 'orders/paid', webhookId: 'own' }, orderOf(1, 2), SECRET)], { port: web.port, connections: 1 }); // prettier-ignore
    const counted = await eventually(async () => (await db.ledgerOrder.count()) === 1, 30_000);
    if (own?.status !== 200 || !counted) problems.push('the body under its own headers was not counted');
  } finally {
    await Promise.all([web.stop(), worker.stop()]);
  }
  return { injected: count, problems, figures: { swaps: count, kinds: KINDS.length } };
}

/** Every row of every tenant table, as text. */
async function everything(db: PrismaClient): Promise<string> {
  const parts: string[] = [];
  for (const table of TENANT_TABLES) {
    const rows = await db.$queryRawUnsafe<{ text: string }[]>(
      `SELECT to_jsonb(t)::text AS text FROM "${table}" t WHERE '${table}' <> 'import_run' ORDER BY 1`,
    );
    parts.push(...rows.map(({ text }) => `${table} ${text}`));
  }
  return parts.join('\n');
}
