import { addDays, addYears, instantOf, shopDate, type LeapDay } from './calendar';
import type { Program } from './program';

/**
 * Occasions that are greeted without an order and without a coupon: round dates since the first qualifying order
 * ("days:1000", "years:5") and birthdays ("birthday:2026"). Each at most once for a customer, by the message's key.
 */

export interface DueGreeting {
  occasion: string;
  /** shop date of the occasion */
  date: string;
  /** instant of the send hour on that date */
  dueAt: string;
  /** missed: too late even for the catch-up window */
  state: 'planned' | 'missed';
}

interface Window {
  greetings: Pick<Program['greetings'], 'sendHour' | 'catchUpDays'>;
  timeZone: string;
  /** shop date of the present */
  today: string;
  /** shop dates of occasions that are looked at, both inclusive */
  from: string;
  until: string;
}

export interface RoundDateInput extends Window {
  /** shop date of the first qualifying order */
  firstDate: string;
  rules: Pick<Program['greetings']['roundDates'], 'days' | 'years'>;
  /** years whose anniversary brings a coupon, and with it a message of its own; null: all */
  couponYears: readonly number[] | null;
  leapDay: LeapDay;
}

/** The round dates of one customer that fall into the window. */
export function roundDatesIn(input: RoundDateInput): DueGreeting[] {
  return roundDates(input)
    .filter(({ date }) => date >= input.from && date <= input.until)
    .map(({ occasion, date }) => greeting(occasion, date, input));
}

/** The next round date that is greeted, today included, for the customer's page; null when none is left. */
export function nextRoundDate(
  input: Pick<RoundDateInput, 'firstDate' | 'rules' | 'couponYears' | 'leapDay' | 'today'>,
): { occasion: string; date: string } | null {
  return roundDates(input)
    .filter(({ date }) => date >= input.today)
    .reduce<{ occasion: string; date: string } | null>(
      (next, one) => (next !== null && next.date <= one.date ? next : one),
      null,
    );
}

function roundDates({
  firstDate,
  rules,
  leapDay,
  couponYears,
}: Pick<RoundDateInput, 'firstDate' | 'rules' | 'couponYears' | 'leapDay'>) {
  const occasions = [
    ...new Set(rules.days.map((days) => `days:${days}`)),
    ...new Set(
      rules.years
        .filter((years) => couponYears !== null && !couponYears.includes(years))
        .map((years) => `years:${years}`),
    ),
  ];
  return occasions.map((occasion) => ({ occasion, date: roundDate(occasion, firstDate, leapDay) }));
}

/** The shop date of "days:1000" or "years:5". @throws on another occasion */
export function roundDate(occasion: string, firstDate: string, leapDay: LeapDay): string {
  const [unit, count] = splitOccasion(occasion);
  if (unit === 'days') return addDays(firstDate, count);
  if (unit === 'years') return addYears(firstDate, count, leapDay);
  throw new Error(`not a round date: ${occasion}`);
}

/** Years whose anniversary brings a coupon; null: all of them. */
export function couponYears({ anniversary }: Pick<Program, 'anniversary'>): readonly number[] | null {
  return anniversary.enabled ? anniversary.years : [];
}

/**
 * First order dates whose round dates may fall into the window: what the scan looks up. More than those that do, since
 * Feb 29 is found under both days on which it may be celebrated.
 */
export function firstDatesOf(
  rules: Pick<Program['greetings']['roundDates'], 'days' | 'years'>,
  from: string,
  until: string,
): string[] {
  const found = new Set<string>();
  for (let date = from; date <= until; date = addDays(date, 1)) {
    for (const days of rules.days) found.add(addDays(date, -days));
    for (const years of rules.years) {
      const year = String(Number(date.slice(0, 4)) - years).padStart(4, '0');
      if (isDate(`${year}${date.slice(4)}`)) found.add(`${year}${date.slice(4)}`);
      if (/-(02-28|03-01)$/.test(date) && isDate(`${year}-02-29`)) found.add(`${year}-02-29`);
    }
  }
  return [...found];
}

/** @param day "MM-DD"; the birthdays of one customer that fall into the window */
export function birthdaysIn({
  day,
  leapDay,
  ...window
}: Window & { day: string; leapDay: LeapDay }): DueGreeting[] {
  const found: DueGreeting[] = [];
  for (let year = Number(window.from.slice(0, 4)); year <= Number(window.until.slice(0, 4)); year += 1) {
    const date = birthdayIn(year, day, leapDay);
    if (date < window.from || date > window.until) continue;
    found.push(greeting(`birthday:${year}`, date, window));
  }
  return found;
}

/** The shop date on which a birthday is celebrated in a year. @param day "MM-DD" */
export function birthdayIn(year: number, day: string, leapDay: LeapDay): string {
  // 1904 has a Feb 29
  return addYears(`1904-${day}`, year - 1904, leapDay);
}

/** The next birthday, today included, as a shop date. @param day "MM-DD" */
export function nextBirthday(today: string, day: string, leapDay: LeapDay): string {
  const year = Number(today.slice(0, 4));
  const date = birthdayIn(year, day, leapDay);
  return date >= today ? date : birthdayIn(year + 1, day, leapDay);
}

/** May a greeting of that date still leave? Before its day it may not, after the catch-up window it may not any more. */
export function isTimely(
  { timeZone, today, greetings }: Omit<Window, 'from' | 'until'>,
  date: string,
): 'early' | 'timely' | 'late' {
  if (today < date) return 'early';
  return isLate({ timeZone, today, greetings }, date) ? 'late' : 'timely';
}

/**
 * Month and day of what a metafield says: a date, an instant, or a text "MM-DD" or "--MM-DD" (the notation of vCard).
 * @returns "MM-DD", or null when it says no day; the year is not read
 */
export function birthdayOf(value: string): string | null {
  const match = /^\s*(?:\d{4}-|--)?(\d{2})-(\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?\s*$/.exec(value);
  if (!match) return null;
  const day = `${match[1]}-${match[2]}`;
  return isDate(`1904-${day}`) ? day : null;
}

/** What a greeting is for, by its message's subject: "occasion:days:1000:<customer>" -> "days:1000"; null for other messages. */
export function greetedOccasion(subjectKey: string): string | null {
  const [kind, unit, count] = subjectKey.split(':');
  return kind === 'occasion' && unit !== undefined && count !== undefined ? `${unit}:${count}` : null;
}

/** "days:1000" -> ["days", 1000] */
export function splitOccasion(occasion: string): [string, number] {
  const [unit = '', count = ''] = occasion.split(':');
  return [unit, Number(count)];
}

function greeting(occasion: string, date: string, window: Omit<Window, 'from' | 'until'>): DueGreeting {
  const dueAt = instantOf(date, window.greetings.sendHour, window.timeZone);
  return { occasion, date, dueAt, state: isLate(window, date) ? 'missed' : 'planned' };
}

/** A day that the zone leaves out is made up for on the next one, which is not late. */
function isLate({ greetings, timeZone, today }: Omit<Window, 'from' | 'until'>, date: string): boolean {
  const dueDate = shopDate(instantOf(date, greetings.sendHour, timeZone), timeZone);
  return addDays(dueDate, greetings.catchUpDays) < today;
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}
