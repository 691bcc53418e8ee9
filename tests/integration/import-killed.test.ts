import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import type { AdminApi } from '~/admin-api/client.server';
import { CONNECTION_NAME } from '~/database/client.server';
import { applyOrderFacts } from '~/ledger/apply-event.server';
import { importHistory } from '~/ledger/import-history.server';
import { startHistoryImport } from '~/ledger/start-import.server';
import { redactCustomer } from '~/ledger/privacy.server';
import { importOrderLines } from '~/ledger/import-orders.server';
import { truncateAll, type TestDatabase } from '../support/database';
import { bulkChild, bulkLine } from '../support/bulk-lines';
import { anOrder, installShop, SHOP, type LedgerServices } from '../support/ledger';
import { useLedger } from '../support/use-ledger';

let database: TestDatabase;
let services: LedgerServices;
useLedger((world) => ({ database, services } = world));

/** 60 customers with up to three orders; every third line a child, before its parent as often as behind it. */
function history(): string[] {
  const lines: string[] = [];
  for (let order = 1; order <= 120; order += 1) {
    const customer = 1 + (order % 60);
    const guest = order > 100;
    const at = new Date(Date.UTC(2024, 0, order, 12)).toISOString();
    lines.push(bulkChild(order, 1 + ((order * 37) % 120)));
    lines.push(
      bulkLine({ id: order, customer: guest ? null : customer, email: `c${customer}@example.com`, at }),
    );
  }
  return lines;
}

/** Everything that an import decides, without the ids that it draws. */
const ledger = () =>
  database.db.$queryRaw`
    SELECT o.order_id, o.total_minor::text, o.facts_at, o.excluded_reason, c.shopify_customer_id, c.order_count,
      c.qualifying_count, c.net_spend_minor::text, c.first_qualifying_date::text, c.segment, c.tier_key,
      (SELECT string_agg(i.key, ' ' ORDER BY i.key) FROM customer_identity i WHERE i.shop = c.shop AND i.customer_id = c.id)
        AS keys
    FROM ledger_order o LEFT JOIN ledger_customer c ON c.shop = o.shop AND c.id = o.customer_id
    WHERE o.shop = ${SHOP} ORDER BY o.order_id`;

const stagingTables = () =>
  database.db.$queryRaw<{ count: number }[]>`SELECT count(*)::int FROM pg_tables WHERE schemaname = 'import'`;

const noSleep = async () => undefined;

interface FakeShopify {
  admin: AdminApi;
  started: number;
  reads: number;
  rows: number;
  /** the lines that one reading gives */
  lines(reading: number): AsyncIterable<string> | Iterable<string>;
}

function fakeShopify(lines: string[]): FakeShopify {
  const fake: FakeShopify = {
    started: 0,
    reads: 0,
    rows: 120,
    lines: () => lines,
    admin: {
      request: async (document: string) => ({ ok: true, data: answer(document) }),
      lines: async function* () {
        fake.reads += 1;
        yield* fake.lines(fake.reads);
      },
    } as unknown as AdminApi,
  };
  function answer(document: string) {
    if (document.includes('bulkOperationRunQuery')) {
      fake.started += 1;
      const id = `gid://shopify/BulkOperation/${fake.started}`;
      return { bulkOperationRunQuery: { bulkOperation: { id }, userErrors: [] } };
    }
    const rootObjectCount = String(fake.rows);
    return {
      bulkOperation: { id: 'x', status: 'COMPLETED', errorCode: null, rootObjectCount, url: 'https://x' },
    };
  }
  return fake;
}

async function run(shopify: FakeShopify): Promise<void> {
  const runId = await startHistoryImport(database.db, services.jobs, SHOP, services.clock.now());
  await importHistory({ ...services, admin: () => shopify.admin }, { shop: SHOP, runId }, noSleep);
}

