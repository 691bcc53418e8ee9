/**
 * Replays what the platform's provider does with its input. It reads lazily: the first access to a property or element
 * parses everything before it in the same object or array, in full depth. `LazyNode` follows what is parsed when, `Arena`
 * when another chunk of memory is needed; provider-prices.ts prices the steps.
 */
import type { Heap } from './provider-heap';
import type { Meter, Step } from './provider-prices';

type ValueKind = 'null' | 'boolean' | 'number' | 'string' | 'object' | 'array';

function kindOf(value: unknown): ValueKind {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

/** what the arena adds to each of its chunks, in bytes */
const CHUNK_FOOTER = 24;

/** The provider's bump arena: chunks of 464, 976, 2000, ... bytes; an element takes 32 bytes, an entry 64. */
export class Arena {
  private chunk = 0;
  private used = 0;

  constructor(private readonly heap: Heap) {}

  allocate(bytes: number, meter: Meter): void {
    if (this.used + bytes <= this.chunk) {
      this.used += bytes;
      return;
    }
    do this.chunk = this.chunk === 0 ? 464 : (this.chunk + 48) * 2 - 48;
    while (this.chunk < bytes);
    this.used = bytes;
    const { path, searched, trailing } = this.heap.allocateAligned(this.chunk + CHUNK_FOOTER);
    meter.charge('arena.chunk');
    meter.charge(`arena.${path}`);
    if (searched) meter.charge('arena.searched');
    if (trailing) meter.charge('arena.trailing');
  }
}

/** One value of the input, parsed as far as the provider would have parsed it. */
export class LazyNode {
  readonly kind: ValueKind;
  /** parsed children, in order */
  readonly children: LazyNode[] = [];
  readonly keys: readonly string[];
  private readonly values: readonly unknown[];

  constructor(
    readonly value: unknown,
    private readonly arena: Arena,
    meter: Meter,
  ) {
    this.kind = kindOf(value);
    if (this.kind === 'array') {
      this.keys = [];
      this.values = value as unknown[];
      arena.allocate(this.values.length * 32, meter);
    } else if (this.kind === 'object') {
      const entries = Object.entries(value as Record<string, unknown>).filter(
        ([, child]) => child !== undefined,
      );
      this.keys = entries.map(([key]) => key);
      this.values = entries.map(([, child]) => child);
      arena.allocate(this.values.length * 64, meter);
    } else {
      this.keys = [];
      this.values = [];
    }
  }

  get length(): number {
    return this.values.length;
  }

  /** The child called `key`, or undefined. Adds what finding it costs, without the call itself. */
  property(key: string, meter: Meter): LazyNode | undefined {
    for (let index = 0; index < this.children.length; index += 1) {
      const other = this.keys[index] as string;
      if (other === key) {
        meter.charge('compare.perByte', Buffer.byteLength(key));
        return this.children[index];
      }
      meter.charge('scan.entry');
      meter.charge('compare.perByte', commonPrefix(other, key));
    }
    while (this.children.length < this.length) {
      const index = this.children.length;
      this.finishLast(meter);
      const child = this.parseNext(meter, 'entry.byProperty');
      const other = this.keys[index] as string;
      if (other === key) {
        meter.charge('compare.perByte', Buffer.byteLength(key));
        return child;
      }
      meter.charge('mismatch.entry');
      meter.charge('compare.perByte', commonPrefix(other, key));
    }
    return undefined;
  }

  /** The child at `index`, which must exist. */
  at(index: number, meter: Meter): LazyNode {
    const isArray = this.kind === 'array';
    while (this.children.length <= index) {
      if (this.children.length > 0) meter.charge(isArray ? 'predecessor.element' : 'predecessor.entry');
      this.finishLast(meter);
      this.parseNext(meter, isArray ? 'arrayElement.byIndex' : 'entry.byIndex');
    }
    return this.children[index] as LazyNode;
  }

  /** Parses everything below, as the provider does before it goes on to a sibling. */
  private finish(meter: Meter): void {
    if (this.kind !== 'array' && this.kind !== 'object') return;
    meter.charge(this.kind === 'array' ? 'finish.array' : 'finish.object');
    this.finishLast(meter);
    while (this.children.length < this.length) {
      this.parseNext(meter, this.kind === 'array' ? 'arrayElement.finishing' : 'entry.finishing').finish(
        meter,
      );
    }
  }

  private finishLast(meter: Meter): void {
    this.children[this.children.length - 1]?.finish(meter);
  }

  private parseNext(meter: Meter, step: Step): LazyNode {
    const child = new LazyNode(this.values[this.children.length], this.arena, meter);
    meter.charge(step);
    if (child.kind !== 'number') meter.charge(`parse.${child.kind}`);
    this.children.push(child);
    return child;
  }
}

function commonPrefix(a: string, b: string): number {
  // texts of different length are told apart without looking at them
  if (a.length !== b.length) return 0;
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
