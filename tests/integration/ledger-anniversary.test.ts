import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEFINITIONS_VERSION } from '~/effects/metafield-definitions';
import { newTickMemory, tick } from '~/jobs/tick.server';
import { importOrderLines } from '~/ledger/import-orders.server';
import { reclassify } from '~/ledger/reclassify.server';
import { scanAnniversaries } from '~/ledger/scan-anniversaries.server';
import { readProgram } from '~/loyalty/stored-program';
import type { OrderFacts } from '~/loyalty/order-facts';
import { bulkLine } from '../support/bulk-lines';
import type { TestDatabase } from '../support/database';
import { anOrder, deliver as deliverTo, SHOP, type LedgerServices } from '../support/ledger';
import { useLedger } from '../support/use-ledger';

let database: TestDatabase;
let services: LedgerServices;
useLedger((world) => ({ database, services } = world), '2026-05-01T06:59:00Z'); // 8:59 in Berlin

const deliver = (order: OrderFacts) => deliverTo(services, { type: 'order', order });

const gifts = () => database.db.gift.findMany({ orderBy: { occasionDate: 'asc' } });

describe('the anniversary scan', () => {
  it('plans one gift at the send hour of the shop, however often it runs', async () => {
    // 23:30 UTC on April 30 is May 1 in Berlin
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2023-04-30T23:30:00Z' }));
    await deliver(anOrder({ shopifyCustomerId: '2', processedAt: '2023-05-02T10:00:00Z' }));
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    services.clock.set('2026-05-01T07:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 0 });
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    await Promise.all([1, 2, 3, 4].map(() => scanAnniversaries(services, SHOP)));
    const [gift, ...others] = await gifts();
    expect(others).toEqual([]);
    expect(gift).toMatchObject({ occasion: 'anniversary:3', state: 'planned', percentage: '15' });
    expect(gift?.validUntil.toISOString().slice(0, 10)).toBe('2026-05-30');
    expect(services.jobs.sent.filter((job) => job.queue === 'coupon.issue')).toHaveLength(1);
  });

  it('catches up within the window and records what is too late as missed', async () => {
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2024-05-01T10:00:00Z' }));
    await deliver(anOrder({ shopifyCustomerId: '2', processedAt: '2024-05-10T10:00:00Z' }));
    services.clock.set('2026-05-12T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 1 });
    const found = await gifts();
    expect(found.map((gift) => gift.state)).toEqual(['missed', 'planned']);
    // a late coupon keeps its full time
    expect(found[1]?.validUntil.toISOString().slice(0, 10)).toBe('2026-06-10');
  });

  it('gives each gift once, whatever the clock does: an hour and a day both ways, three days without a worker', async () => {
    for (const day of ['01', '02', '03', '04', '05'])
      await deliver(anOrder({ shopifyCustomerId: day, processedAt: `2024-05-${day}T10:00:00Z` }));
    const scans = async (...instants: string[]) => {
      for (const instant of instants) {
        services.clock.set(instant);
        await scanAnniversaries(services, SHOP);
      }
      const found = await gifts();
      return found.map(({ occasionDate, state }) => `${occasionDate.toISOString().slice(8, 10)} ${state}`);
    };
    expect(await scans('2026-05-01T07:00:00Z')).toEqual(['01 planned']);
    expect(await scans('2026-05-01T06:00:00Z', '2026-05-01T08:00:00Z')).toEqual(['01 planned']);
    expect(await scans('2026-04-30T07:00:00Z', '2026-05-01T07:01:00Z')).toEqual(['01 planned']);
    const ahead = ['01 planned', '02 planned']; // a day early, since the clock said so
    expect(await scans('2026-05-02T07:01:00Z', '2026-05-01T07:02:00Z', '2026-05-02T07:03:00Z')).toEqual(
      ahead,
    );
    // nobody looked on the 3rd, 4th and 5th
    const all = [...ahead, '03 planned', '04 planned', '05 planned'];
    expect(await scans('2026-05-05T07:03:00Z')).toEqual(all);
    expect(await scans('2026-05-02T07:03:00Z', '2026-05-04T07:00:00Z', '2026-05-05T08:00:00Z')).toEqual(all);
  });

  it('owes nothing for anniversaries before the install', async () => {
    await database.db.shop.updateMany({ data: { installedAt: new Date('2026-05-12T00:00:00Z') } });
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2024-05-10T10:00:00Z' }));
    services.clock.set('2026-05-12T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
  });

  it('waits for the history import: until then an old customer may look new', async () => {
    const run = { shop: SHOP, id: crypto.randomUUID(), kind: 'history', startedAt: new Date() };
    await database.db.importRun.create({ data: { ...run, state: 'running' } });
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2024-05-01T10:00:00Z' }));
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2026-04-30T10:00:00Z' }));
    services.clock.set('2026-05-01T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    expect(await database.db.message.count({ where: { state: 'planned' } })).toBe(1);
    expect(services.jobs.sent.filter((job) => job.queue === 'message.send')).toEqual([]);
    await database.db.importRun.updateMany({ data: { state: 'done' } });
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 0 });
  });

  it('moves with the first qualifying order', async () => {
    const first = anOrder({ shopifyCustomerId: '1', processedAt: '2024-05-01T10:00:00Z' });
    await deliver(first);
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2024-08-01T10:00:00Z' }));
    await deliver({
      ...first,
      financialStatus: 'refunded',
      refundedMinor: 2_000,
      factsAt: '2024-09-01T10:00:00Z',
    });
    services.clock.set('2026-05-01T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    services.clock.set('2026-08-01T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 0 });
  });
});

describe('the anniversary scan of days that were scanned before', () => {
  const line = (id: number, customer: number, at: string) => bulkLine({ id, customer, at });

  it('looks at the days since the last scan, and at two months after a change of program', async () => {
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2024-05-01T10:00:00Z' }));
    await scanAnniversaries(services, SHOP);
    services.clock.set('2026-05-03T10:00:00Z');
    // behind the scan's back: the ledger itself would have noted it
    await database.db.$executeRaw`UPDATE ledger_customer SET first_moved_at = NULL`;
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 0 });
    await database.db.gift.deleteMany();
    services.clock.set('2026-05-04T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    const program = await database.db.program.findFirstOrThrow();
    await database.db.program.create({
      data: { shop: SHOP, version: 2, document: program.document as object, createdAt: new Date() },
    });
    await database.db.shop.updateMany({ data: { programVersion: 2 } });
    // nobody is looked for while some are counted by the old program and some by the new one
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    await reclassify(services, SHOP);
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 0 });
  });

  it('a merchant who asks for more days ahead takes nobody’s coupon away', async () => {
    const days = ['04-29', '05-02', '05-08', '05-14', '05-20'];
    for (const day of days)
      await deliver(
        anOrder({ shopifyCustomerId: day.replace('-', ''), processedAt: `2024-${day}T10:00:00Z` }),
      );
    await database.db.$executeRaw`UPDATE ledger_customer SET first_moved_at = NULL`;
    await scanAnniversaries(services, SHOP);
    services.clock.set('2026-05-01T10:00:00Z');
    await scanAnniversaries(services, SHOP);
    const { document } = await database.db.program.findFirstOrThrow();
    const program = readProgram(document);
    program.anniversary.leadDays = 14;
    const createdAt = services.clock.now();
    await database.db.program.create({ data: { shop: SHOP, version: 2, document: program, createdAt } });
    await database.db.shop.updateMany({ data: { programVersion: 2 } });
    await reclassify(services, SHOP);
    await scanAnniversaries(services, SHOP);
    const states = async () =>
      (await gifts()).map(({ occasionDate, state }) => `${occasionDate.toISOString().slice(5, 10)} ${state}`);
    expect(await states()).toEqual(['04-29 planned', '05-02 planned', '05-08 planned', '05-14 planned']);
    services.clock.set('2026-05-06T07:00:00Z');
    await scanAnniversaries(services, SHOP);
    expect((await states()).slice(4)).toEqual(['05-20 planned']);
  });

  it('finds what an event moved to such a day', async () => {
    const first = anOrder({ shopifyCustomerId: '1', processedAt: '2025-08-01T10:00:00Z' });
    await deliver(first);
    await deliver(
      anOrder({
        shopifyCustomerId: '1',
        processedAt: '2025-05-01T10:00:00Z',
        financialStatus: 'pending',
        orderId: '77',
      }),
    );
    services.clock.set('2026-05-02T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2025-05-01T10:00:00Z', factsAt: '2026-05-02T10:00:00Z', orderId: '77' })); // prettier-ignore
    services.clock.set('2026-05-03T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 0 });
  });

  it('goes back when the clock was set back', async () => {
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2024-05-02T10:00:00Z' }));
    services.clock.set('2026-09-01T10:00:00Z');
    await scanAnniversaries(services, SHOP);
    await database.db.gift.deleteMany();
    services.clock.set('2026-05-02T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 0 });
  });

  it('owes nothing for anniversaries from before the import that told of them', async () => {
    services.clock.set('2026-05-03T10:00:00Z');
    await importOrderLines(services, SHOP, [
      line(1, 1, '2024-05-01T10:00:00Z'), // two days ago
      line(2, 2, '2024-05-03T10:00:00Z'), // today, an hour ago
      line(3, 3, '2024-05-04T10:00:00Z'),
    ]);
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    services.clock.set('2026-05-04T10:00:00Z');
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 1, missed: 0 });
    // of a customer whom events made known first, history moves the anniversary all the same
    await deliver(anOrder({ shopifyCustomerId: '9', processedAt: '2025-12-01T10:00:00Z' }));
    await importOrderLines(services, SHOP, [line(4, 9, '2024-05-03T10:00:00Z')]);
    expect(await scanAnniversaries(services, SHOP)).toEqual({ planned: 0, missed: 0 });
    services.clock.set('2027-05-03T10:00:00Z');
    // a year later all of them are owed theirs, the one of two days ago within the catch-up
    expect((await scanAnniversaries(services, SHOP)).planned).toBe(3);
  });
});

