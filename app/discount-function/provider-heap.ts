/**
 * The provider's memory allocator (dlmalloc, as Rust uses it on wasm32), as far as it decides which way an allocation goes:
 * what it costs depends on that. Sizes, bins and splitting rules are dlmalloc's; contents are not kept.
 */

/** exact: a free chunk of the size; split: a larger small one; tree: a large one; victim: the last remainder; top: fresh memory. */
export type HeapPath = 'exact' | 'split' | 'tree' | 'victim' | 'top';

export interface Chunk {
  address: number;
  size: number;
  state: 'used' | 'free' | 'victim';
  before: Chunk | null;
  after: Chunk | null;
}

const SMALL_REQUEST = 244;
const LARGE_CHUNK = 256;
const SMALLEST_CHUNK = 16;

export class Heap {
  private readonly free = new Set<Chunk>();
  private victim: Chunk | null = null;
  private last: Chunk | null = null;
  private end = 0;

  /** Answers the chunk for so many bytes, and which way it was found. */
  allocate(bytes: number): { chunk: Chunk; path: HeapPath } {
    const size = padded(bytes);
    const found = bytes <= SMALL_REQUEST ? this.findSmall(size) : this.findLarge(size);
    if (found) return found;
    const { victim } = this;
    if (victim && size <= victim.size) {
      this.victim = null;
      return { chunk: this.take(victim, size, true), path: 'victim' };
    }
    const chunk: Chunk = { address: this.end, size, state: 'used', before: this.last, after: null };
    if (this.last) this.last.after = chunk;
    this.last = chunk;
    this.end += size;
    return { chunk, path: 'top' };
  }

  /** As `allocate`, at an address that is a multiple of 16; gives back what is too much before and behind. */
  allocateAligned(bytes: number): { path: HeapPath; searched: boolean; trailing: boolean } {
    const size = padded(bytes);
    const searched = [...this.free].some((candidate) => candidate.size >= LARGE_CHUNK);
    const { chunk: raw, path } = this.allocate(size + 28);
    let chunk = raw;
    if ((raw.address + 8) % 16 !== 0) {
      const boundary = Math.ceil((raw.address + 8) / 16) * 16 - 8;
      const start = boundary - raw.address >= SMALLEST_CHUNK ? boundary : boundary + 16;
      chunk = this.cut(raw, start - raw.address);
      this.release(raw);
    }
    const trailing = chunk.size > size + SMALLEST_CHUNK;
    if (trailing) this.release(this.cut(chunk, size));
    return { path, searched: searched && path !== 'tree', trailing };
  }

  release(chunk: Chunk): void {
    let merged = chunk;
    const { before } = chunk;
    if (before && before.state !== 'used') {
      before.size += chunk.size;
      this.unlink(chunk);
      merged = before;
    }
    const { after } = merged;
    if (!after) {
      this.forget(merged);
      this.end -= merged.size;
      this.unlink(merged);
      return;
    }
    if (after.state !== 'used') {
      if (after.state === 'victim')
        this.victim = merged.state === 'free' ? (this.forget(merged), merged) : merged;
      if (merged.state === 'victim') this.victim = merged;
      this.free.delete(after);
      merged.size += after.size;
      this.unlink(after);
    }
    if (this.victim === merged) merged.state = 'victim';
    else if (merged.state !== 'victim') {
      merged.state = 'free';
      this.free.add(merged);
    }
  }

  private findSmall(size: number): { chunk: Chunk; path: HeapPath } | null {
    const exact = this.least((chunk) => chunk.size === size || chunk.size === size + 8);
    if (exact && exact.size < LARGE_CHUNK) {
      this.free.delete(exact);
      exact.state = 'used';
      return { chunk: exact, path: 'exact' };
    }
    if (this.victim && size <= this.victim.size) return null;
    const chunk = this.least((candidate) => candidate.size > size);
    if (!chunk) return null;
    const path = chunk.size < LARGE_CHUNK ? 'split' : 'tree';
    this.free.delete(chunk);
    return { chunk: this.take(chunk, size, true), path };
  }

  private findLarge(size: number): { chunk: Chunk; path: HeapPath } | null {
    const chunk = this.least((candidate) => candidate.size >= size && candidate.size >= LARGE_CHUNK);
    if (!chunk) return null;
    // the last remainder is used where it fits better
    if (this.victim && this.victim.size >= size && chunk.size >= this.victim.size) return null;
    this.free.delete(chunk);
    return { chunk: this.take(chunk, size, false), path: 'tree' };
  }

  private least(fits: (chunk: Chunk) => boolean): Chunk | null {
    let best: Chunk | null = null;
    for (const chunk of this.free) if (fits(chunk) && (!best || chunk.size < best.size)) best = chunk;
    return best;
  }

  /** Uses the first `size` bytes; the rest becomes the last remainder or a free chunk. */
  private take(chunk: Chunk, size: number, restIsVictim: boolean): Chunk {
    chunk.state = 'used';
    if (chunk.size - size < SMALLEST_CHUNK) return chunk;
    const rest = this.cut(chunk, size);
    rest.state = restIsVictim ? 'victim' : 'free';
    if (!restIsVictim) this.free.add(rest);
    else {
      if (this.victim) {
        this.victim.state = 'free';
        this.free.add(this.victim);
      }
      this.victim = rest;
    }
    return chunk;
  }

  /** Cuts a used chunk in two; answers the second. */
  private cut(chunk: Chunk, size: number): Chunk {
    const rest: Chunk = {
      address: chunk.address + size,
      size: chunk.size - size,
      state: 'used',
      before: chunk,
      after: chunk.after,
    };
    if (chunk.after) chunk.after.before = rest;
    else this.last = rest;
    chunk.after = rest;
    chunk.size = size;
    return rest;
  }

  private forget(chunk: Chunk): void {
    this.free.delete(chunk);
    if (this.victim === chunk) this.victim = null;
  }

  private unlink(chunk: Chunk): void {
    if (chunk.before) chunk.before.after = chunk.after;
    if (chunk.after) chunk.after.before = chunk.before;
    else this.last = chunk.before;
  }
}

function padded(bytes: number): number {
  return bytes < 12 ? SMALLEST_CHUNK : (bytes + 11) & ~7;
}

const BUFFER = 1024;

/**
 * A heap as it is when the function starts: a buffer that was replaced by another one, and the input of so many bytes of
 * MessagePack. Found by trying orders and sizes: with this one, every measured allocation goes the way that its cost tells.
 */
export function heapWithInput(inputBytes: number): Heap {
  const heap = new Heap();
  const replaced = heap.allocate(BUFFER).chunk;
  heap.allocate(BUFFER);
  heap.release(replaced);
  heap.allocate(inputBytes);
  return heap;
}
