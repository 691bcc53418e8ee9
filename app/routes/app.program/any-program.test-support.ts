import fc from 'fast-check';
import { COUNTRY_PROFILES } from '~/loyalty/consent';
import { defaultProgram, programSchema, TIER_FROM } from '~/loyalty/program';
import type { Benefit, Program } from '~/loyalty/program';
import { THANK_AFTER } from '~/loyalty/program-occasions';
import { GERMAN_TONES } from '~/loyalty/starting-texts';

/** Any program that the schema takes; the texts of messages are those of a new shop. */

const program = defaultProgram({ name: 'Rösterei Elbtal', email: 'hallo@roesterei.example' });

const tag = fc.stringMatching(/^[a-zA-ZäöüÄÖÜß0-9-]{1,20}$/);
const optionalDays = fc.option(fc.integer({ min: 1, max: 36_500 }), { nil: null });
const percentage = fc.constantFrom('5', '7.5', '0.01', '100', '12.25');
const flag = fc.boolean();
const amount = fc.integer({ min: 1, max: 1_000_000_000 });
const minimumMinor = fc.oneof(fc.constant(0), amount);
const capMinor = fc.option(amount, { nil: null });
const collections = fc.uniqueArray(
  fc.record({ id: fc.nat().map((id) => `gid://shopify/Collection/${id}`), title: tag }),
  { maxLength: 4, selector: ({ id }) => id },
);
const date = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

const benefit = (on: Benefit['on']): fc.Arbitrary<Benefit> => {
  const cap = on === 'delivery' ? fc.constant(null) : capMinor;
  const value: fc.Arbitrary<Benefit['value']> = fc.oneof(
    fc.record({ kind: fc.constant('percentage' as const), percentage, capMinor: cap }),
    fc.record({ kind: fc.constant('amount' as const), amountMinor: amount }),
    ...(on === 'delivery' ? [fc.constant({ kind: 'free' as const })] : []),
  );
  return fc.record({ on: fc.constant(on), value, minimumMinor });
};

const benefits = fc
  .uniqueArray(fc.constantFrom<Benefit['on'][]>('order', 'collection', 'tag', 'delivery'), { minLength: 1 })
  .chain((classes) => fc.tuple(...classes.map(benefit)));

const tiers = fc.constantFrom('orders' as const, 'spend' as const, 'tenure' as const).chain((tierBy) =>
  fc
    .uniqueArray(fc.record({ from: fc.integer(TIER_FROM[tierBy]), benefits }), {
      minLength: 1,
      maxLength: 10,
      selector: ({ from }) => from,
    })
    .map((rows) => ({
      tierBy,
      tiers: rows
        .sort((a, b) => a.from - b.from)
        .map((row, index) => ({ key: `t${index}`, name: `Tier ${index}`, ...row })),
    })),
);

const loyalty = fc
  .record({
    tiers,
    tierLastsDays: optionalDays,
    mode: fc.constantFrom('best' as const, 'stack' as const),
    collections,
    tags: fc.array(tag, { maxLength: 5 }),
    dates: fc.tuple(fc.option(date, { nil: null }), fc.option(date, { nil: null })),
    flags: fc.record({ enabled: flag, fallbackToOrderCount: flag, budgetExhausted: flag }),
    exclude: fc.record({ giftCards: flag, saleItems: flag, subscriptions: flag, collections }),
    combinesWith: fc.record({ orderDiscounts: flag, productDiscounts: flag, shippingDiscounts: flag }),
  })
  .map((any): Program['loyalty'] => {
    const [startsOn, endsOn] = any.dates;
    const isBackwards = startsOn !== null && endsOn !== null && endsOn < startsOn;
    const gives = (on: string) => any.tiers.tiers.some((tier) => tier.benefits.some((b) => b.on === on));
    const espresso = { id: 'gid://shopify/Collection/1', title: 'Espresso' };
    return {
      ...program.loyalty,
      ...any.tiers,
      ...any.flags,
      tierLastsDays: any.tierLastsDays,
      mode: any.mode,
      collections: gives('collection') && any.collections.length === 0 ? [espresso] : any.collections,
      tags: gives('tag') && any.tags.length === 0 ? ['vip'] : any.tags,
      exclude: any.exclude,
      startsOn: isBackwards ? endsOn : startsOn,
      endsOn: isBackwards ? startsOn : endsOn,
      combinesWith: any.combinesWith,
    };
  });

export const anyProgram: fc.Arbitrary<Program> = fc
  .record({
    loyalty,
    classification: fc.record({
      repeatFromOrders: fc.integer({ min: 2, max: 100 }),
      lookBackDays: optionalDays,
      lapsedAfterDays: optionalDays,
      minimumOrderMinor: fc.integer({ min: 0, max: 100_000_000 }),
      excludedTags: fc.array(tag, { maxLength: 5 }),
      sameDayOrdersCountOnce: flag,
      includePos: flag,
      includeDraft: flag,
      includeB2b: flag,
      includeSubscriptionRenewals: flag,
    }),
    years: fc.option(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 }), {
      nil: null,
    }),
    percentage,
    minimumMinor,
    capMinor,
    consent: fc.record({
      country: fc.option(fc.constantFrom(...COUNTRY_PROFILES), { nil: null }),
      noticeSince: fc.option(date, { nil: null }),
      askAfterOrder: fc.boolean(),
      mostMessages: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
      inDays: fc.integer({ min: 1, max: 365 }),
    }),
    style: fc.record({
      german: fc.constantFrom(...GERMAN_TONES),
      logoUrl: fc.option(fc.constant('https://cdn.example/logo.png'), { nil: null }),
      color: fc.stringMatching(/^#[0-9a-f]{6}$/),
    }),
    numbers: fc.array(fc.integer({ min: 30, max: 100 }), { maxLength: 5 }),
    switches: fc.tuple(flag, flag, flag),
    after: fc.constantFrom(...THANK_AFTER),
    // neither the same hour twice nor one at which something is sent (9)
    quietHours: fc.constantFrom(null, { from: 21, until: 8 }, { from: 0, until: 6 }, { from: 23, until: 0 }),
    metafield: fc.constantFrom('custom.birthday', 'facts.geburtstag-1'),
    imprint: fc.stringMatching(/^([a-z][a-z \n]{0,40}[a-z])?$/),
  })
  .map((any) =>
    programSchema.parse({
      ...program,
      classification: any.classification,
      loyalty: any.loyalty,
      anniversary: {
        ...program.anniversary,
        years: any.years,
        percentage: any.percentage,
        minimumMinor: any.minimumMinor,
        capMinor: any.capMinor,
        reminder: {
          ...program.anniversary.reminder,
          enabled: any.switches[0],
          daysBefore: Math.min(60, any.numbers[0] ?? 5),
        },
        orderCancelled: any.switches[1] ? 'spent' : 'restore',
        firstOrderGone: any.switches[2] ? 'keep' : 'revoke',
      },
      thankYou: { ...program.thankYou, after: any.after, milestoneOrders: any.numbers },
      quietHours: any.quietHours,
      greetings: {
        ...program.greetings,
        roundDates: {
          ...program.greetings.roundDates,
          enabled: any.switches[1] && any.numbers.length > 0,
          days: any.numbers,
          years: any.numbers,
        },
        birthday: { ...program.greetings.birthday, enabled: any.switches[2], metafield: any.metafield },
      },
      consent: any.consent,
      style: any.style,
      sender: { ...program.sender, imprint: any.imprint },
    }),
  );
