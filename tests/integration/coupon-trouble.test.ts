import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dispatchMessages } from '~/effects/dispatch-messages';
import { issueCoupons } from '~/effects/issue-coupons';
import { actOnCoupon } from '~/effects/withdraw-coupon';
import { writeStandings } from '~/effects/write-standings';
import { applyOrderFacts } from '~/ledger/apply-event.server';
import { leakedCoupons } from '~/ledger/leaked-coupons.server';
import type { Program } from '~/loyalty/program';
import type { OrderFacts } from '~/loyalty/order-facts';
import { createFunctionRunner, type FunctionRunner } from '../../dev-store/checkout/function-runner';
import type { Customer } from '../../dev-store/model/types';
import { anOrder } from '../support/ledger';
import { checkoutOf } from './effects-checkout';
import { clear, SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
let functions: FunctionRunner;
useHarness((started) => (h = started));
beforeAll(async () => {
  functions = await createFunctionRunner();
});
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity, coupon_use`;
});

const customer = (index = 0): Customer => h.customers()[index]!;
const apply = (facts: OrderFacts) => applyOrderFacts(h.services, SHOP, facts);
const gift = (id: string) => h.db.gift.findUniqueOrThrow({ where: { shop_id: { shop: SHOP, id } } });
const events = async () =>
  (await h.db.activityEntry.findMany({ orderBy: { id: 'asc' } }))
    .map(({ event }) => event)
    .filter((event) => event.startsWith('coupon.'));
const works = async (code: string, who: Customer) =>
  (await checkoutOf(h, functions, who, [code])).discountsMinor > 0;

/** A customer with three orders since three years ago and the coupon of today in hand. */
async function celebrated(who: Customer, change: (program: Program) => void = () => undefined) {
  await h.installed((program) => {
    program.loyalty.enabled = false;
    program.consent.mostMessages = null;
    change(program);
  });
  h.subscribe(who);
  const first = anOrder({ shopifyCustomerId: String(who.id), processedAt: '2023-11-22T10:00:00.000Z' });
  await apply(first);
  const row = await h.db.ledgerCustomer.findFirstOrThrow({ where: { shopifyCustomerId: String(who.id) } });
  await h.db.ledgerCustomer.updateMany({ data: { locale: 'de' } });
  const giftId = await h.plannedGift(row.id);
  await deliverCoupons();
  return { first, customerId: row.id, giftId, code: (await gift(giftId)).code ?? '' };
}

async function deliverCoupons(): Promise<void> {
  await issueCoupons(h.services, { shop: SHOP });
  await writeStandings(h.services, { shop: SHOP });
  await dispatchMessages(h.services, { shop: SHOP });
}

const buys = (who: Customer, code: string, over: Partial<OrderFacts> = {}) =>
  anOrder({
    shopifyCustomerId: String(who.id),
    processedAt: '2026-11-22T12:00:00.000Z',
    discountCodes: [code.toLowerCase()],
    ...over,
  });

describe('the order that used a coupon is cancelled or refunded', () => {
  const ended = (order: OrderFacts, how: 'cancelled' | 'refunded'): OrderFacts => ({
    ...order,
    factsAt: '2026-11-24T10:00:00.000Z',
    ...(how === 'cancelled'
      ? { cancelledAt: '2026-11-24T10:00:00.000Z' }
      : { financialStatus: 'refunded', refundedMinor: order.totalMinor }),
  });

  it.each(['cancelled', 'refunded'] as const)(
    '%s: its owner gets a new code, once, with what was left',
    async (how) => {
      const { giftId, code, customerId } = await celebrated(customer());
      const order = buys(customer(), code);
      await apply(order);
      expect(await gift(giftId)).toMatchObject({ state: 'redeemed', redeemedOrderId: order.orderId });
      h.clock.set('2026-11-24T10:00:00Z');
      const over = ended(order, how);
      await apply(over);
      expect(await gift(giftId)).toMatchObject({ state: 'planned', code: null, redeemedOrderId: null });
      await deliverCoupons();
      const anew = await gift(giftId);
      expect(anew).toMatchObject({ state: 'issued', customerId, percentage: '15' });
      expect(anew.code).not.toBe(code);
      expect(anew.validUntil.toISOString()).toBe('2026-12-23T00:00:00.000Z');
      expect(await works(anew.code ?? '', customer())).toBe(true);
      expect(await works(anew.code ?? '', customer(1))).toBe(false);
      expect(await works(code, customer())).toBe(false);
      const mails = h.mails.filter((mail) => mail.text.includes(anew.code ?? '-'));
      expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/new code|neuer Code/i)]);

      // delivered again, and a second order that is cancelled too
      await apply({ ...over, factsAt: '2026-11-24T11:00:00.000Z' });
      expect((await gift(giftId)).state).toBe('issued');
      const second = buys(customer(), anew.code ?? '', { processedAt: '2026-11-25T10:00:00.000Z' });
      await apply(second);
      await apply({
        ...second,
        cancelledAt: '2026-11-26T10:00:00.000Z',
        factsAt: '2026-11-26T10:00:00.000Z',
      });
      expect(await gift(giftId)).toMatchObject({ state: 'redeemed' });
      expect(await events()).toEqual([
      'coupon.redeemed', 'coupon.restored', 'coupon.redeemed', 'coupon.order-cancelled',
    ]); // prettier-ignore
      expect(await leakedCoupons(h.db, SHOP)).toEqual([]);
    },
  );

  it.each(['cancelled', 'refunded'] as const)(
    '%s, and the first that we hear of it is its end: the code is used up at Shopify, so its owner gets a new one',
    async (how) => {
      const { giftId, code } = await celebrated(customer());
      const order = buys(customer(), code);
      h.clock.set('2026-11-24T10:00:00Z');
      for (const facts of [ended(order, how), order, ended(order, how)]) await apply(facts);
      await deliverCoupons();
      const anew = await gift(giftId);
      expect(anew).toMatchObject({ state: 'issued', redeemedOrderId: null });
      expect(anew.code).not.toBe(code);
      expect(anew.validUntil.toISOString()).toBe('2026-12-23T00:00:00.000Z');
      expect(await events()).toEqual(['coupon.redeemed', 'coupon.restored']);
      expect(await leakedCoupons(h.db, SHOP)).toEqual([]);
    },
  );

  it('a coupon whose own mail was held up until it was given anew is told of once', async () => {
    h.control.mail = async () => ({ outcome: 'retry', reason: 'smtp 421' });
    const { giftId, code } = await celebrated(customer());
    h.control.mail = async () => ({ outcome: 'sent' });
    const order = buys(customer(), code); // the account page shows the code as well
    await apply(order);
    await apply(ended(order, 'cancelled'));
    h.clock.set('2026-11-24T10:00:00Z');
    for (let turn = 0; turn < 3; turn += 1) {
      await deliverCoupons();
      h.clock.set(`2026-11-24T10:0${turn + 1}:00Z`);
    }
    expect(h.mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/new code|neuer Code/i)]);
    expect(h.mails[0]?.text).toContain((await gift(giftId)).code);
    const first = await h.db.message.findFirstOrThrow({ where: { rule: 'anniversary' } });
    expect(first).toMatchObject({ state: 'suppressed', reason: 'gift-replaced' });
  });

  it('keeps the limits that it was promised with, whatever the program says by now', async () => {
    const { giftId, code } = await celebrated(customer(), (program) => {
      program.anniversary.capMinor = 100;
    });
    const order = buys(customer(), code);
    await apply(order);
    await h.program((program) => {
      program.loyalty.enabled = false;
      program.anniversary.capMinor = 1;
    });
    await apply(ended(order, 'cancelled'));
    await deliverCoupons();
    const anew = await gift(giftId);
    expect((await checkoutOf(h, functions, customer(), [anew.code ?? ''])).discountsMinor).toBe(100);
  });

  it('stays spent when the program says so; the log says it once', async () => {
    const { giftId, code } = await celebrated(customer(), (program) => {
      program.anniversary.orderCancelled = 'spent';
    });
    const order = buys(customer(), code);
    await apply(order);
    await apply(ended(order, 'cancelled'));
    await apply({ ...ended(order, 'cancelled'), factsAt: '2026-11-25T10:00:00.000Z' });
    expect(await gift(giftId)).toMatchObject({ state: 'redeemed', code });
    expect(await events()).toEqual(['coupon.redeemed', 'coupon.order-cancelled']);
  });

  it('used while it was being issued once more, it is redeemed all the same', async () => {
    const { giftId, code } = await celebrated(customer());
    await h.db.gift.updateMany({ where: { id: giftId }, data: { state: 'planned', discountId: null } });
    await apply(buys(customer(), code));
    expect(await gift(giftId)).toMatchObject({ state: 'redeemed' });
    await deliverCoupons();
    expect(await gift(giftId)).toMatchObject({ state: 'redeemed' });
  });

  it('a partial refund changes nothing', async () => {
    const { giftId, code } = await celebrated(customer());
    const order = buys(customer(), code);
    await apply(order);
    await apply({
      ...order,
      financialStatus: 'partially_refunded',
      refundedMinor: 500,
      factsAt: '2026-11-24T10:00:00.000Z',
    });
    expect((await gift(giftId)).state).toBe('redeemed');
  });
});

describe('the first order is cancelled', () => {
  const cancelled = (order: OrderFacts): OrderFacts => ({
    ...order,
    cancelledAt: '2026-11-22T11:00:00.000Z',
    factsAt: '2026-11-22T11:00:00.000Z',
  });

  it('a coupon that was sent stays good, or is withdrawn once, as the program says', async () => {
    for (const rule of ['keep', 'revoke'] as const) {
      await clear(h);
      await h.db.$executeRaw`TRUNCATE customer_identity, coupon_use`;
      const { first, giftId, code } = await celebrated(customer(), (program) => {
        program.anniversary.firstOrderGone = rule;
      });
      expect(await works(code, customer())).toBe(true);
      await apply(cancelled(first));
      await apply({ ...cancelled(first), factsAt: '2026-11-22T12:00:00.000Z' });
      await writeStandings(h.services, { shop: SHOP });
      expect((await gift(giftId)).state).toBe(rule === 'keep' ? 'issued' : 'revoked');
      expect(await works(code, customer())).toBe(rule === 'keep');
      expect(await events()).toEqual(rule === 'keep' ? [] : ['coupon.revoked']);
    }
  });

  it('a coupon that was only planned is taken out, and comes when its day comes', async () => {
    const { first, customerId } = await celebrated(customer());
    await h.db.gift.updateMany({ data: { state: 'planned', code: null } });
    await apply(
      anOrder({ shopifyCustomerId: String(customer().id), processedAt: '2024-03-01T10:00:00.000Z' }),
    );
    await apply(cancelled(first));
    expect(await h.db.gift.count({ where: { customerId } })).toBe(0);
    expect(await events()).toEqual(['coupon.not-due-any-more']);
  });

  it('an anniversary that only moves by days within the validity takes nothing away', async () => {
    const { first, giftId } = await celebrated(customer(), (program) => {
      program.anniversary.firstOrderGone = 'revoke';
    });
    await apply(
      anOrder({ shopifyCustomerId: String(customer().id), processedAt: '2023-11-25T10:00:00.000Z' }),
    );
    await apply(cancelled(first));
    expect((await gift(giftId)).state).toBe('issued');
  });
});

describe('a code that has leaked', () => {
  it('shows up once when it stands in the order of somebody else', async () => {
    const { giftId, code, customerId } = await celebrated(customer());
    const order = buys(customer(1), code);
    await apply(order);
    await apply({ ...order, fulfillmentStatus: 'fulfilled', factsAt: '2026-11-23T10:00:00.000Z' });
    expect(await leakedCoupons(h.db, SHOP)).toEqual([{ giftId, customerId, code, byOthers: 1, orders: 1 }]);
    expect(await leakedCoupons(h.db, SHOP, { customerId })).toHaveLength(1);
    expect(await leakedCoupons(h.db, 'other.myshopify.com')).toEqual([]);
    expect(await events()).toEqual(['coupon.used-by-another', 'coupon.redeemed']);
  });

  it('shows up when it stands in two orders of its owner', async () => {
    const { code } = await celebrated(customer());
    await apply(buys(customer(), code));
    expect(await leakedCoupons(h.db, SHOP)).toEqual([]);
    await apply(buys(customer(), code, { processedAt: '2026-11-22T13:00:00.000Z' }));
    expect(await leakedCoupons(h.db, SHOP)).toMatchObject([{ byOthers: 0, orders: 2 }]);
    expect(await events()).toEqual(['coupon.redeemed', 'coupon.used-again']);
  });

  it('is none when both turn out to be one person', async () => {
    const { code, customerId } = await celebrated(customer());
    await apply(buys(customer(1), code));
    await h.db.ledgerOrder.updateMany({ data: { customerId } });
    expect(await leakedCoupons(h.db, SHOP)).toEqual([]);
  });

  it('is replaced by the merchant: a new code for its owner, once', async () => {
    const { giftId, code, customerId } = await celebrated(customer());
    await apply(buys(customer(1), code));
    const replace = () => actOnCoupon(h.services, SHOP, { customerId, giftId, action: 'replace' });
    expect(await replace()).toBe('done');
    await deliverCoupons();
    const anew = await gift(giftId);
    expect(anew.code).not.toBe(code);
    expect(await works(anew.code ?? '', customer())).toBe(true);
    expect(await leakedCoupons(h.db, SHOP)).toEqual([]);
    expect(await replace()).toBe('not-possible');
  });

  it('is withdrawn by the merchant: checkout gives nothing for it to anybody', async () => {
    const { giftId, code, customerId } = await celebrated(customer());
    const revoke = () => actOnCoupon(h.services, SHOP, { customerId, giftId, action: 'revoke' });
    expect(await works(code, customer())).toBe(true);
    expect(await revoke()).toBe('done');
    expect(await revoke()).toBe('not-possible');
    await writeStandings(h.services, { shop: SHOP });
    expect(await works(code, customer())).toBe(false);
    expect(await events()).toEqual(['coupon.revoked']);
  });

  it('is looked at by the merchant, until it is used again', async () => {
    const { giftId, code, customerId } = await celebrated(customer());
    await apply(buys(customer(1), code));
    expect(await actOnCoupon(h.services, SHOP, { customerId, giftId, action: 'clear' })).toBe('done');
    expect(await leakedCoupons(h.db, SHOP)).toEqual([]);
    h.clock.set('2026-11-23T10:00:00Z');
    await apply(buys(customer(2), code));
    expect(await leakedCoupons(h.db, SHOP)).toHaveLength(1);
  });

  it('of another customer, or of another shop, is not to be acted on', async () => {
    const { giftId, customerId } = await celebrated(customer());
    const other = await h.ledgerCustomer(customer(1));
    expect(await actOnCoupon(h.services, SHOP, { customerId: other, giftId, action: 'revoke' })).toBe(
      'not-found',
    );
    await h.db.shop.create({
      data: { ...(await h.db.shop.findFirstOrThrow()), shop: 'other.myshopify.com' },
    });
    expect(
      await actOnCoupon(h.services, 'other.myshopify.com', { customerId, giftId, action: 'revoke' }),
    ).toBe('not-found');
  });
});
