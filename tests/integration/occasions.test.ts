import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchMessages } from '~/effects/dispatch-messages';
import { readBirthdays } from '~/effects/read-birthdays';
import { setUpShop } from '~/effects/set-up-shop';
import { syncDiscount } from '~/effects/sync-discount';
import { joinCustomers } from '~/ledger/join-customers.server';
import { planGreetings } from '~/ledger/plan-greetings.server';
import { planReminders } from '~/ledger/plan-reminders.server';
import { scanRoundDates } from '~/ledger/scan-round-dates.server';
import { loadShopContext } from '~/ledger/shop-context.server';
import type { Program } from '~/loyalty/program';
import type { Customer } from '../../dev-store/model/types';
import { NOW, SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE birthday_reading`;
});

const greets = (change: (program: Program) => void) =>
  h.installed((program) => {
    program.greetings.roundDates.enabled = true;
    program.greetings.birthday = {
      ...program.greetings.birthday,
      enabled: true,
      metafield: 'facts.birthday',
    };
    program.consent.mostMessages = null;
    change(program);
  });
const dispatch = () => dispatchMessages(h.services, { shop: SHOP });
const messages = () => h.db.message.findMany({ orderBy: { dueAt: 'asc' } });
const customer = (index = 0): Customer => h.customers()[index]!;

function setBirthday(who: Customer, value: string | null): void {
  const ownerId = `gid://shopify/Customer/${who.id}`;
  for (const field of [...h.state.all('metafield').values()]) {
    if (field.ownerId === ownerId && field.namespace === 'facts') h.state.remove('metafield', field.id);
  }
  if (value === null) return;
  h.state.put('metafield', {
    id: h.state.nextId(),
    ownerId,
    namespace: 'facts',
    key: 'birthday',
    type: 'date',
    value,
    createdAt: NOW,
    updatedAt: NOW,
  });
}

describe('a round date', () => {
  it('is greeted once, 1,000 days after the first order, in the shop’s send hour, by those who agreed', async () => {
    await greets(() => undefined);
    h.subscribe(customer());
    await h.ledgerCustomer(customer(), {
      firstQualifyingDate: new Date('2024-02-27'),
      anniversaryDay: '02-27',
    });
    h.clock.set('2026-11-23T07:59:00Z'); // 8:59 in Berlin
    expect(await scanRoundDates(h.services, SHOP)).toEqual({ planned: 0, missed: 0 });
    h.clock.set('2026-11-23T08:00:00Z');
    expect(await scanRoundDates(h.services, SHOP)).toEqual({ planned: 1, missed: 0 });
    expect(h.jobs).toContainEqual({ queue: 'message.send', data: { shop: SHOP }, key: SHOP });
    for (let again = 0; again < 3; again += 1) {
      expect(await scanRoundDates(h.services, SHOP)).toEqual({ planned: 0, missed: 0 });
    }
    await dispatch();
    expect(h.mails).toHaveLength(1);
    expect(h.mails[0]?.subject).toMatch(/1\.000 Tage|1,000 days/);
    expect(h.mails[0]?.headers).toHaveProperty('List-Unsubscribe');
    expect(await messages()).toMatchObject([
      { rule: 'round-date', kind: 'promotional', state: 'sent', occasion: 'days:1000', basis: 'express' },
    ]);
  });

  it('is suppressed without consent, with the reason', async () => {
    await greets(() => undefined);
    h.subscribe(customer(1), { state: 'NOT_SUBSCRIBED', optInLevel: null });
    await h.ledgerCustomer(customer(1), {
      firstQualifyingDate: new Date('2024-02-26'),
      anniversaryDay: '02-26',
    });
    await scanRoundDates(h.services, SHOP);
    await dispatch();
    expect(h.mails).toHaveLength(0);
    expect(await messages()).toMatchObject([{ state: 'suppressed', reason: 'no-consent' }]);
  });

  it('that passed while the worker was down is caught up, or recorded as missed and never sent', async () => {
    await greets((program) => {
      program.greetings.catchUpDays = 2;
    });
    h.subscribe(customer());
    // 1,000 days on 20 and 19 November; a worker that was down for three days looks on the 22nd
    await h.ledgerCustomer(customer(), {
      firstQualifyingDate: new Date('2024-02-24'),
      anniversaryDay: '02-24',
    });
    await h.ledgerCustomer(customer(1), {
      firstQualifyingDate: new Date('2024-02-23'),
      anniversaryDay: '02-23',
    });
    expect(await scanRoundDates(h.services, SHOP)).toEqual({ planned: 1, missed: 1 });
    await dispatch();
    await dispatch();
    expect((await messages()).map(({ state, reason }) => [state, reason])).toEqual([
      ['suppressed', 'beyond-catch-up'],
      ['sent', null],
    ]);
  });

  it('planned in time and sent too late, because the mail server was away, is not sent', async () => {
    await greets(() => undefined);
    h.subscribe(customer());
    await h.ledgerCustomer(customer(), {
      firstQualifyingDate: new Date('2024-02-26'),
      anniversaryDay: '02-26',
    });
    await scanRoundDates(h.services, SHOP);
    h.control.mail = async () => ({ outcome: 'retry', reason: 'smtp ECONNREFUSED' });
    await dispatch();
    h.control.mail = async () => ({ outcome: 'sent' });
    h.clock.set('2026-11-24T10:00:00Z');
    await dispatch();
    expect(h.mails).toHaveLength(0);
    expect(await messages()).toMatchObject([{ state: 'suppressed', reason: 'beyond-catch-up' }]);
  });
});

