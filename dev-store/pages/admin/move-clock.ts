import { Temporal } from 'temporal-polyfill';
import type { MovableClock } from '../../model/clock';
import type { AdminLanguage } from './texts';

type ClockOutcome = 'moved' | 'backwards' | 'malformed';

/** @param days, day what was typed: how far the clock goes forward, or to which shop date */
export async function moveClock(
  clock: MovableClock,
  timeZone: string,
  days: string,
  day: string,
): Promise<ClockOutcome> {
  if (/^\d{1,4}$/.test(days)) {
    const moved = await clock.advance(`P${days}D`);
    return moved.ok ? 'moved' : moved.reason;
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return 'malformed';
  const nine = wallTime(day, timeZone);
  if (!nine) return 'malformed';
  const moved = await clock.moveTo(nine);
  return moved.ok ? 'moved' : moved.reason;
}

/** Nine in the morning of a shop date, as an instant; null when there is no such day. */
function wallTime(day: string, timeZone: string): string | null {
  try {
    return Temporal.PlainDateTime.from(`${day}T09:00`).toZonedDateTime(timeZone).toInstant().toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What is said after it; null when it was not asked to move. */
export function clockNotice(
  outcome: string,
  language: AdminLanguage,
): { tone: 'success' | 'critical'; text: string } | null {
  const de = language === 'de';
  switch (outcome) {
    case 'moved':
      return { tone: 'success', text: de ? 'Die Uhr wurde vorgestellt.' : 'The clock was moved forward.' };
    case 'backwards':
      return { tone: 'critical', text: de ? 'Die Uhr geht nur vorwärts.' : 'The clock only moves forward.' };
    case 'malformed':
      return { tone: 'critical', text: de ? 'Das ist kein Datum.' : 'That is not a date.' };
    default:
      return null;
  }
}
