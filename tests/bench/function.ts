/** What the compiled discount function costs: instructions (guest, provider, total) and bytes, by situation and cart size. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFunction } from '../../app/discount-function/host';
import { buildFunction } from '../../scripts/build-function.mjs';
import { atMost, resultOf, type BenchResult, type Figures, type Goal } from './bench';
import { CASES } from './support/function-cases';
import { functionInput } from './support/function-input';

export const LINES = [1, 10, 50, 200, 500];
const STORED = join(import.meta.dirname, 'function-figures.json');

export async function run(): Promise<BenchResult> {
  const loaded = loadFunction(await buildFunction());
  const figures: Figures = {};
  for (const [name, { export: exportName, query, ...situation }] of Object.entries(CASES)) {
    for (const lines of LINES) {
      const input = await functionInput(query, { ...situation, lines });
      const result = await loaded.run({ input, exportName });
      if (!result.ok) throw new Error(`${name}, ${lines} lines: ${result.kind}: ${result.message}`);
      figures[rowOf(name, lines)] = {
        ...result.instructions,
        inputBytes: result.inputBytes,
        outputBytes: result.outputBytes,
      };
    }
  }
  return resultOf(figures, goalsOf(figures));
}

export function stored(): Figures {
  return JSON.parse(readFileSync(STORED, 'utf8')) as Figures;
}

export function store(figures: Figures): void {
  writeFileSync(STORED, `${JSON.stringify(figures, null, 2)}\n`);
}

/** Rows whose total is off by more than 1% either way, in words, with the new figure to look at. */
export function drift(figures: Figures, before: Figures): string[] {
  const rows = new Set([...Object.keys(figures), ...Object.keys(before)]);
  return [...rows].flatMap((row) => {
    const [now, then] = [figures[row]?.total, before[row]?.total];
    if (now !== undefined && then !== undefined && Math.abs(now - then) * 100 <= then) return [];
    return [`${row}: ${now ?? 'gone'} instructions, stored ${then ?? 'none'}`];
  });
}

function rowOf(name: string, lines: number): string {
  return `${name}, ${lines} ${lines === 1 ? 'line' : 'lines'}`;
}

function goalsOf(figures: Figures): Goal[] {
  const total = (name: string, lines: number): number => {
    const figure = figures[rowOf(name, lines)]?.total;
    if (figure === undefined) throw new Error(`no figure for ${rowOf(name, lines)}`);
    return figure;
  };
  const dearest = (name: string): number => Math.max(...LINES.map((lines) => total(name, lines)));
  const ineligible = Object.keys(CASES).filter((name) => name.startsWith('ineligible'));
  return [
    ...ineligible.map((name) => atMost(`${name}, any number of lines`, 20_000, dearest(name))),
    atMost('one-tier percentage, 200 lines', 60_000, total('one-tier percentage', 200)),
    ...['full program', 'full program: the coupon'].flatMap((name) => [
      atMost(`${name}, 10 lines`, 150_000, total(name, 10)),
      atMost(`${name}, 200 lines`, 1_500_000, total(name, 200)),
    ]),
  ];
}
