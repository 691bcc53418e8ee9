import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProgram } from '~/loyalty/program';
import { anyProgram } from './any-program.test-support';
import { programDraftSchema, toDraft } from './draft';
import type { ProgramDraft } from './draft';
import { inPageOrder } from './field-errors';
import { parseDraft } from './parse-draft';

const program = defaultProgram({ name: 'Rösterei Elbtal', email: 'hallo@roesterei.example' });
const draft = (change: (draft: ProgramDraft) => void): ProgramDraft => {
  const copy = structuredClone(toDraft(program, 'EUR', 'de'));
  change(copy);
  return copy;
};
const benefit = (of: ProgramDraft, tier: number) => of.loyalty.tiers[tier]!.benefits[0]!;
const someCollections = (length: number) =>
  Array.from({ length }, (_, index) => ({ id: `gid://shopify/Collection/${index + 1}`, title: `C${index}` }));
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
      'quiet all day',
      (d) => (d.quietHours = { from: '8', until: '8' }),
      'quietHours.until: program.error.quietAlways',
    ],
    [
      'no end of the quiet hours',
      (d) => (d.quietHours = { from: '21', until: '' }),
      'quietHours.until: program.error.required',
    ],
    [
      'coupons at a quiet hour',
      (d) => (d.quietHours = { from: '21', until: '10' }),
      'anniversary.sendHour: program.error.quietHour',
    ],
    [
      'greetings at a quiet hour',
      (d) => {
        d.quietHours = { from: '17', until: '18' };
        Object.assign(d.greetings, {
          sendHour: '17',
          roundDates: { ...d.greetings.roundDates, enabled: true },
        });
      },
      'greetings.sendHour: program.error.quietHour',
    ],
    [
      'money',
      (d) => (d.classification.minimumOrderMinor = '1.234'),
      'classification.minimumOrderMinor: program.error.money',
    ],
    [
      'percentage',
      (d) => (benefit(d, 0).value.percentage = '5%'),
      'loyalty.tiers.0.benefits.0.value.percentage: program.error.percentageFormat',
    ],
    [
      'more than all',
      (d) => (benefit(d, 1).value.percentage = '101'),
      'loyalty.tiers.1.benefits.0.value.percentage: program.error.percentageRange',
    ],
    [
      'no amount',
      (d) => (benefit(d, 1).value.kind = 'amount'),
      'loyalty.tiers.1.benefits.0.value.amountMinor: program.error.required',
    ],
    [
      'amount of nothing',
      (d) => Object.assign(benefit(d, 1).value, { kind: 'amount', amountMinor: '0' }),
      'loyalty.tiers.1.benefits.0.value.amountMinor: program.error.tooSmall',
    ],
    [
      'cap',
      (d) => (benefit(d, 0).value.capMinor = '1.234'),
      'loyalty.tiers.0.benefits.0.value.capMinor: program.error.money',
    ],
    [
      'minimum',
      (d) => (benefit(d, 0).minimumMinor = 'x'),
      'loyalty.tiers.0.benefits.0.minimumMinor: program.error.money',
    ],
    [
      'free order',
      (d) => (benefit(d, 0).value.kind = 'free'),
      'loyalty.tiers.0.benefits.0.value.kind: program.error.freeDelivery',
    ],
    [
      'the same class twice',
      (d) => d.loyalty.tiers[1]!.benefits.push(benefit(d, 1)),
      'loyalty.tiers.1.benefits.1.on: program.error.benefitTwice',
    ],
    [
      'a tier that gives nothing',
      (d) => (d.loyalty.tiers[0]!.benefits = []),
      'loyalty.tiers.0.benefits: program.error.addOne',
    ],
    [
      'order of tiers',
      (d) => (d.loyalty.tiers[1]!.from.orders = '2'),
      'loyalty.tiers.1.from.orders: program.error.tierOrder',
    ],
    [
      'a first order is no repeat',
      (d) => (d.loyalty.tiers[0]!.from.orders = '1'),
      'loyalty.tiers.0.from.orders: program.error.tooSmall',
    ],
    [
      'days of a tier',
      (d) => {
        d.loyalty.tierBy = 'tenure';
        d.loyalty.tiers[0]!.from.tenure = '30';
        d.loyalty.tiers[1]!.from.tenure = '40000';
      },
      'loyalty.tiers.1.from.tenure: program.error.tooLarge',
    ],
    ['no tier', (d) => (d.loyalty.tiers = []), 'loyalty.tiers: program.error.addOne'],
    [
      'too many collections',
      (d) => (d.loyalty.exclude.collections = someCollections(101)),
      'loyalty.exclude.collections: program.error.tooMany',
    ],
    [
      'no collections',
      (d) => (benefit(d, 0).on = 'collection'),
      'loyalty.collections: program.error.collectionsMissing',
    ],
    [
      'no collection',
      (d) => (d.loyalty.collections = [{ id: 'gid://shopify/Product/1', title: 'Espresso' }]),
      'loyalty.collections: program.error.collection',
    ],
    ['no tags', (d) => (benefit(d, 0).on = 'tag'), 'loyalty.tags: program.error.tagsMissing'],
    [
      'too many tags',
      (d) => (d.loyalty.tags = Array.from({ length: 101 }, (_, index) => `t${index}`).join(',')),
      'loyalty.tags: program.error.tooMany',
    ],
    ['date', (d) => (d.loyalty.startsOn = '31.12.2026'), 'loyalty.startsOn: program.error.date'],
    [
      'ends before it starts',
      (d) => Object.assign(d.loyalty, { startsOn: '2026-12-01', endsOn: '2026-11-30' }),
      'loyalty.endsOn: program.error.endsBeforeStart',
    ],
    ['coupon cap', (d) => (d.anniversary.capMinor = '0'), 'anniversary.capMinor: program.error.tooSmall'],
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

  it('compares fields with each other although another cannot be read, and lists all as they stand on the page', () => {
    const broken = draft((d) => {
      d.sender.email = 'nobody';
      d.anniversary.capMinor = 'x';
      Object.assign(d.loyalty, { tierLastsDays: 'long', startsOn: '2026-12-01', endsOn: '2026-11-30' });
      d.loyalty.tiers[0]!.from.orders = 'two';
      benefit(d, 1).minimumMinor = 'x';
    });
    const parsed = parseDraft(broken, 'EUR');
    const errors = parsed.ok ? [] : inPageOrder(parsed.errors, broken).map(({ path }) => path);
    expect(errors).toEqual([
      'loyalty.tiers.0.from.orders',
      'loyalty.tiers.1.benefits.0.minimumMinor',
      'loyalty.tierLastsDays',
      'loyalty.endsOn',
      'anniversary.capMinor',
      'sender.email',
    ]);
  });

  it('asks for the unit that tiers are reached by, and keeps the others', () => {
    const bySpend = draft((d) => (d.loyalty.tierBy = 'spend'));
    expect(problems(bySpend)).toEqual([
      'loyalty.tiers.0.from.spend: program.error.required',
      'loyalty.tiers.1.from.spend: program.error.required',
    ]);
    bySpend.loyalty.tiers.forEach((tier, index) => (tier.from.spend = `${index + 1}00,50`));
    const parsed = parseDraft(bySpend, 'EUR');
    expect(parsed.ok && parsed.program.loyalty.tiers.map(({ from }) => from)).toEqual([10_050, 20_050]);
    expect(bySpend.loyalty.tiers.map(({ from }) => from.orders)).toEqual(['2', '5']);
  });

  it('does not read what belongs to a kind that is not chosen', () => {
    const delivery = draft((d) =>
      Object.assign(benefit(d, 0), {
        on: 'delivery',
        value: { kind: 'free', percentage: 'ten', amountMinor: 'much', capMinor: 'x' },
      }),
    );
    const parsed = parseDraft(delivery, 'EUR');
    expect(parsed.ok && parsed.program.loyalty.tiers[0]?.benefits).toEqual([
      { on: 'delivery', value: { kind: 'free' }, minimumMinor: 0 },
    ]);
  });

  it('does not read a cap of delivery, typed before delivery was chosen', () => {
    const parsed = parseDraft(
      draft((d) =>
        Object.assign(benefit(d, 0), { on: 'delivery', value: { ...benefit(d, 0).value, capMinor: '3' } }),
      ),
      'EUR',
    );
    expect(parsed.ok && parsed.program.loyalty.tiers[0]?.benefits[0]?.value).toMatchObject({
      capMinor: null,
    });
  });

  it("shows numbers with the decimal sign of the reader's language", () => {
    const half = structuredClone(program);
    half.anniversary = { ...half.anniversary, percentage: '7.5', capMinor: 1_250 };
    expect(toDraft(half, 'EUR', 'de').anniversary).toMatchObject({ percentage: '7,5', capMinor: '12,50' });
    expect(toDraft(half, 'EUR', 'en').anniversary).toMatchObject({ percentage: '7.5', capMinor: '12.50' });
  });

  it('gives a new tier a key of its own and keeps the others', () => {
    const parsed = parseDraft(
      draft((d) => {
        const added = structuredClone(d.loyalty.tiers[1]!);
        d.loyalty.tiers.push({ ...added, key: '', name: 'Löyal', from: { ...added.from, orders: '9' } });
        d.loyalty.tiers[0]!.name = 'Renamed';
      }),
      'EUR',
    );
    expect(parsed.ok && parsed.program.loyalty.tiers.map(({ key, name }) => [key, name])).toEqual([
      ['regular', 'Renamed'],
      ['loyal', 'Loyal'],
      ['loyal-2', 'Löyal'],
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
      { numRuns: 200 },
    );
  });
});
