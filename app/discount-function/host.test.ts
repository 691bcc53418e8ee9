import { describe, expect, it } from 'vitest';
import { loadFunction } from './host';
import type { RunResult } from './run-result';
import { assemble, F64, I32, I64, type TestModule } from './test-module';

const V2 = 'shopify_function_v2';
const nothing: NonNullable<TestModule['imports']>[number] = [
  V2,
  'shopify_function_output_new_null',
  [],
  [I32],
];
const run = (module: TestModule, input: unknown = {}): Promise<RunResult> =>
  loadFunction(assemble(module)).run({ input, exportName: 'run' });
const CALL_NULL = [0x10, 0, 0x1a]; // call output_new_null, drop: 1 instruction

async function guest(module: TestModule): Promise<number> {
  const result = await run({ imports: [nothing], ...module, body: [...module.body, ...CALL_NULL] });
  if (!result.ok) throw new Error(result.message);
  return result.instructions.guest;
}

describe('fuel rule', () => {
  it('counts entry and instructions, and not nop, drop, block, loop, end, else, return', async () => {
    expect(await guest({ body: [] })).toBe(1 + 1);
    expect(await guest({ body: [0x01, 0x41, 5, 0x1a, 0x02, 0x40, 0x0b] })).toBe(1 + 1 + 1); // nop, const, drop, block
    expect(await guest({ body: [0x41, 1, 0x41, 2, 0x6a, 0x1a] })).toBe(1 + 3 + 1); // two constants, add
  });

  it('counts a loop once per round', async () => {
    // i = 5; block: loop: if i == 0 leave; i -= 1; again
    const body = [
      ...[0x41, 5, 0x21, 0, 0x02, 0x40, 0x03, 0x40],
      ...[0x20, 0, 0x45, 0x0d, 1],
      ...[0x20, 0, 0x41, 1, 0x6b, 0x21, 0, 0x0c, 0, 0x0b, 0x0b],
    ];
    // entry 1, set-up 2, five full rounds of 8, the last one of 3, the call 1
    expect(await guest({ locals: [I32], body })).toBe(1 + 2 + 5 * 8 + 3 + 1);
  });

  it('counts only the arm of an if that is taken', async () => {
    // if (c) { 3 instructions } else { 1 instruction }
    const choose = (c: number) => [
      0x41,
      c,
      0x04,
      0x40,
      0x41,
      1,
      0x41,
      1,
      0x6a,
      0x1a,
      0x05,
      0x41,
      1,
      0x1a,
      0x0b,
    ];
    expect(await guest({ body: choose(1) })).toBe(1 + 2 + 3 + 1);
    expect(await guest({ body: choose(0) })).toBe(1 + 2 + 1 + 1);
  });

  it('counts called functions with their entry, and branch tables by the way taken', async () => {
    expect(await guest({ body: [0x10, 2], others: [[0x41, 1, 0x1a, 0x0f]] })).toBe(1 + 1 + (1 + 1) + 1);
    const table = (index: number) => [
      ...[0x02, 0x40, 0x02, 0x40, 0x41, index, 0x0e, 1, 0, 1, 0x0b],
      ...[0x41, 7, 0x1a, 0x0b],
    ];
    expect(await guest({ body: table(0) })).toBe(1 + 2 + 1 + 1);
    expect(await guest({ body: table(9) })).toBe(1 + 2 + 1);
  });
});

