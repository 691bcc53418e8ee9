/**
 * Fits the prices of app/discount-function/provider-prices.ts to measured calls of the platform's provider: 70% of the rows
 * are for the fit, by a hash of their conditions, the other 30% only to check it.
 *
 *     tsx scripts/fit-provider-cost.ts [FILE] [--rows]
 *
 * FILE defaults to ../shared/shopify/provider-cost.jsonl beside the repository. Prints the prices, the errors by operation on
 * either share, and whether the stored prices are these; `--rows` lists what is more than 3% off. Exits with 1 when
 * the stored prices differ, with 2 when the measurements are missing.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRICES, type Prices, type Step } from '../app/discount-function/provider-prices';
import { replay, type ReplayedRow, type Row } from './function-cost-replay';
import { solvePrices } from './function-cost-solve';

const DEFAULT_FILE = join(import.meta.dirname, '..', '..', 'shared', 'shopify', 'provider-cost.jsonl');
const TOLERANCE = 0.03;
const TRAINING_SHARE = 0.7;

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  const file = args.find((argument) => !argument.startsWith('--')) ?? DEFAULT_FILE;
  if (!existsSync(file)) {
    process.stderr.write(
      `The measurements are missing: ${file} (JSON lines of {op, conditions, fuel}). Name another file as argument.\n`,
    );
    return 2;
  }
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
  const replayed = replay(rows);
  const chosen = trainingRows(replayed);
  const [training, heldOut] = [
    replayed.filter((one) => chosen.has(one)),
    replayed.filter((one) => !chosen.has(one)),
  ];
  const fitted = fit(training);

  say(`${rows.length} rows: ${training.length} for the fit, ${heldOut.length} held out\n`);
  for (const [step, price] of Object.entries(fitted)) say(`  ${quoted(step)}: ${price},`);
  report('for the fit', training, fitted);
  report('held out', heldOut, fitted);
  if (args.includes('--rows')) listOff(heldOut, fitted);
  const differing = Object.entries(fitted).filter(([step, price]) => PRICES[step as Step] !== price);
  say(
    differing.length === 0
      ? '\nthe stored prices are these'
      : `\nstored prices differ: ${differing.join(' ')}`,
  );
  return differing.length === 0 ? 0 : 1;
}

/**
 * Of each operation, the first 70% of the distinct conditions in the order of their hashes. Equal conditions were measured
 * more than once, and stay on one side.
 */
function trainingRows(rows: ReplayedRow[]): Set<ReplayedRow> {
  const training = new Set<ReplayedRow>();
  for (const operation of new Set(rows.map(({ row }) => row.op))) {
    const these = rows.filter(({ row }) => row.op === operation);
    const hashes = [...new Set(these.map(conditionsHash))].sort();
    const chosen = new Set(hashes.slice(0, Math.ceil(hashes.length * TRAINING_SHARE)));
    for (const one of these) if (chosen.has(conditionsHash(one))) training.add(one);
  }
  return training;
}

function conditionsHash({ row }: ReplayedRow): string {
  const { fuel: _, ...conditions } = row;
  return createHash('sha256').update(JSON.stringify(conditions)).digest('hex');
}

/** Prices are whole instructions; a step that was never measured keeps the stored one. */
function fit(training: ReplayedRow[]): Prices {
  const solved = solvePrices(training.map(({ row, steps }) => ({ steps, total: row.fuel })));
  const priceOf = (step: Step): number => Math.round(solved.get(step) ?? PRICES[step]);
  return Object.fromEntries((Object.keys(PRICES) as Step[]).map((step) => [step, priceOf(step)])) as Prices;
}

function errorOf({ row, steps }: ReplayedRow, prices: Prices): number {
  const modelled = [...steps].reduce((sum, [step, count]) => sum + prices[step] * count, 0);
  return modelled / row.fuel - 1;
}

function report(title: string, rows: ReplayedRow[], prices: Prices): void {
  say(`\n${title.padEnd(30)}  calls     mean    worst  within 3 %  sum`);
  const operations = [...new Set(rows.map(({ row }) => row.op))].sort();
  for (const operation of [...operations, 'all']) {
    const these = rows.filter(({ row }) => operation === 'all' || row.op === operation);
    const errors = these.map((one) => Math.abs(errorOf(one, prices)));
    const within = errors.filter((error) => error <= TOLERANCE).length;
    const measured = these.reduce((sum, { row }) => sum + row.fuel, 0);
    const modelled = these.reduce((sum, one) => sum + one.row.fuel * (1 + errorOf(one, prices)), 0);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const cells = [percent(mean), percent(Math.max(...errors)), `${within}/${these.length}`.padStart(11)];
    say(
      `${operation.padEnd(30)} ${String(these.length).padStart(6)} ${cells.join(' ')} ${percent(modelled / measured - 1)}`,
    );
  }
}

function listOff(rows: ReplayedRow[], prices: Prices): void {
  say('\nheld out, more than 3 % off:');
  for (const one of rows) {
    const error = errorOf(one, prices);
    if (Math.abs(error) <= TOLERANCE) continue;
    say(`${percent(error)} ${JSON.stringify(one.row)}`);
  }
}

function percent(value: number): string {
  return `${(value * 100).toFixed(2)} %`.padStart(8);
}

function quoted(step: string): string {
  return /^\w+$/.test(step) ? step : `'${step}'`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
