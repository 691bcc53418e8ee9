import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminApi } from '~/admin-api/client.server';
import { customerSearchText, fetchCustomerNames } from '~/components/customer-names.server';
import { currentProgram } from '~/components/merchant.server';
import type { Merchant } from '~/components/merchant.server';
import de from '~/locales/de.json';
import en from '~/locales/en.json';
import { defaultProgram, type Program } from '~/loyalty/program';
import { readActivity } from '~/routes/app.activity/activity.server';
import { findCustomers } from '~/routes/app.customers._index/find-customers.server';
import { readBirthday } from '~/routes/app.customers_.$id/birthday.server';
import { readStory } from '~/routes/app.customers_.$id/story.server';
import { toDraft } from '~/routes/app.program/draft';
import { parseDraft } from '~/routes/app.program/parse-draft';
import { saveProgram } from '~/routes/app.program/save-program.server';
import type { Services } from '~/services.server';
import { truncateAll, useDatabase, type TestDatabase } from '../support/database';
import { ledgerServices } from '../support/ledger';

const SHOP = 'one.myshopify.com';
const OTHER = 'two.myshopify.com';
const NOW = '2026-11-22T12:00:00.000Z';
const OURS = '11111111-1111-4111-8111-111111111111';
const THEIRS = '22222222-2222-4222-8222-222222222222';
const program = defaultProgram({ name: 'One', email: 'hello@one.example' });

let database: TestDatabase;
let services: ReturnType<typeof ledgerServices>;

/** Shopify as these pages see it: one customer by id, one by search. */
function merchant(answer: unknown): Merchant {
  const admin = { request: async () => answer } as unknown as AdminApi;
  return { shop: SHOP, services: { ...services, admin: () => admin } as unknown as Services };
}

useDatabase((made) => (database = made));

beforeEach(async () => {
  await truncateAll(database.db);
  services = ledgerServices(database.db, NOW);
  for (const [shop, id] of [
    [SHOP, OURS],
    [OTHER, THEIRS],
  ] as const) {
    await database.db.shop.create({
      data: {
        shop,
        name: shop,
        timeZone: 'Europe/Berlin',
        currency: 'EUR',
        countryCode: 'DE',
        primaryLocale: 'de',
        planName: 'Basic',
        installedAt: new Date(NOW),
        messagesSince: new Date(NOW),
      },
    });
    await database.db.program.create({
      data: { shop, version: 1, document: program, createdAt: new Date(NOW) },
    });
    await database.db.ledgerCustomer.create({
      data: { shop, id, shopifyCustomerId: '42', segment: 'new', orderCount: 1 },
    });
    await database.db.ledgerOrder.create({
      data: {
        shop,
        orderId: '900',
        customerId: id,
        name: '#1042',
        processedAt: new Date('2025-11-22T23:30:00Z'),
        factsAt: new Date(NOW),
        source: 'web',
        currency: 'EUR',
        totalMinor: 2_000n,
        financialStatus: 'paid',
        tags: [],
        discountCodes: [],
      },
    });
    await database.db.message.create({
      data: {
        shop,
        id,
        customerId: id,
        rule: 'thank-you',
        subjectKey: 'order:900',
        kind: 'service',
        state: 'suppressed',
        reason: 'order-cancelled',
        dueAt: new Date(NOW),
        messageId: `<${shop}>`,
        createdAt: new Date(NOW),
      },
    });
  }
});

