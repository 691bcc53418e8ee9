/**
 * Runs one bench of tests/bench and prints its figures and goals.
 *
 *     npm run bench -- NAME [--json] [--store] [--orders N]
 *
 * `--json` prints exactly one line at the end, `{"bench","figures","goals","ok"}`; `--store` keeps the figures as the ones to
 * compare with, where the bench has such a file; `--orders` changes the size of `import`. Exits with 1 when a goal is missed, with 2 when the arguments are wrong.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench, BenchResult, Figures } from '../tests/bench/bench';
import { runCommand, UsageError } from './command-line';

const FOLDER = join(import.meta.dirname, '..', 'tests', 'bench');

const USAGE = `usage: npm run bench -- NAME [--json] [--store] [--orders N]
benches: ${benches().join(', ')}`;

await runCommand(USAGE, async (args) => {
  const options = readArguments(args);
  const bench = (await import(pathToFileURL(join(FOLDER, `${options.name}.ts`)).href)) as Bench;
  const result = await bench.run({ orders: options.orders });
  if (options.store) {
    if (!bench.store) throw new Error(`bench ${options.name} stores no figures`);
    bench.store(result.figures);
  }
  process.stdout.write(
    options.json ? `${JSON.stringify({ bench: options.name, ...result })}\n` : report(options.name, result),
  );
  return result.ok ? 0 : 1;
});

interface Options {
  name: string;
  json: boolean;
  store: boolean;
  orders: number | undefined;
}

function readArguments(args: string[]): Options {
  const flags = {
    json: { type: 'boolean' },
    store: { type: 'boolean' },
    orders: { type: 'string' },
  } as const;
  const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
  const [name, ...more] = positionals;
  if (!name || more.length > 0) throw new UsageError('one bench is needed');
  if (!benches().includes(name)) throw new UsageError(`there is no bench ${name}`);
  const orders = values.orders === undefined ? undefined : Number(values.orders);
  if (orders !== undefined && !(Number.isSafeInteger(orders) && orders >= 1_000))
    throw new UsageError(`--orders ${values.orders ?? ''}: a number from 1000`);
  return { name, json: values.json ?? false, store: values.store ?? false, orders };
}

/** Every module beside bench.ts that says by its ending that it is one. */
function benches(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => /^[a-z-]+\.ts$/.test(name) && name !== 'bench.ts')
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

function report(name: string, { figures, goals, ok }: BenchResult): string {
  const verdicts = goals.map(
    (goal) =>
      `${goal.ok ? 'met   ' : 'MISSED'}  ${goal.name}: ${goal.actual.toLocaleString('en')} (${goal.relation} ${goal.limit.toLocaleString('en')})`,
  );
  return [`bench ${name}`, '', ...table(figures), '', ...verdicts, '', ok ? 'ok' : 'not ok', ''].join('\n');
}

function table(figures: Figures): string[] {
  const columns = [...new Set(Object.values(figures).flatMap((row) => Object.keys(row)))];
  const first = Math.max(...Object.keys(figures).map((row) => row.length));
  const width = (column: string): number => Math.max(column.length, 12);
  const head = ''.padEnd(first) + columns.map((column) => `  ${column.padStart(width(column))}`).join('');
  const rows = Object.entries(figures).map(
    ([row, cells]) =>
      row.padEnd(first) +
      columns
        .map((column) => `  ${(cells[column]?.toLocaleString('en') ?? '').padStart(width(column))}`)
        .join(''),
  );
  return [head, ...rows];
}
