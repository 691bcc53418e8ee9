/**
 * Runs a function's module in our host and prints what it answered and what it cost, like Shopify's function-runner.
 *
 *     npm run function:run -- --input FILE --export NAME [--wasm FILE] [--json]
 *
 * FILE "-" reads standard input. Exits with 1 when the run fails, with 2 when the arguments are wrong.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadFunction } from '../app/discount-function/host';
import type { RunResult } from '../app/discount-function/run-result';
import { buildFunction } from './build-function.mjs';
import { runCommand, UsageError } from './command-line';

const USAGE = 'usage: npm run function:run -- --input FILE --export NAME [--wasm FILE] [--json]';

await runCommand(USAGE, async (args) => {
  const options = readArguments(args);
  const given = readFiles(options);
  const wasm = given.wasm ?? (await buildFunction());
  const { input } = given;
  const result = await loadFunction(wasm).run({ input, exportName: options.export });
  process.stdout.write(
    options.json ? `${JSON.stringify(withShares(result))}\n` : report(options.export, result),
  );
  return result.ok ? 0 : 1;
});

function readArguments(args: string[]): {
  input: string;
  export: string;
  wasm: string | undefined;
  json: boolean;
} {
  const options = {
    input: { type: 'string', short: 'i' },
    export: { type: 'string', short: 'e' },
    wasm: { type: 'string', short: 'f' },
    json: { type: 'boolean', short: 'j' },
  } as const;
  const { values } = parseArgs({ args, options });
  if (!values.input || !values.export) throw new UsageError('--input and --export are needed');
  return { input: values.input, export: values.export, wasm: values.wasm, json: values.json ?? false };
}

/** @throws UsageError when one of the named files cannot be read */
function readFiles(options: { input: string; wasm: string | undefined }): {
  input: unknown;
  wasm: Uint8Array | undefined;
} {
  try {
    const input: unknown = JSON.parse(readFileSync(options.input === '-' ? 0 : options.input, 'utf8'));
    return { input, wasm: options.wasm === undefined ? undefined : readFileSync(options.wasm) };
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${options.input} is not JSON: ${error.message}`);
    if (error instanceof Error && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

/** Each measure as part of its limit, 0-1. */
function shares(result: RunResult): Record<string, number> {
  if (!result.ok && result.kind === 'invalid-module') return {};
  const { limits } = result;
  const share = (used: number, limit: number): number => Math.round((used / limit) * 1e6) / 1e6;
  return {
    instructions: share(result.instructions.total, limits.instructions),
    input: share(result.inputBytes, limits.inputBytes),
    ...(result.ok ? { output: share(result.outputBytes, limits.outputBytes) } : {}),
    memory: share(result.memoryBytes, limits.memoryBytes),
    module: share(result.moduleBytes, limits.moduleBytes),
    log: share(Buffer.byteLength(result.logs), limits.logBytes),
  };
}

function withShares(result: RunResult): object {
  return { ...result, shareOfLimits: shares(result) };
}

function report(exportName: string, result: RunResult): string {
  const lines: string[] = [`Export         ${exportName}`];
  if (!result.ok) lines.push(`Failed         ${result.error}: ${result.message}`);
  if (result.ok || result.kind !== 'invalid-module') {
    const share = shares(result);
    const percent = (name: string): string =>
      `${((share[name] ?? 0) * 100).toFixed(2).padStart(6)} % of limit`;
    const row = (label: string, value: string, name: string): string =>
      `${label.padEnd(14)} ${value.padStart(12)}   ${percent(name)}`;
    const { guest, provider, total } = result.instructions;
    lines.push(
      row('Instructions', String(total), 'instructions'),
      `               guest ${guest}, provider ${provider} (modelled)`,
      row('Input', `${result.inputBytes} B`, 'input'),
      ...(result.ok ? [row('Output', `${result.outputBytes} B`, 'output')] : []),
      row('Memory', `${result.memoryBytes} B`, 'memory'),
      row('Module', `${result.moduleBytes} B`, 'module'),
      `Log${result.logsTruncated ? ' (cut at 1 kB)' : ''}`,
      result.logs === '' ? '  (empty)' : result.logs.replace(/^/gm, '  '),
    );
  }
  if (result.ok) lines.push('Output', JSON.stringify(result.output, null, 2));
  return `${lines.join('\n')}\n`;
}
