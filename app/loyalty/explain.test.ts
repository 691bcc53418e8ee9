import { describe, expect, it } from 'vitest';
import { addDays } from './calendar';
import { explain } from './explain';
import type { CountableOrder } from './fold';
import { defaultProgram, ofOrder, type Program } from './program';

const TODAY = '2026-11-22';

function orderOn(date: string, totalMinor = 2_000): CountableOrder {
  return {
    orderId: `${date}-${totalMinor}`,
    processedAt: `${date}T10:00:00Z`,
    source: 'web',
    totalMinor,
    refundedMinor: 0,
    discountMinor: 0,
    financialStatus: 'paid',
    cancelledAt: null,
    deletedAt: null,
    test: false,
    b2b: false,
    subscriptionRenewal: false,
    tags: [],
  };
}

const orders = (count: number, last = TODAY) =>
  Array.from({ length: count }, (_, index) => orderOn(addDays(last, -index)));

function explained(list: CountableOrder[], loyalty: Partial<Program['loyalty']> = {}, repeatFromOrders = 2) {
  const program = defaultProgram({ name: 'Shop', email: 'a@shop.example' });
  Object.assign(program.loyalty, loyalty);
  program.classification.repeatFromOrders = repeatFromOrders;
  return explain(list, program, 'Europe/Berlin', TODAY);
}

const tiers = [
  { key: 'silver', name: 'Silver', from: 100, benefits: [ofOrder('5')] },
  { key: 'gold', name: 'Gold', from: 10_000, benefits: [ofOrder('10')] },
];
const nothing = { orders: 0, spendMinor: 0, days: 0 };

describe('the next tier', () => {
  it('by orders: what is missing, and first to be a repeat customer', () => {
    expect(explained(orders(1)).nextTier).toEqual({ ...nothing, key: 'regular', orders: 1 });
    expect(explained(orders(3)).nextTier).toEqual({ ...nothing, key: 'loyal', orders: 2 });
    expect(explained(orders(5)).nextTier).toBeNull();
    expect(explained(orders(1), {}, 4).nextTier).toEqual({ ...nothing, key: 'regular', orders: 3 });
    expect(explained(orders(3), {}, 4).nextTier).toEqual({ ...nothing, key: 'regular', orders: 1 });
    // the seventh order makes a repeat customer, and goes past the first tier
    expect(explained(orders(3), {}, 7).nextTier).toEqual({ ...nothing, key: 'loyal', orders: 4 });
  });

  it('by spend: money, and orders while there are too few', () => {
    const spend = { tierBy: 'spend' as const, tiers };
    const list = [orderOn('2026-11-01', 3_000), orderOn('2026-11-02', 1_550)];
    expect(explained(list, spend).nextTier).toEqual({ ...nothing, key: 'gold', spendMinor: 5_450 });
    expect(explained([orderOn(TODAY, 40)], spend).nextTier).toEqual({
      ...nothing,
      key: 'silver',
      orders: 1,
      spendMinor: 60,
    });
    // far enough, but one order only
    expect(explained([orderOn(TODAY, 40_000)], spend).nextTier).toEqual({
      ...nothing,
      key: 'gold',
      orders: 1,
    });
  });

  it('by tenure: days since the first order', () => {
    const tenure = { tierBy: 'tenure' as const, tiers };
    expect(explained(orders(2, '2026-11-21'), tenure).nextTier).toEqual({
      ...nothing,
      key: 'silver',
      days: 98,
    });
  });
});

describe('a tier that ends', () => {
  it('says until when it holds', () => {
    const { tierKey, tierUntil, endedTier } = explained(orders(2), { tierLastsDays: 10 });
    expect({ tierKey, tierUntil, endedTier }).toEqual({
      tierKey: 'regular',
      tierUntil: '2026-12-02',
      endedTier: null,
    });
  });

  it('has not ended on its last day', () => {
    const { tierKey, tierUntil, endedTier } = explained(orders(2, '2026-11-12'), { tierLastsDays: 10 });
    expect({ tierKey, tierUntil, endedTier }).toEqual({
      tierKey: 'regular',
      tierUntil: TODAY,
      endedTier: null,
    });
  });

  it('says when it ended', () => {
    const { tierKey, tierUntil, endedTier } = explained(orders(5, '2026-11-01'), { tierLastsDays: 20 });
    expect({ tierKey, tierUntil, endedTier }).toEqual({
      tierKey: null,
      tierUntil: null,
      endedTier: { key: 'loyal', until: '2026-11-21' },
    });
  });

  it('was nobody’s who never had one', () => {
    expect(explained(orders(1, '2026-11-01'), { tierLastsDays: 20 }).endedTier).toBeNull();
    expect(explained(orders(3, '2026-11-01'), { tierLastsDays: 20 }, 4).endedTier).toBeNull();
  });
});
