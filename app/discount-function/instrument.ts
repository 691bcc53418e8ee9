import { readInstruction } from './wasm-opcodes';
import { WasmFormatError, WasmReader, WasmWriter } from './wasm-reader';

/** Export names of the two globals that `instrument` adds. */
export const FUEL_EXPORT = '\0fuel';
export const FUEL_LIMIT_EXPORT = '\0fuel-limit';
/** A module's start function, which the host calls itself: memory and limit have to be there before it runs. */
export const START_EXPORT = '\0start';

export interface Instrumented {
  bytes: Uint8Array;
  /** pages the module's own memory starts with; null without a memory of its own */
  initialPages: number | null;
}

const SECTION = { custom: 0, import: 2, memory: 5, global: 6, export: 7, start: 8, code: 10 } as const;
/** Sections in the order the format demands; the number is the section's id. */
const ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/**
 * Rewrites a module so that it counts its own instructions by wasmtime's fuel rule into a mutable global, adding what a
 * basic block costs at its end, and stops with `unreachable` when the count passes a second global at a function's
 * entry or at the head of a loop. The memory's maximum is lowered to `maximumPages`, a start function becomes an export.
 * Throws `WasmFormatError`.
 */
export function instrument(module: Uint8Array, maximumPages: number): Instrumented {
  const sections = readSections(module);
  const globals = importedGlobals(sections.get(SECTION.import)) + countOf(sections.get(SECTION.global));
  const counter = { fuel: globals, limit: globals + 1 };

  sections.set(SECTION.global, addGlobals(sections.get(SECTION.global)));
  const start = sections.get(SECTION.start);
  sections.delete(SECTION.start);
  const startIndex = start ? new WasmReader(start).u32() : null;
  sections.set(SECTION.export, addExports(sections.get(SECTION.export), counter, startIndex));
  const code = sections.get(SECTION.code);
  if (code) sections.set(SECTION.code, rewriteCode(code, counter));
  const memory = sections.get(SECTION.memory);
  const capped = memory ? capMemory(memory, maximumPages) : null;
  if (capped) sections.set(SECTION.memory, capped.section);

  const writer = new WasmWriter().append(module.subarray(0, 8));
  for (const id of ORDER) {
    const section = sections.get(id);
    if (section) writer.bytes(id).u32(section.length).append(section);
  }
  return { bytes: writer.result(), initialPages: capped?.initialPages ?? null };
}

interface Counter {
  fuel: number;
  limit: number;
}

function readSections(module: Uint8Array): Map<number, Uint8Array> {
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  if (magic.some((byte, index) => module[index] !== byte))
    throw new WasmFormatError('not a Wasm module, version 1');
  const sections = new Map<number, Uint8Array>();
  const reader = new WasmReader(module, 8);
  while (!reader.done) {
    const id = reader.byte();
    const size = reader.u32();
    const start = reader.at;
    reader.skip(size);
    if (id === SECTION.custom) continue; // names and the like: nothing runs there
    if (!ORDER.includes(id) || sections.has(id))
      throw new WasmFormatError(`section ${id} is unknown or twice there`);
    sections.set(id, reader.slice(start));
  }
  return sections;
}

function countOf(section: Uint8Array | undefined): number {
  return section ? new WasmReader(section).u32() : 0;
}

function importedGlobals(section: Uint8Array | undefined): number {
  if (!section) return 0;
  const reader = new WasmReader(section);
  let globals = 0;
  for (let left = reader.u32(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) reader.u32();
    else if (kind === 1) {
      reader.skipLeb();
      skipLimits(reader);
    } else if (kind === 2) skipLimits(reader);
    else if (kind === 3) {
      reader.skipLeb();
      reader.byte();
      globals += 1;
    } else throw new WasmFormatError(`unknown kind of import ${kind}`);
  }
  return globals;
}

function skipLimits(reader: WasmReader): void {
  const flags = reader.byte();
  reader.skipLeb();
  if ((flags & 1) === 1) reader.skipLeb();
}

