import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draft, giftDiscount, line, testShop, type TestShop } from '../test-support';
import { createCustomer, customerByEmail, deleteCustomer, mergeCustomers } from './customers';
import { shareMinor } from './money';
import { currentDiscountsMinor } from './order-money';
import {
  cancelOrder,
  deliverOrder,
  editOrder,
  fulfilOrder,
  markPaid,
  placeOrder,
  refundableMinor,
  refundOrder,
  settleOrderCounts,
  type OrderDraft,
} from './orders';
import type { Order } from './types';

const place = (env: TestShop, more: Partial<OrderDraft> = {}): Order => {
  const placed = placeOrder(env, draft(env, more));
  if (!placed.ok) throw new Error(placed.reason);
  return placed.order;
};

describe('placing an order', () => {
  it('makes a guest a customer and finds them again by e-mail in any spelling', () => {
    const env = testShop();
    const first = place(env);
    const second = place(env, { email: ' Nina.NEU@example.com' });
    expect(second.customerId).toBe(first.customerId);
    expect(env.state.get('customer', first.customerId!)).toMatchObject({
      state: 'DISABLED',
      numberOfOrders: 0,
    });
    expect(env.topics()).toEqual([
      'customers/create',
      'orders/create',
      'orders/paid',
      'orders/updated',
      'orders/create',
      'orders/paid',
      'orders/updated',
    ]);
    expect([first.name, second.name]).toEqual(['#1001', '#1002']);
  });

  it('lets the customer’s order count lag until it is settled', () => {
    const env = testShop();
    const { customerId } = place(env);
    expect(env.state.get('customer', customerId!)?.numberOfOrders).toBe(0);
    expect(settleOrderCounts(env)).toBe(1);
    expect(env.state.get('customer', customerId!)?.numberOfOrders).toBe(1);
    expect(settleOrderCounts(env)).toBe(0);
  });

  it('counts a redeem code once and refuses its second use, whatever its case', () => {
    const env = testShop();
    const node = giftDiscount(env, ['DANKE-7K2M', 'DANKE-OTHER']);
    const discountCodes = [{ code: 'danke-7k2m', amountMinor: 95, type: 'percentage' as const }];
    place(env, { discountCodes });
    expect(env.state.get('discountNode', node.id)?.codes.map(({ usageCount }) => usageCount)).toEqual([1, 0]);
    const orders = env.state.all('order').size;
    expect(placeOrder(env, draft(env, { discountCodes, email: 'else@example.com' }))).toEqual({
      ok: false,
      reason: 'code-refused',
      code: 'danke-7k2m',
      why: 'used-up',
    });
    expect(env.state.all('order').size).toBe(orders);
    expect(customerByEmail(env.state, 'else@example.com')).toBeUndefined();
  });

  it('refuses a second use by the same customer of a code that others may still use', () => {
    const env = testShop();
    giftDiscount(env, ['HALLO'], { usageLimit: null });
    const discountCodes = [{ code: 'HALLO', amountMinor: 95, type: 'percentage' as const }];
    place(env, { discountCodes });
    place(env, { discountCodes, email: 'else@example.com' });
    expect(placeOrder(env, draft(env, { discountCodes }))).toMatchObject({ why: 'once-per-customer' });
  });
});

describe('an order’s life', () => {
  it('is paid, sent, delivered, each once', () => {
    const env = testShop();
    const { id } = place(env, { paid: false });
    env.emitted.length = 0;
    expect(markPaid(env, id)).toMatchObject({ ok: true, order: { financialStatus: 'paid' } });
    expect(markPaid(env, id)).toEqual({ ok: false, reason: 'nothing-to-pay' });
    expect(deliverOrder(env, id)).toEqual({ ok: false, reason: 'not-fulfilled' });
    expect(fulfilOrder(env, id)).toMatchObject({ ok: true, order: { fulfillmentStatus: 'fulfilled' } });
    expect(fulfilOrder(env, id)).toEqual({ ok: false, reason: 'already-fulfilled' });
    expect(deliverOrder(env, id)).toMatchObject({ ok: true });
    expect(env.topics()).toEqual([
      'orders/paid',
      'orders/updated',
      'fulfillments/create',
      'orders/fulfilled',
      'orders/updated',
      'fulfillments/update',
      'orders/updated',
    ]);
  });

  it('is cancelled with its money back, or voided when nothing was paid', () => {
    const env = testShop();
    const paid = place(env);
    const pending = place(env, { paid: false });
    expect(cancelOrder(env, paid.id, { reason: 'customer', refund: true })).toMatchObject({
      order: { financialStatus: 'refunded', currentTotalMinor: 0, cancelReason: 'customer' },
    });
    expect(cancelOrder(env, pending.id, { reason: 'staff', refund: true })).toMatchObject({
      order: { financialStatus: 'voided', refunds: [] },
    });
    expect(cancelOrder(env, paid.id, { reason: 'customer', refund: true })).toEqual({
      ok: false,
      reason: 'already-cancelled',
    });
    expect(env.topics().filter((topic) => topic === 'refunds/create')).toHaveLength(1);
  });

  it('owes for what an edit adds and keeps what an edit removes until it is refunded', () => {
    const env = testShop();
    const order = place(env, { lines: [line(env, { quantity: 3, unitPriceMinor: 1_000 })], shipping: null });
    const variantId = order.lines[0]!.variantId!;
    const added = editOrder(env, order.id, [{ variantId, quantity: 1 }]);
    expect(added).toMatchObject({ order: { financialStatus: 'partially_paid', totalMinor: 3_950 } });
    markPaid(env, order.id);
    const removed = editOrder(env, order.id, [{ lineId: order.lines[0]!.id, quantity: 1 }]);
    expect(removed).toMatchObject({ order: { totalMinor: 3_950, currentTotalMinor: 1_950 } });
    expect(
      env.emitted.filter(({ topic }) => topic === 'orders/edited').map(({ extra }) => extra),
    ).toMatchObject([
      { edit: { additions: [{ delta: 1 }], removals: [] } },
      { edit: { additions: [], removals: [{ lineId: order.lines[0]!.id, delta: 2 }] } },
    ]);
  });
});

