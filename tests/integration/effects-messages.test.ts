import { retryDeadLetters } from '~/effects/dead-letters';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IN_FLIGHT } from '~/effects/mail-line';
import { beat } from '~/jobs/lease.server';
import { issueCoupons } from '~/effects/issue-coupons';
import { dispatchMessages, sendMessage } from '~/effects/dispatch-messages';
import { takeBackDeadClaims } from '~/effects/message-claims';
import { syncDiscount } from '~/effects/sync-discount';
import type { JobQueue } from '~/job-queue.server';
import { hashEmail } from '~/email-hash.server';
import { unsubscribe, unsubscribeSubject } from '~/effects/unsubscribe';
import type { Customer, Order } from '../../dev-store/model/types';
import { insertShop } from '../support/installed-app';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(() => h.installed());

const send = (messageId: string) => sendMessage(h.services, { shop: SHOP, messageId });
const order = (index = 0): Order => h.paidOrders()[index]!;

describe('a thank-you', () => {
  it('goes to the address of the order, once, under its Message-ID', async () => {
    const id = await h.thankYou(order());
    expect(await send(id)).toEqual({ outcome: 'sent' });
    expect(await send(id)).toEqual({ outcome: 'not-claimed' });
    expect(h.mails).toHaveLength(1);
    const [mail] = h.mails;
    expect(mail?.to.address).toBe(order().email);
    expect(mail?.messageId).toBe(`<${id}@${SHOP}>`);
    expect(mail?.text).toContain(order().name);
    expect(mail?.text).toContain('Elbufer 1');
    expect(mail?.headers).not.toHaveProperty('List-Unsubscribe');
    expect(await h.messageRow(id)).toMatchObject({ state: 'sent', attempts: 1, basis: null });
  });

  it('does not leave for an address that is none', async () => {
    const target = order();
    h.state.put('order', { ...target, email: ' ' });
    expect(await send(await h.thankYou(target))).toEqual({ outcome: 'suppressed', reason: 'no-address' });
    h.state.put('order', target);
    expect(h.mails).toHaveLength(0);
  });

  it('sent by many workers at once leaves once', async () => {
    const id = await h.thankYou(order());
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => send(id)));
    expect(outcomes.filter(({ outcome }) => outcome === 'sent')).toHaveLength(1);
    expect(h.mails).toHaveLength(1);
  });

  it('is not sent before it is due', async () => {
    const id = await h.thankYou(order(), { dueAt: new Date('2026-11-22T10:00:01Z') });
    expect(await send(id)).toEqual({ outcome: 'not-claimed' });
  });

  it('does not leave for an order cancelled in our ledger, or only in Shopify so far', async () => {
    const first = await h.thankYou(order(0));
    await h.db.ledgerOrder.updateMany({ data: { cancelledAt: h.clock.now() } });
    expect(await send(first)).toEqual({ outcome: 'suppressed', reason: 'order-cancelled' });

    const target = order(1);
    const second = await h.thankYou(target);
    h.state.put('order', { ...target, cancelledAt: '2026-11-22T09:59:59Z' });
    expect(await send(second)).toEqual({ outcome: 'suppressed', reason: 'order-cancelled' });
    h.state.put('order', target);
    expect(h.mails).toHaveLength(0);
    expect(await h.messageRow(second)).toMatchObject({ state: 'suppressed', reason: 'order-cancelled' });
  });

  it('does not leave once the app is uninstalled', async () => {
    const id = await h.thankYou(order());
    await h.db.shop.updateMany({ data: { uninstalledAt: h.clock.now() } });
    expect(await send(id)).toEqual({ outcome: 'suppressed', reason: 'shop-uninstalled' });
  });

  it('waits for the imprint, and is woken when the merchant fills it in', async () => {
    await h.program((program) => (program.sender.imprint = ''));
    const id = await h.thankYou(order());
    expect(await send(id)).toEqual({ outcome: 'retry', reason: 'imprint-missing' });
    expect(await h.messageRow(id)).toMatchObject({
      state: 'planned',
      reason: 'imprint-missing',
      attempts: 0,
    });
    expect(await send(id)).toEqual({ outcome: 'not-claimed' });
    await h.program(() => undefined);
    await syncDiscount(h.services, { shop: SHOP });
    expect(h.jobs).toContainEqual({ queue: 'message.send', data: { shop: SHOP }, key: SHOP });
    expect(await send(id)).toEqual({ outcome: 'sent' });
  });

  it('a template that cannot be rendered fails, and the merchant sees why', async () => {
    await h.program(
      (program) => (program.thankYou.first.body.de = program.thankYou.first.body.en = '{{ nothing.here }}'),
    );
    const id = await h.thankYou(order());
    expect(await send(id)).toEqual({ outcome: 'failed', reason: 'template-error: body' });
    const [entry] = await h.db.activityEntry.findMany({ where: { event: 'message.template-error' } });
    expect(entry?.detail).toMatchObject({ part: 'body', rule: 'thank-you' });
    expect(h.mails).toHaveLength(0);
  });
});