describe('limits', () => {
  const forever = [0x03, 0x40, 0x0c, 0, 0x0b];
  const memoryGrow = (pages: number[]) => [0x41, ...pages, 0x40, 0, 0x1a];

  it('stops endless loops and endless recursion', async () => {
    expect(await run({ body: forever })).toMatchObject({
      kind: 'limit',
      error: 'InstructionCountLimitExceededError',
    });
    expect(await run({ body: [0x10, 0] })).toMatchObject({ error: 'StackMemoryLimitExceededError' });
  });

  it('counts what the platform does for the guest', async () => {
    const body = [0x03, 0x40, 0x10, 0, 0x1a, 0x0c, 0, 0x0b];
    const result = await run({ imports: [[V2, 'shopify_function_input_get', [], [I64]]], body });
    expect(result).toMatchObject({ ok: false, kind: 'limit' });
    if (!result.ok && result.kind !== 'invalid-module') {
      expect(result.instructions.provider).toBeGreaterThan(result.instructions.guest);
    }
  });

  it('holds the memory below 10 MB', async () => {
    const most = await run({ imports: [nothing], body: [...memoryGrow([0x97, 0x01]), ...CALL_NULL] }); // 151 more
    expect(most).toMatchObject({ ok: true, memoryBytes: 152 * 65536 });
    const more = await run({ imports: [nothing], body: [...memoryGrow([0x98, 0x01]), ...CALL_NULL] });
    expect(more).toMatchObject({ ok: true, memoryBytes: 65536 }); // refused with -1, as at any maximum
    expect(await run({ body: [], memoryPages: 153 })).toMatchObject({ ok: false, kind: 'invalid-module' });
  });

  it('refuses too much input, scaled above 200 lines', async () => {
    const lines = (count: number, size: number) => ({
      cart: { lines: Array.from({ length: count }, () => 'x'.repeat(size)) },
    });
    const module = { imports: [nothing], body: CALL_NULL };
    expect(await run(module, lines(200, 700))).toMatchObject({ error: 'InputSizeLimitExceededError' });
    expect(await run(module, lines(400, 500))).toMatchObject({ ok: true });
    const scaled = await run(module, lines(400, 1));
    expect(scaled.ok && scaled.limits.instructions).toBe(22_000_000);
    const most = await run(module, lines(5000, 1));
    expect(most.ok && most.limits.instructions).toBe(110_000_000);
  });

  it('refuses too much output and cuts the log at 1 kB', async () => {
    const imports: TestModule['imports'] = [
      [V2, 'shopify_function_output_new_utf8_str', [I32, I32], [I32]],
      [V2, 'shopify_function_log_new_utf8_str', [I32, I32], []],
    ];
    const text = (function_: number, bytes: number[]) => [0x41, 0, 0x41, ...bytes, 0x10, function_];
    const result = await run({
      imports,
      body: [...text(1, [0xd0, 0x0f]), ...text(0, [0xf0, 0xb6, 0x01]), 0x1a],
    });
    expect(result).toMatchObject({ kind: 'limit', error: 'OutputTooLargeError' });
    if (!result.ok && result.kind !== 'invalid-module') {
      expect([result.logs.length, result.logsTruncated]).toEqual([1024, true]);
    }
  });
});

describe('failures', () => {
  it('names what is wrong with a module', async () => {
    const load = (bytes: Uint8Array) => loadFunction(bytes).run({ input: {}, exportName: 'run' });
    const invalid = { ok: false, kind: 'invalid-module', error: 'InvalidModuleError' };
    expect(await load(Uint8Array.of(1, 2, 3))).toMatchObject(invalid);
    expect(await load(new Uint8Array(256_001))).toMatchObject({ message: expect.stringContaining('256001') });
    expect(await load(assemble({ imports: [['env', 'abort', [], []]], body: [] }))).toMatchObject({
      ...invalid,
      message: 'unknown import: env::abort',
    });
    expect(
      await load(assemble({ imports: [[V2, 'shopify_function_nonsense', [], []]], body: [] })),
    ).toMatchObject(invalid);
    const missing = await loadFunction(assemble({ body: [] })).run({ input: {}, exportName: 'other' });
    expect(missing).toMatchObject({
      ...invalid,
      message: 'the exported function "other" is not there; exported are: "run"',
    });
  });

  it('tells a trap from a missing output', async () => {
    expect(await run({ body: [0x00] })).toMatchObject({ kind: 'trap', error: 'RuntimeError' });
    expect(await run({ body: [] })).toMatchObject({ kind: 'invalid-output', error: 'InvalidOutputError' });
    const outside = [0x41, 0x7f, 0x41, 0x10, 0x10, 0, 0x1a]; // 16 bytes from address -1
    const imports: TestModule['imports'] = [[V2, 'shopify_function_output_new_utf8_str', [I32, I32], [I32]]];
    expect(await run({ imports, body: outside })).toMatchObject({ ok: false, kind: 'trap' });
  });

  it('gives status codes for output that does not keep its promise', async () => {
    const imports: TestModule['imports'] = [
      [V2, 'shopify_function_output_new_array', [I32], [I32]],
      [V2, 'shopify_function_output_new_i32', [I32], [I32]],
      [V2, 'shopify_function_output_finish_array', [], [I32]],
      [V2, 'shopify_function_output_finish_object', [], [I32]],
      [V2, 'shopify_function_output_new_f64', [F64], [I32]],
    ];
    // array of one: write 7, write the status of the next finish_object (5, not an object) -> refused (7), finish
    const body = [0x41, 1, 0x10, 0, 0x1a, 0x10, 3, 0x10, 1, 0x1a, 0x41, 9, 0x10, 1, 0x1a, 0x10, 2, 0x1a];
    expect(await run({ imports, body })).toMatchObject({ ok: true, output: [5] });
    expect(await run({ imports, body: [0x41, 2, 0x10, 0, 0x1a, 0x10, 2, 0x1a] })).toMatchObject({
      ok: false,
      kind: 'invalid-output',
    });
  });
});

