import type { Meter } from './provider-prices';

/** Status codes of the provider's write functions. */
const WRITE = {
  ok: 0,
  ioError: 1,
  expectedKey: 2,
  objectLength: 3,
  alreadyWritten: 4,
  notAnObject: 5,
  notFinished: 6,
  arrayLength: 7,
  notAnArray: 8,
} as const;

type Frame =
  | { kind: 'object'; length: number; inserted: number; key: string | null; value: Record<string, unknown> }
  | { kind: 'array'; length: number; value: unknown[] };

/** The platform's output builder: containers declare their length first, keys and values alternate. */
export class OutputBuilder {
  /** the finished value; undefined while there is none */
  result: { value: unknown } | undefined;
  private stack: Frame[] = [];
  private stackCapacity = 0;
  private written = 0;
  private capacity = 1024;

  constructor(private readonly meter: Meter) {}

  scalar(value: number | boolean | null): number {
    if (value === null) this.meter.charge('output.null');
    else if (typeof value === 'boolean') this.meter.charge('output.boolean');
    else if (!Number.isInteger(value) || Object.is(value, -0)) this.meter.charge('output.float');
    else this.meter.charge(value >= -32 && value < 128 ? 'output.smallInteger' : 'output.integer');
    this.grow(value !== null && typeof value === 'number' ? 9 : 1);
    const top = this.stack[this.stack.length - 1];
    if (top?.kind === 'object' && top.inserted % 2 === 0) return WRITE.expectedKey;
    return this.place(value);
  }

  text(value: string, bytes: number, interned: boolean): number {
    this.meter.charge(bytes < 16 ? 'output.shortText' : 'output.longText');
    if (bytes < 16) this.meter.charge('output.perByte', bytes);
    if (interned) this.meter.charge('output.interned');
    this.grow(bytes + (bytes < 32 ? 1 : bytes < 256 ? 2 : 3));
    const top = this.stack[this.stack.length - 1];
    if (top?.kind === 'object' && top.inserted % 2 === 0) {
      if (top.inserted / 2 >= top.length) return WRITE.objectLength;
      top.key = value;
      top.inserted += 1;
      return WRITE.ok;
    }
    return this.place(value);
  }

  begin(kind: 'object' | 'array', length: number): number {
    const depth = this.stack.length;
    this.meter.charge(depth === 0 ? 'output.rootContainer' : 'output.container');
    if (depth > this.stackCapacity) {
      this.stackCapacity = Math.max(4, this.stackCapacity * 2);
      this.meter.charge('output.grow');
    }
    this.grow(length < 16 ? 1 : 3);
    const top = this.stack[this.stack.length - 1];
    if (top?.kind === 'object' && top.inserted % 2 === 0) return WRITE.expectedKey;
    const frame: Frame =
      kind === 'object' ? { kind, length, inserted: 0, key: null, value: {} } : { kind, length, value: [] };
    const status = this.place(frame.value, false);
    if (status === WRITE.ok) this.stack.push(frame);
    return status;
  }

  end(kind: 'object' | 'array'): number {
    this.meter.charge('output.finish');
    const top = this.stack[this.stack.length - 1];
    if (top?.kind !== kind) return kind === 'object' ? WRITE.notAnObject : WRITE.notAnArray;
    if (top.kind === 'object' && top.inserted !== top.length * 2) return WRITE.objectLength;
    if (top.kind === 'array' && top.value.length !== top.length) return WRITE.arrayLength;
    this.stack.pop();
    if (this.stack.length === 0) this.result = { value: top.value };
    return WRITE.ok;
  }

  private place(value: unknown, final = true): number {
    const top = this.stack[this.stack.length - 1];
    if (!top) {
      if (this.result) return WRITE.alreadyWritten;
      if (final) this.result = { value };
      return WRITE.ok;
    }
    if (top.kind === 'array') {
      if (top.value.length >= top.length) return WRITE.arrayLength;
      top.value.push(value);
      return WRITE.ok;
    }
    if (top.inserted / 2 >= top.length) return WRITE.objectLength;
    // defined, not assigned: "__proto__" is a key like any other
    Object.defineProperty(top.value, top.key as string, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    top.inserted += 1;
    return WRITE.ok;
  }

  private grow(bytes: number): void {
    this.written += bytes;
    if (this.written <= this.capacity) return;
    while (this.written > this.capacity) this.capacity *= 2;
    this.meter.charge('output.grow');
  }
}
