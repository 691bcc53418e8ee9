import { addDays, instantOf, shopDate, shopHour } from './calendar';
import { isQuietHour, type QuietHours } from './program-mail';

/** The clock may leave out a day (Samoa, 30 December 2011) or the hour itself: then the next end is looked for. */
const MOST_ENDS = 4;

/** The instant itself, or the end of the quiet hours that it falls into. @param quiet null = none */
export function afterQuietHours(at: Date, quiet: QuietHours | null, timeZone: string): Date {
  let moved = at;
  for (let end = 0; quiet && end < MOST_ENDS && isQuietHour(shopHour(moved, timeZone), quiet); end += 1) {
    moved = nextHour(moved, quiet.until, timeZone);
  }
  return moved;
}

/** The next time that the clock shows a full hour. */
function nextHour(after: Date, hour: number, timeZone: string): Date {
  let date = shopDate(after, timeZone);
  for (;;) {
    const at = new Date(instantOf(date, hour, timeZone));
    if (at > after) return at;
    date = addDays(date, 1);
  }
}
