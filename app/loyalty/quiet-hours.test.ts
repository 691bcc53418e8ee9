import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shopHour } from './calendar';
import { isQuietHour } from './program-mail';
import { afterQuietHours } from './quiet-hours';

const night = { from: 21, until: 8 };
const after = (at: string, quiet: { from: number; until: number } | null, timeZone = 'Europe/Berlin') =>
  afterQuietHours(new Date(at), quiet, timeZone).toISOString();

describe('quiet hours', () => {
  it.each([
    ['2026-11-22T19:59:59.000Z', '2026-11-22T19:59:59.000Z'], // 20:59 in Berlin
    ['2026-11-22T20:00:00.000Z', '2026-11-23T07:00:00.000Z'],
    ['2026-11-22T23:30:00.000Z', '2026-11-23T07:00:00.000Z'], // past midnight there, not in UTC
    ['2026-11-23T06:59:59.000Z', '2026-11-23T07:00:00.000Z'],
    ['2026-11-23T07:00:00.000Z', '2026-11-23T07:00:00.000Z'],
    // the clock is put forward and back in the night
    ['2026-03-28T22:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['2026-10-24T22:00:00.000Z', '2026-10-25T07:00:00.000Z'],
  ])('over midnight: %s leaves at %s', (at, expected) => expect(after(at, night)).toBe(expected));

  it('is nothing where there is none, and a part of the day where it does not span midnight', () => {
    expect(after('2026-11-22T23:30:00.000Z', null)).toBe('2026-11-22T23:30:00.000Z');
    expect(after('2026-11-22T12:30:00.000Z', { from: 13, until: 15 })).toBe('2026-11-22T14:00:00.000Z');
    expect(after('2026-11-22T14:30:00.000Z', { from: 13, until: 15 })).toBe('2026-11-22T14:30:00.000Z');
  });

  it('ends where the clock leaves the hour, or the whole day, out', () => {
    expect(after('2026-03-29T00:30:00.000Z', { from: 0, until: 2 })).toBe('2026-03-29T01:00:00.000Z');
    // Samoa had no 30 December 2011
    expect(after('2011-12-30T08:00:00.000Z', night, 'Pacific/Apia')).toBe('2011-12-30T18:00:00.000Z');
  });

  it('never leaves in them, never earlier, and never waits longer than they last', () => {
    const zones = ['Europe/Berlin', 'Africa/Casablanca', 'Antarctica/Troll', 'America/Nuuk', 'Australia/Lord_Howe',
      'Africa/Cairo', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Chatham', 'Asia/Beirut', 'America/Havana']; // prettier-ignore
    const hour = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        hour,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(...zones),
        (at, from, length, zone) => {
          const quiet = { from, until: (from + length) % 24 };
          const left = afterQuietHours(at, quiet, zone);
          expect(isQuietHour(shopHour(left, zone), quiet)).toBe(false);
          const waited = (left.getTime() - at.getTime()) / 3_600_000;
          expect(waited).toBeGreaterThanOrEqual(0);
          expect(waited).toBeLessThanOrEqual(length + 2); // Troll's clock goes back by two hours
          if (!isQuietHour(shopHour(at, zone), quiet)) expect(left).toEqual(at);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
