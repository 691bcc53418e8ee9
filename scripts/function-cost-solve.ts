/** One equation: what the steps of a call cost together. */
export interface Equation<Step extends string> {
  steps: ReadonlyMap<Step, number>;
  total: number;
}

/**
 * The prices of steps that explain the totals best: least squares of the relative error, made robust by weighing what fits
 * badly less, round after round, so that it ends near the least sum of absolute relative errors. A small pull to zero
 * decides between prices that only ever occur together. Steps that occur in no equation get none.
 */
export function solvePrices<Step extends string>(
  equations: Equation<Step>[],
  rounds = 60,
): Map<Step, number> {
  const steps = [...new Set(equations.flatMap(({ steps: taken }) => [...taken.keys()]))].sort();
  const index = new Map(steps.map((step, at) => [step, at]));
  const rows = equations.map(({ steps: taken, total }) => ({
    terms: [...taken].map(([step, count]) => [index.get(step) as number, count / total] as const),
    weight: 1,
  }));
  let prices: number[] = steps.map(() => 0);
  for (let round = 0; round < rounds; round += 1) {
    const matrix = steps.map((_, at) => steps.map((__, other) => (at === other ? 1e-9 : 0)));
    const right = steps.map(() => 0);
    for (const { terms, weight } of rows) {
      for (const [at, one] of terms) {
        right[at] = (right[at] as number) + weight * one;
        const line = matrix[at] as number[];
        for (const [other, two] of terms) line[other] = (line[other] as number) + weight * one * two;
      }
    }
    prices = solve(matrix, right);
    for (const row of rows) {
      const error = row.terms.reduce((sum, [at, count]) => sum + count * (prices[at] as number), -1);
      row.weight = 1 / Math.max(Math.abs(error), 1e-4);
    }
  }
  return new Map(steps.map((step, at) => [step, prices[at] as number]));
}

/** Gaussian elimination with partial pivoting; the matrix must not be singular. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  const rows = matrix.map((line, at) => [...line, right[at] as number]);
  for (let column = 0; column < size; column += 1) {
    let best = column;
    for (let at = column + 1; at < size; at += 1) {
      if (Math.abs(rows[at]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = at;
    }
    [rows[column], rows[best]] = [rows[best] as number[], rows[column] as number[]];
    const pivot = rows[column] as number[];
    for (let at = 0; at < size; at += 1) {
      const line = rows[at] as number[];
      const factor = (line[column] as number) / (pivot[column] as number);
      if (at === column || factor === 0) continue;
      for (let cell = column; cell <= size; cell += 1) {
        line[cell] = (line[cell] as number) - factor * (pivot[cell] as number);
      }
    }
  }
  return rows.map((line, at) => (line[size] as number) / (line[at] as number));
}
