import { describe, expect, it } from 'vitest';
import { installShop as reinstall } from '~/effects/install-shop';
import { newTickMemory, tick } from '~/jobs/tick.server';
import { TENANT_TABLES } from '~/database/tenant-tables';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { TestDatabase } from '../support/database';
import {
  anOrder,
  asJson,
  deliver as deliverTo,
  installShop,
  SHOP,
  type LedgerServices,
} from '../support/ledger';
import { useLedger } from '../support/use-ledger';

let database: TestDatabase;
let services: LedgerServices;
useLedger((world) => ({ database, services } = world));

const deliver = (facts: InboxFacts, shop?: string) => deliverTo(services, facts, shop);

/** Every row of every table that names the shop, as text. */
async function dump(shop = SHOP): Promise<string> {
  const parts: string[] = [];
  for (const table of TENANT_TABLES) {
    const rows = await database.db.$queryRawUnsafe<{ text: string }[]>(
      `SELECT to_jsonb(t)::text AS text FROM "${table}" t WHERE shop = $1`,
      shop,
    );
    parts.push(...rows.map((row) => `${table} ${row.text}`));
  }
  return parts.join('\n');
}

const EMAIL_HASH = 'feedc0de'.repeat(8);
const order = () =>
  anOrder({
    orderId: '771001',
    name: '#CANARY771',
    shopifyCustomerId: '550077',
    emailHash: EMAIL_HASH,
    discountCodes: ['CANARYCODE'],
    tags: ['canary-tag'],
  });
const redact: InboxFacts = {
  type: 'customer-redact',
  customerId: '550077',
  emailHash: EMAIL_HASH,
  orderIds: ['771001'],
  at: '2026-11-22T10:00:00Z',
};

describe('customers/redact', () => {
  it('leaves month and amount of the orders, and nothing of the person', async () => {
    await deliver({ type: 'order', order: order() });
    await deliver({ type: 'order', order: anOrder({ emailHash: EMAIL_HASH, name: '#CANARY772' }) });
    await deliver({ type: 'order', order: anOrder({ shopifyCustomerId: '9', name: '#other' }) });
    const customer = await database.db.ledgerCustomer.findFirstOrThrow({
      where: { shopifyCustomerId: '550077' },
    });
    expect(await database.db.message.count()).toBe(3);

    await deliver(redact);
    const left = await dump();
    expect(left).not.toMatch(/550077|771001|canary|feedc0de/i);
    expect(left).not.toContain(customer.id);
    const sums = await database.db.ledgerOrder.aggregate({ _sum: { totalMinor: true }, _count: true });
    expect(sums).toMatchObject({ _sum: { totalMinor: 6_000n }, _count: 3 });
    const redacted = await database.db.ledgerOrder.findMany({
      where: { orderId: { startsWith: 'redacted:' } },
    });
    expect(redacted.map((row) => row.processedAt.toISOString())).toEqual(
      Array(2).fill('2026-05-01T00:00:00.000Z'),
    );
    // a refund that comes late still counts in the sums, and brings nobody back
    await deliver({
      type: 'order',
      order: { ...order(), refundedMinor: 500, factsAt: '2026-11-23T00:00:00Z' },
    });
    await deliver({ type: 'order-deleted', orderId: '771001', at: '2026-11-24T00:00:00Z' });
    expect(await dump()).not.toMatch(/550077|771001|canary|feedc0de/i);
    const late = await database.db.ledgerOrder.findMany({ where: { refundedMinor: 500 } });
    expect(late).toHaveLength(1);
    expect(late[0]?.deletedAt).not.toBeNull();
    expect(await database.db.ledgerOrder.count()).toBe(3);
    expect(await database.db.ledgerCustomer.count()).toBe(1);
  });

  it('holds when it arrives twice, and when the order comes late; a later purchase begins anew', async () => {
    await deliver(redact);
    await deliver(redact);
    await deliver({ type: 'order', order: order() });
    expect(await database.db.ledgerCustomer.count()).toBe(0);
    expect(await database.db.message.count()).toBe(0);
    expect(await dump()).not.toMatch(/550077|771001|canary|feedc0de/i);
    await deliver({
      type: 'order',
      order: { ...order(), orderId: '771002', processedAt: '2026-11-23T10:00:00Z' },
    });
    expect(await database.db.ledgerCustomer.count()).toBe(1);
  });
});

