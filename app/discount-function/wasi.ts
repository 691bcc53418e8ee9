/**
 * The part of WASI that a language's runtime asks for although the function needs none of it: version 1 modules of Rust and
 * TinyGo import it. There is nothing to read and no environment; time stands still and randomness is always the same,
 * so that a run stays deterministic; what is written to standard output or error goes to the log.
 */

type Functions = Record<string, (...values: never[]) => unknown>;

const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;

/** The guest ended its process. */
export class Exited extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

export function wasiFunctions(memory: () => WebAssembly.Memory, log: (bytes: Uint8Array) => void): Functions {
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
        log(Uint8Array.from(new Uint8Array(memory().buffer, view().getUint32(at, true), length)));
        written += length;
      }
      view().setUint32(out >>> 0, written, true);
      return SUCCESS;
    },
    fd_read: (descriptor: number, _vectors: number, _count: number, out: number) =>
      descriptor === 0 ? zero(out) : BAD_DESCRIPTOR,
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
