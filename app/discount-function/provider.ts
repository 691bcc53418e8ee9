import { Interner } from './interner';
import { OutputBuilder } from './output-builder';
import { Arena, LazyNode } from './provider-cost';
import { heapWithInput, type Heap } from './provider-heap';
import { Meter } from './provider-prices';
import { messagePackBytes } from './message-pack';

/** Error values of the read functions. */
const READ_ERROR = {
  decode: 0,
  notAnObject: 1,
  read: 3,
  notAnArray: 4,
  outOfBounds: 5,
  notIndexable: 6,
} as const;

const BOX = 0x7ffcn << 48n;
const TAG = { null: 0n, boolean: 1n, string: 3n, object: 4n, array: 5n, error: 15n } as const;
const LENGTH_LIMIT = 16383;
const LOG_CAPACITY = 1024;

/** The guest broke the rules of the interface: on the platform, a trap. */
export class GuestFault extends Error {}

/** One run's side of the platform: input values by handle, interned names, output, log and what all of it costs. */
export class Provider {
  readonly output: OutputBuilder;
  private readonly logs: Uint8Array[] = [];
  private readonly nodes: LazyNode[] = [];
  private readonly handles = new Map<LazyNode, number>();
  private readonly interned: Interner;
  private root: LazyNode | null = null;
  private readonly heap: Heap;
  private readonly arena: Arena;

  constructor(
    private readonly input: unknown,
    private readonly memory: () => WebAssembly.Memory,
    readonly meter = new Meter(),
  ) {
    this.output = new OutputBuilder(meter);
    this.heap = heapWithInput(messagePackBytes(input));
    this.arena = new Arena(this.heap);
    this.interned = new Interner(meter, this.heap);
  }

  /** What the guest logged, cut at the platform's 1 kB. */
  get log(): { text: string; truncated: boolean } {
    const whole = Buffer.concat(this.logs);
    return { text: whole.subarray(0, LOG_CAPACITY).toString('utf8'), truncated: whole.length > LOG_CAPACITY };
  }

  addLog(bytes: Uint8Array): void {
    this.logs.push(bytes);
  }

  /** The imports of `shopify_function_v2` by name. */
  readonly functions = {
    shopify_function_input_get: (): bigint => {
      this.meter.charge('inputGet.call');
      this.arena.allocate(32, this.meter);
      this.root ??= new LazyNode(this.input, this.arena, this.meter);
      if (this.root.kind === 'object' || this.root.kind === 'array') this.meter.charge('inputGet.container');
      return this.box(this.root);
    },
    shopify_function_input_get_val_len: (value: bigint): number => {
      this.meter.charge('valueLength');
      const node = this.node(value);
      if (!node) return 0;
      return node.kind === 'string' ? Buffer.byteLength(node.value as string) : node.length;
    },
    shopify_function_input_read_utf8_str: (source: number, out: number, length: number): void => {
      this.meter.charge('readText');
      const node = this.nodes[(source >>> 0) - 1];
      if (node?.kind !== 'string') throw new GuestFault('read of what is no string');
      const bytes = Buffer.from(node.value as string);
      const wanted = Math.min(length >>> 0, bytes.length);
      this.bytes(out, wanted).set(bytes.subarray(0, wanted));
    },
    shopify_function_input_get_obj_prop: (scope: bigint, pointer: number, length: number): bigint => {
      this.meter.charge('property.byName');
      // the name is copied and never freed
      if (length > 0) this.meter.chargeHeap(this.heap.allocate(length >>> 0).path);
      return this.property(scope, this.text(pointer, length));
    },
    shopify_function_input_get_interned_obj_prop: (scope: bigint, id: number): bigint => {
      this.meter.charge('property.byInterned');
      return this.property(scope, this.internedText(id).text);
    },
    shopify_function_input_get_at_index: (scope: bigint, index: number): bigint => {
      const node = this.node(scope);
      this.meter.charge(node?.kind === 'object' ? 'element.ofObject' : 'element.ofArray');
      if (!node) return error(isKnown(scope) ? READ_ERROR.notIndexable : READ_ERROR.read);
      if (node.kind !== 'array' && node.kind !== 'object') return error(READ_ERROR.notIndexable);
      if (index >>> 0 >= node.length) return error(READ_ERROR.outOfBounds);
      return this.answer(node.at(index >>> 0, this.meter));
    },
    shopify_function_input_get_obj_key_at_index: (scope: bigint, index: number): bigint => {
      const node = this.node(scope);
      this.meter.charge('element.ofObject');
      if (node?.kind !== 'object') return error(READ_ERROR.notAnObject);
      if (index >>> 0 >= node.length) return error(READ_ERROR.outOfBounds);
      node.at(index >>> 0, this.meter);
      return this.answer(new LazyNode(node.keys[index >>> 0], this.arena, this.meter));
    },
    shopify_function_output_new_bool: (value: number): number => this.output.scalar(value !== 0),
    shopify_function_output_new_null: (): number => this.output.scalar(null),
    shopify_function_output_new_i32: (value: number): number => this.output.scalar(value | 0),
    shopify_function_output_new_f64: (value: number): number => this.output.scalar(value),
    shopify_function_output_new_utf8_str: (pointer: number, length: number): number =>
      this.output.text(this.text(pointer, length), length >>> 0, false),
    shopify_function_output_new_interned_utf8_str: (id: number): number => {
      const { text, bytes } = this.internedText(id);
      return this.output.text(text, bytes, true);
    },
    shopify_function_output_new_object: (length: number): number => this.output.begin('object', length >>> 0),
    shopify_function_output_finish_object: (): number => this.output.end('object'),
    shopify_function_output_new_array: (length: number): number => this.output.begin('array', length >>> 0),
    shopify_function_output_finish_array: (): number => this.output.end('array'),
    shopify_function_intern_utf8_str: (pointer: number, length: number): number => {
      return this.interned.add(this.text(pointer, length), length >>> 0);
    },
    shopify_function_log_new_utf8_str: (pointer: number, length: number): void => {
      this.meter.charge('log');
      this.addLog(Uint8Array.from(this.bytes(pointer, length)));
    },
  } as const;

