import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from './classify';
import { compareFacts, type VersionedFacts } from './compare-facts';
import { explain } from './explain';
import { foldCustomer, type CountableOrder } from './fold';
import { defaultProgram, type Classification } from './program';

const program = defaultProgram({ name: 'Shop', email: 'shop@example.com' });
const rules = program.classification;
const BERLIN = 'Europe/Berlin';
const TODAY = '2026-11-22';

let nextId = 0;
function order(overrides: Partial<CountableOrder> = {}): CountableOrder {
  nextId += 1;
  return {
    orderId: String(nextId),
    processedAt: '2026-05-01T10:00:00Z',
    source: 'web',
    totalMinor: 1_000,
    refundedMinor: 0,
    discountMinor: 0,
    financialStatus: 'paid',
    cancelledAt: null,
    deletedAt: null,
    test: false,
    b2b: false,
    subscriptionRenewal: false,
    tags: [],
    ...overrides,
  };
}

const reasonOf = (overrides: Partial<CountableOrder>, change: Partial<Classification> = {}) =>
  foldCustomer([order(overrides)], { ...rules, ...change }, BERLIN, TODAY).orders[0]?.excludedReason;

describe('which orders count', () => {
  it.each<[string | null, Partial<CountableOrder>, Partial<Classification>?]>([
    [null, {}],
    [null, { totalMinor: 0 }],
    [null, { financialStatus: 'partially_refunded', refundedMinor: 999 }],
    ['fully-refunded', { financialStatus: 'partially_refunded', refundedMinor: 1_000 }],
    ['fully-refunded', { financialStatus: 'refunded', refundedMinor: 1_000 }],
    ['cancelled', { cancelledAt: '2026-05-02T00:00:00Z' }],
    ['deleted', { deletedAt: '2026-05-02T00:00:00Z', test: true }],
    ['test', { test: true }],
    ['unpaid', { financialStatus: 'pending' }],
    ['unpaid', { financialStatus: 'authorized' }],
    ['unpaid', { financialStatus: 'voided' }],
    ['b2b', { b2b: true }],
    [null, { b2b: true }, { includeB2b: true }],
    ['subscription-renewal', { subscriptionRenewal: true }],
    [null, { source: 'pos' }],
    ['channel', { source: 'pos' }, { includePos: false }],
    ['channel', { source: 'shopify_draft_order' }, { includeDraft: false }],
    ['tag', { tags: ['Wholesale'] }, { excludedTags: ['wholesale '] }],
    ['below-minimum', {}, { minimumOrderMinor: 1_001 }],
    [null, {}, { minimumOrderMinor: 1_000 }],
    ['outside-look-back', {}, { lookBackDays: 30 }],
    [null, { processedAt: '2026-10-24T10:00:00Z' }, { lookBackDays: 30 }],
    ['outside-look-back', { processedAt: '2026-10-23T10:00:00Z' }, { lookBackDays: 30 }],
  ])('%s: %j %j', (expected, overrides, change) => {
    expect(reasonOf(overrides, change)).toBe(expected);
  });

  it('counts orders of one shop date once when asked to, with their money', () => {
    const orders = [
      order({ processedAt: '2026-04-30T22:30:00Z' }), // May 1 in Berlin
      order({ processedAt: '2026-05-01T10:00:00Z', cancelledAt: '2026-05-01T11:00:00Z' }),
      order({ processedAt: '2026-05-01T21:30:00Z' }), // still May 1
      order({ processedAt: '2026-05-01T22:30:00Z' }), // May 2
    ];
    const fold = foldCustomer(orders, { ...rules, sameDayOrdersCountOnce: true }, BERLIN, TODAY);
    expect(fold.orders.map((one) => one.excludedReason)).toEqual([null, 'cancelled', 'same-day', null]);
    expect(fold).toMatchObject({ qualifyingCount: 2, netSpendMinor: 3_000 });
  });

  it('starts the relationship at the first qualifying order, whatever the window says', () => {
    const orders = [
      order({ processedAt: '2020-01-01T10:00:00Z' }),
      order({ processedAt: '2026-11-01T10:00:00Z' }),
    ];
    const fold = foldCustomer(orders, { ...rules, lookBackDays: 60 }, BERLIN, TODAY);
    expect(fold).toMatchObject({ qualifyingCount: 1, firstQualifying: { date: '2020-01-01' } });
  });
});

