import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { addDays } from './calendar';
import { classify, tierFor, tierProgress } from './classify';
import { defaultProgram, ofOrder, TIER_FROM, type Program } from './program';

const TODAY = '2026-11-22';
const order = (date: string) => ({ orderId: '1', at: `${date}T10:00:00Z`, date });

function fold(over: { orders?: number; spend?: number; first?: string; last?: string } = {}) {
  const { orders = 2, spend = 0, first = TODAY, last = TODAY } = over;
  return {
    qualifyingCount: orders,
    netSpendMinor: spend,
    firstQualifying: orders > 0 ? order(first) : null,
    lastQualifying: orders > 0 ? order(last) : null,
    earlierHidden: false,
  };
}

function programOf(over: Partial<Program['loyalty']>, repeatFromOrders = 2): Program {
  const program = defaultProgram({ name: 'Shop', email: 'a@shop.example' });
  Object.assign(program.loyalty, { tierLastsDays: null }, over);
  program.classification.repeatFromOrders = repeatFromOrders;
  return program;
}

const tiers = (...from: number[]) =>
  from.map((start, index) => ({
    key: `tier-${index}`,
    name: `Tier ${index}`,
    from: start,
    benefits: [ofOrder('5')],
  }));

const keyOf = (facts: ReturnType<typeof fold>, program: Program, today = TODAY) =>
  classify(facts, program, today).tier?.key ?? null;

describe('segments', () => {
  it('follow the count of qualifying orders, then the silence', () => {
    const program = programOf({});
    const segment = (orders: number, last = TODAY) =>
      classify(fold({ orders, last }), program, TODAY).segment;
    expect([0, 1, 2].map((orders) => segment(orders))).toEqual(['prospect', 'new', 'repeat']);
    expect(segment(2, addDays(TODAY, -365))).toBe('repeat');
    expect(segment(2, addDays(TODAY, -366))).toBe('lapsed');
  });

  it('a lapsed customer keeps the tier', () => {
    const last = addDays(TODAY, -3_000);
    expect(classify(fold({ orders: 5, first: last, last }), programOf({}), TODAY)).toMatchObject({
      segment: 'lapsed',
      tier: { key: 'loyal' },
      tierUntil: null,
    });
  });
});

describe('tiers', () => {
  it('by orders begin at their count', () => {
    const program = programOf({ tiers: tiers(2, 5) });
    expect([1, 2, 4, 5].map((orders) => keyOf(fold({ orders }), program))).toEqual([
      null,
      'tier-0',
      'tier-0',
      'tier-1',
    ]);
  });

  it('by net spend begin at their minor unit, also for one whose refunds left nothing', () => {
    const program = programOf({ tierBy: 'spend', tiers: tiers(10_000, 50_000) });
    expect(
      [-10_000, 0, 9_999, 10_000, 49_999, 50_000].map((spend) => keyOf(fold({ spend }), program)),
    ).toEqual([null, null, null, 'tier-0', 'tier-0', 'tier-1']);
  });

  it('by tenure begin so many days after the first order, at midnight of the shop', () => {
    const program = programOf({ tierBy: 'tenure', tiers: tiers(30, 365) });
    const facts = fold({ first: '2025-12-01', last: '2025-12-03' });
    const on = (date: string) => keyOf(facts, program, date);
    expect(['2025-12-30', '2025-12-31', '2026-11-30', '2026-12-01'].map(on)).toEqual([
      null,
      'tier-0',
      'tier-0',
      'tier-1',
    ]);
  });

  it.each(['orders', 'spend', 'tenure'] as const)('by %s are for repeat customers only', (tierBy) => {
    const program = programOf({ tierBy, tiers: tiers(2) }, 4);
    const facts = (orders: number) => fold({ orders, spend: 1_000_000, first: '2000-01-01' });
    expect(keyOf(facts(3), program)).toBeNull();
    expect(keyOf(facts(4), program)).toBe('tier-0');
  });

  it('end so many days after the last order, that day included', () => {
    const program = programOf({ tierLastsDays: 30 });
    const facts = fold({ orders: 5, first: '2020-01-01', last: '2026-11-01' });
    const on = (date: string) => classify(facts, program, date);
    expect(on('2026-11-01')).toMatchObject({ tier: { key: 'loyal' }, tierUntil: '2026-12-01' });
    expect(on('2026-12-01')).toMatchObject({ tier: { key: 'loyal' }, tierUntil: '2026-12-01' });
    expect(on('2026-12-02')).toMatchObject({ segment: 'repeat', tier: null, tierUntil: null });
    // the next order brings it back, and moves the end
    const again = { ...facts, qualifyingCount: 6, lastQualifying: order('2027-02-01') };
    expect(classify(again, program, '2027-02-01')).toMatchObject({
      tier: { key: 'loyal' },
      tierUntil: '2027-03-03',
    });
  });

  it('that nobody has have no end', () => {
    const program = programOf({ tierLastsDays: 30, tiers: tiers(5) });
    expect(classify(fold({ orders: 3 }), program, TODAY)).toMatchObject({ tier: null, tierUntil: null });
  });
});

describe('any tiers', () => {
  const starts = (min: number, max: number) =>
    fc
      .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 10 })
      .map((all) => all.sort((a, b) => a - b));

  it('more progress never gives a lower tier', () => {
    const cases = fc
      .constantFrom('orders', 'spend', 'tenure')
      .chain((tierBy) =>
        fc.tuple(
          fc.constant(tierBy),
          starts(TIER_FROM[tierBy].min, TIER_FROM[tierBy].max),
          fc.nat(40_000),
          fc.nat(40_000),
          fc.option(fc.integer({ min: 1, max: 36_500 })),
        ),
      );
    fc.assert(
      fc.property(cases, ([tierBy, from, less, growth, tierLastsDays]) => {
        const program = programOf({ tierBy, tiers: tiers(...from), tierLastsDays });
        const at = (progress: number) =>
          fold({
            orders: tierBy === 'orders' ? progress : 2,
            spend: progress,
            first: tierBy === 'tenure' ? addDays(TODAY, -progress) : TODAY,
          });
        expect(tierProgress(at(less), tierBy, TODAY)).toBe(less);
        const place = (progress: number) =>
          from.indexOf(classify(at(progress), program, TODAY).tier?.from ?? 0);
        expect(place(less + growth)).toBeGreaterThanOrEqual(place(less));
        const reached = tierFor(less, program.loyalty.tiers);
        expect(reached?.from ?? 0).toBeLessThanOrEqual(less);
        expect(from.filter((start) => start <= less).at(-1) ?? null).toBe(reached?.from ?? null);
      }),
    );
  });
});
