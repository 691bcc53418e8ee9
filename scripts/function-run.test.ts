import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFunction } from '../app/discount-function/host';
import type { RunResult } from '../app/discount-function/run-result';
import { instrument } from '../app/discount-function/instrument';
import { assemble, I32 } from '../app/discount-function/test-module';

const ROOT = join(import.meta.dirname, '..');
const TSX = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const folder = mkdtempSync(join(tmpdir(), 'function-run-'));

/** The same program in AssemblyScript for either version of the interface: adds up the quantities, logs, answers {"sum": n}. */
function source(version: 1 | 2): string {
  const context = version === 1;
  const declare = (name: string, parameters: string, result: string, local = name) => {
    const all = [...(context ? ['context: i32'] : []), ...(parameters ? [parameters] : [])].join(', ');
    return `@external("shopify_function_v${version}", "shopify_function_${name}") declare function ${local}(${all}): ${result};`;
  };
  const c = context ? 'context' : '';
  const first = context ? 'context, ' : '';
  return [
    declare('input_get', '', 'u64'),
    declare('input_get_obj_prop', 'scope: u64, at: usize, length: i32', 'u64'),
    declare('input_get_at_index', 'scope: u64, index: u32', 'u64'),
    declare('input_get_val_len', 'scope: u64', 'u32'),
    declare('output_new_object', 'length: u32', 'i32'),
    declare('output_finish_object', '', 'i32'),
    declare('output_new_utf8_str', 'at: usize, length: i32', 'i32'),
    declare('output_new_i32', 'value: i32', 'i32'),
    '@external("shopify_function_v' +
      `${version}", "shopify_function_log_new_utf8_str") declare function log(at: usize, length: i32): void;`,
    context
      ? '@external("shopify_function_v1", "shopify_function_context_new") declare function begin(): i32;'
      : '',
    context
      ? '@external("shopify_function_v1", "shopify_function_output_finalize") declare function end(context: i32): i32;'
      : '',
    'const LINES: StaticArray<u8> = [108, 105, 110, 101, 115];',
    'const QUANTITY: StaticArray<u8> = [113];',
    'const SUM: StaticArray<u8> = [115, 117, 109];',
    'export function run(): void {',
    context ? '  const context = begin();' : '',
    `  const lines = input_get_obj_prop(${first}input_get(${c}), changetype<usize>(LINES), 5);`,
    '  let sum: f64 = 0;',
    `  for (let index: u32 = 0; index < input_get_val_len(${first}lines); index++)`,
    `    sum += reinterpret<f64>(input_get_obj_prop(${first}input_get_at_index(${first}lines, index), changetype<usize>(QUANTITY), 1));`,
    '  log(changetype<usize>(SUM), 3);',
    `  output_new_object(${first}1);`,
    `  output_new_utf8_str(${first}changetype<usize>(SUM), 3);`,
    `  output_new_i32(${first}<i32>sum);`,
    `  output_finish_object(${c});`,
    context ? '  end(context);' : '',
    '}',
  ].join('\n');
}

