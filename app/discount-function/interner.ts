import type { Heap } from './provider-heap';
import type { Meter } from './provider-prices';

/** Interned names: one buffer of bytes and one table of spans, both growing as Rust's vectors do. */
export class Interner {
  private readonly entries: { text: string; bytes: number }[] = [];
  private bytes = 0;
  private byteCapacity = 0;
  private tableCapacity = 0;

  constructor(
    private readonly meter: Meter,
    private readonly heap: Heap,
  ) {}

  get(id: number): { text: string; bytes: number } | undefined {
    return this.entries[id];
  }

  /** Answers the name's id. */
  add(text: string, bytes: number): number {
    this.meter.charge('intern.call');
    const first = this.entries.length === 0;
    if (first) {
      this.meter.charge('intern.first');
      this.meter.chargeHeap(this.heap.allocate(Math.max(8, bytes)).path);
      this.meter.chargeHeap(this.heap.allocate(32).path);
    }
    this.bytes += bytes;
    if (this.bytes > this.byteCapacity) {
      this.byteCapacity = Math.max(8, this.byteCapacity * 2, this.bytes);
      if (!first) this.meter.charge('intern.growTexts');
    }
    if (this.entries.length === this.tableCapacity) {
      this.tableCapacity = Math.max(4, this.tableCapacity * 2);
      if (!first) this.meter.charge('intern.growTable');
    }
    return this.entries.push({ text, bytes }) - 1;
  }
}
