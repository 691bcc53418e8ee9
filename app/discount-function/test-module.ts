import { WasmWriter } from './wasm-reader';

/** Assembles a module of one exported function "run" and one memory, byte by byte, for tests of the host. */

export interface TestModule {
  /** module, name and signature (parameter types, result types) of imported functions; they get the first indices */
  imports?: [module: string, name: string, parameters: number[], results: number[]][];
  /** types of the locals of "run" */
  locals?: number[];
  /** instructions of "run", without the last `end` */
  body: number[];
  /** further functions without parameters or results, with their instructions */
  others?: number[][];
  memoryPages?: number;
  /** which function runs before all others: 0 is "run", 1 the first of `others` */
  start?: number;
  /** the name of the exported function, default "run" */
  exportName?: string;
  /** text put at address 0 */
  data?: string;
}

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;

export function assemble(module: TestModule): Uint8Array {
  const imports = module.imports ?? [];
  const types = new WasmWriter().u32(imports.length + 1).bytes(0x60, 0, 0);
  const importSection = new WasmWriter().u32(imports.length);
  imports.forEach(([from, name, parameters, results], index) => {
    types
      .bytes(0x60)
      .u32(parameters.length)
      .bytes(...parameters)
      .u32(results.length)
      .bytes(...results);
    importSection
      .text(from)
      .text(name)
      .bytes(0)
      .u32(index + 1);
  });
  const bodies = [module.body, ...(module.others ?? [])];
  const functions = new WasmWriter().u32(bodies.length).bytes(...bodies.map(() => 0));
  const code = new WasmWriter().u32(bodies.length);
  bodies.forEach((instructions, index) => {
    const locals = index === 0 ? (module.locals ?? []) : [];
    const body = new WasmWriter().u32(locals.length);
    for (const type of locals) body.bytes(1, type);
    body.bytes(...instructions, 0x0b);
    code.u32(body.length).append(body.result());
  });
  const exported = new WasmWriter()
    .u32(2)
    .text(module.exportName ?? 'run')
    .bytes(0)
    .u32(imports.length)
    .text('memory')
    .bytes(2, 0);
  const data = new TextEncoder().encode(module.data ?? '');
  const writer = new WasmWriter().bytes(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const section = (id: number, content: WasmWriter) =>
    writer.bytes(id).u32(content.length).append(content.result());
  section(1, types);
  if (imports.length > 0) section(2, importSection);
  section(3, functions);
  section(5, new WasmWriter().bytes(1, 0).u32(module.memoryPages ?? 1));
  section(7, exported);
  if (module.start !== undefined) section(8, new WasmWriter().u32(imports.length + module.start));
  section(10, code);
  section(11, new WasmWriter().bytes(1, 0, 0x41, 0, 0x0b).u32(data.length).append(data));
  return writer.result();
}
