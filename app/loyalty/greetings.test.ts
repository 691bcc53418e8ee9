import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, shopDate } from './calendar';
import {
  birthdayIn,
  birthdayOf,
  birthdaysIn,
  couponYears,
  firstDatesOf,
  greetedOccasion,
  isTimely,
  nextBirthday,
  nextRoundDate,
  roundDatesIn,
  type DueGreeting,
} from './greetings';
import { defaultProgram } from './program';

const ZONES = Intl.supportedValuesOf('timeZone');
const DAY_MS = 86_400_000;

const date = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const leapDay = fc.constantFrom('feb28' as const, 'mar1' as const);
const window = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  greetings: fc.record({
    sendHour: fc.integer({ min: 0, max: 23 }),
    catchUpDays: fc.integer({ min: 0, max: 14 }),
  }),
});

/** By counting, without the code under test. */
function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
function inYear(year: number, day: string, policy: 'feb28' | 'mar1'): string {
  if (day !== '02-29' || isLeap(year)) return `${year}-${day}`;
  return `${year}-${policy === 'feb28' ? '02-28' : '03-01'}`;
}
const daysLater = (from: string, days: number) =>
  new Date(Date.parse(`${from}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

describe('round dates', () => {
  const rules = { days: [30, 1_000, 2_000, 10_000], years: [2, 5, 10, 25] };
  const find = (firstDate: string, policy: 'feb28' | 'mar1', from: string, until: string) =>
    roundDatesIn({
      firstDate, rules, leapDay: policy, couponYears: [], from, until, today: until, timeZone: 'Europe/Berlin',
      greetings: { sendHour: 9, catchUpDays: 1 },
    }); // prettier-ignore

  it('come exactly once, on the day that counting gives, however the days are cut into windows', () => {
    fc.assert(
      fc.property(
        date,
        leapDay,
        fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 30 }),
        (first, policy, steps) => {
          const found: DueGreeting[] = [];
          let from = first;
          for (const step of steps) {
            const until = addDays(from, step);
            found.push(...find(first, policy, from, until));
            from = addDays(until, 1);
          }
          const year = Number(first.slice(0, 4));
          const expected = [
            ...rules.days.map((days) => [`days:${days}`, daysLater(first, days)] as const),
            ...rules.years.map((years) => {
              return [`years:${years}`, inYear(year + years, first.slice(5), policy)] as const;
            }),
          ].filter(([, day]) => day < from);
          expect(found.map(({ occasion, date: day }) => [occasion, day]).sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 400 },
    );
  });

  it('are found by the dates that the scan looks up', () => {
    fc.assert(
      fc.property(date, leapDay, fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 20 }), (first, policy, later, days) => {
        const from = addDays(first, later);
        const until = addDays(from, days);
        if (find(first, policy, from, until).length > 0) {
          expect(firstDatesOf(rules, from, until)).toContain(first);
        }
      }), // prettier-ignore
      { numRuns: 4_000 },
    );
  });

  it('leave out the years whose anniversary brings a coupon', () => {
    const program = defaultProgram({ name: 'Shop', email: 'a@shop.example' });
    expect(couponYears(program)).toBeNull();
    program.anniversary.years = [1, 5];
    expect(couponYears(program)).toEqual([1, 5]);
    program.anniversary.enabled = false;
    expect(couponYears(program)).toEqual([]);
    const years = (coupons: readonly number[] | null) =>
      roundDatesIn({
        firstDate: '2016-11-22', rules: { days: [], years: [5, 10] }, leapDay: 'feb28', couponYears: coupons,
        from: '2016-11-22', until: '2026-11-22', today: '2026-11-22', timeZone: 'Europe/Berlin',
        greetings: { sendHour: 9, catchUpDays: 1 },
      }).map(({ occasion }) => occasion); // prettier-ignore
    expect([years(null), years([5]), years([])]).toEqual([[], ['years:10'], ['years:5', 'years:10']]);
  });

  it.each([
    ['2022-11-22', 'days:1000', '2024-08-18'],
    ['2024-08-18', 'days:1000', '2024-08-18'],
    ['2024-08-19', 'days:2000', '2027-05-15'],
    ['2027-05-16', 'years:10', '2031-11-22'],
    ['2031-11-23', undefined, undefined],
  ])('on %s the next is %s', (today, occasion, day) => {
    const next = nextRoundDate({
      firstDate: '2021-11-22', rules: { days: [2_000, 1_000], years: [1, 10] }, couponYears: [1], leapDay: 'feb28', today,
    }); // prettier-ignore
    expect([next?.occasion, next?.date]).toEqual([occasion, day]);
  });

  it('are read from the subject of their message, and from no other', () => {
    expect(greetedOccasion('occasion:days:1000:11111111-1111-4111-8111-111111111111')).toBe('days:1000');
    expect(greetedOccasion('occasion:birthday:2026:1')).toBe('birthday:2026');
    expect(greetedOccasion('order:900')).toBeNull();
    expect(greetedOccasion('gift:11111111-1111-4111-8111-111111111111')).toBeNull();
  });
});

describe('birthdays', () => {
  const anyDay = fc.integer({ min: 0, max: 365 }).map((offset) => daysLater('1904-01-01', offset).slice(5));

  it('come exactly once a year in any zone, at the send hour, and late ones are missed by the rule', () => {
    fc.assert(
      fc.property(
        anyDay,
        leapDay,
        window,
        fc.integer({ min: 1970, max: 2039 }),
        fc.integer({ min: 0, max: 20 }),
        (day, policy, { timeZone, greetings }, year, late) => {
          const expected = inYear(year, day, policy);
          const today = daysLater(expected, late);
          const found = birthdaysIn({
            day, leapDay: policy, timeZone, greetings, today, from: `${year}-01-01`, until: `${year}-12-31`,
          }); // prettier-ignore
          expect(found.map((one) => [one.occasion, one.date])).toEqual([[`birthday:${year}`, expected]]);
          const [one] = found;
          const dueDate = shopDate(one?.dueAt ?? '', timeZone);
          // a day that the zone leaves out is made up for on the next
          expect([expected, daysLater(expected, 1)]).toContain(dueDate);
          expect(one?.state).toBe(daysLater(dueDate, greetings.catchUpDays) < today ? 'missed' : 'planned');
          const timely = isTimely({ timeZone, today, greetings }, expected);
          expect(timely).toBe(one?.state === 'missed' ? 'late' : 'timely');
          const eve = daysLater(expected, -1);
          expect(isTimely({ timeZone, today: eve, greetings }, expected)).toBe('early');
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it.each([
    ['2026-05-16', '2026-05-17'],
    ['2026-05-17', '2026-05-17'],
    ['2026-05-18', '2027-05-17'],
  ])('on %s the next is %s', (today, next) => expect(nextBirthday(today, '05-17', 'feb28')).toBe(next));

  it('follow the policy for Feb 29', () => {
    expect(birthdayIn(2026, '02-29', 'feb28')).toBe('2026-02-28');
    expect(birthdayIn(2026, '02-29', 'mar1')).toBe('2026-03-01');
    expect(birthdayIn(2028, '02-29', 'mar1')).toBe('2028-02-29');
  });

  it.each([
    ['1980-05-17', '05-17'],
    ['05-17', '05-17'],
    ['--05-17', '05-17'],
    [' 1980-05-17 ', '05-17'],
    ['1980-05-17T00:00:00Z', '05-17'],
    ['1980-05-17T00:00:00+02:00', '05-17'],
    ['2000-02-29', '02-29'],
    ['2001-02-29', '02-29'],
    ['02-30', null],
    ['13-01', null],
    ['00-10', null],
    ['17.05.1980', null],
    ['5-17', null],
    ['{"day":1}', null],
    ['', null],
    ['1980-05-17; DROP TABLE gift', null],
  ])('reads %j as %j', (value, day) => expect(birthdayOf(value)).toBe(day));
});