function compile(version: 1 | 2): Uint8Array {
  const [from, to] = [join(folder, `v${version}.ts`), join(folder, `v${version}.wasm`)];
  writeFileSync(from, source(version));
  const asc = join(ROOT, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  execFileSync(
    process.execPath,
    [asc, `v${version}.ts`, '-o', `v${version}.wasm`, '--runtime', 'stub', '--use', 'abort='],
    {
      cwd: folder,
    },
  );
  return readFileSync(to);
}

const INPUT = { lines: [{ q: 2 }, { q: 40 }, { q: 0 }] };

describe('modules that the host has never seen', () => {
  const modules: Uint8Array[] = [];
  beforeAll(() => {
    modules.push(compile(1), compile(2));
  });

  it('run with version 1 and with version 2 of the interface, to the same answer', async () => {
    const results = await Promise.all(
      modules.map((wasm) => loadFunction(wasm).run({ input: INPUT, exportName: 'run' })),
    );
    for (const result of results)
      expect(result).toMatchObject({ ok: true, output: { sum: 42 }, logs: 'sum' });
    const [one, two] = results.map((result) => (result.ok ? result.instructions.provider : 0));
    expect(one).toBe(two);
  });

  it('may ask for the parts of WASI that a runtime needs', async () => {
    const V1 = 'shopify_function_v1';
    const WASI = 'wasi_snapshot_preview1';
    const module = (end: number[]): Promise<RunResult> =>
      loadFunction(
        assemble({
          imports: [
            [V1, 'shopify_function_output_new_null', [I32], [I32]],
            [WASI, 'fd_write', [I32, I32, I32, I32], [I32]],
            [WASI, 'proc_exit', [I32], []],
          ],
          // iovec at 8: address 0, length 4
          body: [
            ...[0x41, 8, 0x41, 0, 0x36, 2, 0, 0x41, 12, 0x41, 4, 0x36, 2, 0],
            ...[0x41, 2, 0x41, 8, 0x41, 1, 0x41, 16, 0x10, 1, 0x1a],
            ...[0x41, 0, 0x10, 0, 0x1a],
            ...end,
          ],
          data: 'oops',
        }),
      ).run({ input: {}, exportName: 'run' });
    const exit = (code: number) => [0x41, code, 0x10, 2];
    expect(await module([])).toMatchObject({ ok: true, output: null, logs: 'oops' });
    expect(await module(exit(0))).toMatchObject({ ok: true, output: null });
    expect(await module(exit(1))).toMatchObject({ ok: false, error: 'RuntimeError', logs: 'oops' });
  });

  it('are instrumented whatever compiler made them', async () => {
    for (const file of ['playwright-core/lib/webp_codec.wasm', '.prisma/client/query_compiler_bg.wasm']) {
      const { bytes } = instrument(readFileSync(join(ROOT, 'node_modules', file)), 65_536);
      await expect(WebAssembly.compile(Uint8Array.from(bytes)), file).resolves.toBeDefined();
    }
  });

  it('are reported with the share of each limit', () => {
    const { status, stdout } = functionRun(modules[0] as Uint8Array, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      output: { sum: 42 },
      shareOfLimits: {
        instructions: expect.closeTo(0.0003, 3),
        input: expect.closeTo(JSON.stringify(INPUT).length / 128_000, 6),
        output: 10 / 20_000,
        memory: expect.any(Number),
        module: expect.closeTo((modules[0] as Uint8Array).length / 256_000, 6),
      },
    });
  });

  it("are refused above the limits under Shopify's names", () => {
    const forever = assemble({ body: [0x03, 0x40, 0x0c, 0, 0x0b] });
    const { status, stdout } = functionRun(forever);
    expect(status).toBe(1);
    expect(stdout).toContain('InstructionCountLimitExceededError: more than 11000000 instructions');
    expect(stdout).toMatch(/Instructions .*100\.00 % of limit/);
  });
});

it('says what is wrong with its arguments', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [TSX, 'scripts/function-run.ts', ...args], { cwd: ROOT, encoding: 'utf8' });
  const missing = run('--input', join(folder, 'nothing.json'), '--export', 'run');
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('nothing.json')]);
  expect(run('--export', 'run').status).toBe(2);
});

function functionRun(wasm: Uint8Array, ...flags: string[]): { status: number | null; stdout: string } {
  const [module, input] = [join(folder, 'module.wasm'), join(folder, 'input.json')];
  writeFileSync(module, wasm);
  writeFileSync(input, JSON.stringify(INPUT));
  const args = ['scripts/function-run.ts', '--input', input, '--export', 'run', '--wasm', module, ...flags];
  return spawnSync(process.execPath, [TSX, ...args], { cwd: ROOT, encoding: 'utf8' });
}
