import { dueAnniversaries, type AnniversaryGift, type AnniversaryRules } from '../../app/loyalty/anniversary';
import { shopToday } from '../../app/loyalty/calendar';

/**
 * Anniversaries over every zone and seven decades against plain counting: a year's anniversary is given exactly once, however
 * often and in whatever order a scan looks (its clock may jump), and is missed exactly when nobody looked in time.
 */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const ZONES = Intl.supportedValuesOf('timeZone');
/** zones that left out a day, with it; dates around which calendars are hard */
const SKIPPED = [
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Fakaofo', '2011-12-30'],
  ['Pacific/Kwajalein', '1993-08-21'],
  ['Pacific/Kiritimati', '1994-12-31'],
  ['Pacific/Enderbury', '1994-12-31'],
] as const;
/** zones whose clock was set back over midnight, with the day that began twice */
const REPEATED = [
  ['America/St_Johns', '1988-10-30'],
  ['America/St_Johns', '2010-11-07'],
  ['America/Goose_Bay', '1988-10-30'],
  ['America/Moncton', '2005-10-30'],
  ['Antarctica/Casey', '2010-03-05'],
] as const;
const HARD_DAYS = ['02-28', '02-29', '03-01', '12-31', '01-01', '03-31', '10-25', '11-01'];

export interface AnniversaryCase {
  zone: string;
  first: string;
  year: number;
  rules: AnniversaryRules;
  /** so many days after the due instant somebody looks for the first time */
  downDays: number;
}

export function randomAnniversary(random: () => number): AnniversaryCase {
  const below = (n: number) => Math.floor(random() * n);
  const leadDays = random() < 0.5 ? 0 : below(61);
  const rules: AnniversaryRules = {
    years: null,
    leapDay: random() < 0.5 ? 'feb28' : 'mar1',
    leadDays,
    validityDays: 30,
    sendHour: below(24),
    catchUpDays: random() < 0.5 ? 3 : below(8),
  };
  const downDays = random() < 0.5 ? 0 : below(9);
  if (random() < 0.03) {
    // sent on a day that was left out, or that began twice
    const odd = random() < 0.6 ? SKIPPED : REPEATED;
    const [zone, day] = odd[below(odd.length)] ?? odd[0];
    if (odd === REPEATED) rules.sendHour = below(3);
    const celebrated = plusDays(day, leadDays);
    if (!celebrated.endsWith('02-29')) {
      const year = Number(celebrated.slice(0, 4));
      return { zone, first: `${year - 1 - below(year - 1971)}${celebrated.slice(4)}`, year, rules, downDays };
    }
  }
  const firstYear = 1970 + below(70);
  let first = plusDays(`${firstYear}-01-01`, below(365));
  const hard = HARD_DAYS[below(HARD_DAYS.length)] ?? '01-01';
  if (random() < 0.3) first = `${firstYear}-${hard === '02-29' && !isLeap(firstYear) ? '02-28' : hard}`;
  const year = firstYear + 1 + below(2040 - firstYear);
  return { zone: ZONES[below(ZONES.length)] ?? 'UTC', first, year, rules, downDays };
}

/** @returns what is wrong, or null */
export function wrongAnniversary(test: AnniversaryCase): string | null {
  const { zone, rules } = test;
  const years = test.year - Number(test.first.slice(0, 4));
  const date = celebratedOn(test);
  const sendDate = plusDays(date, -rules.leadDays);
  const occasion = `anniversary:${years}`;
  const look = (ms: number): AnniversaryGift | undefined => {
    const now = new Date(ms).toISOString();
    const gifts = dueAnniversaries({
      firstDate: test.first, rules, timeZone: zone, now, today: shopToday(now, zone), notBefore: '1900-01-01',
    }); // prettier-ignore
    const same = gifts.filter((gift) => gift.occasion === occasion);
    if (same.length > 1) throw new Error('twice in one scan');
    return same[0];
  };
  // two days after the send date in any zone: it is due, and says since when
  const found = look(Date.parse(`${sendDate}T00:00:00Z`) + 3 * DAY_MS);
  if (!found) return 'never due';
  if (found.occasionDate !== date || found.sendDate !== sendDate)
    return `on ${found.occasionDate}, not ${date}`;
  const dueMs = Date.parse(found.dueAt);
  const local = hourOf(dueMs, zone);
  const exists = local.date === sendDate;
  // the first moment at which the clock shows that hour or, where it skips it (two hours in Simferopol in 2014), a later one
  const before = hourOf(dueMs - 1, zone);
  const isFirst = before.date < sendDate || before.hour < rules.sendHour;
  if (exists && !(isFirst && local.hour >= rules.sendHour)) return `at hour ${local.hour}`;
  if (!exists && !(local.date > sendDate && local.date <= plusDays(sendDate, 1)))
    return `sent on ${local.date}`;
  if (look(dueMs - 1)) return 'too early';
  if (look(dueMs)?.state !== 'planned') return 'not given at once';
  // a clock that jumps an hour and a day both ways, after it was given or before
  for (const jump of [-DAY_MS, -HOUR_MS])
    if (look(dueMs + jump)) return 'given before its time after a jump back';
  for (const jump of [HOUR_MS, DAY_MS]) {
    const late = look(dueMs + jump);
    if (!late || late.dueAt !== found.dueAt) return 'lost after a jump ahead';
  }
  const firstLook = dueMs + test.downDays * DAY_MS;
  const late = look(firstLook);
  const intime = latestDate(firstLook, zone) <= plusDays(local.date, rules.catchUpDays);
  if (late?.state !== (intime ? 'planned' : 'missed'))
    return `after ${test.downDays} days down: ${late?.state ?? 'gone'}`;
  return null;
}

/** The latest date that the zone's clocks have shown: a clock that is set back over midnight shows an earlier one again. */
function latestDate(ms: number, zone: string): string {
  const shown = [0, 1, 2, 3, 4].map((hours) => hourOf(ms - hours * HOUR_MS, zone).date);
  return shown.sort().at(-1) ?? '';
}

/** By counting, without the code under test. */
function celebratedOn({ first, year, rules }: AnniversaryCase): string {
  const day = first.slice(5);
  if (day !== '02-29' || isLeap(year)) return `${year}-${day}`;
  return `${year}-${rules.leapDay === 'feb28' ? '02-28' : '03-01'}`;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function hourOf(ms: number, timeZone: string): { date: string; hour: number } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23',
    }); // prettier-ignore
    formats.set(timeZone, format);
  }
  const text = format.format(ms);
  return { date: text.slice(0, 10), hour: Number(text.slice(11, 13)) };
}
