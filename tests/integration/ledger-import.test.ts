import type { Prisma } from '@prisma/client';
import { describe, expect, it } from 'vitest';
import type { AdminApi } from '~/admin-api/client.server';
import { readFigures } from '~/ledger/figures.server';
import { importHistory } from '~/ledger/import-history.server';
import { startHistoryImport } from '~/ledger/start-import.server';
import { importOrderLines } from '~/ledger/import-orders.server';
import { lockForBatch } from '~/ledger/locks.server';
import { reclassify } from '~/ledger/reclassify.server';
import { reconcile } from '~/ledger/reconcile.server';
import type { OrderFacts } from '~/loyalty/order-facts';
import { bulkLine } from '../support/bulk-lines';
import { truncateAll, type TestDatabase } from '../support/database';
import { anOrder, deliver, installShop, SHOP, type LedgerServices } from '../support/ledger';
import { useLedger } from '../support/use-ledger';

let database: TestDatabase;
let services: LedgerServices;
useLedger((world) => ({ database, services } = world));

/** 500 customers, most of whom bought once, some of them as guests, with children lines in between. */
function history(): string[] {
  const lines: string[] = [];
  let id = 1;
  for (let customer = 1; customer <= 500; customer += 1) {
    const orders = customer % 5 === 0 ? 3 : 1;
    for (let index = 0; index < orders; index += 1) {
      const guest = index === 1;
      lines.push(
        bulkLine({
          id: id++,
          customer: guest ? null : customer,
          email: `C${customer}@Example.com`,
          at: new Date(Date.UTC(2024, 0, 1 + index * 200 + (customer % 28), 12)).toISOString(),
        }),
      );
      lines.push(JSON.stringify({ id: `gid://shopify/LineItem/${id}`, __parentId: 'gid://shopify/Order/1' }));
    }
  }
  return lines.reverse();
}

const snapshot = () =>
  database.db.$queryRaw`
    SELECT shopify_customer_id, segment, tier_key, order_count, qualifying_count, net_spend_minor::text, first_qualifying_date::text
    FROM ledger_customer WHERE shop = ${SHOP} ORDER BY shopify_customer_id`;

describe('the history import', () => {
  it('imports 500 customers, joins their guest orders, plans no message, and repeats without effect', async () => {
    const lines = history();
    const progress = await importOrderLines(services, SHOP, lines);
    expect(progress).toEqual({ rowsDone: 700, ordersChanged: 700 });
    const figures = await readFigures(services, SHOP);
    expect(figures?.segments).toEqual({ prospect: 0, new: 400, repeat: 0, lapsed: 100, unknown: 0 });
    expect(await database.db.message.count()).toBe(0);
    expect(await database.db.gift.count()).toBe(0);

    const before = await snapshot();
    const stamps = await database.db.ledgerCustomer.findMany({ select: { id: true, updatedAt: true } });
    services.clock.set('2026-11-22T11:00:00Z');
    expect(await importOrderLines(services, SHOP, lines)).toEqual({ rowsDone: 700, ordersChanged: 0 });
    expect(await snapshot()).toEqual(before);
    expect(await database.db.ledgerCustomer.findMany({ select: { id: true, updatedAt: true } })).toEqual(
      stamps,
    );
  });

  it('ends the same as the events of the same orders', async () => {
    const orders = [
      anOrder({ orderId: '1', name: '#1', shopifyCustomerId: '1', processedAt: '2026-02-01T10:00:00.000Z' }),
      anOrder({ orderId: '2', name: '#2', shopifyCustomerId: '1', processedAt: '2026-03-01T10:00:00.000Z' }),
    ];
    for (const order of orders) await deliver(services, { type: 'order', order });
    const byEvents = await snapshot();
    await truncateAll(database.db);
    await installShop(database.db);
    await importOrderLines(services, SHOP, [
      bulkLine({ id: 2, customer: 1, at: '2026-03-01T10:00:00Z' }),
      bulkLine({ id: 1, customer: 1, at: '2026-02-01T10:00:00Z' }),
    ]);
    expect(await snapshot()).toEqual(byEvents);
  });

  it('runs the bulk operation, polls, reads, and survives being cut in the middle', async () => {
    const lines = history();
    const shopify = fakeShopify(lines);
    const running = { ...services, admin: () => shopify.admin };
    const runId = await startHistoryImport(database.db, services.jobs, SHOP, services.clock.now());
    expect(await startHistoryImport(database.db, services.jobs, SHOP, services.clock.now())).toBe(runId);
    const noSleep = async () => undefined;

    shopify.cutAfter = 1_200;
    await expect(importHistory(running, { shop: SHOP, runId }, noSleep)).rejects.toThrow(/cut/);
    const cut = await database.db.importRun.findFirstOrThrow();
    expect(cut).toMatchObject({ state: 'running', phase: 'reading', rowsTotal: 700 });
    expect(cut.rowsRead).toBeGreaterThan(0);

    shopify.cutAfter = Infinity;
    await importHistory(running, { shop: SHOP, runId }, noSleep);
    const done = await database.db.importRun.findFirstOrThrow();
    expect(done).toMatchObject({ state: 'done', rowsDone: 700, rowsTotal: 700 });
    expect(shopify.started).toBe(1);
    expect(await database.db.ledgerOrder.count()).toBe(700);
    await importHistory(running, { shop: SHOP, runId }, noSleep);
    expect(await database.db.activityEntry.count({ where: { event: 'import.done' } })).toBe(1);
  });

  it('asks for a new operation when the old one failed or expired', async () => {
    const shopify = fakeShopify(history());
    const running = { ...services, admin: () => shopify.admin };
    const runId = await startHistoryImport(database.db, services.jobs, SHOP, services.clock.now());
    shopify.status = 'FAILED';
    await expect(importHistory(running, { shop: SHOP, runId }, async () => undefined)).rejects.toThrow(
      /failed/,
    );
    shopify.status = 'COMPLETED';
    await importHistory(running, { shop: SHOP, runId }, async () => undefined);
    expect(shopify.started).toBe(2);
    expect(await database.db.importRun.findFirstOrThrow()).toMatchObject({ state: 'done' });
  });
});

