import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFINITIONS_VERSION } from '~/effects/metafield-definitions';
import { installShop, setUpShop } from '~/effects/set-up-shop';
import { syncDiscount } from '~/effects/sync-discount';
import { writeStandings } from '~/effects/write-standings';
import { RetryLater } from '~/retry-later.server';
import { recount } from '~/ledger/recount.server';
import { loadShopContext } from '~/ledger/shop-context.server';
import { standingsDueAfterAnniversaries } from '~/ledger/standings-due.server';
import { ofOrder } from '~/loyalty/program';
import { NOW, SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(() => h.empty('discountNode', 'metafield', 'metafieldDefinition'));

const write = () => writeStandings(h.services, { shop: SHOP });
const gid = (id: number) => `gid://shopify/Customer/${id}`;
const standing = (id: number): unknown => JSON.parse(h.metafield(gid(id), 'standing') ?? 'null');
const move = (id: string, data: Record<string, unknown>) =>
  h.db.ledgerCustomer.updateMany({
    where: { id },
    data: { ...data, standingWrittenAt: null, updatedAt: h.clock.now() },
  });

describe('standings', () => {
  beforeEach(() => h.installed());

  it('are written with the date of the first order, once', async () => {
    const [a, b] = h.customers();
    await h.ledgerCustomer(a!);
    await h.ledgerCustomer(b!, { tierKey: null, qualifyingCount: 1 });
    expect(await write()).toEqual({ written: 2, skipped: 0 });
    expect(standing(a!.id)).toEqual({ v: 2, n: 3, t: '9999-12-31regular' });
    expect(h.metafield(gid(a!.id), 'first_order_date')).toBe('2023-11-22');
    expect(standing(b!.id)).toBeNull(); // never entitled to anything
    expect(h.metafield(gid(b!.id), 'first_order_date')).toBe('2023-11-22');
    h.operations.length = 0;
    expect(await write()).toEqual({ written: 0, skipped: 0 });
    expect(h.operations).toEqual([]);
  });

  it('carry the last day of a tier', async () => {
    const customer = h.customers()[0]!;
    const id = await h.ledgerCustomer(customer, { tierUntil: new Date('2028-02-29') });
    await write();
    expect(standing(customer.id)).toEqual({ v: 2, n: 3, t: '2028-02-29regular' });
    await move(id, { tierUntil: new Date('2028-03-01') });
    expect(await write()).toEqual({ written: 1, skipped: 0 });
    expect(standing(customer.id)).toEqual({ v: 2, n: 3, t: '2028-03-01regular' });
  });

  it('of version 1 are written anew', async () => {
    const customer = h.customers()[0]!;
    const before = JSON.stringify(['{"v":1,"n":3,"t":"regular"}', '2023-11-22']);
    const digest = createHash('sha256').update(before).digest('hex').slice(0, 32);
    await h.ledgerCustomer(customer, { standingHash: `sd:${digest}` });
    expect(await write()).toEqual({ written: 1, skipped: 0 });
    expect(standing(customer.id)).toEqual({ v: 2, n: 3, t: '9999-12-31regular' });
  });

  it('are written for everybody while the discount falls back on the platform’s count of orders', async () => {
    const customer = h.customers()[0]!;
    // three orders at Shopify, of which one counts
    const id = await h.ledgerCustomer(customer, { orderCount: 3, qualifyingCount: 1, tierKey: null });
    await write();
    expect(standing(customer.id)).toBeNull();
    await h.program(({ loyalty }) => (loyalty.fallbackToOrderCount = true));
    await move(id, {}); // as the reclassification after a change of program does
    expect(await write()).toEqual({ written: 1, skipped: 0 });
    expect(standing(customer.id)).toEqual({ v: 2, n: 1 });
  });

  it('carry open gifts, and recently expired ones so that checkout can say so', async () => {
    const customer = h.customers()[0]!;
    const id = await h.ledgerCustomer(customer, { tierKey: null });
    await h.plannedGift(id, { state: 'issued', code: 'DANKE-OPEN' });
    await h.plannedGift(id, { state: 'redeemed', code: 'DANKE-USED', occasion: 'anniversary:2' });
    await h.plannedGift(id, {
      state: 'issued',
      code: 'DANKE-OVER',
      occasion: 'anniversary:1',
      validFrom: new Date('2026-10-23'),
      validUntil: new Date('2026-11-21'),
    });
    await h.plannedGift(id, {
      state: 'expired',
      code: 'DANKE-PAST',
      occasion: 'anniversary:5',
      validUntil: new Date('2026-09-20'),
    });
    await h.plannedGift(id, { state: 'planned', code: 'DANKE-SOON', occasion: 'anniversary:4' });
    await write();
    expect(standing(customer.id)).toEqual({
      v: 2,
      n: 3,
      g: {
        'DANKE-OVER': '2026-10-232026-11-21015001',
        'DANKE-OPEN': '2026-11-222026-12-21015003',
      },
    });
  });

  it('one who lost everything keeps none of it; a vanished first order takes its date along', async () => {
    const customer = h.customers()[0]!;
    const id = await h.ledgerCustomer(customer);
    await write();
    h.clock.set('2026-11-23T10:00:00Z');
    await move(id, { tierKey: null, qualifyingCount: 0, firstQualifyingDate: null });
    expect(await write()).toEqual({ written: 1, skipped: 0 });
    expect(standing(customer.id)).toEqual({ v: 2, n: 0 });
    expect(h.metafield(gid(customer.id), 'first_order_date')).toBeNull();
  });

  it('25 metafields a call: 8 customers of whom everything is new, 25 of whom one thing is', async () => {
    const ids: string[] = [];
    for (const customer of h.customers().slice(0, 30)) ids.push(await h.ledgerCustomer(customer));
    expect(await write()).toEqual({ written: 30, skipped: 0 });
    expect(h.operations.filter((name) => name === 'MetafieldsSet')).toHaveLength(4);
    h.operations.length = 0;
    for (const id of ids) await move(id, { netSpendMinor: 5_000n });
    expect(await write()).toEqual({ written: 30, skipped: 0 });
    expect(h.operations).toEqual(['MetafieldsSet', 'MetafieldsSet']);
  });

  it('a customer deleted in Shopify is left out, the others of the call are written', async () => {
    const [a, b, c] = h.customers();
    for (const customer of [a!, b!, c!]) await h.ledgerCustomer(customer);
    h.state.remove('customer', b!.id);
    expect(await write()).toEqual({ written: 2, skipped: 1 });
    expect(standing(a!.id)).toMatchObject({ t: '9999-12-31regular' });
    expect(standing(c!.id)).toMatchObject({ t: '9999-12-31regular' });
    h.state.put('customer', b!);
  });

  it('throttled half of the time, or an answer lost: same result', async () => {
    const customers = h.customers().slice(0, 20);
    for (const customer of customers) await h.ledgerCustomer(customer);
    h.control.fault = 'throttled-half';
    let lost = 0;
    h.control.loseAnswer = (name) => name === 'MetafieldsSet' && (lost += 1) === 1;
    expect(await write()).toEqual({ written: 20, skipped: 0 });
    expect(customers.every(({ id }) => standing(id) !== null)).toBe(true);
  });

  it('a dead Admin API puts the job off; afterwards everything is written', async () => {
    const customer = h.customers()[0]!;
    await h.ledgerCustomer(customer);
    h.control.fault = 'down';
    await expect(write()).rejects.toThrow(RetryLater);
    expect(await h.db.ledgerCustomer.findFirstOrThrow()).toMatchObject({
      standingHash: null,
      standingWrittenAt: null,
    });
    h.control.fault = 'none';
    expect(await write()).toEqual({ written: 1, skipped: 0 });
  });

  it('what was written before the Admin API failed is not written again', async () => {
    for (const customer of h.customers().slice(0, 20)) await h.ledgerCustomer(customer);
    const calls = () => h.operations.filter((name) => name === 'MetafieldsSet').length;
    h.control.loseAnswer = (name) => name === 'MetafieldsSet' && calls() > 1;
    await expect(write()).rejects.toThrow(RetryLater);
    h.control.loseAnswer = () => false;
    h.operations.length = 0;
    expect(await write()).toEqual({ written: 12, skipped: 0 });
    expect(calls()).toBe(2);
  });

  it('a change while a batch is on its way is due again', async () => {
    const customer = h.customers()[0]!;
    const id = await h.ledgerCustomer(customer);
    let once = true;
    let moved: Promise<void> = Promise.resolve();
    h.control.loseAnswer = () => {
      // not awaited: it happens while the batch is on its way
      if (once) moved = move(id, { qualifyingCount: 9 }).then(() => undefined);
      once = false;
      return false;
    };
    await write();
    await moved;
    expect(standing(customer.id)).toMatchObject({ n: 3 });
    await write();
    expect(standing(customer.id)).toMatchObject({ n: 9 });
  });

  it('an event that began before a batch and ends during it is due again', async () => {
    const customer = h.customers()[0]!;
    const id = await h.ledgerCustomer(customer);
    await h.db.customerIdentity.create({ data: { shop: SHOP, key: `c:${customer.id}`, customerId: id } });
    const began = await loadShopContext(h.db, SHOP, h.clock.now());
    h.clock.set('2026-11-22T10:00:01Z');
    h.control.before = async (operation) => {
      if (operation !== 'MetafieldsSet') return;
      h.control.before = async () => undefined;
      await h.db.$transaction((tx) => recount(tx, began!, [id])); // no orders: everything is lost
    };
    await write();
    expect(standing(customer.id)).toMatchObject({ n: 3 });
    expect(await write()).toEqual({ written: 1, skipped: 0 });
    expect(standing(customer.id)).toEqual({ v: 2, n: 0 });
  });

  it('two workers at once: an older standing never overwrites a newer one', async () => {
    const customer = h.customers()[0]!;
    const id = await h.ledgerCustomer(customer);
    const others: Promise<unknown>[] = [];
    h.control.before = async (operation) => {
      if (operation !== 'MetafieldsSet' || others.length > 0) return;
      // the first worker has read its rows and is about to write; meanwhile the customer changes, and a second one starts
      await move(id, { qualifyingCount: 7 });
      const second = write();
      others.push(second);
      await Promise.race([second, somebodyWaitsForTheLock()]);
    };
    await write();
    await Promise.all(others);
    expect(standing(customer.id)).toMatchObject({ n: 7 });
  });

  describe('a dossier', () => {
    const dossier = (id: number): unknown => JSON.parse(h.metafield(gid(id), 'dossier') ?? 'null');
    const order = (customerId: string, number: number, over: Record<string, unknown> = {}) =>
      h.db.ledgerOrder.create({
        data: {
          shop: SHOP,
          orderId: String(900_000 + number),
          customerId,
          processedAt: new Date(Date.UTC(2024, 0, 1 + number)),
          factsAt: h.clock.now(),
          source: 'web',
          currency: 'EUR',
          totalMinor: 1_000n,
          financialStatus: 'paid',
          ...over,
        },
      });

    it('says since when, how much, which order was which, what was used, and what comes next', async () => {
      const customer = h.customers()[0]!;
      const id = await h.ledgerCustomer(customer, { netSpendMinor: 12_345n, savedMinor: 678n });
      await order(id, 1);
      await order(id, 2, { excludedReason: 'cancelled' });
      await order(id, 3);
      await order(id, 4, { orderId: 'csv:77' }); // counts, but no surface can meet it
      await order(id, 5);
      await h.plannedGift(id, {
        state: 'redeemed',
        code: 'DANKE-USED',
        occasion: 'anniversary:2',
        redeemedAt: new Date('2026-11-01T23:30:00Z'),
      });
      await h.plannedGift(id, {
        state: 'redeemed',
        code: 'DANKE-LONG-AGO',
        occasion: 'anniversary:1',
        redeemedAt: new Date('2026-09-01T12:00:00Z'),
      });
      await write();
      expect(dossier(customer.id)).toEqual({
        v: 1,
        f: '2023-11-22',
        s: 12_345,
        d: 678,
        a: ['2026-11-22', 3],
        r: { 900001: 1, 900003: 2, 900005: 4 },
        u: { 'DANKE-USED': '2026-11-02' }, // the shop's date
      });
    });

    it('is cut to the latest 20 orders, and never too large', async () => {
      const customer = h.customers()[0]!;
      const id = await h.ledgerCustomer(customer, { qualifyingCount: 400 });
      await h.db.ledgerOrder.createMany({
        data: Array.from({ length: 400 }, (_, number) => ({
          shop: SHOP,
          orderId: String(9_000_000_000_000_000 + number),
          customerId: id,
          processedAt: new Date(Date.UTC(2024, 0, 1) + number * 60_000),
          factsAt: h.clock.now(),
          source: 'web',
          currency: 'EUR',
          totalMinor: 1_000n,
          financialStatus: 'paid',
        })),
      });
      await write();
      const { r } = dossier(customer.id) as { r: Record<string, number> };
      expect(Object.values(r).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => 381 + at));
      expect(h.metafield(gid(customer.id), 'dossier')?.length).toBeLessThan(1_000);
    });

    it('names no anniversary while none is celebrated, and goes with the last counted order', async () => {
      const customer = h.customers()[0]!;
      const id = await h.ledgerCustomer(customer);
      await h.program(({ anniversary }) => (anniversary.enabled = false));
      await write();
      expect(dossier(customer.id)).toEqual({ v: 1, f: '2023-11-22', s: 0, d: 0, r: {}, u: {} });
      await move(id, { tierKey: null, qualifyingCount: 0, firstQualifyingDate: null });
      await write();
      expect(dossier(customer.id)).toBeNull();
      h.operations.length = 0;
      await move(id, {});
      await write();
      expect(h.operations).toEqual([]);
    });

    it('is due on the day after the anniversary, once', async () => {
      const customer = h.customers()[0]!;
      const id = await h.ledgerCustomer(customer);
      const other = await h.ledgerCustomer(h.customers()[1]!, { anniversaryDay: '11-23' });
      await write();
      const due = async () => {
        const rows = await h.db.ledgerCustomer.findMany({ where: { shop: SHOP, standingWrittenAt: null } });
        return rows.map((row) => row.id);
      };
      const passed = async (at: string) => {
        h.clock.set(at);
        await standingsDueAfterAnniversaries(h.db, (await loadShopContext(h.db, SHOP, h.clock.now()))!);
        return due();
      };
      expect(await passed('2026-11-22T22:59:59Z')).toEqual([]);
      expect(await passed('2026-11-22T23:00:00Z')).toEqual([id]); // midnight in Berlin
      await write();
      expect(dossier(customer.id)).toMatchObject({ a: ['2027-11-22', 4] });
      expect(await passed('2026-11-24T12:00:00Z')).toEqual([other]);
    });
  });

  async function somebodyWaitsForTheLock(): Promise<void> {
    const deadline = Date.now() + 25_000;
    while (Date.now() < deadline) {
      const [row] = await h.db.$queryRaw<{ n: number }[]>`
        SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      if (row && row.n > 0) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error('nobody waits');
  }
});

describe('installing', () => {
  it('stores the row and the job once, however often the token is exchanged', async () => {
    await Promise.all([installShop(h.services, SHOP), installShop(h.services, SHOP)]);
    expect(await h.db.shop.findMany()).toMatchObject([{ shop: SHOP, uninstalledAt: null, setUpAt: null }]);
    expect(new Set(h.jobs.map((job) => `${job.queue} ${job.key}`))).toEqual(
      new Set([`install.setup ${SHOP}`]),
    );
    await h.db.shop.updateMany({ data: { setUpAt: h.clock.now() } });
    h.jobs.length = 0;
    h.clock.set('2027-01-01T00:00:00Z');
    expect(await installShop(h.services, SHOP)).toEqual({ setUpNeeded: false });
    expect(h.jobs).toEqual([]);
    expect((await h.db.shop.findFirstOrThrow()).messagesSince.toISOString()).toBe(NOW);
  });

  it('again after an uninstall: set up anew, and old orders get no messages', async () => {
    await installShop(h.services, SHOP);
    await h.db.shop.updateMany({ data: { setUpAt: h.clock.now(), uninstalledAt: h.clock.now() } });
    h.clock.set('2027-01-01T00:00:00Z');
    expect(await installShop(h.services, SHOP)).toEqual({ setUpNeeded: true });
    const row = await h.db.shop.findFirstOrThrow();
    expect(row).toMatchObject({ uninstalledAt: null, setUpAt: null });
    expect(row.messagesSince.toISOString()).toBe('2027-01-01T00:00:00.000Z');
  });
});

describe('set-up', () => {
  it('facts, definitions, program, import and discount; twice changes nothing', async () => {
    await installShop(h.services, SHOP);
    await setUpShop(h.services, { shop: SHOP });
    const row = await h.db.shop.findFirstOrThrow();
    expect(row).toMatchObject({
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      countryCode: 'DE',
      readsAllOrders: true,
      name: h.state.shop.name,
    });
    expect(row.setUpAt).not.toBeNull();
    expect(row.loyaltyDiscountId).toMatch(/DiscountAutomaticNode/);
    const definitions = [...h.state.all('metafieldDefinition').values()].map(({ key, type }) => [key, type]);
    expect(definitions.sort()).toEqual([
      ['dossier', 'json'],
      ['first_order_date', 'date'],
      ['program', 'json'],
      ['standing', 'json'],
    ]);
    expect(row.definitionsVersion).toBe(DEFINITIONS_VERSION);
    expect(await h.db.program.count()).toBe(1);
    expect(await h.db.importRun.findMany()).toMatchObject([{ kind: 'history', state: 'queued' }]);
    expect(h.jobs.map((job) => job.queue).sort()).toEqual(['import.history', 'install.setup', 'reclassify']);

    h.jobs.length = 0;
    await setUpShop(h.services, { shop: SHOP });
    expect(h.jobs).toEqual([]);
    expect(h.state.all('metafieldDefinition').size).toBe(4);
    expect(h.state.all('discountNode').size).toBe(1);
    expect(await h.db.importRun.count()).toBe(1);
  });

  it('brings definitions of an earlier version to what the surfaces may read, and writes the card', async () => {
    await installShop(h.services, SHOP);
    const own = `app--${h.state.shop.app?.appId}--loyalty`;
    h.state.put('metafieldDefinition', {
      id: 1,
      ownerType: 'CUSTOMER',
      namespace: own,
      key: 'standing',
      name: 'Loyalty standing',
      description: null,
      type: 'json',
      access: { admin: null, storefront: null, customerAccount: null },
      pinnedPosition: null,
      validations: [],
    });
    await setUpShop(h.services, { shop: SHOP });
    const access = Object.fromEntries(
      [...h.state.all('metafieldDefinition').values()].map(({ key, access }) => [key, access]),
    );
    expect(access).toEqual({
      standing: { admin: 'MERCHANT_READ', customerAccount: 'READ', storefront: 'NONE' },
      dossier: { admin: 'MERCHANT_READ', customerAccount: 'READ', storefront: 'NONE' },
      first_order_date: { admin: 'MERCHANT_READ', customerAccount: 'NONE', storefront: 'NONE' },
      program: { admin: 'MERCHANT_READ', customerAccount: 'READ', storefront: 'PUBLIC_READ' },
    });
    expect(h.metafield(`gid://shopify/Shop/${h.state.shop.id}`, 'program')).not.toBeNull();
  });

  it('goes without what Shopify refuses to customers of the shop’s own metafield', async () => {
    await installShop(h.services, SHOP);
    const asked: unknown[] = [];
    h.control.answer = (operation, variables) => {
      const { definition } = variables as { definition?: { key: string; access: unknown } };
      if (operation !== 'MetafieldDefinitionCreate' || definition?.key !== 'program') return null;
      asked.push(definition.access);
      const userErrors = [{ field: ['definition', 'access'], message: 'no', code: 'INVALID' }];
      return { metafieldDefinitionCreate: { createdDefinition: null, userErrors } };
    };
    await setUpShop(h.services, { shop: SHOP });
    expect(asked).toEqual([
      { admin: 'MERCHANT_READ', customerAccount: 'READ', storefront: 'PUBLIC_READ' },
      { admin: 'MERCHANT_READ', customerAccount: null, storefront: 'PUBLIC_READ' },
    ]);
    expect((await h.db.shop.findFirstOrThrow()).setUpAt).not.toBeNull();
  });

  it('a dead Admin API puts it off, and the next try ends it', async () => {
    await installShop(h.services, SHOP);
    h.control.fault = 'down';
    await expect(setUpShop(h.services, { shop: SHOP })).rejects.toThrow(RetryLater);
    h.control.fault = 'none';
    await setUpShop(h.services, { shop: SHOP });
    expect((await h.db.shop.findFirstOrThrow()).setUpAt).not.toBeNull();
  });
});