describe('a birthday', () => {
  it('is read from Shopify, greeted on its day, and kept nowhere', async () => {
    await greets(() => undefined);
    h.subscribe(customer());
    setBirthday(customer(), '1980-11-25');
    setBirthday(customer(1), '--03-01');
    const id = await h.ledgerCustomer(customer());
    await h.ledgerCustomer(customer(1));
    expect(await readBirthdays(h.services, { shop: SHOP })).toBe(1);
    expect(await readBirthdays(h.services, { shop: SHOP })).toBe(0);
    expect(await messages()).toMatchObject([
      { rule: 'birthday', state: 'planned', occasion: 'birthday:2026', customerId: id, dueAt: new Date('2026-11-25T08:00:00Z') },
    ]); // prettier-ignore
    const dump = JSON.stringify([await h.db.ledgerCustomer.findMany(), await h.db.birthdayReading.findMany()], (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v)); // prettier-ignore
    expect(dump).not.toMatch(/1980|03-01/);
    await dispatch();
    expect(h.mails).toHaveLength(0);
    h.clock.set('2026-11-25T08:00:00Z');
    await dispatch();
    expect(h.mails).toHaveLength(1);
    expect(h.mails[0]?.subject).toMatch(/Geburtstag|birthday/);
    expect(h.mails[0]?.html).not.toContain('class="coupon"');
  });

  it('is greeted once a year, over all readings', async () => {
    await greets(() => undefined);
    h.subscribe(customer());
    setBirthday(customer(), '11-25');
    await h.ledgerCustomer(customer());
    for (let day = 22; day < 30; day += 1) {
      h.clock.set(`2026-11-${day}T10:00:00Z`);
      await readBirthdays(h.services, { shop: SHOP });
      await dispatch();
    }
    h.clock.set('2026-11-21T10:00:00Z'); // a clock that was set back
    await readBirthdays(h.services, { shop: SHOP });
    h.clock.set('2027-11-24T10:00:00Z');
    await readBirthdays(h.services, { shop: SHOP });
    h.clock.set('2027-11-25T10:00:00Z');
    await dispatch();
    expect(h.mails).toHaveLength(2);
    expect((await messages()).map(({ occasion }) => occasion)).toEqual(['birthday:2026', 'birthday:2027']);
  });

  it.each([
    ['deleted', null],
    ['changed', '1980-12-24'],
  ])('that was %s since it was planned is not greeted', async (_what, value) => {
    await greets(() => undefined);
    h.subscribe(customer());
    setBirthday(customer(), '11-23');
    await h.ledgerCustomer(customer());
    await readBirthdays(h.services, { shop: SHOP });
    setBirthday(customer(), value);
    h.clock.set('2026-11-23T09:00:00Z');
    await dispatch();
    expect(h.mails).toHaveLength(0);
    expect(await messages()).toMatchObject([{ state: 'suppressed', reason: 'date-moved' }]);
  });

  it('that nobody looked for in time is recorded as missed; those from before birthdays were greeted are not', async () => {
    await greets(() => undefined);
    h.subscribe(customer());
    setBirthday(customer(), '11-20');
    setBirthday(customer(1), '12-05');
    setBirthday(customer(2), '12-19');
    for (const index of [0, 1, 2]) await h.ledgerCustomer(customer(index));
    expect(await readBirthdays(h.services, { shop: SHOP })).toBe(0);
    h.clock.set('2026-12-20T10:00:00Z'); // down for four weeks
    expect(await readBirthdays(h.services, { shop: SHOP })).toBe(1);
    expect((await messages()).map(({ state, reason }) => [state, reason])).toEqual([
      ['suppressed', 'beyond-catch-up'],
      ['planned', null],
    ]);
  });

  it('goes on where it was when Shopify went away, and asks for 200 customers at once', async () => {
    await greets(() => undefined);
    setBirthday(customer(), '11-25');
    await h.ledgerCustomer(customer());
    h.control.fault = 'down';
    await expect(readBirthdays(h.services, { shop: SHOP })).rejects.toThrow(/birthdays/);
    expect(await messages()).toHaveLength(0);
    h.control.fault = 'none';
    expect(await readBirthdays(h.services, { shop: SHOP })).toBe(1);
    expect(h.operations.filter((operation) => operation === 'Birthdays').length).toBeGreaterThan(1);
  });

  it('that is planned leaves at the send hour of a shop that moved, or that changed the hour', async () => {
    await greets(() => undefined);
    const who = customer();
    h.subscribe(who);
    setBirthday(who, '1980-11-25');
    await h.ledgerCustomer(who);
    await readBirthdays(h.services, { shop: SHOP });
    const due = async () => (await messages())[0]?.dueAt.toISOString();
    expect(await due()).toBe('2026-11-25T08:00:00.000Z');
    await h.program((program) => {
      program.greetings.birthday = {
        ...program.greetings.birthday,
        enabled: true,
        metafield: 'facts.birthday',
      };
      program.greetings.sendHour = 18;
    });
    await syncDiscount(h.services, { shop: SHOP });
    expect(await due()).toBe('2026-11-25T17:00:00.000Z');

    h.state.shop.timeZone = 'Pacific/Honolulu';
    await setUpShop(h.services, { shop: SHOP });
    expect(await due()).toBe('2026-11-26T04:00:00.000Z'); // 18:00 on the 25th
    expect(h.jobs).toContainEqual({ queue: 'reclassify', data: { shop: SHOP }, key: SHOP });
    expect(await h.db.shop.findFirst({ where: { shop: SHOP } })).toMatchObject({ scannedVersion: null });
    h.state.shop.timeZone = 'Europe/Berlin';
  });

  it('is not read while it is switched off, and nothing of the reading stays', async () => {
    await greets(() => undefined);
    await readBirthdays(h.services, { shop: SHOP });
    expect(await h.db.birthdayReading.count()).toBe(1);
    await h.program(() => undefined);
    h.operations.length = 0;
    await readBirthdays(h.services, { shop: SHOP });
    expect(await h.db.birthdayReading.count()).toBe(0);
    expect(h.operations).toEqual([]);
  });

  it('cannot bring a coupon: the database refuses it', async () => {
    await greets(() => undefined);
    const customerId = await h.ledgerCustomer(customer());
    await expect(h.plannedGift(customerId, { occasion: 'birthday:2026' })).rejects.toThrow(/no coupon/);
    const gift = await h.plannedGift(customerId);
    await expect(
      h.db.gift.update({ where: { shop_id: { shop: SHOP, id: gift } }, data: { occasion: 'Birthday:1' } }),
    ).rejects.toThrow(/no coupon/);
    const of = { customerId, rule: 'birthday', kind: 'promotional' };
    await expect(h.message({ ...of, subjectKey: `gift:${gift}` })).rejects.toThrow(/no coupon/);
    await expect(
      h.message({ ...of, kind: 'service', subjectKey: `occasion:birthday:2026:${customerId}` }),
    ).rejects.toThrow(/no coupon/);
    await expect(
      h.db.couponDiscount.create({
        data: { shop: SHOP, occasion: 'birthday:2026', discountId: 'gid://x', createdAt: new Date() },
      }),
    ).rejects.toThrow(/no coupon/);
  });

  it('whose stored text speaks of a coupon is not sent, whoever wrote it into the database', async () => {
    await greets(() => undefined);
    h.subscribe(customer());
    setBirthday(customer(), '11-22');
    const customerId = await h.ledgerCustomer(customer());
    // past the schema: a template whose words only come together when it is rendered
    await h.program((program) => {
      program.greetings.birthday = {
        enabled: true,
        metafield: 'facts.birthday',
        message: {
          subject: { en: 'All the best', de: 'Alles Gute' },
          body: { en: '{{ "cou" | append: "pon" }}', de: '{{ "Gut" | append: "schein" }}' },
        },
      };
    });
    await readBirthdays(h.services, { shop: SHOP });
    await dispatch();
    expect(h.mails).toHaveLength(0);
    expect(await messages()).toMatchObject([{ customerId, state: 'failed', reason: 'template-error: body' }]);
  });
});