function fakeShopify(lines: string[]) {
  const state = { started: 0, status: 'COMPLETED', cutAfter: Infinity, polls: 0 };
  const ok = (data: unknown) => ({ ok: true as const, data });
  const fake = {
    request: async (document: string) => {
      if (document.includes('bulkOperationRunQuery')) {
        state.started += 1;
        return ok({
          bulkOperationRunQuery: { bulkOperation: { id: `gid://b/${state.started}` }, userErrors: [] },
        });
      }
      state.polls += 1;
      const status = state.polls % 2 ? 'RUNNING' : state.status;
      return ok({
        bulkOperation: { id: 'x', status, errorCode: null, rootObjectCount: '700', url: 'https://x' },
      });
    },
    async *lines() {
      for (const [index, text] of lines.entries()) {
        if (index >= state.cutAfter) throw new Error('terminated');
        yield text;
      }
    },
  };
  return Object.assign(state, { admin: fake as unknown as AdminApi });
}

describe('reclassification', () => {
  /** Version 2: repeat from four orders on, and nobody lapses. */
  async function changeProgram(tx: Prisma.TransactionClient): Promise<void> {
    const { document } = await tx.program.findFirstOrThrow({ where: { shop: SHOP } });
    const changed = structuredClone(document) as {
      classification: { repeatFromOrders: number; lapsedAfterDays: null };
    };
    changed.classification.repeatFromOrders = 4;
    changed.classification.lapsedAfterDays = null;
    await tx.program.create({ data: { shop: SHOP, version: 2, document: changed, createdAt: new Date() } });
    await tx.shop.update({ where: { shop: SHOP }, data: { programVersion: 2 } });
  }

  it('is not needed for customers that an import was counting when the program changed', async () => {
    const waiting = () => database.db.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    let imported: Promise<unknown> | undefined;
    await database.db.$transaction(
      async (tx) => {
        await lockForBatch(tx, SHOP);
        imported = importOrderLines(services, SHOP, history());
        await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(1);
        await changeProgram(tx);
      },
      { timeout: 30_000 },
    );
    await imported;
    expect(await database.db.ledgerCustomer.count({ where: { programVersion: 2 } })).toBe(500);
    expect((await readFigures(services, SHOP))?.segments).toMatchObject({ new: 500, lapsed: 0 });
  });

  it('follows a change of program for everybody', async () => {
    await importOrderLines(services, SHOP, history());
    await changeProgram(database.db);
    expect(await reclassify(services, SHOP)).toBe(500);
    expect((await readFigures(services, SHOP))?.segments).toEqual({
      prospect: 0,
      new: 500,
      repeat: 0,
      lapsed: 0,
      unknown: 0,
    });
    expect(await database.db.ledgerCustomer.count({ where: { programVersion: 2 } })).toBe(500);
  });
});