describe('saving the program', () => {
  const changed = { ...program, sender: { ...program.sender, imprint: 'One GmbH' } };

  it('writes a version, its jobs and a line in the log together', async () => {
    expect(await saveProgram(services, SHOP, changed, 1)).toEqual({ outcome: 'saved', version: 2 });
    const { db, jobs } = services;
    expect((await db.shop.findUniqueOrThrow({ where: { shop: SHOP } })).programVersion).toBe(2);
    expect(jobs.sent.map((job) => job.queue).sort()).toEqual(['discount.sync', 'reclassify']);
    const [entry] = await db.activityEntry.findMany({ where: { shop: SHOP } });
    expect(entry).toMatchObject({ event: 'program.changed', detail: { version: 2, changed: ['sender'] } });
    expect((await db.shop.findUniqueOrThrow({ where: { shop: OTHER } })).programVersion).toBe(1);
  });

  it('of two people who save at once lets one win and tells the other', async () => {
    const outcomes = await Promise.all([
      saveProgram(services, SHOP, changed, 1),
      saveProgram(services, SHOP, { ...program, loyalty: { ...program.loyalty, enabled: false } }, 1),
    ]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'saved']);
    expect(await services.db.program.count({ where: { shop: SHOP } })).toBe(2);
  });

  const parts = Object.keys(program).filter((part) => part !== 'schemaVersion') as (keyof Program)[];

  it.each(parts)(
    'of a change of %s alone makes a version, and the log names it in both languages',
    async (part) => {
      const other: Program = { ...program, [part]: part === 'quietHours' ? { from: 21, until: 8 } : {} };
      expect(await saveProgram(services, SHOP, other, 1)).toEqual({ outcome: 'saved', version: 2 });
      const [entry] = await services.db.activityEntry.findMany({ where: { shop: SHOP } });
      expect(entry?.detail).toMatchObject({ changed: [part] });
      for (const { section } of [en.program, de.program]) expect(section).toHaveProperty([part, 'title']);
    },
  );

  it('makes no version of what did not change', async () => {
    expect(await saveProgram(services, SHOP, structuredClone(program), 1)).toEqual({
      outcome: 'saved',
      version: 1,
    });
    expect(services.jobs.sent).toEqual([]);
  });
});

describe('a program that was stored before tiers had benefits', () => {
  const { enabled, reason, combinesWith } = program.loyalty;
  const { minimumMinor: _minimum, capMinor: _cap, afterCrash: _park, ...anniversary } = program.anniversary;
  const { consent: _consent, style: _style, ...parts } = program;
  const { afterCrash: _again, ...thankYou } = program.thankYou;
  const old = {
    ...parts,
    schemaVersion: 1,
    thankYou,
    loyalty: {
      enabled,
      reason,
      combinesWith,
      tiers: [{ key: 'regular', name: 'Regular', fromOrders: 2, percentage: '5' }],
    },
    anniversary,
  };
  beforeEach(() =>
    services.db.program.update({
      where: { shop_version: { shop: SHOP, version: 1 } },
      data: { document: old },
    }),
  );

  it('is shown in the form of today, and saving it unchanged makes no version', async () => {
    const shown = toDraft(await currentProgram(merchant(null), 1), 'EUR');
    expect(shown.loyalty.tiers).toEqual([
      {
        key: 'regular',
        name: 'Regular',
        from: { orders: '2', spend: '', tenure: '' },
        benefits: [
          {
            on: 'order',
            value: { kind: 'percentage', percentage: '5', amountMinor: '', capMinor: '' },
            minimumMinor: '',
          },
        ],
      },
    ]);
    const parsed = parseDraft(shown, 'EUR');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    expect(await saveProgram(services, SHOP, parsed.program, 1)).toEqual({ outcome: 'saved', version: 1 });

    parsed.program.loyalty.mode = 'stack';
    expect(await saveProgram(services, SHOP, parsed.program, 1)).toEqual({ outcome: 'saved', version: 2 });
    const [entry] = await services.db.activityEntry.findMany({ where: { shop: SHOP } });
    expect(entry).toMatchObject({ detail: { version: 2, changed: ['loyalty'] } });
    expect(await currentProgram(merchant(null), 2)).toEqual(parsed.program);
  });
});

describe('customers', () => {
  const nobody = { ok: true, data: { customers: { nodes: [] } } };
  const search = (text: string, answer: unknown = nobody) =>
    findCustomers(merchant(answer), { segment: 'all', search: text, page: 1 });

  it.each(['#1042', '1042', '42', '900'])('finds by number %s, in this shop only', async (text) => {
    expect((await search(text)).rows.map((row) => row.id)).toEqual([OURS]);
  });

  it("finds by name through Shopify's search", async () => {
    const found = await search('Anna', {
      ok: true,
      data: { customers: { nodes: [{ id: 'gid://shopify/Customer/42' }] } },
    });
    expect(found.rows.map((row) => row.id)).toEqual([OURS]);
    expect((await search('Anna')).rows).toEqual([]);
  });

  it('says so when Shopify does not answer', async () => {
    const dead = { ok: false, kind: 'unavailable', message: '' };
    expect(await search('Anna', dead)).toMatchObject({ rows: [], searchFailed: true });
    expect(await fetchCustomerNames(merchant(dead), ['42'])).toEqual({});
  });

  it('sends no search syntax of a visitor', () => {
    expect(customerSearchText('email:* OR (tag:"vip") -anna müller')).toBe('email tag vip müller');
  });

  it("tells nobody another shop's story", async () => {
    const context = { program, timeZone: 'Europe/Berlin', hidden: null };
    expect(await readStory(merchant(nobody), THEIRS, context)).toBeNull();
    expect(await readStory(merchant(nobody), 'no-id', context)).toBeNull();
    const story = await readStory(merchant(nobody), OURS, context);
    expect(story?.explanation).toMatchObject({
      segment: 'new',
      reason: { word: 'fewer-than-repeat', qualifyingCount: 1 },
    });
    expect(story?.orders).toMatchObject([{ orderId: '900', name: '#1042', counts: true, number: 1 }]);
  });
});

