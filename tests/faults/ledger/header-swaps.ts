import type { PrismaClient } from '@prisma/client';
import { TENANT_TABLES } from '../../../app/database/tenant-tables';
import { installShops, SECRET, shopName, startWeb, startWorker } from '../app';
import { eventually, type FaultContext, type FaultResult } from '../fault';
import { orderOf } from '../webhooks';
import { deliver, webhook, type Delivery } from '../../support/webhook-load';

const SHOPS = 4;
/** Orders that each shop has of its own, each of a customer of its own: number `n` is of shop `n % SHOPS`. */
const ORDERS = 6;
const orderId = (n: number) => 6_000_000_000_000 + n;
const customerId = (n: number) => 8_000_000_000_000 + n;

/** So old that nobody is thanked for it: the worker has nothing to do by itself. */
const order = (n: number, shop: number) => orderOf(n, shop, '2025-06-01T10:00:00Z');

type Kind = { topic: string; body: (n: number, shop: number) => string };

/** Bodies that name their shop, each by Shopify's own fields, about what that shop has. */
const NAMED: Kind[] = [
  ...['create', 'updated', 'paid', 'cancelled', 'fulfilled'].map((word) => ({
    topic: `orders/${word}`,
    body: order,
  })),
  { topic: 'refunds/create', body: (n) => JSON.stringify({ id: n, order_id: orderId(n) }) },
  { topic: 'orders/edited', body: (n) => JSON.stringify({ order_edit: { order_id: orderId(n) } }) },
  { topic: 'app/scopes_update', body: (_n, shop) => JSON.stringify({ shop_id: `gid://shopify/Shop/${1_000 + shop}`, current: ['read_all_orders'] }) },
  { topic: 'app/uninstalled', body: (_n, shop) => JSON.stringify({ id: 1_000 + shop, myshopify_domain: shopName(shop) }) },
  { topic: 'shop/redact', body: (_n, shop) => JSON.stringify({ shop_id: 1_000 + shop, shop_domain: shopName(shop) }) },
  { topic: 'customers/redact', body: (n, shop) => JSON.stringify({ shop_id: 1_000 + shop, shop_domain: shopName(shop), customer: { id: customerId(n) }, orders_to_redact: [orderId(n)] }) },
  { topic: 'customers/data_request', body: (n, shop) => JSON.stringify({ shop_id: 1_000 + shop, shop_domain: shopName(shop), customer: { id: customerId(n) }, data_request: { id: n } }) },
]; // prettier-ignore

