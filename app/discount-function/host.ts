import { FUEL_EXPORT, FUEL_LIMIT_EXPORT, instrument } from './instrument';
import { PLATFORM_LIMITS, scaledLimits, type FunctionLimits } from './limits';
import { GuestFault, Provider } from './provider';
import { WasmFormatError } from './wasm-reader';

export interface RunRequest {
  /** the function's input as JSON value, shaped by its input query */
  input: unknown;
  exportName: string;
  /** defaults to the platform's, scaled by the cart's lines */
  limits?: Partial<FunctionLimits>;
}

interface Measured {
  inputBytes: number;
  logs: string;
  logsTruncated: boolean;
  /** by wasmtime's fuel rule; `provider` by the cost model of provider-cost.ts */
  instructions: { guest: number; provider: number; total: number };
  memoryBytes: number;
  moduleBytes: number;
  limits: FunctionLimits;
}

export type RunResult =
  | ({ ok: true; output: unknown; outputBytes: number } & Measured)
  | ({ ok: false; kind: 'trap' | 'limit' | 'invalid-output'; message: string } & Measured)
  | { ok: false; kind: 'invalid-module'; message: string };

export interface LoadedFunction {
  run(request: RunRequest): Promise<RunResult>;
}

const PAGE = 65_536;
const MODULES = new Set(['shopify_function_v1', 'shopify_function_v2']);

/**
 * Takes a function's module (any language, `shopify_function_v1` or `v2` imports), instruments and compiles it once. Each
 * run gets a fresh instance, so runs know nothing of each other and the same input always gives the same result.
 */
export function loadFunction(wasm: Uint8Array): LoadedFunction {
  let prepared: Promise<Prepared> | null = null;
  return {
    run: async (request) => {
      prepared ??= prepare(wasm);
      const module = await prepared;
      return module.ok ? execute(module, wasm.length, request) : module.failure;
    },
  };
}

type Prepared =
  | { ok: true; module: WebAssembly.Module }
  | { ok: false; failure: Extract<RunResult, { kind: 'invalid-module' }> };

async function prepare(wasm: Uint8Array): Promise<Prepared> {
  const failed = (message: string): Prepared => ({
    ok: false,
    failure: { ok: false, kind: 'invalid-module', message },
  });
  if (wasm.length > PLATFORM_LIMITS.moduleBytes) {
    return failed(`module has ${wasm.length} bytes, limit ${PLATFORM_LIMITS.moduleBytes}`);
  }
  try {
    // the original is compiled too: what the rewriter makes of an invalid module must not count as valid
    await WebAssembly.compile(Uint8Array.from(wasm));
    const maximumPages = Math.floor(PLATFORM_LIMITS.memoryBytes / PAGE);
    const instrumented = instrument(wasm, maximumPages);
    if ((instrumented.initialPages ?? 0) > maximumPages) {
      return failed(`memory starts with ${instrumented.initialPages} pages, limit ${maximumPages}`);
    }
    const module = await WebAssembly.compile(Uint8Array.from(instrumented.bytes));
    const foreign = WebAssembly.Module.imports(module).find((entry) => !MODULES.has(entry.module));
    if (foreign) return failed(`unknown import: ${foreign.module}::${foreign.name}`);
    return { ok: true, module };
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof WasmFormatError)
      return failed(error.message);
    throw error;
  }
}

