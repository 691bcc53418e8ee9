import { Temporal } from 'temporal-polyfill';

/** Dates as spreadsheets and shop systems write them. */

/** The order of day and month where a date does not show it, as in 03/04/2025. */
export type DayOrder = 'dmy' | 'mdy';

interface DateParts {
  year: number;
  month: number;
  day: number;
  time: string | null;
  zone: string | null;
}

const TIME =
  /(?:[T ,]+(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm])?) ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/;
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${TIME.source}`);
const EIGHT_DIGITS = new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${TIME.source}`);
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${TIME.source}`);

/**
 * The instant of an order's date. A date alone is the start of that day, and a time without a zone is local, both in the
 * shop's time zone. Dates with points are German, the day first.
 * @returns ISO instant, or null when it is no date, or one of which the order of day and month is not known
 */
export function readDate(text: string, timeZone: string, order: DayOrder | null): string | null {
  const parts = partsOf(text.trim(), order);
  if (!parts) return null;
  try {
    const date = Temporal.PlainDate.from(parts, { overflow: 'reject' });
    if (parts.time === null) return iso(date.toZonedDateTime(timeZone).toInstant());
    const local = date.toPlainDateTime(Temporal.PlainTime.from(parts.time));
    if (parts.zone === null) return iso(local.toZonedDateTime(timeZone).toInstant());
    return iso(Temporal.Instant.from(`${local.toString()}${parts.zone}`));
  } catch (error) {
    if (error instanceof RangeError) return null; // February 30, 25:00
    throw error;
  }
}

/** What a date says about the order of day and month in its file; null: nothing. */
export function dayOrderShown(text: string): DayOrder | 'either' | null {
  const match = YEAR_LAST.exec(text.trim());
  if (!match || match[2] === '.') return null;
  const [first, second] = [Number(match[1]), Number(match[3])];
  if (first > 12 && second <= 12) return 'dmy';
  if (second > 12 && first <= 12) return 'mdy';
  return first <= 12 && second <= 12 ? 'either' : null;
}

function partsOf(text: string, order: DayOrder | null): DateParts | null {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) {
    const [, year, , month, day, time, zone] = yearFirst;
    return { year: Number(year), month: Number(month), day: Number(day), ...timeOf(time, zone) };
  }
  const digits = EIGHT_DIGITS.exec(text);
  if (digits) {
    const [, year, month, day, time, zone] = digits;
    return { year: Number(year), month: Number(month), day: Number(day), ...timeOf(time, zone) };
  }
  const yearLast = YEAR_LAST.exec(text);
  if (!yearLast) return null;
  const [, first, mark, second, year, time, zone] = yearLast;
  const shown = dayOrderShown(text);
  const dayOrder = mark === '.' ? 'dmy' : (order ?? (shown === 'either' ? null : shown));
  if (!dayOrder) return null;
  const [day, month] = dayOrder === 'dmy' ? [first, second] : [second, first];
  return { year: Number(year), month: Number(month), day: Number(day), ...timeOf(time, zone) };
}

/** "3:04 PM" -> "15:04"; "UTC" -> "Z" */
function timeOf(time: string | undefined, zone: string | undefined): Pick<DateParts, 'time' | 'zone'> {
  if (time === undefined) return { time: null, zone: null };
  const [, hour = '', rest = '', half] = /^(\d{1,2})(:[\d:.,]+) ?([AaPp][Mm])?$/.exec(time) ?? [];
  const hours = half ? (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hour);
  const offset = zone === 'UTC' || zone === 'GMT' ? 'Z' : zone;
  return { time: `${String(hours).padStart(2, '0')}${rest.replace(',', '.')}`, zone: offset ?? null };
}

function iso(instant: Temporal.Instant): string {
  return new Date(instant.epochMilliseconds).toISOString();
}
