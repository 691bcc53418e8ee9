import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProgram, programSchema } from '~/loyalty/program';
import type { Program } from '~/loyalty/program';
import { parseDraft, programDraftSchema, toDraft } from './draft';
import type { ProgramDraft } from './draft';

const program = defaultProgram({ name: 'Rösterei Elbtal', email: 'hallo@roesterei.example' });
const draft = (change: (draft: ProgramDraft) => void): ProgramDraft => {
  const copy = structuredClone(toDraft(program, 'EUR', 'de'));
  change(copy);
  return copy;
};
const problems = (changed: ProgramDraft) => {
  const parsed = parseDraft(changed, 'EUR');
  return parsed.ok ? [] : parsed.errors.map((error) => `${error.path}: ${error.key}`);
};

describe('parseDraft', () => {
  it.each<[string, (draft: ProgramDraft) => void, string]>([
    [
      'letters',
      (d) => (d.classification.repeatFromOrders = 'two'),
      'classification.repeatFromOrders: program.error.wholeNumber',
    ],
    [
      'too small',
      (d) => (d.classification.repeatFromOrders = '1'),
      'classification.repeatFromOrders: program.error.tooSmall',
    ],
    ['empty', (d) => (d.anniversary.sendHour = ''), 'anniversary.sendHour: program.error.wholeNumber'],
    ['hour', (d) => (d.anniversary.sendHour = '24'), 'anniversary.sendHour: program.error.tooLarge'],
    [
      'money',
      (d) => (d.classification.minimumOrderMinor = '1.234'),
      'classification.minimumOrderMinor: program.error.money',
    ],
    [
      'percentage',
      (d) => (d.loyalty.tiers[0]!.percentage = '5%'),
      'loyalty.tiers.0.percentage: program.error.percentageFormat',
    ],
    [
      'more than all',
      (d) => (d.loyalty.tiers[1]!.percentage = '101'),
      'loyalty.tiers.1.percentage: program.error.percentageRange',
    ],
    [
      'order of tiers',
      (d) => (d.loyalty.tiers[1]!.fromOrders = '2'),
      'loyalty.tiers.1.fromOrders: program.error.tierOrder',
    ],
    ['no tier', (d) => (d.loyalty.tiers = []), 'loyalty.tiers: program.error.required'],
    ['no year', (d) => (d.anniversary.everyYear = false), 'anniversary.years: program.error.required'],
    [
      'bad year',
      (d) => Object.assign(d.anniversary, { everyYear: false, years: '1, x' }),
      'anniversary.years: program.error.wholeNumber',
    ],
    [
      'prefix',
      (d) => (d.anniversary.codePrefix = 'danke!'),
      'anniversary.codePrefix: program.error.codePrefix',
    ],
    ['text', (d) => (d.thankYou.first.subject.de = ' '), 'thankYou.first.subject.de: program.error.required'],
    ['e-mail', (d) => (d.sender.email = 'nobody'), 'sender.email: program.error.email'],
    [
      'long tag',
      (d) => (d.classification.excludedTags = 'x'.repeat(256)),
      'classification.excludedTags: program.error.tooLong',
    ],
  ])('names the field: %s', (_name, change, problem) => expect(problems(draft(change))).toEqual([problem]));

  it('names every field that is wrong, not only the first', () => {
    const broken = draft((d) => {
      d.classification.minimumOrderMinor = 'much';
      d.classification.lookBackDays = '-3';
      d.sender.replyTo = '';
    });
    expect(problems(broken)).toHaveLength(3);
  });

  it('gives a new tier a key of its own and keeps the others', () => {
    const parsed = parseDraft(
      draft((d) => {
        d.loyalty.tiers.push({ key: '', name: 'Löyal', fromOrders: '9', percentage: '12,5' });
        d.loyalty.tiers[0]!.name = 'Renamed';
      }),
      'EUR',
    );
    expect(parsed.ok && parsed.program.loyalty.tiers).toEqual([
      { key: 'regular', name: 'Renamed', fromOrders: 2, percentage: '5' },
      { key: 'loyal', name: 'Loyal', fromOrders: 5, percentage: '10' },
      { key: 'loyal-2', name: 'Löyal', fromOrders: 9, percentage: '12.5' },
    ]);
  });

  it('reads back what it shows, for any program', () => {
    fc.assert(
      fc.property(
        anyProgram,
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        fc.constantFrom('en', 'de'),
        (any, currency, locale) => {
          const shown = programDraftSchema.parse(JSON.parse(JSON.stringify(toDraft(any, currency, locale))));
          expect(parseDraft(shown, currency)).toEqual({ ok: true, program: any });
        },
      ),
      { numRuns: 60 },
    );
  });
});

const tag = fc.stringMatching(/^[a-zA-ZäöüÄÖÜß0-9-]{1,20}$/);
const optionalDays = fc.option(fc.integer({ min: 1, max: 36_500 }), { nil: null });
const percentage = fc.constantFrom('5', '7.5', '0.01', '100', '12.25');
const anyProgram: fc.Arbitrary<Program> = fc
  .record({
    repeatFromOrders: fc.integer({ min: 2, max: 100 }),
    lookBackDays: optionalDays,
    lapsedAfterDays: optionalDays,
    minimumOrderMinor: fc.integer({ min: 0, max: 100_000_000 }),
    excludedTags: fc.array(tag, { maxLength: 5 }),
    years: fc.option(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 }), {
      nil: null,
    }),
    fromOrders: fc.uniqueArray(fc.integer({ min: 2, max: 10_000 }), { minLength: 1, maxLength: 10 }),
    percentage,
    flags: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    imprint: fc.stringMatching(/^([a-z][a-z \n]{0,40}[a-z])?$/),
  })
  .map((r) =>
    programSchema.parse({
      ...program,
      classification: {
        repeatFromOrders: r.repeatFromOrders,
        lookBackDays: r.lookBackDays,
        lapsedAfterDays: r.lapsedAfterDays,
        minimumOrderMinor: r.minimumOrderMinor,
        excludedTags: r.excludedTags,
        sameDayOrdersCountOnce: r.flags[0],
        includePos: r.flags[1],
        includeDraft: r.flags[2],
        includeB2b: r.flags[3],
        includeSubscriptionRenewals: r.flags[0],
      },
      loyalty: {
        ...program.loyalty,
        tiers: r.fromOrders
          .sort((a, b) => a - b)
          .map((fromOrders, index) => ({
            key: `t${index}`,
            name: `Tier ${index}`,
            fromOrders,
            percentage: r.percentage,
          })),
      },
      anniversary: { ...program.anniversary, years: r.years },
      sender: { ...program.sender, imprint: r.imprint },
    }),
  );
