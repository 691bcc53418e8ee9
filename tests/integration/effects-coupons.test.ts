import { beforeEach, describe, expect, it } from 'vitest';
import { retryDeadLetters } from '~/effects/dead-letters';
import { dispatchMessages } from '~/effects/dispatch-messages';
import { expireGifts } from '~/effects/expire-gifts';
import { installShop } from '~/effects/install-shop';
import { issueCoupons } from '~/effects/issue-coupons';
import { syncDiscount } from '~/effects/sync-discount';
import { writeStandings } from '~/effects/write-standings';
import { RetryLater } from '~/retry-later.server';
import type { DiscountNode } from '../../dev-store/model/types';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  h.empty('discountNode');
  await h.installed();
});

const issue = () => issueCoupons(h.services, { shop: SHOP });
const nodes = (): DiscountNode[] => [...h.state.all('discountNode').values()];
/** redeem codes in Shopify without the discount's own placeholder */
const codes = () =>
  nodes()
    .flatMap((node) => node.codes.map(({ code }) => code))
    .filter((code) => !code.startsWith('STAMMKUNDE-'));
const gifts = () => h.db.gift.findMany({ orderBy: { id: 'asc' } });

async function plan(count: number): Promise<void> {
  for (const customer of h.customers().slice(0, count)) await h.plannedGift(await h.ledgerCustomer(customer));
}

/** Gifts of more customers of ours than the shop has: each of its customers stands for several. */
async function planMany(count: number): Promise<void> {
  const customers = h.customers();
  for (let n = 0; n < count; n += 1)
    await h.plannedGift(await h.ledgerCustomer(customers[n % customers.length]!));
}

/** What must hold at the end of every run, however disturbed. */
async function expectEachExactlyOnce(count: number): Promise<void> {
  const issued = await gifts();
  expect(issued.map((gift) => gift.state)).toEqual(Array(count).fill('issued'));
  const own = issued.map((gift) => gift.code ?? '');
  expect(new Set(own).size).toBe(count);
  expect([...codes()].sort()).toEqual([...own].sort());
  expect(nodes()).toHaveLength(1);
  expect(await h.db.couponDiscount.count()).toBe(1);
  const messages = await h.db.message.findMany();
  expect(messages.map((message) => message.subjectKey).sort()).toEqual(
    issued.map((gift) => `gift:${gift.id}`).sort(),
  );
}