describe('trouble delays a message and loses none', () => {
  it('a dead mail server: planned again, later and later, then sent', async () => {
    h.control.mail = async () => ({ outcome: 'retry', reason: 'smtp ECONNREFUSED' });
    const id = await h.thankYou(order());
    const waits: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      expect((await send(id)).outcome).toBe('retry');
      const { dueAt, state } = await h.messageRow(id);
      expect(state).toBe('planned');
      waits.push(dueAt.getTime() - h.clock.now().getTime());
      h.clock.set(dueAt.toISOString());
    }
    expect(waits).toEqual([15_000, 30_000, 60_000, 120_000]);
    h.control.mail = async () => ({ outcome: 'sent' });
    expect(await send(id)).toEqual({ outcome: 'sent' });
    expect(await h.messageRow(id)).toMatchObject({ state: 'sent', attempts: 5, reason: null });
  });

  it.each(['down', '5xx', 'revoked'] as const)('Admin API %s: planned again', async (fault) => {
    const id = await h.thankYou(order());
    h.control.fault = fault;
    expect((await send(id)).outcome).toBe('retry');
    expect(await h.messageRow(id)).toMatchObject({ state: 'planned', attempts: 1 });
    expect(h.mails).toHaveLength(0);
  });

  it('an Admin API that throttles every second call: sent', async () => {
    const id = await h.thankYou(order());
    h.control.fault = 'throttled-half';
    expect(await send(id)).toEqual({ outcome: 'sent' });
  });

  it('a bug of ours: thrown, and the message does not stay claimed', async () => {
    const id = await h.thankYou(order());
    h.control.mail = async () => {
      throw new Error('bug');
    };
    await expect(send(id)).rejects.toThrow('bug');
    expect(await h.messageRow(id)).toMatchObject({ state: 'planned', reason: 'internal-error' });
  });

  it('a server that takes every message and never says so does not deliver copies for days', async () => {
    const id = await h.thankYou(h.paidOrders()[0]!);
    let copies = 0;
    h.control.mail = async () => {
      copies += 1;
      return copies === 2
        ? { outcome: 'retry', reason: 'smtp 450' } // that one was not taken
        : { outcome: 'uncertain', reason: 'smtp ETIMEDOUT' };
    };
    let outcome = 'retry';
    for (let hour = 11; hour < 24 && outcome === 'retry'; hour += 1) {
      h.clock.set(`2026-11-22T${hour}:00:00Z`);
      ({ outcome } = await send(id));
    }
    expect([outcome, copies]).toEqual(['uncertain', 7]);
    await retryDeadLetters(h.services, SHOP, 'all');
    h.control.mail = async () => ({ outcome: 'uncertain', reason: 'smtp ETIMEDOUT' });
    expect(await send(id)).toMatchObject({ outcome: 'retry' });
  });

  it('550: suppressed with the reason', async () => {
    h.control.mail = async () => ({ outcome: 'rejected', reason: 'smtp 550' });
    const id = await h.thankYou(order());
    expect(await send(id)).toEqual({ outcome: 'suppressed', reason: 'rejected: smtp 550' });
    expect(await h.db.suppression.count()).toBe(0); // it said nothing about the address
  });

  it('550 for the address: it goes on the suppression list of this shop, and nothing more is tried', async () => {
    h.control.mail = async () => ({ outcome: 'rejected', reason: 'smtp 550', badAddress: true });
    expect(await send(await h.thankYou(order()))).toEqual({
      outcome: 'suppressed',
      reason: 'rejected: smtp 550',
    });
    const emailHash = hashEmail(order().email, h.services.env.EMAIL_HASH_KEY);
    expect(await h.db.suppression.findMany()).toMatchObject([{ shop: SHOP, emailHash, reason: 'bounced' }]);

    const next = h.paidOrders().find(({ id, email }) => id !== order().id && email === order().email);
    expect(next).toBeDefined();
    h.control.mail = async () => ({ outcome: 'sent' });
    expect(await send(await h.thankYou(next!))).toEqual({ outcome: 'suppressed', reason: 'bounced' });
    expect(h.mails).toHaveLength(0);
  });

  describe('a worker that died', () => {
    const worker = '11111111-1111-4111-8111-111111111111';
    const other = '22222222-2222-4222-8222-222222222222';
    const silent = (seconds: number, id = worker) => h.db.$executeRaw`
      INSERT INTO worker (id, beat_at) VALUES (${id}::uuid, clock_timestamp() - make_interval(secs => ${seconds}::float8))
      ON CONFLICT (id) DO UPDATE SET beat_at = EXCLUDED.beat_at`;
    const claimed = (handed: boolean, by: string | null = worker) => ({
      state: 'claimed',
      claimedAt: new Date(),
      claimedBy: by,
      handedAt: handed ? new Date() : null,
    });
    const coupon = (over: object) =>
      h.message({ rule: 'anniversary', subjectKey: `gift:${Math.random()}`, kind: 'promotional', ...over });
    const takenBack = async () =>
      Object.fromEntries((await takeBackDeadClaims(h.services)).map(({ id, state }) => [id, state]));
    afterEach(() => h.db.worker.deleteMany());

    it('before handing over: everything is planned again', async () => {
      await silent(60);
      const [thanks, gift] = [await h.thankYou(order(), claimed(false)), await coupon(claimed(false))];
      expect(await takenBack()).toEqual({ [thanks]: 'planned', [gift]: 'planned' });
    });

    it('after handing over: thanks again, a coupon is parked', async () => {
      await silent(60);
      const [thanks, gift] = [await h.thankYou(order(), claimed(true)), await coupon(claimed(true))];
      expect(await takenBack()).toEqual({ [thanks]: 'planned', [gift]: 'uncertain' });
      expect(await h.messageRow(gift)).toMatchObject({ reason: 'process-died', claimedBy: null });
      expect(await send(thanks)).toEqual({ outcome: 'sent' });
    });

    it("after handing over, by the merchant's choice: the other way round", async () => {
      await h.program((program) => {
        Object.assign(program.thankYou, { afterCrash: 'park' });
        Object.assign(program.anniversary, { afterCrash: 'sendAgain' });
      });
      await silent(60);
      const [thanks, gift] = [await h.thankYou(order(), claimed(true)), await coupon(claimed(true))];
      expect(await takenBack()).toEqual({ [thanks]: 'uncertain', [gift]: 'planned' });
    });

    it('and one that forgot to say so at all, but not one that lives, nor a claim without a lease that is young', async () => {
      await silent(2, other);
      const gone = await h.thankYou(order(0), claimed(false));
      const alive = await h.thankYou(order(1), claimed(true, other));
      const young = await coupon(claimed(true, null));
      const old = await coupon({ ...claimed(true, null), claimedAt: new Date(Date.now() - 11 * 60_000) });
      expect(await takenBack()).toEqual({ [gone]: 'planned', [old]: 'uncertain' });
      for (const id of [alive, young]) expect(await h.messageRow(id)).toMatchObject({ state: 'claimed' });
    });

    it('is noticed by the next beat of another, which goes on with its work', async () => {
      await silent(60);
      const thanks = await h.thankYou(order(), claimed(false));
      await beat(h.services, other);
      expect(h.jobs).toContainEqual({ queue: 'message.send', data: { shop: SHOP }, key: SHOP });
      expect(await dispatchMessages(h.services, { shop: SHOP })).toMatchObject({
        claimed: 1,
        outcomes: { sent: 1 },
      });
      expect(await h.messageRow(thanks)).toMatchObject({ state: 'sent', claimedBy: null });
    });
  });

  it('a beat asks for the turns of all shops at once: with thousands of them it must not be late', async () => {
    const one = await h.messageRow(await h.thankYou(order()));
    const at = h.clock.now();
    for (let index = 0; index < 20; index += 1) {
      const shop = `shop-${index}.myshopify.com`;
      await insertShop(h.db, shop, { installedAt: at, messagesSince: at, setUpAt: at });
      await h.db.message.create({ data: { ...one, shop, id: randomUUID() } });
    }
    let asked = 0;
    const { jobs } = h.services;
    const counted: JobQueue = {
      ...jobs,
      send: (...job) => ((asked += 1), jobs.send(...job)),
      sendMany: (...many) => ((asked += 1), jobs.sendMany(...many)),
    };
    await beat({ ...h.services, jobs: counted }, randomUUID());
    expect(asked).toBe(2);
    expect(new Set(h.jobs.map(({ data, key }) => data.shop === key && key)).size).toBe(21);
  });

  it('a claim that was taken back before it was handed over does not leave', async () => {
    const id = await h.thankYou(order());
    h.control.before = async (operation) => {
      if (operation === 'Recipients')
        await h.db
          .$executeRaw`UPDATE message SET state = 'planned', claimed_at = NULL WHERE id = ${id}::uuid`;
    };
    expect(await send(id)).toEqual({ outcome: 'not-claimed' });
    expect(h.mails).toHaveLength(0);
    expect(await h.messageRow(id)).toMatchObject({ state: 'planned' });
  });

  it('a server that goes away in the middle of a slice: what had no turn keeps its place', async () => {
    const target = order();
    for (let n = 0; n < 60; n += 1) {
      const copy = { ...target, id: 900_000_000 + n, name: `#${n}` };
      h.state.put('order', copy);
      await h.thankYou(copy);
    }
    h.control.mail = async () => ({ outcome: 'retry', reason: 'smtp ECONNREFUSED', down: true });
    expect(await dispatchMessages(h.services, { shop: SHOP })).toEqual({
      claimed: 60,
      outcomes: { retry: 60 },
    });
    const rows = await h.db.message.findMany();
    expect(rows.filter((row) => row.attempts === 0 && row.dueAt <= h.clock.now())).toHaveLength(
      60 - IN_FLIGHT,
    );
    expect(rows.filter((row) => row.attempts === 1 && row.dueAt > h.clock.now())).toHaveLength(IN_FLIGHT);
    h.control.mail = async () => ({ outcome: 'sent' });
    h.clock.set('2026-11-22T10:01:00Z');
    expect(await dispatchMessages(h.services, { shop: SHOP })).toMatchObject({ outcomes: { sent: 60 } });
    expect(new Set(h.mails.map((mail) => mail.messageId)).size).toBe(60);
  });

  it('a bug that does not mend itself ends as failed, with a line for the merchant', async () => {
    const id = await h.thankYou(order());
    h.control.mail = async () => {
      throw new Error('bug');
    };
    for (let n = 0; n < 8; n += 1) {
      await expect(send(id)).rejects.toThrow('bug');
      h.clock.set((await h.messageRow(id)).dueAt.toISOString());
    }
    expect(await h.messageRow(id)).toMatchObject({ state: 'failed', reason: 'gave-up: internal-error' });
    expect(await h.db.activityEntry.count({ where: { event: 'message.gave-up' } })).toBe(1);
  });

  it('a message that cannot be prepared takes none of its slice with it, nor counts as one of their tries', async () => {
    const [first, second] = h.paidOrders();
    const sound = [await h.thankYou(first!), await h.thankYou(second!)];
    const unreadable = await h.message({ rule: 'round-date', subjectKey: 'moon:full', kind: 'promotional' });
    await expect(dispatchMessages(h.services, { shop: SHOP })).rejects.toThrow('unknown subject');
    for (const id of sound) expect(await h.messageRow(id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await h.messageRow(unreadable)).toMatchObject({ state: 'planned', reason: 'internal-error' });
  });

  it('a claim that was taken back cannot settle any more', async () => {
    const id = await h.thankYou(order());
    h.control.mail = async () => {
      await h.db
        .$executeRaw`UPDATE message SET state = 'uncertain', claimed_at = NULL WHERE id = ${id}::uuid`;
      return { outcome: 'sent' };
    };
    await send(id);
    expect(await h.messageRow(id)).toMatchObject({ state: 'uncertain' });
  });
});