  private property(scope: bigint, name: string): bigint {
    const node = this.node(scope);
    if (!node) return error(isKnown(scope) ? READ_ERROR.notAnObject : READ_ERROR.decode);
    if (node.kind !== 'object') return error(READ_ERROR.notAnObject);
    const child = node.property(name, this.meter);
    if (child) return this.answer(child);
    this.meter.charge('property.absent');
    return BOX;
  }

  private answer(node: LazyNode): bigint {
    if (node.kind !== 'number') this.meter.charge(`encode.${node.kind}`);
    return this.box(node);
  }

  private box(node: LazyNode): bigint {
    switch (node.kind) {
      case 'null':
        return BOX;
      case 'boolean':
        return tagged(TAG.boolean, 0, node.value === true ? 1 : 0);
      case 'number':
        return doubleBits(node.value as number);
      case 'string':
        return tagged(TAG.string, Buffer.byteLength(node.value as string), this.handle(node));
      case 'array':
      case 'object':
        return tagged(TAG[node.kind], node.length, this.handle(node));
    }
  }

  private handle(node: LazyNode): number {
    const known = this.handles.get(node);
    if (known !== undefined) return known;
    this.nodes.push(node);
    this.handles.set(node, this.nodes.length);
    return this.nodes.length;
  }

  /** The node behind a string, array or object value; undefined for every other value. */
  private node(value: bigint): LazyNode | undefined {
    if ((value & BOX) !== BOX) return undefined;
    const tag = (value >> 46n) & 15n;
    if (tag !== TAG.string && tag !== TAG.object && tag !== TAG.array) return undefined;
    return this.nodes[Number(value & 0xffffffffn) - 1];
  }

  private internedText(id: number): { text: string; bytes: number } {
    const entry = this.interned.get(id >>> 0);
    if (!entry) throw new GuestFault('unknown interned string');
    return entry;
  }

  private text(pointer: number, length: number): string {
    return new TextDecoder().decode(this.bytes(pointer, length));
  }

  /** A view on the guest's memory; out of bounds is a trap, as on the platform. */
  private bytes(pointer: number, length: number): Uint8Array {
    const { buffer } = this.memory();
    const end = (pointer >>> 0) + (length >>> 0);
    if (end > buffer.byteLength) throw new GuestFault('pointer out of bounds');
    return new Uint8Array(buffer, pointer >>> 0, length >>> 0);
  }
}

function tagged(tag: bigint, length: number, payload: number): bigint {
  const bits = BOX | (tag << 46n) | (BigInt(Math.min(length, LENGTH_LIMIT)) << 32n) | BigInt(payload >>> 0);
  return BigInt.asIntN(64, bits);
}

function error(code: number): bigint {
  return tagged(TAG.error, 0, code);
}

/** Whether the value is one that the platform could have given out, but no container. */
function isKnown(value: bigint): boolean {
  if ((value & BOX) !== BOX) return true;
  const tag = (value >> 46n) & 15n;
  return tag <= 1n || tag === TAG.error;
}

const scratch = new DataView(new ArrayBuffer(8));
function doubleBits(value: number): bigint {
  scratch.setFloat64(0, value);
  return scratch.getBigInt64(0);
}