const anyOrder = fc
  .record({
    processedAt: fc
      .date({ min: new Date('2020-01-01'), max: new Date('2026-11-22'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    totalMinor: fc.nat(10_000),
    discountMinor: fc.nat(3_000),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    cancelled: fc.boolean(),
    test: fc.boolean(),
    financialStatus: fc.constantFrom('paid' as const, 'pending' as const, 'partially_refunded' as const),
  })
  .map(({ share, cancelled, ...rest }) =>
    order({
      ...rest,
      refundedMinor: Math.floor(rest.totalMinor * share),
      cancelledAt: cancelled ? rest.processedAt : null,
    }),
  );
const anyRules = fc
  .record({
    sameDayOrdersCountOnce: fc.boolean(),
    lookBackDays: fc.option(fc.integer({ min: 1, max: 2_000 })),
  })
  .map((change) => ({ ...rules, ...change }));

describe('the fold', () => {
  it('does not depend on the order of its input', () => {
    const shuffled = fc
      .array(anyOrder, { maxLength: 12 })
      .chain((orders) =>
        fc.tuple(fc.constant(orders), fc.shuffledSubarray(orders, { minLength: orders.length })),
      );
    fc.assert(
      fc.property(shuffled, anyRules, ([orders, other], some) => {
        expect(foldCustomer(other, some, BERLIN, TODAY)).toEqual(foldCustomer(orders, some, BERLIN, TODAY));
      }),
    );
  });

  it('accounts for every order once, and never spends what does not qualify', () => {
    fc.assert(
      fc.property(fc.array(anyOrder, { maxLength: 12 }), anyRules, (orders, some) => {
        const fold = foldCustomer(orders, some, BERLIN, TODAY);
        const counted = fold.orders.filter((one) => one.excludedReason === null);
        expect(fold.qualifyingCount).toBe(counted.length);
        expect(new Set(fold.orders.map((one) => one.orderId)).size).toBe(orders.length);
        const paid = fold.orders
          .filter((one) => one.excludedReason === null || one.excludedReason === 'same-day')
          .flatMap((one) => orders.find((candidate) => candidate.orderId === one.orderId) ?? []);
        const sum = (of: (one: CountableOrder) => number) => paid.reduce((total, one) => total + of(one), 0);
        expect(fold.netSpendMinor).toBe(sum((one) => one.totalMinor - one.refundedMinor));
        expect(fold.savedMinor).toBe(sum((one) => one.discountMinor));
      }),
    );
  });

  it('makes segments that follow from the count, and an explanation that agrees with them', () => {
    fc.assert(
      fc.property(fc.array(anyOrder, { maxLength: 8 }), (orders) => {
        const fold = foldCustomer(orders, rules, BERLIN, TODAY);
        const { segment, tier } = classify(fold, program, TODAY);
        const expected = ['prospect', 'new'][fold.qualifyingCount] ?? null;
        if (expected) expect([segment, tier]).toEqual([expected, null]);
        else expect(['repeat', 'lapsed']).toContain(segment);
        const explained = explain(orders, program, BERLIN, TODAY);
        expect(explained).toMatchObject({ segment, tierKey: tier?.key ?? null });
        expect(explained.orders.filter((one) => one.counts).map((one) => one.number)).toEqual(
          Array.from({ length: fold.qualifyingCount }, (_, index) => index + 1),
        );
      }),
    );
  });

  it('lapses after the limit, not on it, and keeps the tier', () => {
    const on = (processedAt: string) => {
      const fold = foldCustomer([order({ processedAt }), order({ processedAt })], rules, BERLIN, TODAY);
      const { segment, tier } = classify(fold, program, TODAY);
      return [segment, tier?.key];
    };
    expect(on('2025-11-22T10:00:00Z')).toEqual(['repeat', 'regular']);
    expect(on('2025-11-21T10:00:00Z')).toEqual(['lapsed', 'regular']);
  });
});

describe('which facts are newer', () => {
  const facts: VersionedFacts = {
    name: '#1', processedAt: '2026-05-01T10:00:00Z', factsAt: '2026-05-01T10:00:00Z', source: 'web', currency: 'EUR',
    totalMinor: 1_000, refundedMinor: 0, discountMinor: 0, financialStatus: 'pending', fulfillmentStatus: null, cancelledAt: null, test: false,
    b2b: false, subscriptionRenewal: false, tags: [], discountCodes: [], locale: null,
  }; // prettier-ignore
  const version = fc
    .record({
      factsAt: fc.constantFrom('2026-05-01T10:00:00Z', '2026-05-01T12:00:00+02:00', '2026-05-01T10:00:01Z'),
      financialStatus: fc.constantFrom('pending' as const, 'paid' as const, 'refunded' as const),
      refundedMinor: fc.constantFrom(0, 500),
      discountMinor: fc.constantFrom(0, 100),
      tags: fc.constantFrom<string[]>([], ['a', 'b'], ['b', 'a']),
      locale: fc.constantFrom('de', 'en'),
    })
    .map((change) => ({ ...facts, ...change }));

  it('is a total order over contents', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareFacts(a, b))).toBe(-Math.sign(compareFacts(b, a)) + 0);
        if (compareFacts(a, b) <= 0 && compareFacts(b, c) <= 0)
          expect(compareFacts(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('prefers later facts, then what cannot be undone', () => {
    expect(
      compareFacts({ ...facts, factsAt: '2026-05-01T10:00:01Z' }, { ...facts, refundedMinor: 500 }),
    ).toBeGreaterThan(0);
    expect(
      compareFacts({ ...facts, cancelledAt: facts.factsAt }, { ...facts, financialStatus: 'paid' }),
    ).toBeGreaterThan(0);
    expect(compareFacts({ ...facts, financialStatus: 'paid' }, facts)).toBeGreaterThan(0);
    const sent = { ...facts, fulfillmentStatus: 'fulfilled' };
    expect(compareFacts(sent, facts)).toBeGreaterThan(0);
    expect(compareFacts({ ...facts, fulfillmentStatus: 'delivered' }, sent)).toBeGreaterThan(0);
    expect(compareFacts({ ...facts, discountMinor: 100 }, { ...facts, locale: 'en' })).toBeGreaterThan(0);
    expect(compareFacts({ ...facts, tags: ['a', 'b'] }, { ...facts, tags: ['b', 'a'] })).toBe(0);
  });
});
