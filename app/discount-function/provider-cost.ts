/**
 * What the platform's provider charges for a call, in instructions by wasmtime's fuel rule, its trampoline included.
 *
 * The provider reads its input lazily: the first access to a property or element parses everything before it in the
 * same object or array, in full depth. `LazyNode` replays that (what is parsed when, and when the arena overflows), and
 * these constants price the steps. They were fitted by hand to single calls of the provider as shipped with
 * function-runner in autumn 2026, on documents of equal siblings; `scripts/function-cost-check.ts FILE` prints the
 * error over such measurements. docs/discount-function.md says how far to trust it.
 */
export const COST = {
  inputGet: { first: 800, again: 312, container: 38 },
  /** property by name / by interned name, found at once, plus `perByte` for each byte of the name */
  property: { byName: 399, byInterned: 277, perByte: 23, absent: 296 },
  /** an already parsed entry whose key is another one: `base` plus `perByte` for each equal leading byte */
  scan: { base: 69, perByte: 23 },
  /** a key that is parsed and turns out to be another one, on top of its entry */
  mismatch: { base: 96, perByte: 23 },
  element: { ofArray: 172, ofObject: 208 },
  /** parsing an entry (key and value) or an element, the value being a number */
  entry: { byProperty: 367, byIndex: 396, finishing: 484 },
  arrayElement: { byIndex: 194, finishing: 220 },
  /** passing over a finished predecessor */
  predecessor: { entry: 15, element: 28 },
  finishContainer: { object: 40, array: 20 },
  /** what parsing costs on top when the value is no number */
  parse: { number: 0, null: 16, boolean: 16, string: 24, object: 119, array: 122 },
  /** what answering it costs on top */
  encode: { number: 0, null: -12, boolean: -5, string: 6, object: 5, array: 6 },
  /** the arena's chunk is full */
  arenaOverflow: { small: 490, large: 600, largeFrom: 513 },
  valueLength: 113,
  readText: 57,
  intern: { call: 126, grow: 406 },
  output: {
    boolean: 63,
    null: 58,
    smallInteger: 81,
    integer: 129,
    float: 121,
    textBase: 163,
    textPerByte: 2,
    textLong: 199,
    interned: 22,
    containerAtRoot: 66,
    container: 105,
    finish: 55,
    grow: 250,
  },
  /** not measured: taken as a text of the output */
  log: 199,
} as const;

export type ValueKind = keyof typeof COST.parse;

export function kindOf(value: unknown): ValueKind {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

/** The provider's bump arena: chunks of 464, 976, 2000, ... bytes; an element takes 32 bytes, an entry 64. */
export class Arena {
  private chunk = 464;
  private used = 32;

  /** Answers what the allocation costs beyond the ordinary. */
  allocate(bytes: number): number {
    if (this.used + bytes <= this.chunk) {
      this.used += bytes;
      return 0;
    }
    do this.chunk = (this.chunk + 48) * 2 - 48;
    while (this.chunk < bytes);
    this.used = bytes;
    return bytes < COST.arenaOverflow.largeFrom ? COST.arenaOverflow.small : COST.arenaOverflow.large;
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
    meter: { cost: number },
  ) {
    this.kind = kindOf(value);
    if (this.kind === 'array') {
      this.keys = [];
      this.values = value as unknown[];
      meter.cost += arena.allocate(this.values.length * 32);
    } else if (this.kind === 'object') {
      const entries = Object.entries(value as Record<string, unknown>).filter(
        ([, child]) => child !== undefined,
      );
      this.keys = entries.map(([key]) => key);
      this.values = entries.map(([, child]) => child);
      meter.cost += arena.allocate(this.values.length * 64);
    } else {
      this.keys = [];
      this.values = [];
    }
  }

  get length(): number {
    return this.values.length;
  }

  /** The child called `key`, or undefined. Adds what finding it costs, without the call itself. */
  property(key: string, meter: { cost: number }): LazyNode | undefined {
    for (let index = 0; index < this.children.length; index += 1) {
      const other = this.keys[index] as string;
      if (other === key) {
        meter.cost += COST.property.perByte * byteLength(key);
        return this.children[index];
      }
      meter.cost += COST.scan.base + COST.scan.perByte * commonPrefix(other, key);
    }
    while (this.children.length < this.length) {
      const index = this.children.length;
      this.finishLast(meter);
      const child = this.parseNext(meter, COST.entry.byProperty);
      const other = this.keys[index] as string;
      if (other === key) {
        meter.cost += COST.property.perByte * byteLength(key);
        return child;
      }
      meter.cost += COST.mismatch.base + COST.mismatch.perByte * commonPrefix(other, key);
    }
    return undefined;
  }

  /** The child at `index`, which must exist. */
  at(index: number, meter: { cost: number }): LazyNode {
    const isArray = this.kind === 'array';
    while (this.children.length <= index) {
      if (this.children.length > 0) meter.cost += isArray ? COST.predecessor.element : COST.predecessor.entry;
      this.finishLast(meter);
      this.parseNext(meter, isArray ? COST.arrayElement.byIndex : COST.entry.byIndex);
    }
    return this.children[index] as LazyNode;
  }

  /** Parses everything below, as the provider does before it goes on to a sibling. */
  private finish(meter: { cost: number }): void {
    if (this.kind !== 'array' && this.kind !== 'object') return;
    meter.cost += this.kind === 'array' ? COST.finishContainer.array : COST.finishContainer.object;
    this.finishLast(meter);
    while (this.children.length < this.length) {
      this.parseNext(
        meter,
        this.kind === 'array' ? COST.arrayElement.finishing : COST.entry.finishing,
      ).finish(meter);
    }
  }

  private finishLast(meter: { cost: number }): void {
    this.children[this.children.length - 1]?.finish(meter);
  }

  private parseNext(meter: { cost: number }, price: number): LazyNode {
    const child = new LazyNode(this.values[this.children.length], this.arena, meter);
    meter.cost += price + COST.parse[child.kind];
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

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
