import { Temporal } from 'temporal-polyfill';
import type { Program } from './program';

/**
 * Shop dates are ISO dates ("2026-11-22") in the shop's IANA time zone; instants are ISO instants in UTC. Everything that
 * a customer would call "a day" is a shop date.
 */

export type LeapDay = Program['anniversary']['leapDay'];

/** The shop date at an instant. @throws RangeError when the zone or the instant is none */
export function shopDate(instant: string | Date, timeZone: string): string {
  const ms = epochMs(instant);
  return new Date(ms + offsetMs(ms, timeZone)).toISOString().slice(0, 10);
}

/**
 * The shop's present date. It never goes back: where a clock is set back over midnight (St. John's until 2011), the day that
 * had begun goes on, and what was due on it stays due.
 */
export function shopToday(now: string | Date, timeZone: string): string {
  const ms = epochMs(now);
  const beforeChange = spanOf(ms, timeZone).fromMs - 1;
  const date = shopDate(now, timeZone);
  if (ms - beforeChange > DAY_MS) return date;
  const reached = shopDate(new Date(beforeChange), timeZone);
  return reached > date ? reached : date;
}

/** Hour of day 0-23 in the shop's zone. */
export function shopHour(instant: string | Date, timeZone: string): number {
  return toInstant(instant).toZonedDateTimeISO(timeZone).hour;
}

export function addDays(date: string, days: number): string {
  return new Date(dayStart(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((dayStart(to) - dayStart(from)) / DAY_MS);
}

/** The same calendar day `years` later. Feb 29 falls on Feb 28 or Mar 1 where the year has none. */
export function addYears(date: string, years: number, leapDay: LeapDay): string {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0');
  const day = date.slice(4);
  if (day !== '-02-29' || isLeapYear(Number(year))) return year + day;
  return year + (leapDay === 'mar1' ? '-03-01' : '-02-28');
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Whole years passed between two dates by the same leap day rule as the anniversaries; 0 when less than one. */
export function wholeYears(from: string, to: string, leapDay: LeapDay): number {
  const guess = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  if (guess <= 0) return 0;
  return addYears(from, guess, leapDay) <= to ? guess : guess - 1;
}

export interface Anniversary {
  years: number;
  date: string;
}

/** All anniversaries (from the first year on) of a date that fall into [from, until], both inclusive. */
export function anniversariesBetween(
  first: string,
  from: string,
  until: string,
  leapDay: LeapDay,
): Anniversary[] {
  const firstYear = Number(first.slice(0, 4));
  const found: Anniversary[] = [];
  const earliest = Math.max(1, Number(from.slice(0, 4)) - firstYear - 1);
  for (let years = earliest; years <= Number(until.slice(0, 4)) - firstYear + 1; years += 1) {
    const date = addYears(first, years, leapDay);
    if (date >= from && date <= until) found.push({ years, date });
  }
  return found;
}

/**
 * "MM-DD" keys whose anniversaries fall into [from, until]: what the scan looks up in its index. A first order on Feb 29
 * is found under Feb 29 in every year, since it may be celebrated on Feb 28 or Mar 1.
 */
export function anniversaryDays(from: string, until: string): string[] {
  const days = new Set<string>();
  const span = Math.min(daysBetween(from, until), 366);
  for (let offset = 0; offset <= span; offset += 1) {
    const day = addDays(from, offset).slice(5);
    days.add(day);
    if (day === '02-28' || day === '03-01') days.add('02-29');
  }
  return [...days];
}

/**
 * The instant of an hour on a shop date. An hour that the clock skips in spring is taken at the moment the gap ends; one
 * that happens twice in autumn is taken the first time.
 */
export function instantOf(date: string, hour: number, timeZone: string): string {
  const wallMs = dayStart(date) + hour * HOUR_MS;
  // with the offsets of the day before and the day after: one of them is right, save in a gap
  const candidates = [wallMs - DAY_MS, wallMs + DAY_MS].map((near) => wallMs - offsetMs(near, timeZone));
  const right = candidates.filter((ms) => ms + offsetMs(ms, timeZone) === wallMs);
  if (right.length > 0) return new Date(Math.min(...right)).toISOString().replace('.000Z', 'Z');
  const wall = Temporal.PlainDate.from(date).toPlainDateTime({ hour });
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  if (zoned.toPlainDateTime().equals(wall)) return zoned.toInstant().toString();
  // In a gap "compatible" moves by the gap's length, so 2:00 becomes 3:00; a gap that starts mid-hour would overshoot.
  // "previous" is strictly before, and the gap may end at this very instant.
  const transition = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return (transition ?? zoned).toInstant().toString();
}

/** First instant of a shop date (midnight, or later where the clock skips it). */
export function startOfShopDate(date: string, timeZone: string): string {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).toInstant().toString();
}

function toInstant(instant: string | Date): Temporal.Instant {
  return typeof instant === 'string'
    ? Temporal.Instant.from(instant)
    : Temporal.Instant.fromEpochMilliseconds(instant.getTime());
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Of an ISO date. */
function dayStart(date: string): number {
  const ms = date.length === 10 ? Date.parse(date) : Number.NaN;
  return Number.isNaN(ms) ? Temporal.PlainDate.from(date).toZonedDateTime('UTC').epochMilliseconds : ms;
}

/** As `Temporal.Instant` reads it, by the shorter way for the notation of the ledger ("2026-11-22T10:00:00.000Z"). */
function epochMs(instant: string | Date): number {
  const plain = typeof instant !== 'string' || (instant.length === 24 && instant.endsWith('Z'));
  const ms = plain ? new Date(instant).getTime() : Number.NaN;
  return Number.isNaN(ms) ? toInstant(instant).epochMilliseconds : ms;
}

/** A stretch of time in which a zone's clock does not change. */
interface OffsetSpan {
  fromMs: number;
  /** exclusive */
  untilMs: number;
  offsetMs: number;
}

/** Millions of instants fall into the few stretches of one zone; asking Temporal for each would cost more than all else. */
const spansOfZone = new Map<string, OffsetSpan[]>();

function offsetMs(ms: number, timeZone: string): number {
  return spanOf(ms, timeZone).offsetMs;
}

function spanOf(ms: number, timeZone: string): OffsetSpan {
  let spans = spansOfZone.get(timeZone);
  if (!spans) spansOfZone.set(timeZone, (spans = []));
  let span = spans.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs);
  if (!span) spans.push((span = spanAt(ms, timeZone)));
  return span;
}

function spanAt(ms: number, timeZone: string): OffsetSpan {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  // "previous" is strictly before, and a change of the clock may fall on this very instant
  const previous = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return {
    fromMs: previous?.epochMilliseconds ?? -Infinity,
    untilMs: zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
    offsetMs: zoned.offsetNanoseconds / 1e6,
  };
}