describe('the tick', () => {
  const jobsWithPending = (pending: string[] = []) =>
    Object.assign(services.jobs, { pendingKeys: async () => new Set(pending) });

  it('enqueues due messages, forgotten inbox rows, planned coupons and each shop’s hour, once', async () => {
    await database.db.shop.updateMany({
      data: { setUpAt: new Date(), definitionsVersion: DEFINITIONS_VERSION },
    });
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2026-04-30T10:00:00Z' }));
    await database.db.inboxEvent.create({
      data: {
        shop: SHOP, webhookId: 'lost', topic: 't', businessKey: 'lost', receivedAt: new Date('2026-05-01T06:00:00Z'),
        facts: { type: 'order-noted', orderId: '1' },
      },
    }); // prettier-ignore
    const memory = newTickMemory();
    services.jobs.sent.length = 0;
    await tick({ ...services, jobs: jobsWithPending() }, memory);
    expect(services.jobs.sent.map((job) => job.queue).sort()).toEqual([
      'anniversary.scan',
      'audit',
      'inbox.apply',
      'message.send',
      'reclassify',
      'reconcile',
      'standing.write',
    ]);
    services.jobs.sent.length = 0;
    await tick({ ...services, jobs: jobsWithPending([SHOP]) }, memory);
    expect(services.jobs.sent.map((job) => job.queue)).toEqual(['inbox.apply']);
    services.clock.set('2026-05-01T07:00:00Z');
    services.jobs.sent.length = 0;
    await tick({ ...services, jobs: jobsWithPending([SHOP]) }, memory);
    expect(services.jobs.sent.map((job) => job.queue)).toContain('anniversary.scan');
  });

  it('sets up once more a shop that an earlier version of the app has set up', async () => {
    await database.db.shop.updateMany({
      data: { setUpAt: new Date(), definitionsVersion: DEFINITIONS_VERSION - 1 },
    });
    const setUps = () => services.jobs.sent.filter(({ queue }) => queue === 'install.setup');
    services.jobs.sent.length = 0;
    await tick({ ...services, jobs: jobsWithPending([SHOP]) }, newTickMemory());
    expect(setUps()).toEqual([]);
    await tick({ ...services, jobs: jobsWithPending() }, newTickMemory());
    expect(setUps()).toHaveLength(1);
  });

  it('finds answers to the question for consent whose job was lost', async () => {
    await database.db.consentAnswer.create({
      data: {
        shop: SHOP, id: randomUUID(), shopifyCustomerId: '1', emailHash: 'x', state: 'pending', surface: 'thank-you',
        locale: 'de', textId: '1.de', text: 'x', answeredAt: new Date(),
      },
    }); // prettier-ignore
    const found = () => services.jobs.sent.filter(({ queue }) => queue === 'consent.apply');
    services.jobs.sent.length = 0;
    await tick({ ...services, jobs: jobsWithPending() }, newTickMemory());
    expect(found()).toHaveLength(1);
    await database.db.consentAnswer.updateMany({ data: { mailedAt: new Date() } });
    await tick({ ...services, jobs: jobsWithPending() }, newTickMemory());
    expect(found()).toHaveLength(1);
    await database.db.consentAnswer.deleteMany({ where: { shop: SHOP } });
  });

  it('leaves uninstalled shops alone', async () => {
    await deliver(anOrder({ shopifyCustomerId: '1', processedAt: '2026-04-30T10:00:00Z' }));
    await database.db.shop.updateMany({ data: { setUpAt: new Date(), uninstalledAt: new Date() } });
    services.jobs.sent.length = 0;
    await tick({ ...services, jobs: jobsWithPending() }, newTickMemory());
    expect(services.jobs.sent).toEqual([]);
  });
});