describe('version 1', () => {
  it('runs with a context as first argument', async () => {
    const V1 = 'shopify_function_v1';
    const imports: TestModule['imports'] = [
      [V1, 'shopify_function_context_new', [], [I32]],
      [V1, 'shopify_function_output_new_utf8_str', [I32, I32, I32], [I32]],
      [V1, 'shopify_function_output_finalize', [I32], [I32]],
    ];
    const body = [0x10, 0, 0x21, 0, 0x20, 0, 0x41, 0, 0x41, 2, 0x10, 1, 0x1a, 0x20, 0, 0x10, 2, 0x1a];
    expect(await run({ imports, locals: [I32], body, data: 'ok' })).toMatchObject({ ok: true, output: 'ok' });
  });
});

describe('start functions', () => {
  const log: NonNullable<TestModule['imports']>[number] = [
    V2,
    'shopify_function_log_new_utf8_str',
    [I32, I32],
    [],
  ];
  const say = [0x41, 0, 0x41, 2, 0x10, 1];

  it('run first, with memory and provider, and are counted', async () => {
    const module = { imports: [nothing, log], body: CALL_NULL, others: [say], data: 'hi' };
    const without = await run(module);
    const result = await run({ ...module, start: 1 });
    expect(result).toMatchObject({ ok: true, output: null, logs: 'hi' });
    expect(result.ok && without.ok && result.instructions.guest - without.instructions.guest).toBe(1 + 3);
  });

  it('are stopped like everything else', async () => {
    const forever = [0x03, 0x40, 0x0c, 0, 0x0b];
    expect(await run({ imports: [nothing], body: CALL_NULL, others: [forever], start: 1 })).toMatchObject({
      error: 'InstructionCountLimitExceededError',
    });
  });
});

describe('modules that speak JSON over WASI', () => {
  const WASI = 'wasi_snapshot_preview1';
  const call = [I32, I32, I32, I32];
  const imports: TestModule['imports'] = [
    [WASI, 'fd_read', call, [I32]],
    [WASI, 'fd_write', call, [I32]],
  ];
  /** i32.const, in two bytes */
  const number = (value: number) => [0x41, (value & 0x7f) | 0x80, value >> 7];
  const store = (address: number, value: number[]) => [...number(address), ...value, 0x36, 2, 0];
  /** reads all of the input to address 256, then writes it to a descriptor */
  const echo = (descriptor: number) => [
    ...[...store(8, number(256)), ...store(12, number(4096))],
    ...[...number(0), ...number(8), ...number(1), ...number(16), 0x10, 0, 0x1a],
    ...store(12, [...number(16), 0x28, 2, 0]),
    ...[...number(descriptor), ...number(8), ...number(1), ...number(16), 0x10, 1, 0x1a],
  ];
  const input = { cart: { lines: [{ id: 'ä' }] } };

  it('read standard input and answer on standard output, whatever their function is called', async () => {
    const module = { imports, body: echo(1), exportName: '_start' };
    const result = await loadFunction(assemble(module)).run({ input, exportName: '_start' });
    expect(result).toMatchObject({ ok: true, output: input, logs: '' });
    expect(result.ok && result.instructions.provider).toBe(0);
  });

  it('log on standard error, and must answer JSON', async () => {
    expect(await run({ imports, body: echo(2) }, input)).toMatchObject({
      error: 'InvalidOutputError',
      logs: JSON.stringify(input),
    });
  });
});

it('says what it cannot run and why', async () => {
  const javy: TestModule['imports'] = [['javy_quickjs_provider_v3', 'invoke', [I32], []]];
  expect(await run({ imports: javy, body: [] })).toMatchObject({
    error: 'InvalidModuleError',
    message: expect.stringMatching(/javy_quickjs_provider_v3::invoke \(JavaScript/),
  });
  const module = assemble({ body: [], exportName: 'cart_run' });
  expect(await loadFunction(module).run({ input: {}, exportName: 'run' })).toMatchObject({
    message: 'the exported function "run" is not there; exported are: "cart_run"',
  });
});