describe('the story of one customer', () => {
  const greeted = {
    ...program,
    thankYou: { ...program.thankYou, milestoneOrders: [1, 5] },
    greetings: {
      ...program.greetings,
      birthday: { ...program.greetings.birthday, enabled: true, metafield: 'custom.birthday' },
    },
  };
  const context = { program: greeted, timeZone: 'Europe/Berlin', hidden: null };
  const nobody = { ok: true, data: { nodes: [] } };

  beforeEach(async () => {
    for (const [shop, customerId] of [
      [SHOP, OURS],
      [OTHER, THEIRS],
    ] as const) {
      await database.db.ledgerCustomer.update({
        where: { shop_id: { shop, id: customerId } },
        data: { firstQualifyingDate: new Date('2025-11-23') },
      });
      const more = { shop, customerId, kind: 'promotional', dueAt: new Date(NOW), createdAt: new Date(NOW) };
      await database.db.message.createMany({
        data: [
          {
            ...more,
            id: customerId.replace(/^./, '3'),
            rule: 'round-date',
            subjectKey: `occasion:days:365:${customerId}`,
            occasion: 'days:365',
            state: 'sent',
            sentAt: new Date(NOW),
            messageId: `<round ${shop}>`,
          },
          {
            ...more,
            id: customerId.replace(/^./, '4'),
            rule: 'birthday',
            subjectKey: `occasion:birthday:2026:${customerId}`,
            occasion: 'birthday:2026',
            state: 'suppressed',
            reason: 'no-consent',
            messageId: `<birthday ${shop}>`,
          },
        ],
      });
    }
  });

  it('has a chapter for a round order, a round date and a birthday, of this shop only', async () => {
    const story = await readStory(merchant(nobody), OURS, context);
    expect(story?.occasions).toMatchObject([
      { occasion: 'days:365', date: '2026-11-23', message: { state: 'sent' } },
      { occasion: 'birthday:2026', date: null, message: { state: 'suppressed', reason: 'no-consent' } },
      { occasion: 'order:1', date: '2025-11-23', orderName: '#1042', message: { state: 'suppressed' } },
    ]);
    expect(story?.nextOccasions).toEqual({ roundDate: null, order: { number: 5, missing: 4 } });
    expect(story?.messages.map(({ orderName, occasion }) => orderName ?? occasion).sort()).toEqual([
      '#1042',
      'birthday:2026',
      'days:365',
    ]);
  });

  it('asks Shopify for the birthday when it is shown, and only when birthdays are greeted', async () => {
    const born = { ok: true, data: { nodes: [{ metafield: { value: '1980-05-17' } }] } };
    const ask = (answer: unknown, rules = greeted, id: string | null = '42') =>
      readBirthday(merchant(answer), id, rules, '2026-11-22');
    expect(await ask(born)).toEqual({ known: true, next: '2027-05-17' });
    expect(await ask({ ok: true, data: { nodes: [null] } })).toEqual({ known: false, why: 'none' });
    const dead = { ok: false, kind: 'unavailable', message: '' };
    expect(await ask(dead)).toEqual({ known: false, why: 'no-answer' });
    expect(await ask(born, program)).toBeNull();
    expect(await ask(born, greeted, null)).toBeNull();
  });
});

describe('activity', () => {
  it('lists the messages of this shop with state and reason', async () => {
    const { rows, total } = await readActivity(services, SHOP, { kind: 'messages', state: null, page: 1 });
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({
      subject: '#1042',
      state: 'suppressed',
      reason: 'order-cancelled',
      customerId: OURS,
    });
    expect((await readActivity(services, SHOP, { kind: 'messages', state: 'sent', page: 1 })).total).toBe(0);
  });
});
