import { WasmFormatError, type WasmReader } from './wasm-reader';

/** What the fuel rule and the rewriter need to know of one instruction. */
export type Flow = 'plain' | 'block' | 'loop' | 'if' | 'else' | 'end' | 'branch';

export interface Instruction {
  flow: Flow;
  /** wasmtime's fuel: 0 for nop, drop, block, loop, end, else, return, unreachable; 1 for everything else */
  fuel: 0 | 1;
}

const PLAIN: Instruction = { flow: 'plain', fuel: 1 };
const FREE: Instruction = { flow: 'plain', fuel: 0 };
const BLOCK: Instruction = { flow: 'block', fuel: 0 };
const LOOP: Instruction = { flow: 'loop', fuel: 0 };
const IF: Instruction = { flow: 'if', fuel: 1 };
const ELSE: Instruction = { flow: 'else', fuel: 0 };
const END: Instruction = { flow: 'end', fuel: 0 };
const BRANCH: Instruction = { flow: 'branch', fuel: 1 };
const LEAVE: Instruction = { flow: 'branch', fuel: 0 };

/**
 * Reads one instruction with its immediates (WebAssembly 2.0 with SIMD, tail calls). Throws `WasmFormatError` on an
 * opcode it does not know, since it could not tell where the next one begins.
 */
export function readInstruction(reader: WasmReader): Instruction {
  const opcode = reader.byte();
  switch (opcode) {
    case 0x00: // unreachable
      return LEAVE;
    case 0x01: // nop
    case 0x1a: // drop
      return FREE;
    case 0x02:
      reader.skipLeb(); // block type: s33, or one byte that reads as one
      return BLOCK;
    case 0x03:
      reader.skipLeb();
      return LOOP;
    case 0x04:
      reader.skipLeb();
      return IF;
    case 0x05:
      return ELSE;
    case 0x0b:
      return END;
    case 0x0c: // br
    case 0x0d: // br_if
      reader.u32();
      return BRANCH;
    case 0x0e: {
      const labels = reader.u32();
      for (let index = 0; index <= labels; index += 1) reader.u32();
      return BRANCH;
    }
    case 0x0f: // return
      return LEAVE;
    case 0x10: // call
      reader.u32();
      return PLAIN;
    case 0x11: // call_indirect
      reader.u32();
      reader.u32();
      return PLAIN;
    case 0x12: // return_call
      reader.u32();
      return BRANCH;
    case 0x13: // return_call_indirect
      reader.u32();
      reader.u32();
      return BRANCH;
    case 0x1b: // select
      return PLAIN;
    case 0x1c: {
      const types = reader.u32();
      for (let index = 0; index < types; index += 1) reader.skipLeb();
      return PLAIN;
    }
    case 0x41: // i32.const
    case 0x42: // i64.const
      reader.skipLeb();
      return PLAIN;
    case 0x43: // f32.const
      reader.skip(4);
      return PLAIN;
    case 0x44: // f64.const
      reader.skip(8);
      return PLAIN;
    case 0xd0: // ref.null
      reader.skipLeb();
      return PLAIN;
    case 0xd1: // ref.is_null
      return PLAIN;
    case 0xd2: // ref.func
      reader.u32();
      return PLAIN;
    case 0xfc:
      return readExtended(reader);
    case 0xfd:
      return readVector(reader);
  }
  if (opcode >= 0x20 && opcode <= 0x26)
    reader.u32(); // locals, globals, tables
  else if (opcode >= 0x28 && opcode <= 0x3e) skipMemoryArgument(reader);
  else if (opcode === 0x3f || opcode === 0x40)
    reader.u32(); // memory.size, memory.grow
  else if (opcode < 0x45 || opcode > 0xc4) throw unknown(opcode);
  return PLAIN;
}

/** 0xfc: saturating conversions, bulk memory, tables */
function readExtended(reader: WasmReader): Instruction {
  const opcode = reader.u32();
  const immediates = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1][opcode];
  if (immediates === undefined) throw unknown(0xfc00 + opcode);
  for (let index = 0; index < immediates; index += 1) reader.u32();
  return PLAIN;
}

/** 0xfd: SIMD and relaxed SIMD */
function readVector(reader: WasmReader): Instruction {
  const opcode = reader.u32();
  if (opcode <= 11 || opcode === 92 || opcode === 93) skipMemoryArgument(reader);
  else if (opcode === 12 || opcode === 13) reader.skip(16);
  else if (opcode >= 21 && opcode <= 34) reader.skip(1);
  else if (opcode >= 84 && opcode <= 91) {
    skipMemoryArgument(reader);
    reader.skip(1);
  } else if (opcode > 0x1ff) throw unknown(0xfd000 + opcode);
  return PLAIN;
}

function skipMemoryArgument(reader: WasmReader): void {
  const alignment = reader.u32();
  if ((alignment & 0x40) !== 0) reader.u32(); // index of one of several memories
  reader.skipLeb();
}

function unknown(opcode: number): WasmFormatError {
  return new WasmFormatError(`unknown opcode 0x${opcode.toString(16)}`);
}
