/** Where a process is killed. */
export interface Death {
  /** a name that tests/faults/import/die-at.ts gives */
  step: string;
  /** at its which occurrence, from 1 */
  nth: number;
  /** while the step is under way, or when it is over and nothing came after it */
  moment: 'during' | 'after';
  /** into the step, milliseconds */
  afterMs?: number;
}

/** Pieces come in any number; the first ones come always. */
const PIECES = 20;
/** What others can see once it is over: looked at more closely than a question or a step within a transaction. */
const LASTING =
  /^(COMMIT|BulkOperationRun|CREATE UNLOGGED|TRUNCATE|DROP TABLE IF EXISTS import|(INSERT INTO|UPDATE) ("public".)?"?import_run)/;

/**
 * Every step of an undisturbed import, in the order in which they first come: once, at any of its times; what lasts, at its
 * first, its last and any time, both while it is under way and after it.
 */
export function everyDeath(steps: readonly string[], random: () => number): Death[] {
  const counts = new Map<string, number>();
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1);
  return [...counts].flatMap(([step, count]) => {
    const last = step === 'downloaded a piece' ? Math.min(count, PIECES) : count;
    const any = 1 + Math.floor(random() * last);
    const during = (nth: number): Death => ({ step, nth, moment: 'during', afterMs: intoIt(step, random) });
    if (!LASTING.test(step)) return [during(any)];
    return [...new Set([1, any, last])].flatMap((nth) => [
      during(nth),
      { step, nth, moment: 'after' as const },
    ]);
  });
}

/** Some of them, spread over the import, each the first time that its step comes: the next process comes further. */
export function someDeaths(all: readonly Death[], count: number, random: () => number): Death[] {
  const steps = [...new Set(all.map(({ step }) => step))];
  return Array.from({ length: count }, (_, n) => {
    const from = Math.floor((n * steps.length) / count);
    const to = Math.floor(((n + 1) * steps.length) / count);
    const step = steps[from + Math.floor(random() * (to - from))] as string;
    return random() < 0.5
      ? { step, nth: 1, moment: 'after' as const }
      : { step, nth: 1, moment: 'during' as const, afterMs: intoIt(step, random) };
  });
}

function intoIt(step: string, random: () => number): number {
  return Math.floor(random() * (step.startsWith('COPY') ? 150 : 3));
}
