import { FUEL_EXPORT, FUEL_LIMIT_EXPORT, START_EXPORT } from './instrument';
import { PLATFORM_LIMITS, scaledLimits, type FunctionLimits } from './limits';
import { Exited, importsOf, usesProvider } from './imports';
import { GuestFault, Provider } from './provider';
import { invalidModule, prepare, type Prepared } from './prepare';
import type { FunctionError, Measured, RunResult } from './run-result';

export interface RunRequest {
  /** the function's input as JSON value, shaped by its input query */
  input: unknown;
  exportName: string;
  /** defaults to the platform's, scaled by the cart's lines */
  limits?: Partial<FunctionLimits>;
}

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

/**
 * Takes a function's module (any language, `shopify_function_v1` or `v2` imports, or neither: then JSON on WASI's standard
 * input and output), instruments and compiles it once. Each run gets a fresh instance, so runs know nothing of each other
 * and the same input always gives the same result.
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
  const written: Uint8Array[] = [];
  const overStreams = !usesProvider(module);
  const streams = {
    input: overStreams ? new TextEncoder().encode(JSON.stringify(request.input)) : new Uint8Array(),
    // with a provider, standard output is nothing but another way to log
    onOutput: (bytes: Uint8Array) => (overStreams ? written.push(bytes) : provider.addLog(bytes)),
    onError: (bytes: Uint8Array) => provider.addLog(bytes),
  };
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
  const result = (): { value: unknown } | undefined =>
    overStreams ? parsed(Buffer.concat(written).toString('utf8')) : provider.output.result;
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
      importsOf(module, provider, memory, streams, () => {
        // what the provider has used up is no longer there for the guest
        const left = limits.instructions - provider.meter.cost;
        if (instance) global(FUEL_LIMIT_EXPORT).value = BigInt(Math.max(left, 0));
        if (left < 0) throw new LimitReached();
      }),
    );
    const entry = instance.exports[request.exportName];
    if (typeof entry !== 'function' || entry.length > 0) {
      const exported = WebAssembly.Module.exports(module).filter(({ kind, name }) => {
        return kind === 'function' && name !== START_EXPORT;
      });
      const names = exported.map(({ name }) => `"${name}"`).join(', ') || 'none';
      const what = typeof entry === 'function' ? 'takes parameters' : 'is not there';
      return invalidModule(`the exported function "${request.exportName}" ${what}; exported are: ${names}`);
    }
    global(FUEL_LIMIT_EXPORT).value = BigInt(limits.instructions);
    const start = instance.exports[START_EXPORT];
    if (typeof start === 'function') (start as () => void)();
    (entry as () => void)();
  } catch (error) {
    if (error instanceof Exited && error.code === 0) return finished(result(), measured(), limits, failed);
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
  return finished(result(), measured(), limits, failed);
}

/** What a module wrote as JSON; undefined when it is none. */
function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function finished(
  result: { value: unknown } | undefined,
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
  if (!result) return failed('InvalidOutputError', 'the function finished without a complete output');
  const outputBytes = jsonBytes(result.value);
  if (outputBytes > limits.outputBytes) {
    return failed('OutputTooLargeError', `output has ${outputBytes} bytes, limit ${limits.outputBytes}`);
  }
  return { ok: true, output: result.value, outputBytes, ...measured };
}

class LimitReached extends Error {}

/** Errors of the guest's own making. */
function isTrap(error: unknown): error is Error {
  return error instanceof WebAssembly.RuntimeError || error instanceof GuestFault;
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null');
}
