import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addYears,
  anniversariesBetween,
  anniversaryDays,
  daysBetween,
  instantOf,
  shopDate,
  shopHour,
  shopToday,
  startOfShopDate,
  wholeYears,
} from './calendar';

const isoDate = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const leapDay = fc.constantFrom('feb28' as const, 'mar1' as const);
const zones = Intl.supportedValuesOf('timeZone');

describe('shop dates', () => {
  it('follow the zone, not UTC', () => {
    expect(shopDate('2026-04-30T22:30:00Z', 'Europe/Berlin')).toBe('2026-05-01');
    expect(shopDate('2026-05-01T03:59:00Z', 'America/New_York')).toBe('2026-04-30');
    expect(shopDate('2026-01-01T10:30:00Z', 'Pacific/Kiritimati')).toBe('2026-01-02');
  });

  it('do not go back where a clock is set back over midnight', () => {
    // 2:00 on 5 March became 23:00 on 4 March
    const casey = (time: string) => shopToday(`2010-03-0${time}:00Z`, 'Antarctica/Casey');
    expect(shopDate('2010-03-04T15:30:00Z', 'Antarctica/Casey')).toBe('2010-03-04');
    expect([casey('4T12:59'), casey('4T13:00'), casey('4T14:59')]).toEqual([
      '2010-03-04',
      '2010-03-05',
      '2010-03-05',
    ]);
    expect([casey('4T15:00'), casey('4T15:59'), casey('4T16:00')]).toEqual([
      '2010-03-05',
      '2010-03-05',
      '2010-03-05',
    ]);
    expect([casey('5T15:59'), casey('5T16:00')]).toEqual(['2010-03-05', '2010-03-06']);
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2040-12-31') }),
        (zone, at) => {
          const today = shopToday(at, zone);
          expect(today >= shopToday(new Date(at.getTime() - 3_600_000), zone)).toBe(true);
          expect([shopDate(at, zone), shopDate(new Date(at.getTime() - 4 * 3_600_000), zone)]).toContain(
            today,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are those of Temporal in every zone, at every instant, around changes of the clock too', () => {
    const zone = fc.constantFrom(...zones);
    const instant = fc.date({
      min: new Date('1900-01-01'),
      max: new Date('2090-12-31'),
      noInvalidDate: true,
    });
    const near = fc.integer({ min: -7_200_000, max: 7_200_000 });
    fc.assert(
      fc.property(zone, instant, near, (timeZone, date, ms) => {
        const next = Temporal.Instant.fromEpochMilliseconds(date.getTime())
          .toZonedDateTimeISO(timeZone)
          .getTimeZoneTransition('next');
        for (const at of [
          date.getTime(),
          next?.epochMilliseconds ?? 0,
          (next?.epochMilliseconds ?? 0) + ms,
        ]) {
          const expected = Temporal.Instant.fromEpochMilliseconds(at)
            .toZonedDateTimeISO(timeZone)
            .toPlainDate();
          expect(shopDate(new Date(at), timeZone)).toBe(expected.toString());
          expect(shopDate(new Date(at).toISOString(), timeZone)).toBe(expected.toString());
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuse what is no instant, no date and no zone', () => {
    expect(() => shopDate('2026-11-22', 'Europe/Berlin')).toThrow(RangeError);
    expect(() => shopDate('yesterday, at ten in May.Z', 'Europe/Berlin')).toThrow(RangeError);
    expect(() => shopDate('2026-11-22T10:00:00Z', 'Europe/Nowhere')).toThrow(RangeError);
    expect(() => daysBetween('2026-11-22', 'soon')).toThrow(RangeError);
  });

  it('add years by the policy for Feb 29', () => {
    expect(addYears('2024-02-29', 1, 'feb28')).toBe('2025-02-28');
    expect(addYears('2024-02-29', 1, 'mar1')).toBe('2025-03-01');
    expect(addYears('2024-02-29', 4, 'mar1')).toBe('2028-02-29');
    expect(addYears('2023-02-28', 1, 'mar1')).toBe('2024-02-28');
    expect(wholeYears('2024-02-29', '2025-02-28', 'feb28')).toBe(1);
    expect(wholeYears('2024-02-29', '2025-02-28', 'mar1')).toBe(0);
  });

  it('have exactly one anniversary in every year, also for Feb 29', () => {
    fc.assert(
      fc.property(isoDate, leapDay, fc.integer({ min: 1, max: 60 }), (first, policy, after) => {
        const year = Number(first.slice(0, 4)) + after;
        const found = anniversariesBetween(first, `${year}-01-01`, `${year}-12-31`, policy);
        expect(found).toEqual([{ years: after, date: addYears(first, after, policy) }]);
      }),
    );
  });

  it('find every anniversary through the index of days, whatever the window', () => {
    fc.assert(
      fc.property(isoDate, leapDay, isoDate, fc.integer({ min: 0, max: 70 }), (first, policy, from, span) => {
        const until = addDays(from, span);
        const found = anniversariesBetween(first, from, until, policy);
        if (found.length > 0) expect(anniversaryDays(from, until)).toContain(first.slice(5));
      }),
    );
  });

  it('count days and years both ways', () => {
    fc.assert(
      fc.property(isoDate, fc.integer({ min: -5_000, max: 5_000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
      }),
    );
  });
});

describe('send instants', () => {
  it('know the gap in spring and the double hour in autumn', () => {
    expect(instantOf('2026-03-29', 2, 'Europe/Berlin')).toBe('2026-03-29T01:00:00Z'); // 2:00 does not exist: 3:00
    expect(instantOf('2026-10-25', 2, 'Europe/Berlin')).toBe('2026-10-25T00:00:00Z'); // the first 2:00
    expect(instantOf('2026-07-01', 9, 'Europe/Berlin')).toBe('2026-07-01T07:00:00Z');
    // the gap of Lord Howe is half an hour: 2:00 becomes 2:30, when it ends
    expect(instantOf('2026-10-04', 2, 'Australia/Lord_Howe')).toBe('2026-10-03T15:30:00Z');
  });

  const expectRight = (zone: string, date: string, hour: number) => {
    const instant = instantOf(date, hour, zone);
    const meant = `${date}T${String(hour).padStart(2, '0')}`;
    const stamp = (at: string | Date) =>
      `${shopDate(at, zone)}T${String(shopHour(at, zone)).padStart(2, '0')}`;
    // at the hour meant or, in a gap, right after it; the moment before is always before the hour meant
    expect(stamp(instant) >= meant, `${zone} ${meant} gave ${instant}`).toBe(true);
    expect(Math.abs(Date.parse(instant) - Date.parse(`${meant}:00:00Z`))).toBeLessThan(28 * 3_600_000);
    if (stamp(instant) === meant) return;
    expect(stamp(new Date(Date.parse(instant) - 1)) < meant, `${zone} ${meant} gave ${instant}`).toBe(true);
  };

  it('fall on the date and hour meant in every zone', () => {
    const hours = fc.integer({ min: 0, max: 23 });
    fc.assert(fc.property(fc.constantFrom(...zones), isoDate, hours, expectRight), { numRuns: 1_000 });
  });

  it('are right around every change of the clock in every zone', () => {
    for (const zone of zones) {
      let moment: Temporal.ZonedDateTime | null =
        Temporal.Instant.from('2026-01-01T00:00:00Z').toZonedDateTimeISO(zone);
      for (let changes = 0; changes < 2; changes += 1) {
        moment = moment.getTimeZoneTransition('next');
        if (!moment) break;
        const day = moment.subtract({ nanoseconds: 1 }).toPlainDate();
        for (const date of [day, day.add({ days: 1 })]) {
          for (let hour = 0; hour < 24; hour += 1) expectRight(zone, date.toString(), hour);
        }
      }
    }
  });

  it('start a day at its first moment', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), isoDate, (zone, date) => {
        const start = startOfShopDate(date, zone);
        expect(shopDate(new Date(Date.parse(start) - 1), zone) < shopDate(start, zone)).toBe(true);
      }),
    );
  });
});