describe('one occasion of a customer', () => {
  it('is one message, whatever plans it at once', async () => {
    await greets(() => undefined);
    const customerId = await h.ledgerCustomer(customer());
    const context = (await loadShopContext(h.db, SHOP, h.clock.now()))!;
    const greeting = { occasion: 'birthday:2026', date: '2026-11-22', dueAt: NOW, state: 'planned' as const };
    const planned = await Promise.all(
      Array.from({ length: 8 }, () =>
        h.db.$transaction((tx) =>
          planGreetings(tx, h.services.jobs, context, 'birthday', [{ customerId, greeting }]),
        ),
      ),
    );
    expect(planned.reduce((sum, one) => sum + one.planned, 0)).toBe(1);
    expect(await messages()).toHaveLength(1);
  });
});

describe('two customers who turn out to be one', () => {
  it('keep each occasion once: what was sent, or the older', async () => {
    await greets(() => undefined);
    const [kept, joined] = [await h.ledgerCustomer(customer()), await h.ledgerCustomer(customer(1))];
    const greeting = (customerId: string, occasion: string, over: Record<string, unknown> = {}) =>
      h.message({
        customerId,
        rule: occasion.startsWith('birthday') ? 'birthday' : 'round-date',
        subjectKey: `occasion:${occasion}:${customerId}`,
        kind: 'promotional',
        occasion,
        ...over,
      });
    const sent = await greeting(joined, 'birthday:2026', { state: 'sent' });
    const planned = await greeting(kept, 'birthday:2026');
    const other = await greeting(joined, 'days:1000');
    const thanks = { rule: 'thank-you', kind: 'service', variant: 'milestone', occasion: 'order:5' };
    const older = await h.message({ ...thanks, customerId: kept, subjectKey: 'order:1', state: 'sent' });
    const newer = await h.message({ ...thanks, customerId: joined, subjectKey: 'order:2' });
    await h.db.$transaction((tx) => joinCustomers(tx, SHOP, kept, [joined], h.clock.now()));
    expect(await h.messageRow(sent)).toMatchObject({ customerId: kept, occasion: 'birthday:2026' });
    expect(await h.messageRow(planned)).toMatchObject({
      state: 'suppressed',
      reason: 'customers-merged',
      occasion: null,
    });
    expect(await h.messageRow(other)).toMatchObject({
      customerId: kept,
      state: 'planned',
      occasion: 'days:1000',
    });
    expect(await h.messageRow(older)).toMatchObject({ variant: 'milestone', occasion: 'order:5' });
    expect(await h.messageRow(newer)).toMatchObject({ state: 'planned', variant: 'repeat', occasion: null });
  });
});

