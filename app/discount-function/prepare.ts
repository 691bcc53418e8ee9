import { isKnownModule } from './imports';
import { instrument } from './instrument';
import { PLATFORM_LIMITS } from './limits';
import { WasmFormatError } from './wasm-reader';
import type { RunResult } from './run-result';

const PAGE = 65_536;

export type Prepared =
  | { ok: true; module: WebAssembly.Module }
  | { ok: false; failure: Extract<RunResult, { kind: 'invalid-module' }> };

/** Checks, instruments and compiles a function's module. */
export async function prepare(wasm: Uint8Array): Promise<Prepared> {
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
    if (foreign) return failed(unknownImport(foreign));
    return { ok: true, module };
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof WasmFormatError)
      return failed(error.message);
    throw error;
  }
}

export function invalidModule(message: string): Extract<RunResult, { kind: 'invalid-module' }> {
  return { ok: false, kind: 'invalid-module', error: 'InvalidModuleError', message };
}

function unknownImport({ module, name }: WebAssembly.ModuleImportDescriptor): string {
  const isJavy = /^(javy_quickjs_provider|shopify_functions_javy)_v\d+$/.test(module);
  const why = isJavy ? " (JavaScript, linked to Shopify's own engine, which is not part of this host)" : '';
  return `unknown import: ${module}::${name}${why}`;
}