/** Bodies that name no shop. Under a wrong one they can only be taken for a deletion that came before its order. */
const NAMELESS: Kind[] = [
  { topic: 'orders/delete', body: (n) => JSON.stringify({ id: orderId(n) }) },
  { topic: 'customers/delete', body: (n) => JSON.stringify({ id: customerId(n), admin_graphql_api_id: `gid://shopify/Customer/${customerId(n)}` }) },
  {
    topic: 'customers/merge',
    body: (n) =>
      JSON.stringify({
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${customerId(n)}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${customerId((n + SHOPS) % (SHOPS * ORDERS))}`,
        status: 'completed',
      }),
  },
]; // prettier-ignore

/**
 * Signed bodies of one shop under the headers of another. Where a body says whose it is nothing is written, there nor
 * anywhere else. Where it says nothing, nothing changes in any shop: under the header's shop comes at most an empty mark,
 * and what the body is about still takes it when it comes under its own header.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const named = full ? 1_000 : 180;
  const nameless = full ? 300 : 36;
  const { db, url } = await database({ durable: false });
  await installShops(db, SHOPS);
  const web = await startWeb(url);
  const worker = startWorker(url);
  const problems: string[] = [];
  const send = async (deliveries: Iterable<Delivery>, wanted: number[]) => {
    const outcomes = await deliver(deliveries, { port: web.port, connections: 8 });
    const odd = outcomes.filter(({ status }) => !wanted.includes(status));
    for (const { key, status } of odd.slice(0, 3)) problems.push(`${key} was answered with ${status}`);
  };
  const applied = async () => {
    const isApplied = async () => (await db.inboxEvent.count({ where: { processedAt: null } })) === 0;
    if (!(await eventually(isApplied, 120_000))) problems.push('not everything was applied');
  };
  const swapped = function* (kinds: Kind[], count: number, id: string): Generator<Delivery> {
    for (let i = 0; i < count; i += 1) {
      const { topic, body } = kinds[i % kinds.length] as Kind;
      const n = Math.floor(random() * SHOPS * ORDERS);
      const other = (n + 1 + Math.floor(random() * (SHOPS - 1))) % SHOPS;
      yield webhook({ shop: shopName(other), topic, webhookId: `${id}-${i}` }, body(n, n % SHOPS), SECRET);
    }
  };
  const own = function* (kinds: Kind[]): Generator<Delivery> {
    for (let n = 0; n < SHOPS * ORDERS; n += 1)
      for (const { topic, body } of kinds)
        yield webhook({ shop: shopName(n % SHOPS), topic, webhookId: `own-${topic}-${n}` }, body(n, n % SHOPS), SECRET);
  }; // prettier-ignore

  try {
    await send(own([{ topic: 'orders/paid', body: order }]), [200]);
    await applied();
    const before = await rows(db);

    await send(swapped(NAMED, named, 'named'), [200, 400]);
    await applied();
    for (const { table, text } of without(await rows(db), before)) problems.push(`written: ${table} ${text}`);

    await send(swapped(NAMELESS, nameless, 'nameless'), [200]);
    await applied();
    const after = await rows(db);
    for (const { table, text } of without(before, after)) problems.push(`changed: ${table} ${text}`);
    const marks = without(after, before);
    for (const mark of marks) if (!isEmptyMark(mark)) problems.push(`no mark: ${mark.table} ${mark.text}`);
    if (marks.length === 0) problems.push('no mark was left: the bodies were not taken');

    await send(own(NAMELESS.slice(0, 2)), [200]);
    await applied();
    const deleted = await db.ledgerOrder.count({
      where: { deletedAt: { not: null }, customerId: { not: null } },
    });
    if (deleted !== SHOPS * ORDERS) problems.push(`${deleted} of ${SHOPS * ORDERS} own deletions were taken`);
  } finally {
    await Promise.all([web.stop(), worker.stop()]);
  }
  return {
    injected: named + nameless,
    problems: problems.slice(0, 8),
    figures: {
      'swaps that name a shop': named,
      'swaps that name none': nameless,
      kinds: NAMED.length + NAMELESS.length,
    },
  };
}

interface Row {
  table: string;
  text: string;
}

/** Every row of every tenant table. */
async function rows(db: PrismaClient): Promise<Row[]> {
  const all: Row[] = [];
  for (const table of TENANT_TABLES) {
    if (table === 'import_run') continue;
    const found = await db.$queryRawUnsafe<{ text: string }[]>(
      `SELECT to_jsonb(t)::text AS text FROM "${table}" t`,
    );
    all.push(...found.map(({ text }) => ({ table, text })));
  }
  return all;
}

function without(some: readonly Row[], others: readonly Row[]): Row[] {
  const known = new Set(others.map(({ table, text }) => `${table} ${text}`));
  return some.filter(({ table, text }) => !known.has(`${table} ${text}`));
}

/** What a deletion or a merge leaves in a shop that has heard nothing of the order or customer: no order, no money. */
function isEmptyMark({ table, text }: Row): boolean {
  const row = JSON.parse(text) as Record<string, unknown>;
  switch (table) {
    case 'inbox_event':
      return NAMELESS.some(({ topic }) => topic === row.topic);
    case 'customer_identity':
      return /^[cx]:\d+$/.test(String(row.key));
    case 'ledger_customer':
      return (
        row.order_count === 0 && row.net_spend_minor === 0 && row.locale === null && row.tier_key === null
      );
    case 'ledger_order':
      return row.customer_id === null && row.total_minor === 0 && row.excluded_reason === 'deleted';
    default:
      return false;
  }
}