describe('the reminder of a coupon', () => {
  const issued = async (over: Record<string, unknown> = {}) => {
    h.subscribe(customer());
    const customerId = await h.ledgerCustomer(customer());
    const gift = await h.plannedGift(customerId, {
      state: 'issued',
      code: 'DANKE-2222-3333-4444',
      validUntil: new Date('2026-11-27'),
      ...over,
    });
    await h.message({
      customerId,
      rule: 'anniversary',
      subjectKey: `gift:${gift}`,
      kind: 'promotional',
      state: 'sent',
      sentAt: new Date('2026-11-01T08:00:00Z'),
    });
    return gift;
  };
  const reminds = (daysBefore = 5) =>
    h.installed((program) => {
      program.anniversary.reminder = { ...program.anniversary.reminder, enabled: true, daysBefore };
      program.consent.mostMessages = null;
    });
  const reminders = () => h.db.message.findMany({ where: { rule: 'reminder' } });

  it('goes out once, so many days before the last one', async () => {
    await reminds();
    await issued();
    h.clock.set('2026-11-21T10:00:00Z');
    expect(await planReminders(h.services, SHOP)).toBe(0);
    h.clock.set('2026-11-22T07:00:00Z'); // before the send hour
    expect(await planReminders(h.services, SHOP)).toBe(0);
    h.clock.set('2026-11-22T08:00:00Z');
    expect(await planReminders(h.services, SHOP)).toBe(1);
    for (const day of [22, 23, 26]) {
      h.clock.set(`2026-11-${day}T10:00:00Z`);
      expect(await planReminders(h.services, SHOP)).toBe(0);
      await dispatch();
    }
    expect(h.mails).toHaveLength(1);
    expect(h.mails[0]?.text).toContain('DANKE-2222-3333-4444');
    expect(await reminders()).toMatchObject([{ state: 'sent', kind: 'promotional', basis: 'express' }]);
  });

  it('is off unless the merchant wants it', async () => {
    await h.installed();
    await issued();
    expect(await planReminders(h.services, SHOP)).toBe(0);
  });

  it.each(['redeemed', 'revoked', 'expired'] as const)('is none for a coupon that is %s', async (state) => {
    await reminds();
    await issued({ state });
    expect(await planReminders(h.services, SHOP)).toBe(0);
  });

  it('does not leave for a coupon that was used after it was planned', async () => {
    await reminds();
    const gift = await issued();
    await planReminders(h.services, SHOP);
    await h.db.gift.update({ where: { shop_id: { shop: SHOP, id: gift } }, data: { state: 'redeemed' } });
    await dispatch();
    expect(h.mails).toHaveLength(0);
    expect(await reminders()).toMatchObject([{ state: 'suppressed', reason: 'gift-redeemed' }]);
  });

  it('is none for a coupon whose own mail was not sent', async () => {
    await reminds();
    await issued();
    await h.db.message.updateMany({ data: { state: 'suppressed', reason: 'no-consent', sentAt: null } });
    expect(await planReminders(h.services, SHOP)).toBe(0);
  });
});