/** Appends `(mut i64) 0` for the count and `(mut i64) 2^63-1` for the limit. */
function addGlobals(section: Uint8Array | undefined): Uint8Array {
  const reader = new WasmReader(section ?? Uint8Array.of(0));
  const count = reader.u32();
  return new WasmWriter()
    .u32(count + 2)
    .append(reader.bytes.subarray(reader.at))
    .bytes(0x7e, 0x01, 0x42, 0x00, 0x0b)
    .bytes(0x7e, 0x01, 0x42, ...new Array<number>(9).fill(0xff), 0x00, 0x0b)
    .result();
}

function addExports(
  section: Uint8Array | undefined,
  counter: Counter,
  startIndex: number | null,
): Uint8Array {
  const reader = new WasmReader(section ?? Uint8Array.of(0));
  const count = reader.u32();
  const writer = new WasmWriter()
    .u32(count + (startIndex === null ? 2 : 3))
    .append(reader.bytes.subarray(reader.at))
    .text(FUEL_EXPORT)
    .bytes(0x03)
    .u32(counter.fuel)
    .text(FUEL_LIMIT_EXPORT)
    .bytes(0x03)
    .u32(counter.limit);
  if (startIndex !== null) writer.text(START_EXPORT).bytes(0x00).u32(startIndex);
  return writer.result();
}

function capMemory(section: Uint8Array, maximumPages: number): { section: Uint8Array; initialPages: number } {
  const reader = new WasmReader(section);
  const memories = reader.u32();
  if (memories === 0) return { section, initialPages: 0 };
  if (memories > 1) throw new WasmFormatError('more than one memory');
  const flags = reader.byte();
  if (flags > 1) throw new WasmFormatError('shared and 64-bit memories are not supported');
  const initialPages = reader.u32();
  const declared = flags === 1 ? reader.u32() : Number.POSITIVE_INFINITY;
  const maximum = Math.max(initialPages, Math.min(declared, maximumPages));
  return { section: new WasmWriter().bytes(1, 1).u32(initialPages).u32(maximum).result(), initialPages };
}

function rewriteCode(section: Uint8Array, counter: Counter): Uint8Array {
  const reader = new WasmReader(section);
  const functions = reader.u32();
  const writer = new WasmWriter().u32(functions);
  for (let index = 0; index < functions; index += 1) {
    const size = reader.u32();
    const body = new WasmReader(section, reader.at, reader.at + size);
    const rewritten = rewriteBody(body, counter);
    writer.u32(rewritten.length).append(rewritten);
    reader.skip(size);
  }
  return writer.result();
}

function rewriteBody(reader: WasmReader, counter: Counter): Uint8Array {
  const writer = new WasmWriter();
  const start = reader.at;
  for (let groups = reader.u32(); groups > 0; groups -= 1) {
    reader.u32();
    reader.skipLeb();
  }
  writer.append(reader.slice(start));
  check(writer, counter);

  // the entry of a function costs 1
  let pending = 1;
  const flush = (): void => {
    if (pending > 0) add(writer, counter, pending);
    pending = 0;
  };
  while (!reader.done) {
    const from = reader.at;
    const instruction = readInstruction(reader);
    pending += instruction.fuel;
    // what comes before must be counted here, because after it control may be elsewhere or come from elsewhere
    if (instruction.flow !== 'plain' && instruction.flow !== 'block') flush();
    writer.append(reader.slice(from));
    if (instruction.flow === 'loop') check(writer, counter);
  }
  return writer.result();
}

/** fuel += amount; leaves the stack as it is */
function add(writer: WasmWriter, counter: Counter, amount: number): void {
  writer.bytes(0x23).u32(counter.fuel).bytes(0x42).positiveS64(amount).bytes(0x7c, 0x24).u32(counter.fuel);
}

/** if (fuel > limit) unreachable */
function check(writer: WasmWriter, counter: Counter): void {
  writer.bytes(0x23).u32(counter.fuel).bytes(0x23).u32(counter.limit).bytes(0x55, 0x04, 0x40, 0x00, 0x0b);
}
