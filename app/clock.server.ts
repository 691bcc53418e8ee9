/** The present, passed in wherever a rule or an effect needs it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock for tests: stands still until it is moved. */
export function fixedClock(start: string): Clock & { set(instant: string): void } {
  let present = new Date(start);
  return {
    now: () => new Date(present),
    set: (instant) => {
      present = new Date(instant);
    },
  };
}

/**
 * Development only: follows the dev store's movable clock. Between polls it runs on by the system's clock.
 * @param url the dev store's base address
 */
export async function devStoreClock(url: string, pollMs = 500): Promise<Clock & { stop(): void }> {
  let offset = 0;
  const poll = async () => {
    const response = await fetch(`${url}/clock`, { signal: AbortSignal.timeout(2_000) });
    const { now } = (await response.json()) as { now: string };
    offset = Date.parse(now) - Date.now();
  };
  const quietly = () => poll().catch(() => undefined); // the dev store may be restarting: keep the last offset
  await quietly();
  const timer = setInterval(quietly, pollMs);
  timer.unref();
  return { now: () => new Date(Date.now() + offset), stop: () => clearInterval(timer) };
}