describe('a history import', () => {
  it('gives the same whether children stand before or behind their parents, and drops its table', async () => {
    await run(fakeShopify(history()));
    const before = await ledger();
    expect(before).toHaveLength(120);
    await truncateAll(database.db);
    await installShop(database.db);
    await run(fakeShopify(history().reverse()));
    expect(await ledger()).toEqual(before);
    expect(await stagingTables()).toEqual([{ count: 0 }]);
  });

  /** Statements at which the connection is lost, as by a kill: the first ones of every stage, and between commits. */
  const STAGES = [
    'CREATE UNLOGGED TABLE',
    'COPY import.',
    'UPDATE import_run SET lines_read',
    'COMMIT',
    'CREATE TEMP TABLE label',
    'CREATE TEMP TABLE customer_root',
    'COPY (SELECT',
    'COPY ledger_customer',
    'COPY customer_identity',
    'COPY ledger_order',
  ];
  it.each(STAGES)('killed at "%s" ends the same as an undisturbed one', async (statement) => {
    await run(fakeShopify(history()));
    const undisturbed = await ledger();
    await truncateAll(database.db);
    await installShop(database.db);

    const shopify = fakeShopify(history());
    const lost = losingConnectionAt(statement);
    await expect(run(shopify)).rejects.toThrow();
    expect(lost()).toBe(true);
    expect(await database.db.importRun.findFirst()).toMatchObject({ state: 'running' });
    await run(shopify);
    expect(await ledger()).toEqual(undisturbed);
    expect(shopify.started).toBe(1);
    expect(await stagingTables()).toEqual([{ count: 0 }]);
  });

  it('does not fetch again what it has read when it is killed while counting', async () => {
    const shopify = fakeShopify(history());
    losingConnectionAt('COPY ledger_order');
    await expect(run(shopify)).rejects.toThrow();
    await run(shopify);
    expect(shopify.reads).toBe(1);
  });

  it('reads again when a crash of the server has emptied its table', async () => {
    const shopify = fakeShopify(history());
    losingConnectionAt('COPY ledger_order');
    await expect(run(shopify)).rejects.toThrow();
    const { id } = await database.db.importRun.findFirstOrThrow();
    await database.db.$executeRawUnsafe(`TRUNCATE import."run_${id}"`);
    await run(shopify);
    expect(shopify.reads).toBe(2);
    expect(await ledger()).toHaveLength(120);
  });

  it('fetches a result again that ends too early, whole or in the middle of a line', async () => {
    const lines = history();
    const shopify = fakeShopify(lines);
    shopify.lines = (reading) => {
      if (reading === 1) return lines.slice(0, 100);
      return reading === 2 ? [...lines.slice(0, 150), '{"id":"gid://shopify/Ord'] : lines;
    };
    await expect(run(shopify)).rejects.toThrow('50 of 120');
    await expect(run(shopify)).rejects.toThrow('in the middle of a line');
    expect(await database.db.ledgerOrder.count()).toBe(0);
    await run(shopify);
    expect(await ledger()).toHaveLength(120);
  });

  it('passes over an order that cannot be read, and imports the others', async () => {
    const shopify = fakeShopify(['{"id":"gid://shopify/Order/999","name":"#999"}', ...history()]);
    shopify.rows = 121;
    await run(shopify);
    expect(await ledger()).toHaveLength(120);
  });

  it('takes an order once that the result has twice, the newer facts of it', async () => {
    const twice = { id: 7, customer: 8, email: 'other@example.com', at: '2024-01-07T12:00:00.000Z' };
    await importOrderLines(services, SHOP, [
      ...history(),
      bulkLine({ ...twice, total: '99.0', updatedAt: '2024-06-01T00:00:00Z' }),
      bulkLine({ ...twice, total: '11.0', updatedAt: '2024-02-01T00:00:00Z' }),
    ]);
    expect(await ledger()).toHaveLength(120);
    expect(await database.db.ledgerOrder.findFirst({ where: { orderId: '7' } })).toMatchObject({
      totalMinor: 9_900n,
    });
    const keys = await database.db.customerIdentity.findMany({ where: { key: { in: ['c:8'] } } });
    const { customerId } = keys[0]!;
    expect(await database.db.customerIdentity.count({ where: { customerId } })).toBe(3);
  });

  it('brings nobody back who is redacted while it is under way', async () => {
    const shopify = fakeShopify(history());
    losingConnectionAt('COPY ledger_order');
    await expect(run(shopify)).rejects.toThrow();
    const { id } = await database.db.importRun.findFirstOrThrow();
    const staged = () =>
      database.db.$queryRawUnsafe(
        `SELECT 1 FROM import."run_${id}" WHERE customer_key = 'c:8' OR order_id = '7'`,
      );
    expect(await staged()).not.toEqual([]);
    const request = {
      type: 'customer-redact' as const,
      customerId: '8',
      emailHash: null,
      orderIds: ['7', '67'],
      at: '',
    };
    const key = services.env.EMAIL_HASH_KEY;
    await database.db.$transaction((tx) => redactCustomer(tx, SHOP, key, request, services.clock.now()));
    expect(await staged()).toEqual([]);
    await run(shopify);
    await importOrderLines(services, SHOP, history());
    expect(await database.db.customerIdentity.count({ where: { key: 'c:8' } })).toBe(0);
    expect(await database.db.ledgerOrder.count({ where: { orderId: { in: ['7', '67'] } } })).toBe(0);
    expect(await database.db.ledgerCustomer.count({ where: { shopifyCustomerId: '8' } })).toBe(0);
  });

  it('is not run by two workers at once', async () => {
    const shopify = fakeShopify(history());
    let second: Promise<void> | null = null;
    shopify.lines = async function* () {
      second ??= run(fakeShopify(history()));
      await expect(second).rejects.toThrow('another process');
      yield* history();
    };
    await run(shopify);
    expect(await ledger()).toHaveLength(120);
  });

  it('leaves newer facts of a webhook alone, whenever it came, and counts them', async () => {
    const facts = { orderId: '7', shopifyCustomerId: '8', processedAt: '2024-01-07T12:00:00.000Z' };
    const cancelled = { factsAt: '2024-06-01T00:00:00.000Z', cancelledAt: '2024-06-01T00:00:00.000Z' };
    const shopify = fakeShopify(history());
    shopify.lines = async function* () {
      yield* history();
      // while it is read: newer facts of an order, of one that it does not have, and a person who got another address
      await applyOrderFacts(services, SHOP, anOrder({ ...facts, ...cancelled }));
      await applyOrderFacts(services, SHOP, anOrder({ orderId: '500', shopifyCustomerId: '9' }));
    };
    await run(shopify);
    expect(await database.db.ledgerOrder.findFirst({ where: { orderId: '7' } })).toMatchObject({
      cancelledAt: new Date(cancelled.cancelledAt),
      excludedReason: 'cancelled',
    });
    const of = (shopifyCustomerId: string) =>
      database.db.ledgerCustomer.findFirst({ where: { shop: SHOP, shopifyCustomerId } });
    expect(await of('8')).toMatchObject({ orderCount: 2, qualifyingCount: 1 });
    expect(await of('9')).toMatchObject({ orderCount: 3 });
    // older facts that come late change nothing
    await importOrderLines(services, SHOP, history());
    expect(await of('8')).toMatchObject({ orderCount: 2, qualifyingCount: 1 });
  });

  it('joins keys over many orders, whatever the length of the chain', async () => {
    const lines: string[] = [];
    for (let link = 0; link < 40; link += 1) {
      const at = new Date(Date.UTC(2024, 0, 1 + link)).toISOString();
      lines.push(bulkLine({ id: 2 * link, customer: 100 - link, email: `m${link}@example.com`, at }));
      lines.push(bulkLine({ id: 2 * link + 1, customer: 100 - link, email: `m${link + 1}@example.com`, at }));
    }
    lines.push(bulkLine({ id: 900, customer: null, email: 'm20@example.com', at: '2025-01-01T00:00:00Z' }));
    lines.push(bulkLine({ id: 901, customer: null, email: null, at: '2025-01-01T00:00:00Z' }));
    await importOrderLines(services, SHOP, lines);
    expect(
      await database.db.ledgerCustomer.findMany({ select: { orderCount: true, shopifyCustomerId: true } }),
    ).toEqual([{ orderCount: 81, shopifyCustomerId: '100' }]);
    expect(await database.db.ledgerOrder.findFirst({ where: { orderId: '901' } })).toMatchObject({
      customerId: null,
    });
  });
});

/**
 * The next time that a connection of an import begins a statement so, it is lost, as by a kill: PostgreSQL rolls back what it
 * had open.
 * @returns whether it came to that
 */
function losingConnectionAt(statement: string): () => boolean {
  const query = pg.Client.prototype.query as (this: pg.Client, ...parameters: unknown[]) => unknown;
  let done = false;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...parameters: unknown[]
  ) {
    const [given] = parameters;
    const text = typeof given === 'string' ? given : (given as { text?: string }).text;
    const { connectionParameters, connection } = this as unknown as {
      connectionParameters: { application_name?: string };
      connection: { stream: { destroy(): void } };
    };
    if (
      !done &&
      connectionParameters.application_name === CONNECTION_NAME &&
      text?.trimStart().startsWith(statement)
    ) {
      done = true;
      connection.stream.destroy();
    }
    return query.apply(this, parameters);
  });
  return () => done;
}
