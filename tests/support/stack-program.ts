import fc from 'fast-check';
import { defaultProgram, programSchema, type Benefit, type Program } from '../../app/loyalty/program';
import { COLLECTION, EXCLUDED, TAG } from './stack-shop';

/** Random programs with every kind of benefit, exclusion, limit and combination. */

const BASE = defaultProgram({ name: 'One', email: 'one@example.com' });
const amount = fc.constantFrom(1, 250, 990, 1_500, 4_000, 20_000);
const percentage = fc.constantFrom('0.01', '5', '7.5', '10', '33.33', '50', '100');
const minimum = fc.constantFrom(0, 0, 0, 2_000, 9_999);
const collection = (id: number) => ({ id: `gid://shopify/Collection/${id}`, title: `Collection ${id}` });

function anyBenefit(on: Benefit['on']): fc.Arbitrary<Benefit> {
  const cap = on === 'delivery' ? fc.constant(null) : fc.option(amount, { nil: null });
  const values: fc.Arbitrary<Benefit['value']>[] = [
    fc.record({ kind: fc.constant('percentage' as const), percentage, capMinor: cap }),
    fc.record({ kind: fc.constant('amount' as const), amountMinor: amount }),
    ...(on === 'delivery' ? [fc.constant({ kind: 'free' as const })] : []),
  ];
  return fc.record({ on: fc.constant(on), value: fc.oneof(...values), minimumMinor: minimum });
}

const KINDS = ['order', 'collection', 'tag', 'delivery'] as const;
const anyBenefits: fc.Arbitrary<Benefit[]> = fc
  .subarray([...KINDS], { minLength: 1 })
  .chain((kinds) => fc.tuple(...kinds.map(anyBenefit)));

const flags = fc.record({
  orderDiscounts: fc.boolean(),
  productDiscounts: fc.boolean(),
  shippingDiscounts: fc.boolean(),
});

export const anyStackProgram: fc.Arbitrary<Program> = fc
  .record({
    enabled: fc.constantFrom(true, true, true, false),
    mode: fc.constantFrom('best' as const, 'stack' as const),
    tiers: fc.array(anyBenefits, { minLength: 1, maxLength: 3 }),
    exclude: fc.record({ giftCards: fc.boolean(), saleItems: fc.boolean(), subscriptions: fc.boolean() }),
    excludedCollections: fc.constantFrom([], [collection(EXCLUDED)]),
    combinesWith: fc.oneof(
      flags,
      fc.constant({ orderDiscounts: true, productDiscounts: true, shippingDiscounts: true }),
    ),
    startsOn: fc.constantFrom(null, '2026-01-01', '2026-11-22'),
    budgetExhausted: fc.constantFrom(false, false, false, true),
    anniversary: fc.boolean(),
    percentage,
    minimumMinor: minimum,
    capMinor: fc.option(amount, { nil: null }),
  })
  .map(
    ({ tiers, anniversary, percentage: coupon, minimumMinor, capMinor, excludedCollections, ...loyalty }) =>
      programSchema.parse({
        ...BASE,
        loyalty: {
          ...BASE.loyalty,
          ...loyalty,
          exclude: { ...loyalty.exclude, collections: excludedCollections },
          collections: [collection(COLLECTION)],
          tags: [TAG],
          tiers: tiers.map((benefits, index) => ({
            key: `t${index}`,
            name: `Tier ${index}`,
            from: index + 2,
            benefits,
          })),
        },
        anniversary: {
          ...BASE.anniversary,
          enabled: anniversary,
          percentage: coupon,
          minimumMinor,
          capMinor,
        },
      }),
  );
