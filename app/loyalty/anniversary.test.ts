import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueAnniversaries, nextAnniversary, scanWindow, type AnniversaryRules } from './anniversary';
import { addDays, anniversaryDays, instantOf, shopDate } from './calendar';

const rules: AnniversaryRules = {
  years: null,
  leapDay: 'feb28',
  leadDays: 0,
  validityDays: 30,
  sendHour: 9,
  catchUpDays: 3,
};

function due(
  firstDate: string,
  now: string,
  change: Partial<AnniversaryRules> = {},
  notBefore = '2000-01-01',
) {
  const timeZone = 'Europe/Berlin';
  const today = shopDate(now, timeZone);
  return dueAnniversaries({ firstDate, rules: { ...rules, ...change }, timeZone, now, today, notBefore });
}

describe('due anniversaries', () => {
  it('come at the send hour, not before', () => {
    expect(due('2023-05-01', '2026-05-01T06:59:59Z')).toEqual([]);
    expect(due('2023-05-01', '2026-05-01T07:00:00Z')).toEqual([
      {
        occasion: 'anniversary:3',
        years: 3,
        occasionDate: '2026-05-01',
        sendDate: '2026-05-01',
        dueAt: '2026-05-01T07:00:00Z',
        validFrom: '2026-05-01',
        validUntil: '2026-05-30',
        state: 'planned',
      },
    ]);
  });

  it('are sent ahead by the lead days', () => {
    expect(due('2023-05-01', '2026-04-24T10:00:00Z', { leadDays: 7 })).toMatchObject([
      { occasionDate: '2026-05-01', sendDate: '2026-04-24', state: 'planned' },
    ]);
    // across the turn of the year
    expect(due('2023-01-03', '2025-12-27T10:00:00Z', { leadDays: 7 })).toMatchObject([{ years: 3 }]);
  });

  it('are caught up within the window, then missed, then forgotten', () => {
    expect(due('2023-05-01', '2026-05-04T10:00:00Z')).toMatchObject([
      { state: 'planned', validFrom: '2026-05-04' },
    ]);
    expect(due('2023-05-01', '2026-05-05T10:00:00Z')).toMatchObject([{ state: 'missed' }]);
    expect(due('2023-05-01', '2026-08-01T10:00:00Z')).toEqual([]);
    expect(due('2023-05-01', '2026-05-04T10:00:00Z', {}, '2026-05-02')).toEqual([]);
  });

  it('celebrate the listed years only, and never the first day itself', () => {
    expect(due('2023-05-01', '2026-05-01T10:00:00Z', { years: [1, 2, 5] })).toEqual([]);
    expect(due('2021-05-01', '2026-05-01T10:00:00Z', { years: [1, 2, 5] })).toMatchObject([{ years: 5 }]);
    expect(due('2026-05-01', '2026-05-01T10:00:00Z')).toEqual([]);
    expect(nextAnniversary('2021-05-01', { ...rules, years: [1, 2, 5] }, '2023-06-01')).toEqual({
      years: 5,
      date: '2026-05-01',
    });
    expect(nextAnniversary('2021-05-01', { ...rules, years: [1, 2] }, '2023-06-01')).toBeNull();
  });

  it('celebrate Feb 29 in every year', () => {
    expect(due('2024-02-29', '2026-02-28T10:00:00Z')).toMatchObject([
      { occasionDate: '2026-02-28', years: 2 },
    ]);
    expect(due('2024-02-29', '2026-02-28T10:00:00Z', { leapDay: 'mar1' })).toEqual([]);
    expect(due('2024-02-29', '2026-03-01T10:00:00Z', { leapDay: 'mar1' })).toMatchObject([
      { occasionDate: '2026-03-01' },
    ]);
    expect(due('2024-02-29', '2028-02-29T10:00:00Z', { leapDay: 'mar1' })).toMatchObject([
      { occasionDate: '2028-02-29' },
    ]);
  });

  it('give exactly one gift a year to a scan that runs daily, and the index finds each', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const first = fc
      .date({ min: new Date('2019-01-01'), max: new Date('2024-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(
        first,
        fc.constantFrom(...zones),
        fc.constantFrom('feb28' as const, 'mar1' as const),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 23 }),
        (firstDate, timeZone, leapDay, leadDays, sendHour) => {
          const some = { ...rules, leapDay, leadDays, sendHour, catchUpDays: 1 };
          const seen = new Map<string, string>();
          for (let day = '2026-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
            const now = instantOf(day, 23, timeZone);
            const today = shopDate(now, timeZone);
            const gifts = dueAnniversaries({
              firstDate,
              rules: some,
              timeZone,
              now,
              today,
              notBefore: '2026-01-01',
            });
            const { from, until } = scanWindow(some, today);
            if (gifts.length > 0) expect(anniversaryDays(from, until)).toContain(firstDate.slice(5));
            for (const gift of gifts) if (!seen.has(gift.occasion)) seen.set(gift.occasion, gift.state);
          }
          // a send date in 2026 exists for exactly one anniversary, save for Feb 29 drifting over the turn of the year
          expect([...seen.values()]).toEqual(['planned']);
        },
      ),
      { numRuns: 20 },
    );
  });
});