describe('shop/redact', () => {
  it('leaves nothing of the shop, and does not touch another', async () => {
    await installShop(database.db, 'b.myshopify.com');
    await deliver({ type: 'order', order: order() });
    await deliver({ type: 'order', order: order() }, 'b.myshopify.com');
    await deliver({ type: 'app-uninstalled', at: '2026-11-20T00:00:00Z' });
    expect(await database.db.message.findFirstOrThrow({ where: { shop: SHOP } })).toMatchObject({
      state: 'suppressed',
    });
    await deliver({ type: 'shop-redact' });
    expect(await dump()).toBe('');
    expect(await dump('b.myshopify.com')).toContain('771001');
  });

  it('is ignored for a shop that has been installed again', async () => {
    await deliver({ type: 'shop-redact' });
    expect(await database.db.shop.count()).toBe(1);
  });

  it('knows every table that names a shop', async () => {
    const tables = await database.db.$queryRaw<{ table_name: string }[]>`
      SELECT c.table_name::text FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND c.column_name = 'shop' AND t.table_type = 'BASE TABLE'
        AND c.table_name NOT LIKE 'dev\\_%'`;
    expect(tables.map((row) => row.table_name).sort()).toEqual([...TENANT_TABLES].sort());
  });
});

describe('uninstall and reinstall', () => {
  it('stop everything, and thank nobody for what was before', async () => {
    await deliver({ type: 'order', order: order() });
    await deliver({ type: 'app-uninstalled', at: '2026-11-20T00:00:00Z' });
    expect(await database.db.message.count({ where: { state: 'planned' } })).toBe(0);
    await deliver({
      type: 'order',
      order: anOrder({ shopifyCustomerId: '8', processedAt: '2026-11-21T10:00:00Z' }),
    });
    await reinstall(services, SHOP);
    // the same again, and one that comes late
    await deliver({ type: 'order', order: { ...order(), factsAt: '2026-11-22T09:00:00Z' } });
    await deliver({
      type: 'order',
      order: anOrder({ shopifyCustomerId: '9', processedAt: '2026-11-22T09:00:00Z' }),
    });
    expect(await database.db.message.count({ where: { state: 'planned' } })).toBe(0);
    // but for what comes now
    await deliver({
      type: 'order',
      order: anOrder({ shopifyCustomerId: '9', processedAt: '2026-11-22T10:05:00Z' }),
    });
    expect(await database.db.message.count({ where: { state: 'planned' } })).toBe(1);
  });
});

describe('inbox rows', () => {
  it('lose their facts a week after they were applied, and go after 90 days; open ones stay', async () => {
    await deliver({ type: 'order', order: order() });
    await database.db.inboxEvent.create({
      data: { shop: SHOP, webhookId: 'open', topic: 't', businessKey: 'open', receivedAt: services.clock.now(), facts: asJson(redact) },
    }); // prettier-ignore
    const jobs = { ...services.jobs, pendingKeys: async () => new Set<string>() };
    const after = async (now: string) => {
      services.clock.set(now);
      await tick({ ...services, jobs }, newTickMemory());
      const rows = await database.db.inboxEvent.findMany({ orderBy: { id: 'asc' } });
      return rows.map(({ facts }) => Object.keys(facts as object).length > 0);
    };
    expect(await after('2026-11-29T09:00:00Z')).toEqual([true, true]);
    expect(await after('2026-11-29T11:00:00Z')).toEqual([false, true]);
    expect(await after('2027-02-21T11:00:00Z')).toEqual([true]);
  });
});

describe('customers/data_request', () => {
  it('becomes an entry in the activity log', async () => {
    await deliver({ type: 'order', order: order() });
    await deliver({
      type: 'customer-data-request',
      customerId: '550077',
      requestId: '5',
      orderIds: ['771001'],
    });
    const entry = await database.db.activityEntry.findFirstOrThrow({
      where: { event: 'customer.data-requested' },
    });
    expect(entry.detail).toMatchObject({ requestId: '5', known: true, orders: 1 });
  });
});