describe('issuing coupons', () => {
  it('makes one code discount of single-use codes, and a message for each customer', async () => {
    await plan(5);
    expect(await issue()).toEqual({ issued: 5 });
    await expectEachExactlyOnce(5);
    const [node] = nodes();
    expect(node).toMatchObject({
      method: 'code',
      type: 'app',
      title: 'Anniversary coupons 2026',
      usageLimit: 1,
      appliesOncePerCustomer: true,
      discountClasses: ['ORDER'],
    });
    const config = h.metafield(`gid://shopify/DiscountNode/${node?.id}`, 'config');
    expect(JSON.parse(config ?? 'null')).toMatchObject({ v: 2, k: 'gift', b: 'o%0|' });
    const [gift] = await gifts();
    expect(gift?.code).toMatch(/^DANKE(-[2-9A-Z]{4}){3}$/);
    const messages = await h.db.message.findMany();
    expect(messages[0]).toMatchObject({ rule: 'anniversary', kind: 'promotional', state: 'planned' });
    expect(messages[0]?.messageId).toMatch(/^<[0-9a-f]{40}@test-shop\.myshopify\.com>$/);
    expect(h.jobs).toContainEqual({ queue: 'message.send', data: { shop: SHOP }, key: SHOP });
    expect(h.jobs).toContainEqual({ queue: 'standing.write', data: { shop: SHOP }, key: SHOP });
  });

  it('again: nothing happens; a later gift joins the same discount', async () => {
    await plan(2);
    await issue();
    expect(await issue()).toEqual({ issued: 0 });
    await h.plannedGift(await h.ledgerCustomer(h.customers()[10]!));
    expect(await issue()).toEqual({ issued: 1 });
    await expectEachExactlyOnce(3);
  });

  it('uninstalled and installed again: the coupons that customers hold work, under the same codes and unmailed', async () => {
    await plan(2);
    await issue();
    const [held, over] = await gifts();
    await h.db.gift.updateMany({ where: { id: over!.id }, data: { validUntil: new Date('2026-11-21') } });
    await h.db.message.updateMany({ data: { state: 'sent' } });
    await writeStandings(h.services, { shop: SHOP });
    // an uninstall takes the app's discounts along, and perhaps its metafields
    h.empty('discountNode', 'metafield');
    await h.db.shop.updateMany({ data: { uninstalledAt: h.clock.now() } });

    await installShop(h.services, SHOP);
    expect(await issue()).toEqual({ issued: 1 });
    expect(codes()).toEqual([held!.code]);
    expect((await gifts()).map((gift) => gift.state)).toEqual(['issued', 'expired']);
    expect((await h.db.message.findMany()).map((message) => message.state)).toEqual(['sent', 'sent']);
    await writeStandings(h.services, { shop: SHOP });
    const owner = await h.db.ledgerCustomer.findFirstOrThrow({ where: { id: held!.customerId } });
    const standing = h.metafield(`gid://shopify/Customer/${owner.shopifyCustomerId}`, 'standing');
    expect(standing).toContain(held!.code);
  });

  it('uninstalled before the mail left, and installed again: it leaves, once, unless it is late by now', async () => {
    await plan(2);
    await issue();
    const [late] = await h.db.message.findMany({ orderBy: { id: 'asc' } });
    await h.db.message.updateMany({
      where: { id: late!.id },
      data: { dueAt: new Date('2026-11-17T10:00:00Z') },
    });
    h.empty('discountNode');
    await h.db.shop.updateMany({ data: { uninstalledAt: h.clock.now() } });
    await h.db.message.updateMany({ data: { state: 'suppressed', reason: 'uninstalled' } });

    await installShop(h.services, SHOP);
    const states = async () =>
      (await h.db.message.findMany({ orderBy: { id: 'asc' } })).map(({ state, reason }) => ({
        state,
        reason,
      }));
    const withdrawn = { state: 'suppressed', reason: 'uninstalled' };
    expect(await states()).toEqual([withdrawn, { state: 'planned', reason: null }]);
    // not before its code is in Shopify again
    for (const customer of h.customers().slice(0, 2)) h.subscribe(customer);
    await dispatchMessages(h.services, { shop: SHOP });
    expect(await states()).toEqual([withdrawn, { state: 'planned', reason: 'standing-not-written' }]);
    expect(await issue()).toEqual({ issued: 2 });
    h.clock.set('2026-11-22T10:01:00Z');
    await dispatchMessages(h.services, { shop: SHOP });
    expect(await states()).toEqual([withdrawn, { state: 'sent', reason: null }]);
  });

  it('uninstalled and installed again, or the discount deleted: the coupons keep the limits that they were promised with', async () => {
    await h.program((program) =>
      Object.assign(program.anniversary, { minimumMinor: 2_000, capMinor: 1_500 }),
    );
    await plan(1);
    await issue();
    await h.program((program) => Object.assign(program.anniversary, { minimumMinor: 9_000, capMinor: 100 }));
    const season = async () => (await h.db.couponDiscount.findMany()).map(({ occasion }) => occasion);
    const config = () => h.metafield(`gid://shopify/DiscountNode/${nodes()[0]?.id}`, 'config');
    const promised = config();
    h.empty('discountNode', 'metafield');
    await h.db.shop.updateMany({ data: { uninstalledAt: h.clock.now() } });
    await installShop(h.services, SHOP);
    expect(await issue()).toEqual({ issued: 1 });
    expect(await season()).toEqual(['anniversary:2026:2000-1500']);
    expect(promised).not.toBeNull();
    expect(config()).toEqual(promised);

    h.empty('discountNode', 'metafield');
    await syncDiscount(h.services, { shop: SHOP });
    expect(await issue()).toEqual({ issued: 1 });
    expect(await season()).toEqual(['anniversary:2026:2000-1500']);
  });

  it('more than a call takes: 250 at a time', async () => {
    await planMany(260);
    expect(await issue()).toEqual({ issued: 260 });
    expect(h.operations.filter((name) => name === 'RedeemCodesAdd')).toHaveLength(2);
    await expectEachExactlyOnce(260);
  });

  it.each(['CodeDiscountCreate', 'RedeemCodesAdd', 'RedeemCodesCreation', 'DiscountByCode'])(
    'the answer to %s is lost once: same result',
    async (operation) => {
      await plan(3);
      let lost = 0;
      h.control.loseAnswer = (name) => name === operation && (lost += 1) === 1;
      await issue();
      expect(lost).toBeGreaterThan(0);
      await expectEachExactlyOnce(3);
    },
  );

  it.each(['CodeDiscountCreate', 'RedeemCodesAdd', 'RedeemCodesCreation'])(
    'every answer to %s is lost for a while: the job comes back, same result',
    async (operation) => {
      await plan(3);
      h.control.loseAnswer = (name) => name === operation;
      await expect(issue()).rejects.toThrow(RetryLater);
      expect(await h.db.message.count()).toBe(0);
      h.control.loseAnswer = () => false;
      await issue();
      await expectEachExactlyOnce(3);
    },
  );

  describe('Shopify has the codes, and its answer was lost', () => {
    const lookUps = () => h.operations.filter((name) => name === 'DiscountsByCodes').length;

    it('they are looked up 50 at a time', async () => {
      await planMany(120);
      let lost = 0;
      h.control.loseAnswer = (name) => name === 'RedeemCodesAdd' && (lost += 1) === 1;
      await issue();
      expect(lookUps()).toBe(3);
      await expectEachExactlyOnce(120);
    });

    it('what is known of them when the next call fails is kept', async () => {
      await planMany(120);
      h.control.loseAnswer = (name) =>
        name === 'DiscountsByCodes'
          ? lookUps() > 1
          : name === 'RedeemCodesAdd' && h.operations.filter((one) => one === name).length === 1;
      await expect(issue()).rejects.toThrow(RetryLater);
      expect((await gifts()).filter(({ state }) => state === 'issued')).toHaveLength(50);
      expect(await h.db.message.count()).toBe(50);
      const [logged] = await h.db.activityEntry.findMany({ where: { event: 'coupons.issued' } });
      expect(logged?.detail).toEqual({ count: 50 });
      h.control.loseAnswer = () => false;
      expect(await issue()).toEqual({ issued: 70 });
      await expectEachExactlyOnce(120);
    });
  });

  it('throttled half of the time: same result', async () => {
    await plan(4);
    h.control.fault = 'throttled-half';
    await issue();
    await expectEachExactlyOnce(4);
  });

  it('two workers at once: same result', async () => {
    await plan(6);
    const results = await Promise.allSettled([issue(), issue(), issue()]);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RetryLater);
    }
    await issue();
    await expectEachExactlyOnce(6);
  });

  it('the merchant deleted the discount in Shopify: a new one is made', async () => {
    await plan(2);
    await issue();
    const [held, over] = await gifts();
    await h.db.gift.updateMany({ where: { id: over!.id }, data: { state: 'redeemed' } });
    await h.db.message.updateMany({ data: { state: 'sent' } });
    h.empty('discountNode');
    await h.plannedGift(await h.ledgerCustomer(h.customers()[10]!));
    await expect(issue()).rejects.toThrow(RetryLater);
    // those that customers hold come along, under their codes, and nobody gets a second mail
    expect(await issue()).toEqual({ issued: 2 });
    expect(codes()).toHaveLength(2);
    expect(codes()).toContain(held!.code);
    expect(await h.db.message.count({ where: { subjectKey: `gift:${held!.id}` } })).toBe(1);
    expect(await h.db.activityEntry.findFirst({ where: { event: 'coupons.discount-gone' } })).toMatchObject({
      detail: { count: 1 },
    });
  });

  it('a code that somebody else has is drawn anew', async () => {
    const customerId = await h.ledgerCustomer(h.customers()[0]!);
    await h.plannedGift(customerId, { code: 'DANKE-AAAA-BBBB-CCCC' });
    const id = h.state.nextId();
    await plan(0);
    // a code discount of the merchant's own
    await h.plannedGift(await h.ledgerCustomer(h.customers()[1]!));
    await issue();
    const [node] = nodes();
    h.state.put('discountNode', {
      ...node!,
      id,
      title: 'by hand',
      codes: [{ id: h.state.nextId(), code: 'DANKE-DDDD-EEEE-FFFF', usageCount: 0 }],
    });
    const late = await h.plannedGift(await h.ledgerCustomer(h.customers()[2]!), {
      code: 'DANKE-DDDD-EEEE-FFFF',
    });
    await issue();
    const gift = await h.db.gift.findUniqueOrThrow({ where: { shop_id: { shop: SHOP, id: late } } });
    expect(gift.state).toBe('issued');
    expect(gift.code).not.toBe('DANKE-DDDD-EEEE-FFFF');
  });

  it('a code that its owner holds is not drawn anew while somebody else has it: it waits, and then a person decides', async () => {
    await plan(1);
    await issue();
    await h.db.message.updateMany({ data: { state: 'sent' } });
    const [held] = await gifts();
    const [node] = nodes();
    h.empty('discountNode');
    await syncDiscount(h.services, { shop: SHOP });
    // Shopify takes its time to let go of the codes of a discount that was deleted
    const heldCodes = node!.codes.filter(({ code }) => code === held!.code);
    const takenBy = { ...node!, id: h.state.nextId(), title: 'taken', codes: heldCodes };
    h.state.put('discountNode', takenBy);
    await h.plannedGift(await h.ledgerCustomer(h.customers()[10]!));
    await expect(issue()).rejects.toThrow(RetryLater);
    const states = async () =>
      Object.fromEntries((await gifts()).map(({ id, state, code }) => [id, `${state} ${code}`]));
    expect((await states())[held!.id]).toBe(`planned ${held!.code}`);
    expect(Object.values(await states()).filter((state) => state.startsWith('issued'))).toHaveLength(1);
    h.clock.set('2026-11-22T11:30:00Z');
    await issue();
    expect((await states())[held!.id]).toBe(`failed ${held!.code}`);
    h.state.remove('discountNode', takenBy.id);
    await retryDeadLetters(h.services, SHOP, 'all');
    await issue();
    expect((await states())[held!.id]).toBe(`issued ${held!.code}`);
  });

  it('the function is not deployed: refused, said in the activity log, nothing lost', async () => {
    await plan(2);
    const functions = h.control.functions.splice(0);
    expect(await issue()).toEqual({ issued: 0 });
    expect(await h.db.activityEntry.count({ where: { event: 'coupons.refused' } })).toBe(1);
    h.control.functions.push(...functions);
    expect(await issue()).toEqual({ issued: 2 });
    await expectEachExactlyOnce(2);
  });

  it('a guest without a customer record gets none: nobody could redeem it', async () => {
    await h.plannedGift(await h.ledgerCustomer(null));
    await issue();
    expect(await gifts()).toMatchObject([{ state: 'failed', reason: 'no-customer-record' }]);
  });
});