describe('an anniversary coupon', () => {
  let customer: Customer;
  let messageId: string;
  let customerId: string;

  beforeEach(async () => {
    customer = h.customers()[3]!;
    h.subscribe(customer);
    customerId = await h.ledgerCustomer(customer);
    await h.plannedGift(customerId);
    await issueCoupons(h.services, { shop: SHOP });
    messageId = (await h.db.message.findFirstOrThrow({ where: { rule: 'anniversary' } })).id;
  });

  const consent = (over: Partial<Customer['emailMarketing']>) => h.subscribe(customer, over);

  it('leaves with consent, after its standing is in Shopify, with a way out', async () => {
    let standing: string | null = null;
    h.control.mail = async () => {
      standing = h.metafield(`gid://shopify/Customer/${customer.id}`, 'standing');
      return { outcome: 'sent' };
    };
    expect(await send(messageId)).toEqual({ outcome: 'sent' });
    const gift = await h.db.gift.findFirstOrThrow();
    expect(standing).toContain(gift.code);
    const [mail] = h.mails;
    expect(mail?.text).toContain(gift.code);
    expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect(await h.messageRow(messageId)).toMatchObject({ state: 'sent', basis: 'express' });
  });

  it.each([
    [{ state: 'NOT_SUBSCRIBED' }, 'no-consent'],
    [{ state: 'UNSUBSCRIBED' }, 'unsubscribed'],
    [{ optInLevel: 'SINGLE_OPT_IN' }, 'unconfirmed-opt-in'],
    [{ state: 'PENDING' }, 'no-consent'],
  ] as [Partial<Customer['emailMarketing']>, string][])('%j: suppressed, %s', async (over, reason) => {
    consent(over);
    expect(await send(messageId)).toEqual({ outcome: 'suppressed', reason });
    expect(h.mails).toHaveLength(0);
  });

  it('does not leave before its standing could be written', async () => {
    h.control.loseAnswer = (operation) => operation === 'MetafieldsSet';
    expect((await send(messageId)).outcome).toBe('retry');
    expect(h.mails).toHaveLength(0);
    h.control.loseAnswer = () => false;
    h.clock.set('2026-11-22T11:00:00Z');
    expect(await send(messageId)).toEqual({ outcome: 'sent' });
  });

  it('holds up nobody else of its slice when its standing cannot be written', async () => {
    const thanks = await h.thankYou(order());
    h.control.loseAnswer = (operation) => operation === 'MetafieldsSet';
    const { outcomes } = await dispatchMessages(h.services, { shop: SHOP });
    expect(outcomes).toEqual({ sent: 1, retry: 1 });
    expect(await h.messageRow(thanks)).toMatchObject({ state: 'sent' });
    expect(await h.messageRow(messageId)).toMatchObject({ state: 'planned' });
  });

  it('says the minimum and the cap that it was issued with, not those of a program changed since', async () => {
    const text = async () => {
      h.mails.length = 0;
      const { id } = await h.db.message.findFirstOrThrow({
        where: { rule: 'anniversary', state: 'planned' },
      });
      expect(await send(id)).toEqual({ outcome: 'sent' });
      return h.mails[0]?.text.replaceAll('\u00a0', ' ') ?? '';
    };
    await h.program((program) =>
      Object.assign(program.anniversary, { minimumMinor: 3_000, capMinor: 2_000 }),
    );
    expect(await text()).not.toMatch(/30[.,]00|20[.,]00/); // issued before there were limits
    const other = h.customers()[4]!;
    h.subscribe(other);
    await h.plannedGift(await h.ledgerCustomer(other));
    await issueCoupons(h.services, { shop: SHOP });
    await h.program((program) => Object.assign(program.anniversary, { minimumMinor: 0, capMinor: null }));
    expect(await text()).toMatch(/30[.,]00.*20[.,]00/);
  });

  it.each([
    ['redeemed', 'gift-redeemed'],
    ['revoked', 'gift-revoked'],
  ])('a gift that is %s: suppressed', async (state, reason) => {
    await h.db.gift.updateMany({ data: { state } });
    expect(await send(messageId)).toEqual({ outcome: 'suppressed', reason });
  });

  it('a gift whose last day is over: suppressed', async () => {
    h.clock.set('2026-12-22T10:00:00Z');
    expect(await send(messageId)).toEqual({ outcome: 'suppressed', reason: 'gift-expired' });
  });

  it('uncertain after DATA: parked, not sent again', async () => {
    h.control.mail = async () => ({ outcome: 'uncertain', reason: 'smtp ECONNECTION' });
    expect(await send(messageId)).toEqual({ outcome: 'uncertain', reason: 'smtp ECONNECTION' });
    expect(await send(messageId)).toEqual({ outcome: 'not-claimed' });
  });

  it('unsubscribing by the link of one mail stops the next', async () => {
    await send(messageId);
    const link = /<(.+)>/.exec(h.mails[0]?.headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
    const token = new URL(link).searchParams.get('token') ?? '';
    expect(await unsubscribeSubject(h.services, token)).toMatchObject({ ok: true, shopName: 'Rösterei' });
    expect(await h.db.suppression.count()).toBe(0); // looking changes nothing
    expect(await unsubscribe(h.services, `${token}x`)).toEqual({ ok: false, kind: 'invalid-token' });
    expect(await unsubscribe(h.services, token)).toMatchObject({ ok: true });
    expect(await unsubscribe(h.services, token)).toMatchObject({ ok: true });
    expect(await h.db.suppression.count()).toBe(1);

    await h.db.message.updateMany({ data: { state: 'planned' } });
    expect(await send(messageId)).toEqual({ outcome: 'suppressed', reason: 'suppressed' });
  });

  it('a customer who is gone at Shopify: nothing is sent, and it is given up when no news of a merge has come', async () => {
    h.state.remove('customer', customer.id);
    const tries: string[] = [];
    const started = h.clock.now().getTime();
    while (tries.at(-1) !== 'suppressed' && tries.length < 20) {
      const ended = await send(messageId);
      expect(ended).toMatchObject({ reason: 'customer-gone' });
      tries.push(ended.outcome);
      h.clock.set((await h.messageRow(messageId)).dueAt.toISOString());
    }
    h.state.put('customer', customer);
    expect(tries).toEqual([...Array<string>(6).fill('retry'), 'suppressed']);
    expect(h.clock.now().getTime() - started).toBeGreaterThan(10 * 60_000);
    expect(h.mails).toHaveLength(0);
  });

  it('a customer who wants to be forgotten: suppressed at once', async () => {
    await h.db.ledgerCustomer.updateMany({ data: { redactedAt: h.clock.now() } });
    expect(await send(messageId)).toEqual({ outcome: 'suppressed', reason: 'customer-gone' });
  });
});

it('nothing personal is stored: no address or name in any row', async () => {
  const id = await h.thankYou(order());
  await send(id);
  const customer = h.customers().find((c) => c.id === order().customerId);
  const dump = JSON.stringify(
    [await h.db.message.findMany(), await h.db.activityEntry.findMany()],
    (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
  expect(dump).not.toContain(order().email);
  expect(dump).not.toContain(customer?.lastName ?? 'never');
});
