import { Temporal } from 'temporal-polyfill';
import type { Clock } from './types';

export interface MovableClock extends Clock {
  /** @param duration ISO 8601, for example "P1D", "PT90M", "P1Y" (calendar units count in `timeZone`) */
  advance(duration: string): Promise<Moved>;
  /** @param instant ISO instant; before the present it is refused */
  moveTo(instant: string): Promise<Moved>;
}

export type Moved = { ok: true; now: string } | { ok: false; reason: 'backwards' | 'malformed' };

/**
 * Real time plus an offset that only grows: time that an app has seen cannot be taken back.
 * @param realNow milliseconds since 1970
 * @param save keeps the offset (milliseconds) before the move is answered
 */
export function movableClock(
  offsetMs: number,
  save: (offsetMs: number) => Promise<void>,
  timeZone: string,
  realNow: () => number = Date.now,
): MovableClock {
  let offset = offsetMs;
  const now = () => realNow() + offset;
  const moveToMs = async (target: number): Promise<Moved> => {
    const distance = target - now();
    if (distance < 0) return { ok: false, reason: 'backwards' };
    await save(offset + distance);
    offset += distance;
    return { ok: true, now: new Date(now()).toISOString() };
  };
  return {
    now,
    async advance(text) {
      const duration = parsed(() => Temporal.Duration.from(text));
      if (!duration) return { ok: false, reason: 'malformed' };
      const present = Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(timeZone);
      return moveToMs(present.add(duration).epochMilliseconds);
    },
    async moveTo(text) {
      const instant = parsed(() => Temporal.Instant.from(text));
      return instant ? moveToMs(instant.epochMilliseconds) : { ok: false, reason: 'malformed' };
    },
  };
}

function parsed<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) return null; // how Temporal refuses a malformed text
    throw error;
  }
}
