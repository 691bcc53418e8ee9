export interface ImportRunFacts {
  state: string;
  /** orders that the import has fetched */
  rowsRead: number;
  /** orders that are counted */
  rowsDone: number;
  rowsTotal: number | null;
  /** milliseconds since it began */
  elapsedMs: number;
}

/** Fetching and joining the orders takes about a third of an import, counting them the rest. */
const READING = 0.35;

/** Between 0 and 1; null until it is known how many orders there are. */
export function shareOf({ rowsRead, rowsDone, rowsTotal }: ImportRunFacts): number | null {
  if (!rowsTotal) return null;
  const part = (rows: number) => Math.min(1, rows / rowsTotal);
  return READING * part(rowsRead) + (1 - READING) * part(rowsDone);
}

/** From the pace so far; null until there is one. */
export function secondsLeftOf(run: ImportRunFacts): number | null {
  const share = shareOf(run);
  if (share === null || share <= 0 || run.elapsedMs <= 0) return null;
  return (run.elapsedMs * (1 - share)) / share / 1_000;
}
