/**
 * The part of WASI that a language's runtime asks for although the function needs none of it: version 1 modules of Rust and
 * TinyGo import it. There is no environment; time stands still and randomness is always the same, so that a run stays
 * deterministic. Modules older than version 1 read their input as JSON from standard input and write their output as JSON
 * to standard output; standard error is the log.
 */

export interface Streams {
  /** what standard input holds */
  input: Uint8Array;
  onOutput: (bytes: Uint8Array) => void;
  onError: (bytes: Uint8Array) => void;
}

type Functions = Record<string, (...values: never[]) => unknown>;

const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;

/** The guest ended its process. */
export class Exited extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

export function wasiFunctions(memory: () => WebAssembly.Memory, streams: Streams): Functions {
  let read = 0;
  const view = (): DataView => new DataView(memory().buffer);
  /** stores zeros as 32-bit values at the addresses */
  const zero = (...addresses: number[]): number => {
    for (const address of addresses) view().setUint32(address >>> 0, 0, true);
    return SUCCESS;
  };
  return {
    args_sizes_get: zero,
    args_get: () => SUCCESS,
    environ_sizes_get: zero,
    environ_get: () => SUCCESS,
    clock_res_get: (_clock: number, out: number) => {
      view().setBigUint64(out >>> 0, 1n, true);
      return SUCCESS;
    },
    clock_time_get: (_clock: number, _precision: bigint, out: number) => {
      view().setBigUint64(out >>> 0, 0n, true);
      return SUCCESS;
    },
    random_get: (out: number, length: number) => {
      new Uint8Array(memory().buffer, out >>> 0, length >>> 0).fill(4);
      return SUCCESS;
    },
    fd_write: (descriptor: number, vectors: number, count: number, out: number) => {
      if (descriptor !== 1 && descriptor !== 2) return BAD_DESCRIPTOR;
      let written = 0;
      for (let index = 0; index < count >>> 0; index += 1) {
        const at = (vectors >>> 0) + index * 8;
        const length = view().getUint32(at + 4, true);
        const bytes = Uint8Array.from(new Uint8Array(memory().buffer, view().getUint32(at, true), length));
        (descriptor === 1 ? streams.onOutput : streams.onError)(bytes);
        written += length;
      }
      view().setUint32(out >>> 0, written, true);
      return SUCCESS;
    },
    fd_read: (descriptor: number, vectors: number, count: number, out: number) => {
      if (descriptor !== 0) return BAD_DESCRIPTOR;
      const before = read;
      for (let index = 0; index < count >>> 0; index += 1) {
        const at = (vectors >>> 0) + index * 8;
        const part = streams.input.subarray(read, read + view().getUint32(at + 4, true));
        new Uint8Array(memory().buffer).set(part, view().getUint32(at, true));
        read += part.length;
      }
      view().setUint32(out >>> 0, read - before, true);
      return SUCCESS;
    },
    fd_close: () => BAD_DESCRIPTOR,
    fd_seek: () => BAD_DESCRIPTOR,
    fd_fdstat_get: () => BAD_DESCRIPTOR,
    fd_prestat_get: () => BAD_DESCRIPTOR,
    fd_prestat_dir_name: () => BAD_DESCRIPTOR,
    sched_yield: () => SUCCESS,
    proc_exit: (code: number) => {
      throw new Exited(code);
    },
  };
}
