import { addDays, addYears, anniversariesBetween, instantOf, shopDate } from './calendar';
import type { Program } from './program';

export type AnniversaryRules = Pick<
  Program['anniversary'],
  'years' | 'leapDay' | 'leadDays' | 'validityDays' | 'sendHour' | 'catchUpDays'
>;

export interface AnniversaryGift {
  /** "anniversary:3" */
  occasion: string;
  years: number;
  /** shop date of the anniversary itself */
  occasionDate: string;
  /** shop date on which it is sent */
  sendDate: string;
  /** instant of the send hour on that date */
  dueAt: string;
  /** first and last shop date of validity; a coupon that is caught up late keeps its full time */
  validFrom: string;
  validUntil: string;
  /** missed: too late even for the catch-up window */
  state: 'planned' | 'missed';
}

export interface AnniversaryInput {
  /** shop date of the first qualifying order */
  firstDate: string;
  rules: AnniversaryRules;
  timeZone: string;
  /** ISO instant */
  now: string;
  /** shop date of `now` (`shopToday`) */
  today: string;
  /** anniversaries whose send date is before this shop date are nobody's business (the app was not there yet) */
  notBefore: string;
  /** shop date on which the rules were saved as they are: nobody could keep them earlier */
  rulesSince?: string;
}

/** How far back a scan looks for what was missed, in days: a worker that was down longer than that is an outage. */
export const MISSED_WINDOW_DAYS = 62;

/**
 * The gifts of one customer whose send instant has come: due ones, and those that can only be recorded as missed.
 * Depends on the first qualifying date alone, so a refund of the first order moves it by itself.
 */
export function dueAnniversaries(input: AnniversaryInput): AnniversaryGift[] {
  const { rules, today } = input;
  const from = maxDate(addDays(today, -MISSED_WINDOW_DAYS), input.notBefore);
  return anniversariesBetween(
    input.firstDate,
    addDays(from, rules.leadDays),
    addDays(today, rules.leadDays),
    rules.leapDay,
  )
    .filter(({ years }) => rules.years === null || rules.years.includes(years))
    .map(({ years, date }) => toGift(years, date, input))
    .filter((gift) => Date.parse(gift.dueAt) <= Date.parse(input.now));
}

/** The next anniversary that the program celebrates, for the customer's page; null when none is left. */
export function nextAnniversary(
  firstDate: string,
  rules: AnniversaryRules,
  today: string,
): { years: number; date: string } | null {
  const last = rules.years === null ? 200 : Math.max(0, ...rules.years);
  for (let years = 1; years <= last; years += 1) {
    if (rules.years !== null && !rules.years.includes(years)) continue;
    const date = addYears(firstDate, years, rules.leapDay);
    if (date >= today) return { years, date };
  }
  return null;
}

/** The dates of anniversaries that a scan at `today` may have to look at: [from, until], both inclusive. */
export function scanWindow(rules: AnniversaryRules, today: string): { from: string; until: string } {
  return { from: addDays(today, rules.leadDays - MISSED_WINDOW_DAYS), until: addDays(today, rules.leadDays) };
}

function toGift(years: number, occasionDate: string, input: AnniversaryInput): AnniversaryGift {
  const { rules, today } = input;
  const sendDate = addDays(occasionDate, -rules.leadDays);
  const dueAt = instantOf(sendDate, rules.sendHour, input.timeZone);
  // a day that the zone leaves out (Samoa, 30 December 2011) is made up for on the next one, which is not late
  const dueDate = shopDate(dueAt, input.timeZone);
  // days ahead that a merchant has just asked for are no lateness, as long as the anniversary itself is still to come
  const could = occasionDate >= today ? maxDate(dueDate, input.rulesSince ?? dueDate) : dueDate;
  const late = addDays(could, rules.catchUpDays) < today;
  const validFrom = late ? sendDate : today;
  return {
    occasion: `anniversary:${years}`,
    years,
    occasionDate,
    sendDate,
    dueAt,
    validFrom,
    validUntil: addDays(validFrom, rules.validityDays - 1),
    state: late ? 'missed' : 'planned',
  };
}

function maxDate(a: string, b: string): string {
  return a > b ? a : b;
}
