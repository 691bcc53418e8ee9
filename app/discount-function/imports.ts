import { GuestFault, type Provider } from './provider';
import { Exited, wasiFunctions, type Streams } from './wasi';

export { Exited };

type Functions = Record<string, (...values: never[]) => unknown>;

const V1 = 'shopify_function_v1';
const V2 = 'shopify_function_v2';
const WASI = 'wasi_snapshot_preview1';

export function isKnownModule(name: string): boolean {
  return name === V1 || name === V2 || name === WASI;
}

/** Whether a module talks to the platform's provider; one that does not has its input and output in WASI's streams. */
export function usesProvider(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.imports(module).some(({ module: from }) => from === V1 || from === V2);
}

/**
 * What a module imports, from the provider and WASI. A name that is not known is left out, so that linking fails and names
 * it.
 * @param streams what WASI reads and writes
 * @param afterCall runs after each call of the provider
 */
export function importsOf(
  module: WebAssembly.Module,
  provider: Provider,
  memory: () => WebAssembly.Memory,
  streams: Streams,
  afterCall: () => void,
): WebAssembly.Imports {
  const imports: WebAssembly.Imports = {};
  const functions: Functions = provider.functions;
  const wasi = wasiFunctions(memory, streams);
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== 'function') continue;
    const group = (imports[from] ??= {});
    const known = from === WASI ? wasi[name] : from === V1 ? version1(name, functions) : functions[name];
    if (!known) continue;
    group[name] =
      from === WASI
        ? faulting(known)
        : (...values: never[]) => {
            const answer = known(...values);
            afterCall();
            return answer;
          };
  }
  return imports;
}

/** A pointer out of the guest's memory is the guest's fault. */
function faulting(known: (...values: never[]) => unknown): (...values: never[]) => unknown {
  return (...values) => {
    try {
      return known(...values);
    } catch (error) {
      if (error instanceof RangeError) throw new GuestFault('pointer out of bounds');
      throw error;
    }
  };
}

/**
 * Version 1 is version 2 with a context as first argument, and two functions to begin and end with. Its log function was
 * declared with and without the context, so what there is too much of is left away.
 */
function version1(name: string, functions: Functions): ((...values: never[]) => unknown) | undefined {
  if (name === 'shopify_function_context_new') return () => 1;
  if (name === 'shopify_function_output_finalize') return () => 0;
  const known =
    functions[name === 'shopify_function_log_utf8_str' ? 'shopify_function_log_new_utf8_str' : name];
  return known && ((...values: never[]) => known(...values.slice(values.length - known.length)));
}