describe('the automatic discount', () => {
  beforeEach(() => h.installed());
  const sync = () => syncDiscount(h.services, { shop: SHOP });
  const nodes = () => [...h.state.all('discountNode').values()];
  const config = () =>
    JSON.parse(h.metafield(`gid://shopify/DiscountNode/${nodes()[0]?.id}`, 'config') ?? 'null') as unknown;

  it('is made once, and follows the program', async () => {
    expect(await sync()).toMatchObject({ state: 'active' });
    expect(nodes()).toMatchObject([
      { method: 'automatic', type: 'app', title: 'Stammkundenrabatt', endsAt: null },
    ]);
    expect(config()).toMatchObject({ v: 2, k: 'loyalty', t: { regular: 'o%500|Regular' }, x: 'DANKE' });
    await h.program((program) => {
      program.loyalty.tiers[0]!.benefits = [ofOrder('8')];
      program.loyalty.combinesWith.orderDiscounts = true;
    });
    expect(await sync()).toMatchObject({ state: 'active' });
    expect(nodes()).toMatchObject([{ combinesWith: { orderDiscounts: true } }]);
    expect(config()).toMatchObject({ t: { regular: 'o%800|Regular' } });
  });

  it('comes with the program as a card, written when it differs', async () => {
    const card = () =>
      JSON.parse(h.metafield(`gid://shopify/Shop/${h.state.shop.id}`, 'program') ?? 'null') as unknown;
    const writes = () => h.operations.filter((name) => name === 'MetafieldsSet').length;
    h.operations.length = 0;
    await sync();
    expect(card()).toMatchObject({ v: 1, p: 1, d: '2026-11-22', z: 'Europe/Berlin', c: 'EUR', e: 2 });
    expect(writes()).toBe(1);
    await sync();
    expect(writes()).toBe(2); // the discount's own metafields only
    await h.db.program.create({
      data: {
        shop: SHOP,
        version: 2,
        document: (await h.db.program.findFirstOrThrow()).document!,
        createdAt: new Date('2026-11-23T23:30:00Z'),
      },
    });
    await h.db.shop.updateMany({ data: { programVersion: 2 } });
    await sync();
    expect(card()).toMatchObject({ p: 2, d: '2026-11-24' });
    // somebody emptied it in Shopify
    for (const [id, field] of h.state.all('metafield'))
      if (field.key === 'program') h.state.remove('metafield', id);
    await sync();
    expect(card()).toMatchObject({ p: 2 });
  });

  it('is made anew when the merchant deleted it in Shopify', async () => {
    await sync();
    const [before] = nodes();
    h.state.remove('discountNode', before!.id);
    await sync();
    expect(nodes()).toHaveLength(1);
    expect(nodes()[0]?.id).not.toBe(before?.id);
  });

  it('is found again when the answer to its creation was lost', async () => {
    h.control.loseAnswer = (name) => name === 'AutomaticDiscountCreate';
    await expect(sync()).rejects.toThrow(RetryLater);
    h.control.loseAnswer = () => false;
    await sync();
    expect(nodes()).toHaveLength(1);
  });

  it('is switched off with everything that needs it, and on again', async () => {
    await sync();
    await h.program((program) => {
      program.loyalty.enabled = false;
      program.anniversary.enabled = false;
    });
    expect(await sync()).toMatchObject({ state: 'inactive' });
    expect(nodes()[0]?.endsAt).not.toBeNull();
    await h.program((program) => (program.loyalty.enabled = false));
    expect(await sync()).toMatchObject({ state: 'active' });
    expect(nodes()[0]?.endsAt).toBeNull();
    expect(config()).toMatchObject({ t: {} });
  });

  it('refused by Shopify: said in the activity log, not retried for ever', async () => {
    const functions = h.control.functions.splice(0);
    expect(await sync()).toMatchObject({ state: 'refused' });
    expect(await h.db.activityEntry.count({ where: { event: 'discount.refused' } })).toBe(1);
    h.control.functions.push(...functions);
  });
});