async function execute(
  { module }: Extract<Prepared, { ok: true }>,
  moduleBytes: number,
  request: RunRequest,
): Promise<RunResult> {
  const inputBytes = jsonBytes(request.input);
  const limits = { ...scaledLimits(PLATFORM_LIMITS, request.input), ...request.limits };
  let instance: WebAssembly.Instance | null = null;
  const memory = (): WebAssembly.Memory => {
    const exported = instance?.exports.memory;
    if (!(exported instanceof WebAssembly.Memory)) throw new GuestFault('the module exports no memory');
    return exported;
  };
  const provider = new Provider(request.input, memory);
  const global = (name: string): WebAssembly.Global => instance?.exports[name] as WebAssembly.Global;
  const measured = (): Measured => {
    const guest = instance ? Number(global(FUEL_EXPORT).value as bigint) : 0;
    const { text, truncated } = provider.log;
    const exported = instance?.exports.memory;
    return {
      inputBytes,
      logs: text,
      logsTruncated: truncated,
      instructions: { guest, provider: provider.meter.cost, total: guest + provider.meter.cost },
      memoryBytes: exported instanceof WebAssembly.Memory ? exported.buffer.byteLength : 0,
      moduleBytes,
      limits,
    };
  };
  const failed = (kind: 'trap' | 'limit' | 'invalid-output', message: string): RunResult => ({
    ok: false,
    kind,
    message,
    ...measured(),
  });

  if (inputBytes > limits.inputBytes)
    return failed('limit', `input has ${inputBytes} bytes, limit ${limits.inputBytes}`);
  try {
    instance = await WebAssembly.instantiate(
      module,
      importsOf(module, provider, () => {
        // what the provider has used up is no longer there for the guest
        const left = limits.instructions - provider.meter.cost;
        if (instance) global(FUEL_LIMIT_EXPORT).value = BigInt(Math.max(left, 0));
        if (left < 0) throw new LimitReached();
      }),
    );
    const entry = instance.exports[request.exportName];
    if (typeof entry !== 'function') {
      return {
        ok: false,
        kind: 'invalid-module',
        message: `the module has no export "${request.exportName}"`,
      };
    }
    global(FUEL_LIMIT_EXPORT).value = BigInt(limits.instructions);
    (entry as () => void)();
  } catch (error) {
    if (error instanceof WebAssembly.LinkError) {
      return { ok: false, kind: 'invalid-module', message: error.message };
    }
    const { total } = measured().instructions;
    if (error instanceof LimitReached || total > limits.instructions) {
      return failed('limit', `more than ${limits.instructions} instructions`);
    }
    if (isTrap(error)) return failed('trap', error.message);
    throw error;
  }
  return finished(provider, measured(), limits, failed);
}

function finished(
  provider: Provider,
  measured: Measured,
  limits: FunctionLimits,
  failed: (kind: 'limit' | 'invalid-output', message: string) => RunResult,
): RunResult {
  if (measured.instructions.total > limits.instructions) {
    return failed('limit', `${measured.instructions.total} instructions, limit ${limits.instructions}`);
  }
  if (measured.memoryBytes > limits.memoryBytes) {
    return failed('limit', `${measured.memoryBytes} bytes of memory, limit ${limits.memoryBytes}`);
  }
  const { result } = provider.output;
  if (!result) return failed('invalid-output', 'the function finished without a complete output');
  const outputBytes = jsonBytes(result.value);
  if (outputBytes > limits.outputBytes) {
    return failed('limit', `output has ${outputBytes} bytes, limit ${limits.outputBytes}`);
  }
  return { ok: true, output: result.value, outputBytes, ...measured };
}

class LimitReached extends Error {}

/** The provider's functions under the names and with the arity of the module's own import list. */
function importsOf(
  module: WebAssembly.Module,
  provider: Provider,
  afterCall: () => void,
): WebAssembly.Imports {
  const imports: WebAssembly.Imports = {};
  const functions: Record<string, (...values: never[]) => unknown> = provider.functions;
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== 'function') continue;
    const group = (imports[from] ??= {});
    const known = from === 'shopify_function_v1' ? contextFunction(name, functions) : functions[name];
    if (!known) continue; // linking then fails and names the import
    group[name] = (...values: never[]) => {
      const answer = known(...values);
      afterCall();
      return answer;
    };
  }
  return imports;
}

/** Version 1 is version 2 with a context as first argument, and two functions to begin and end with. */
function contextFunction(
  name: string,
  functions: Record<string, (...values: never[]) => unknown>,
): ((...values: never[]) => unknown) | undefined {
  if (name === 'shopify_function_context_new') return () => 1;
  if (name === 'shopify_function_output_finalize') return () => 0;
  const known = functions[name];
  return known && ((...values: never[]) => known(...values.slice(1)));
}

/** Errors of the guest's own making. Its endless recursion ends in the engine's own RangeError. */
function isTrap(error: unknown): error is Error {
  return (
    error instanceof WebAssembly.RuntimeError || error instanceof GuestFault || error instanceof RangeError
  );
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null');
}
