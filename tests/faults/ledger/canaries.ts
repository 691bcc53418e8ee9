import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PrismaClient } from '@prisma/client';
import { createDb } from '../../../app/database/client.server';
import { importOrderLines } from '../../../app/ledger/import-orders.server';
import { installShops, LOGS, SECRET, shopName, startWeb, startWorker } from '../app';
import { eventually, type FaultContext, type FaultResult } from '../fault';
import { ledgerServices } from '../../support/ledger';
import { orderBody } from '../../support/order-webhooks';
import { deliver, webhook, type Delivery } from '../../support/webhook-load';

const CANARY = /canary/i;

/**
 * Orders full of canaries, where names, addresses, e-mails, phones and notes stand, by webhook and by bulk import: neither
 * a dump of the whole database (the queues are in it) nor a log has one of them. After redaction not even the customer's
 * and the orders' ids are left.
 */
export async function run({ full, database }: FaultContext): Promise<FaultResult> {
  const count = full ? 1_000 : 60;
  const { db, url } = await database({ durable: false });
  await installShops(db, 2);
  const web = await startWeb(url);
  const worker = startWorker(url);
  const problems: string[] = [];
  let dumped = 0;
  const look = async (when: string, wanted: RegExp) => {
    const text = await dump(db);
    dumped += text.length;
    const found = wanted.exec(text);
    if (found) problems.push(`${when}: ${text.slice(Math.max(0, found.index - 200), found.index + 60)}`);
    for (const name of readdirSync(LOGS)) {
      if (CANARY.test(readFileSync(path.join(LOGS, name), 'utf8'))) problems.push(`${when}: ${name} has one`);
    }
  };
  try {
    const all = function* (): Generator<Delivery> {
      for (let n = 0; n < count; n += 1) yield order(n, 0);
      // and what is refused is not told to anybody either
      yield webhook({ shop: shopName(0), topic: 'orders/create', webhookId: 'bad' }, '{"email":"canary@example.com"}', SECRET);
      yield webhook({ shop: shopName(0), topic: 'orders/create', webhookId: 'no', signature: 'canary' }, bodyOf(1), SECRET);
    }; // prettier-ignore
    const outcomes = await deliver(all(), { port: web.port, connections: 8 });
    const accepted = outcomes.filter(({ status }) => status === 200).length;
    if (accepted !== count) problems.push(`${accepted} of ${count} webhooks were accepted`);
    const guarded = createDb(url, 4);
    await importOrderLines({ ...ledgerServices(db), db: guarded }, shopName(1), lines(count));
    await guarded.$disconnect();
    const open = { processedAt: null };
    const isDone = async () => (await db.inboxEvent.count({ where: open })) === 0;
    if (!(await eventually(isDone, full ? 600_000 : 180_000))) problems.push('not everything was applied');
    const orders = await db.ledgerOrder.count();
    if (orders !== 2 * count) problems.push(`${orders} orders in the ledger instead of ${2 * count}`);
    await look('after processing', CANARY);

    // customer 7 of the first shop asks to be forgotten, twice; then a late webhook comes
    const body = JSON.stringify({ shop_domain: shopName(0), customer: { id: CUSTOMER + 7, email: emailOf(7), phone: 'canary' }, orders_to_redact: [ORDER + 7] }); // prettier-ignore
    const redact = (webhookId: string) => webhook({ shop: shopName(0), topic: 'customers/redact', webhookId }, body, SECRET); // prettier-ignore
    for (const one of [redact('r1'), redact('r2')]) await deliver([one], { port: web.port, connections: 1 });
    await eventually(isDone, 120_000);
    await deliver([order(7, 0, '2026-11-20T11:00:00Z')], { port: web.port, connections: 1 });
    if (!(await eventually(isDone, 120_000))) problems.push('the redaction was not applied');
    await look('after redaction', new RegExp(`${CUSTOMER + 7}|${ORDER + 7}\\b|canary`, 'i'));
    const left = await db.ledgerOrder.count({ where: { shop: shopName(0) } });
    if (left !== count) problems.push(`${left} orders are left of ${count}: the sums have changed`);
  } finally {
    await Promise.all([web.stop(), worker.stop()]);
  }
  return { injected: 2 * count, problems, figures: { orders: 2 * count, 'dumped bytes': dumped } };
}

const ORDER = 6_400_000_000_000;
const CUSTOMER = 8_800_000_000_000;
const emailOf = (n: number) => `Canary.${n}@canary-mail.example.com`;

function order(n: number, shop: number, updatedAt = '2026-11-20T10:00:00Z'): Delivery {
  const webhookId = `c-${n}-${Date.parse(updatedAt)}`;
  return webhook({ shop: shopName(shop), topic: 'orders/updated', webhookId }, bodyOf(n, updatedAt), SECRET);
}

function bodyOf(n: number, updatedAt = '2026-11-20T10:00:00Z'): string {
  const address = {
    name: 'Canary Name', first_name: 'Canary', last_name: 'Name', address1: 'Canary Street 1', address2: 'canary', city: 'Canaryville', phone: '+49 canary', company: 'Canary Ltd',
    zip: 'canary', latitude: 1.5, longitude: 2.5,
  }; // prettier-ignore
  return orderBody({
    id: ORDER + n,
    customerId: CUSTOMER + n,
    email: emailOf(n),
    processedAt: '2026-11-20T10:00:00Z',
    updatedAt,
    fields: {
      phone: '+49 canary', note: 'canary note', note_attributes: [{ name: 'canary', value: 'canary' }], browser_ip: 'canary', landing_site: '/canary',
      client_details: { user_agent: 'canary' }, billing_address: address, shipping_address: address,
      order_status_url: `https://www.example.com/1000/orders/${n}/authenticate?key=canary`,
      customer: { id: CUSTOMER + n, email: emailOf(n), first_name: 'Canary', last_name: 'Name', phone: 'canary', note: 'canary', default_address: address },
    },
  }); // prettier-ignore
}

/** A bulk result, with more in it than was asked for. */
async function* lines(count: number): AsyncGenerator<string> {
  const money = (amount: string) => ({ shopMoney: { amount, currencyCode: 'EUR' } });
  for (let n = 0; n < count; n += 1) {
    yield JSON.stringify({
      __typename: 'Order',
      id: `gid://shopify/Order/${ORDER + 500_000 + n}`,
      name: `#${n}`,
      email: `bulk-${emailOf(n)}`,
      phone: 'canary',
      note: 'canary',
      processedAt: '2026-01-20T10:00:00Z',
      updatedAt: '2026-01-20T10:00:00Z',
      test: false,
      displayFinancialStatus: 'PAID',
      currentTotalPriceSet: money('20.00'),
      totalRefundedSet: money('0.00'),
      currentTotalDiscountsSet: money('1.00'),
      customer: { id: `gid://shopify/Customer/${CUSTOMER + 500_000 + n}`, displayName: 'Canary Name' },
      shippingAddress: { name: 'Canary Name', address1: 'Canary Street 1' },
    });
  }
}

/** Every row of every table of every schema, as text: queues and import tables among them. */
async function dump(db: PrismaClient): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`;
  const parts: string[] = [];
  for (const { name } of tables) {
    const rows = await db.$queryRawUnsafe<{ text: string }[]>(
      `SELECT to_jsonb(t)::text AS text FROM ${name} t`,
    );
    parts.push(...rows.map(({ text }) => `${name} ${text}`));
  }
  return parts.join('\n');
}
