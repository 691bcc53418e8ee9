import { FUEL_EXPORT, FUEL_LIMIT_EXPORT, instrument } from './instrument';
import { PLATFORM_LIMITS, scaledLimits, type FunctionLimits } from './limits';
import { Exited, importsOf, isKnownModule } from './imports';
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

/**
 * A failure's `error` is the name under which Shopify lists it
 * (https://shopify.dev/docs/apps/build/functions/monitoring-and-errors).
 */
export type RunResult =
  | ({ ok: true; output: unknown; outputBytes: number } & Measured)
  | ({
      ok: false;
      kind: 'trap' | 'limit' | 'invalid-output';
      error: Exclude<FunctionError, 'InvalidModuleError'>;
      message: string;
    } & Measured)
  | { ok: false; kind: 'invalid-module'; error: 'InvalidModuleError'; message: string };

export type FunctionError =
  | 'RuntimeError'
  | 'InstructionCountLimitExceededError'
  | 'StackMemoryLimitExceededError'
  | 'LinearMemoryLimitExceededError'
  | 'InvalidOutputError'
  | 'OutputTooLargeError'
  | 'InputSizeLimitExceededError'
  | 'InvalidModuleError';

const KIND_OF = {
  RuntimeError: 'trap',
  StackMemoryLimitExceededError: 'trap',
  InstructionCountLimitExceededError: 'limit',
  LinearMemoryLimitExceededError: 'limit',
  OutputTooLargeError: 'limit',
  InputSizeLimitExceededError: 'limit',
  InvalidOutputError: 'invalid-output',
} as const satisfies Record<Exclude<FunctionError, 'InvalidModuleError'>, string>;
type RunError = keyof typeof KIND_OF;

export interface LoadedFunction {
  run(request: RunRequest): Promise<RunResult>;
}

const PAGE = 65_536;

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
    failure: invalidModule(message),
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
    const foreign = WebAssembly.Module.imports(module).find((entry) => !isKnownModule(entry.module));
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
  const failed = (error: RunError, message: string): RunResult => ({
    ok: false,
    kind: KIND_OF[error],
    error,
    message,
    ...measured(),
  });

  if (inputBytes > limits.inputBytes)
    return failed('InputSizeLimitExceededError', `input has ${inputBytes} bytes, limit ${limits.inputBytes}`);
  try {
    instance = await WebAssembly.instantiate(
      module,
      importsOf(module, provider, memory, () => {
        // what the provider has used up is no longer there for the guest
        const left = limits.instructions - provider.meter.cost;
        if (instance) global(FUEL_LIMIT_EXPORT).value = BigInt(Math.max(left, 0));
        if (left < 0) throw new LimitReached();
      }),
    );
    const entry = instance.exports[request.exportName];
    if (typeof entry !== 'function') {
      return invalidModule(`the module has no export "${request.exportName}"`);
    }
    global(FUEL_LIMIT_EXPORT).value = BigInt(limits.instructions);
    (entry as () => void)();
  } catch (error) {
    if (error instanceof Exited && error.code === 0) return finished(provider, measured(), limits, failed);
    if (error instanceof Exited) return failed('RuntimeError', `exited with code ${error.code}`);
    if (error instanceof WebAssembly.LinkError) {
      return invalidModule(error.message);
    }
    const { total } = measured().instructions;
    if (error instanceof LimitReached || total > limits.instructions) {
      return failed('InstructionCountLimitExceededError', `more than ${limits.instructions} instructions`);
    }
    // the engine's own stack ends endless recursion, if the instructions have not
    if (error instanceof RangeError) return failed('StackMemoryLimitExceededError', error.message);
    if (isTrap(error)) return failed('RuntimeError', error.message);
    throw error;
  }
  return finished(provider, measured(), limits, failed);
}

function finished(
  provider: Provider,
  measured: Measured,
  limits: FunctionLimits,
  failed: (error: RunError, message: string) => RunResult,
): RunResult {
  if (measured.instructions.total > limits.instructions) {
    return failed(
      'InstructionCountLimitExceededError',
      `${measured.instructions.total} instructions, limit ${limits.instructions}`,
    );
  }
  if (measured.memoryBytes > limits.memoryBytes) {
    return failed(
      'LinearMemoryLimitExceededError',
      `${measured.memoryBytes} bytes of memory, limit ${limits.memoryBytes}`,
    );
  }
  const { result } = provider.output;
  if (!result) return failed('InvalidOutputError', 'the function finished without a complete output');
  const outputBytes = jsonBytes(result.value);
  if (outputBytes > limits.outputBytes) {
    return failed('OutputTooLargeError', `output has ${outputBytes} bytes, limit ${limits.outputBytes}`);
  }
  return { ok: true, output: result.value, outputBytes, ...measured };
}

function invalidModule(message: string): Extract<RunResult, { kind: 'invalid-module' }> {
  return { ok: false, kind: 'invalid-module', error: 'InvalidModuleError', message };
}

class LimitReached extends Error {}

/** Errors of the guest's own making. */
function isTrap(error: unknown): error is Error {
  return error instanceof WebAssembly.RuntimeError || error instanceof GuestFault;
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null');
}