describe('reconciliation', () => {
  it('heals what webhooks missed, reports it, and finds nothing the second time', async () => {
    await importOrderLines(services, SHOP, [bulkLine({ id: 1, customer: 1, at: '2026-11-22T08:00:00Z' })]);
    const nodes = [
      bulkLine({ id: 1, customer: 1, at: '2026-11-22T08:00:00Z' }),
      bulkLine({ id: 2, customer: 1, at: '2026-11-22T09:00:00Z' }),
      bulkLine({
        id: 3,
        customer: 2,
        at: '2026-11-22T09:30:00Z',
        refunded: '20.0',
        total: '0.0',
        status: 'REFUNDED',
      }),
    ].map((text) => JSON.parse(text) as unknown);
    const queries: unknown[] = [];
    const fake = {
      request: async (_document: string, variables?: Record<string, unknown>) => {
        queries.push(variables);
        const second = variables?.after === 'p2';
        const orders = {
          nodes: second ? nodes.slice(2) : nodes.slice(0, 2),
          pageInfo: { hasNextPage: !second, endCursor: 'p2' },
        };
        return { ok: true, data: { orders } };
      },
      lines: async function* () {},
    };
    const running = { ...services, admin: () => fake as unknown as AdminApi };
    expect(await reconcile(running, SHOP)).toEqual({ looked: 3, healed: 2 });
    expect(await database.db.message.count()).toBe(1); // order 2 was paid after the install; order 3 was refunded
    expect(await reconcile(running, SHOP)).toEqual({ looked: 3, healed: 0 });
    expect(queries.at(-1)).toMatchObject({ query: "updated_at:>='2026-11-22T09:50:00.000Z'" });
    expect(await database.db.activityEntry.count({ where: { event: 'reconcile.healed' } })).toBe(1);
  });
});

describe('what discounts took off', () => {
  const history = [
    bulkLine({ id: 1, customer: 1, at: '2025-05-15T10:00:00Z', discount: '1.05' }),
    bulkLine({ id: 2, customer: 1, at: '2026-04-30T10:00:00Z', discount: '2.5' }),
    bulkLine({ id: 3, customer: 1, at: '2026-05-10T10:00:00Z', discount: '99.00', status: 'PENDING' }),
    bulkLine({ id: 4, customer: 2, at: '2026-05-11T10:00:00Z' }),
  ];
  const saved = async () =>
    (await database.db.ledgerCustomer.findMany({ orderBy: { savedMinor: 'asc' } })).map(
      ({ savedMinor, standingWrittenAt }) => [savedMinor, standingWrittenAt !== null],
    );

  it('is summed over the orders of the net spend', async () => {
    await importOrderLines(services, SHOP, history);
    expect(await saved()).toEqual([
      [0n, false],
      [355n, false],
    ]);
  });

  it('comes to orders of an earlier version with another import of the same, and the dossier is due', async () => {
    await importOrderLines(services, SHOP, history);
    await database.db.ledgerOrder.updateMany({ data: { discountMinor: 0n } });
    await database.db.ledgerCustomer.updateMany({ data: { savedMinor: 0n, standingWrittenAt: new Date() } });
    expect(await importOrderLines(services, SHOP, history)).toMatchObject({ ordersChanged: 3 });
    expect(await saved()).toEqual([
      [0n, true],
      [355n, false],
    ]);
  });

  it('is nothing in an event that an earlier version took in', async () => {
    const { discountMinor: _none, ...before } = anOrder({ shopifyCustomerId: '7' });
    const order = before as OrderFacts;
    expect(await deliver(services, { type: 'order', order })).toBe('applied');
    expect(await deliver(services, { type: 'order', order: { ...order, discountMinor: 120 } })).toBe(
      'applied',
    );
    expect(await saved()).toEqual([[120n, false]]);
  });
});

describe('key figures', () => {
  it('agree with a hand count', async () => {
    services.clock.set('2026-05-15T10:00:00Z');
    await importOrderLines(services, SHOP, [
      bulkLine({ id: 1, customer: 1, at: '2025-05-15T10:00:00Z', total: '10.00' }), // first order, a year ago today
      bulkLine({ id: 2, customer: 1, at: '2026-04-30T22:30:00Z', total: '30.00', refunded: '5.00' }), // May 1 in Berlin
      bulkLine({ id: 3, customer: 2, at: '2026-05-10T10:00:00Z', total: '7.50' }),
      bulkLine({ id: 4, customer: 3, at: '2026-05-11T10:00:00Z', status: 'PENDING' }),
    ]);
    const figures = await readFigures(services, SHOP);
    expect(figures).toMatchObject({
      segments: { prospect: 1, new: 1, repeat: 1, lapsed: 0 },
      repeatRate: 0.5,
      anniversariesToday: 1,
      revenue: { newMinor: 750, repeatMinor: 3_000 },
    });
    expect(figures?.months).toHaveLength(12);
    expect(figures?.months.at(0)?.month).toBe('2025-06');
    expect(figures?.months.at(-1)).toEqual({ month: '2026-05', newMinor: 750, repeatMinor: 3_000 });
  });
});
