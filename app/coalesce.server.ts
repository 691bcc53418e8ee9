/**
 * One statement for what many ask at once: while a call runs, what is asked meanwhile waits and goes out together in the
 * next.
 * @param gatherMs so long is waited for others, each time
 * @param run answers in the order of its items
 */
export function coalesce<T, R>(run: (items: T[]) => Promise<R[]>, gatherMs = 0): (item: T) => Promise<R> {
  interface Waiting {
    item: T;
    resolve(value: R): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      // whoever asks in the same turn, or within the time of gathering, goes along
      if (gatherMs > 0) await new Promise((resolve) => setTimeout(resolve, gatherMs));
      else await Promise.resolve();
      const batch = waiting;
      waiting = [];
      try {
        const results = await run(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, index) => resolve(results[index] as R));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void drain();
    });
}
