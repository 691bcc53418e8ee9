/** What a bench measured: row -> column -> number (the column says the unit). */
export type Figures = Record<string, Record<string, number>>;

export interface Goal {
  name: string;
  relation: '<=' | '>=';
  limit: number;
  actual: number;
  ok: boolean;
}

export interface BenchResult {
  figures: Figures;
  goals: Goal[];
  /** whether every goal is met */
  ok: boolean;
}

export interface BenchOptions {
  /** size of the bench `import`; its own when undefined */
  orders: number | undefined;
}

/** A module tests/bench/NAME.ts; run by `npm run bench -- NAME`. */
export interface Bench {
  run(options: BenchOptions): Promise<BenchResult>;
  /** keeps the figures as those that later ones are compared with */
  store?(figures: Figures): void;
}

export function atMost(name: string, limit: number, actual: number): Goal {
  return { name, relation: '<=', limit, actual, ok: actual <= limit };
}

export function atLeast(name: string, limit: number, actual: number): Goal {
  return { name, relation: '>=', limit, actual, ok: actual >= limit };
}

export function resultOf(figures: Figures, goals: Goal[]): BenchResult {
  return { figures, goals, ok: goals.every((goal) => goal.ok) };
}