describe('a change of program', () => {
  const sync = () => syncDiscount(h.services, { shop: SHOP });
  const change = (text: string) =>
    h.program((program) => {
      program.anniversary.reason.en = text;
      program.loyalty.combinesWith = { ...program.loyalty.combinesWith, shippingDiscounts: false };
    });
  const coupons = () => nodes().filter((node) => node.method === 'code');
  const textOf = (node: DiscountNode | undefined) => {
    const config = h.metafield(`gid://shopify/DiscountNode/${node?.id}`, 'config') ?? 'null';
    return (JSON.parse(config) as { m: { en: string } } | null)?.m.en;
  };

  it('reaches the coupons that are out: their texts, and what they combine with', async () => {
    await plan(1);
    await issue();
    await change('For you, {name}');
    await sync();
    expect(textOf(coupons()[0])).toBe('For you, {name}');
    expect(coupons()[0]?.combinesWith.shippingDiscounts).toBe(false);
    expect(codes()).toEqual((await gifts()).map((gift) => gift.code));
  });

  it('reaches an older season while a coupon of it is good, and then no longer', async () => {
    await plan(1);
    await issue();
    await h.db.gift.updateMany({ data: { validUntil: new Date('2027-01-15') } });
    h.clock.set('2027-01-15T12:00:00Z');
    await change('In January');
    await sync();
    expect(textOf(coupons()[0])).toBe('In January');
    h.clock.set('2027-01-16T12:00:00Z');
    await change('Too late');
    await sync();
    expect(textOf(coupons()[0])).toBe('In January');
  });

  it('forgets a season that the merchant deleted in Shopify, so that the next coupons get a new one', async () => {
    await plan(1);
    await issue();
    h.empty('discountNode');
    await sync();
    expect(await h.db.couponDiscount.count()).toBe(0);
    expect(await h.db.activityEntry.count({ where: { event: 'coupons.refused' } })).toBe(0);
    const [held] = await gifts();
    expect(await issue()).toEqual({ issued: 1 });
    expect(codes()).toEqual([held!.code]);
  });

  it('a dead Admin API puts it off', async () => {
    await plan(1);
    await issue();
    await change('Later');
    h.control.fault = 'down';
    await expect(sync()).rejects.toThrow(RetryLater);
    h.control.fault = 'none';
    await sync();
    expect(textOf(coupons()[0])).toBe('Later');
  });
});

describe('expiry', () => {
  it('by the shop date: the last day counts', async () => {
    await plan(1);
    await issue();
    h.clock.set('2026-12-21T22:59:00Z'); // 23:59 in Berlin
    expect(await expireGifts(h.services, { shop: SHOP })).toBe(0);
    h.clock.set('2026-12-21T23:00:00Z'); // midnight in Berlin
    expect(await expireGifts(h.services, { shop: SHOP })).toBe(1);
    expect(await gifts()).toMatchObject([{ state: 'expired' }]);
  });

  it('a planned gift that never became a code in time is missed, not issued late', async () => {
    await plan(1);
    h.clock.set('2027-01-10T10:00:00Z');
    expect(await issue()).toEqual({ issued: 0 });
    expect(await gifts()).toMatchObject([{ state: 'missed', reason: 'too-late' }]);
    expect(codes()).toEqual([]);
  });
});
