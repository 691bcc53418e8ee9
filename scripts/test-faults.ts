/**
 * Disturbs a part of the app on purpose and looks whether what it promises still holds.
 *
 *     npm run test:faults -- SUITE [--full] [--seed N] [--only NAME[,NAME]]
 *
 * The modules of tests/faults/SUITE run one after the other. The last line is JSON: seed, faults injected by kind, whether
 * everything held. Exits with 1 when something did not, with 2 when the arguments are wrong. `--full` takes the promised
 * sizes instead of the quick ones.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { seeded, type FaultModule, type FaultResult } from '../tests/faults/fault';
import { startCluster } from '../tests/faults/server';
import { ensureBuild } from './build';
import { runCommand, UsageError } from './command-line';

const FOLDER = join(import.meta.dirname, '..', 'tests', 'faults');
/** Folders of modules to run, and whether their processes serve what the build made. */
const SUITES: Record<string, { web: boolean }> = {
  effects: { web: false },
  ledger: { web: true },
  tenants: { web: true },
};

const USAGE = `usage: npm run test:faults -- SUITE [--full] [--seed N] [--only NAME[,NAME]]
suites: ${Object.keys(SUITES).join(', ')}`;

await runCommand(USAGE, async (args) => {
  const options = readArguments(args);
  if (SUITES[options.suite]?.web) await ensureBuild();
  const { seed, full } = options;
  process.stdout.write(`${options.suite}: seed ${seed}\n`);
  const cluster = await startCluster();
  const results: Record<string, FaultResult> = {};
  try {
    for (const name of options.names) {
      const file = join(FOLDER, options.suite, `${name}.ts`);
      const { run } = (await import(pathToFileURL(file).href)) as FaultModule;
      const startedAt = performance.now();
      const context = { seed, full, random: seeded(seed), database: cluster.database.bind(cluster) };
      const result = await run(context).catch(thrown);
      results[name] = result;
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      process.stdout.write(
        `${result.problems.length ? 'FAILED' : 'held  '}  ${name}: ${result.injected} faults, ${seconds} s, ${JSON.stringify(result.figures)}\n`,
      );
      for (const problem of result.problems) process.stdout.write(`        ${problem}\n`);
    }
  } finally {
    await cluster.stop();
  }
  const all = Object.values(results);
  const ok = all.every(({ problems }) => problems.length === 0);
  const faults = Object.fromEntries(Object.entries(results).map(([name, { injected }]) => [name, injected]));
  const injected = all.reduce((sum, one) => sum + one.injected, 0);
  process.stdout.write(`${JSON.stringify({ suite: options.suite, seed, full, injected, faults, ok })}\n`);
  return ok ? 0 : 1;
});

/** The others still run. */
function thrown(error: unknown): FaultResult {
  return {
    injected: 0,
    problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    figures: {},
  };
}

interface Options {
  suite: string;
  names: string[];
  full: boolean;
  seed: number;
}

function readArguments(args: string[]): Options {
  const flags = { full: { type: 'boolean' }, seed: { type: 'string' }, only: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
  const [suite, ...more] = positionals;
  if (!suite || more.length > 0) throw new UsageError('one suite is needed');
  if (!(suite in SUITES)) throw new UsageError(`there is no suite ${suite}`);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  if (!Number.isInteger(seed)) throw new UsageError(`--seed ${values.seed ?? ''}: a whole number`);
  const all = modules(suite);
  const names = values.only?.split(',') ?? all;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no ${unknown} in it, but ${all.join(', ')}`);
  return { suite, names, full: values.full ?? false, seed };
}

function modules(suite: string): string[] {
  return readdirSync(join(FOLDER, suite))
    .filter((name) => /^[a-z-]+\.ts$/.test(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}