describe('money', () => {
  const amounts = fc.record({
    price: fc.integer({ min: 0, max: 50_000 }),
    quantity: fc.integer({ min: 1, max: 9 }),
    discountShare: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('splits a line into parts that sum to the whole', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 50 }), (paid, quantity) => {
        let sum = 0;
        for (let unit = 0; unit < quantity; unit++) sum += shareMinor(paid, quantity, unit, unit + 1);
        expect(sum).toBe(paid);
      }),
    );
  });

  it('refunds piece by piece exactly what was paid for the lines, in any order', () => {
    fc.assert(
      fc.property(fc.array(amounts, { minLength: 1, maxLength: 4 }), fc.nat(), (parts, shuffle) => {
        const env = testShop();
        const order = place(env, {
          shipping: { title: 'Versand', priceMinor: 490, discountMinor: 0 },
          lines: parts.map(({ price, quantity, discountShare }) =>
            line(env, {
              quantity,
              unitPriceMinor: price,
              discountAllocations: [
                { amountMinor: Math.floor(price * quantity * discountShare), applicationIndex: 0 },
              ],
            }),
          ),
        });
        expect(currentDiscountsMinor(order)).toBe(order.discountsMinor);
        const units = order.lines.flatMap(({ id, quantity }) => Array<number>(quantity).fill(id));
        const start = shuffle % units.length;
        let refunded = 0;
        for (const lineId of [...units.slice(start), ...units.slice(0, start)]) {
          const result = refundOrder(env, order.id, { lines: [{ lineId, quantity: 1 }] });
          if (!result.ok) throw new Error(result.reason);
          refunded += result.order.refunds.at(-1)!.amountMinor;
        }
        const after = env.state.get('order', order.id)!;
        expect(refunded).toBe(order.subtotalMinor);
        expect(after.currentTotalMinor).toBe(490);
        expect(currentDiscountsMinor(after)).toBe(0);
        expect(refundableMinor(after)).toBe(490);
        expect(refundOrder(env, order.id, { amountMinor: 491 })).toEqual({ ok: false, reason: 'too-much' });
        expect(refundOrder(env, order.id, { everything: true })).toMatchObject({
          order: { financialStatus: 'refunded', currentTotalMinor: 0 },
        });
      }),
      { numRuns: 60 },
    );
  });

  it('never refunds more than was paid, whatever is asked for', () => {
    const requests = fc.array(
      fc.oneof(
        fc.record({ amountMinor: fc.integer({ min: 0, max: 3_000 }) }),
        fc.record({ everything: fc.constant(true) }),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(requests, (list) => {
        const env = testShop();
        const order = place(env, { lines: [line(env, { quantity: 2, unitPriceMinor: 1_333 })] });
        for (const request of list) refundOrder(env, order.id, request);
        const after = env.state.get('order', order.id)!;
        const given = after.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        expect(given).toBeLessThanOrEqual(order.totalMinor);
        expect(after.financialStatus).toBe(
          given === 0 ? 'paid' : given === order.totalMinor ? 'refunded' : 'partially_refunded',
        );
      }),
    );
  });
});

describe('customers', () => {
  it('are merged: orders and missing metafields move, the other record is gone', () => {
    const env = testShop();
    const kept = place(env);
    const removed = place(env, { email: 'other@example.com' });
    const field = (ownerId: number, key: string) => {
      const id = env.state.nextId();
      const at = '2026-01-01T00:00:00.000Z';
      env.state.put('metafield', {
        id,
        ownerId: `gid://shopify/Customer/${ownerId}`,
        namespace: 'n',
        key,
        type: 'json',
        value: '{}',
        createdAt: at,
        updatedAt: at,
      });
      return id;
    };
    const [both, clash, only] = [
      field(kept.customerId!, 'a'),
      field(removed.customerId!, 'a'),
      field(removed.customerId!, 'b'),
    ];
    expect(mergeCustomers(env, kept.customerId!, removed.customerId!)).toMatchObject({ ok: true });
    expect(env.state.get('order', removed.id)?.customerId).toBe(kept.customerId);
    expect(env.state.get('customer', removed.customerId!)?.mergedIntoId).toBe(kept.customerId);
    expect(env.state.get('metafield', both)?.ownerId).toBe(env.state.get('metafield', only)?.ownerId);
    expect(env.state.get('metafield', clash)).toBeUndefined();
    // The removed address is free again: a new guest with it is a new customer.
    expect(place(env, { email: 'other@example.com' }).customerId).not.toBe(removed.customerId);
    expect(mergeCustomers(env, kept.customerId!, removed.customerId!)).toEqual({
      ok: false,
      reason: 'not-found',
    });
  });

  it('share no address, and stay while they have orders', () => {
    const env = testShop();
    const order = place(env);
    const input = { firstName: 'A', lastName: 'B', email: 'NINA.neu@example.com' };
    expect(createCustomer(env, input)).toEqual({ ok: false, reason: 'email-taken' });
    expect(deleteCustomer(env, order.customerId!)).toEqual({ ok: false, reason: 'has-orders' });
  });
});
