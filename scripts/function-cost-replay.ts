/**
 * Replays measured single calls of the platform's provider in our host's, on documents of the described shape. Each row of
 * the measurements becomes the steps that our model says the call takes.
 */
import { Meter, PRICES, type Step } from '../app/discount-function/provider-prices';
import { Provider } from '../app/discount-function/provider';

/** One measured call. The fields beside `op` and `fuel` are the conditions; which there are depends on the operation. */
export interface Row {
  op: string;
  fuel: number;
  inputBytes?: number;
  call?: number;
  keys?: number;
  position?: number | 'absent';
  keyLength?: number;
  siblings?: string;
  elements?: string;
  container?: string;
  length?: number;
  access?: number;
  nth?: number;
  value?: number;
  depth?: number;
}

export interface ReplayedRow {
  row: Row;
  steps: ReadonlyMap<Step, number>;
}

/** Replays all rows in their order: elements of an array, outputs and interned names were measured one after the other. */
export function replay(rows: Row[]): ReplayedRow[] {
  const sequences = new Sequences();
  return rows.map((row, index) => {
    // a name was interned in the very document in which it was then looked up
    const next = rows[index + 1];
    const same = row.op === 'intern_utf8_str' && row.nth === 1 && next?.op === 'input_get_interned_obj_prop';
    return { row, steps: same ? property({ ...next, op: row.op }) : stepsOf(row, sequences) };
  });
}

/** A provider whose steps are counted, and memory to hand it names and texts. */
class Bench {
  readonly counts = new Map<Step, number>();
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  readonly provider: Provider;

  constructor(input: unknown) {
    this.provider = new Provider(input, () => this.memory, new Meter(PRICES, this.counts));
  }

  get calls(): Provider['functions'] {
    return this.provider.functions;
  }

  put(text: string): number {
    new Uint8Array(this.memory.buffer).set(Buffer.from(text));
    return Buffer.byteLength(text);
  }

  /** The steps that `call` takes. */
  steps(call: () => unknown): ReadonlyMap<Step, number> {
    const before = new Map(this.counts);
    call();
    const taken = [...this.counts].map(([step, count]) => [step, count - (before.get(step) ?? 0)] as const);
    return new Map(taken.filter(([, count]) => count > 0));
  }
}

/** What goes on from one row to the next. */
class Sequences {
  elements: { key: string; bench: Bench; array: bigint } | null = null;
  output = new Bench({});
  interner = new Bench({});
  internedOutputs = 0;
}

function stepsOf(row: Row, sequences: Sequences): ReadonlyMap<Step, number> {
  switch (row.op) {
    case 'input_get':
      return inputGet(row);
    case 'input_get_obj_prop':
    case 'input_get_interned_obj_prop':
      return property(row);
    case 'input_get_at_index':
      return row.container === 'array' ? arrayElement(row, sequences) : property(row);
    case 'input_get_val_len': {
      const bench = new Bench('x');
      const value = bench.calls.shopify_function_input_get();
      return bench.steps(() => bench.calls.shopify_function_input_get_val_len(value));
    }
    case 'input_read_utf8_str': {
      const bench = new Bench('x');
      const value = bench.calls.shopify_function_input_get();
      const handle = Number(value & 0xffffffffn);
      return bench.steps(() => bench.calls.shopify_function_input_read_utf8_str(handle, 0, 1));
    }
    case 'intern_utf8_str':
      return intern(row, sequences);
    default:
      return output(row, sequences);
  }
}

function inputGet(row: Row): ReadonlyMap<Step, number> {
  // a bare value of one byte, else an object of that size; what is in it does not matter to this call
  const bytes = row.inputBytes ?? 1;
  const bench = new Bench(bytes === 1 ? 5 : bytes === 4 ? { a: 1 } : { a: 'x'.repeat(bytes - 4) });
  const call = (): unknown => bench.calls.shopify_function_input_get();
  const first = bench.steps(call);
  return row.call === 1 ? first : bench.steps(call);
}

function property(row: Row): ReadonlyMap<Step, number> {
  const names = Array.from({ length: row.keys ?? 1 }, (_, index) =>
    `k${index}`.padEnd(row.keyLength ?? 8, 'x'),
  );
  if (row.keyLength === 1) names[0] = 'k';
  const bench = new Bench(Object.fromEntries(names.map((name) => [name, sample(row.siblings ?? 'number')])));
  const root = bench.calls.shopify_function_input_get();
  const position = row.position ?? 0;
  const name = position === 'absent' ? 'absent'.padEnd(row.keyLength ?? 8, 'z') : (names[position] ?? '');
  const length = bench.put(name);
  // names were interned only for the calls that take interned ones: it changes the heap
  let id = 0;
  if (row.op === 'intern_utf8_str' || row.op === 'input_get_interned_obj_prop') {
    const interning = bench.steps(() => (id = bench.calls.shopify_function_intern_utf8_str(0, length)));
    if (row.op === 'intern_utf8_str') return interning;
  }
  const call = (): unknown => {
    if (row.op === 'input_get_obj_prop')
      return bench.calls.shopify_function_input_get_obj_prop(root, 0, length);
    if (row.op === 'input_get_at_index')
      return bench.calls.shopify_function_input_get_at_index(root, Number(position));
    return bench.calls.shopify_function_input_get_interned_obj_prop(root, id);
  };
  const first = bench.steps(call);
  return row.access === 2 ? bench.steps(call) : first;
}

function arrayElement(row: Row, sequences: Sequences): ReadonlyMap<Step, number> {
  const key = `${row.elements} ${row.length}`;
  if (row.position === 0 && row.access === 1) {
    const elements = Array.from({ length: row.length ?? 0 }, () => sample(row.elements ?? 'number'));
    const bench = new Bench({ a: elements });
    const root = bench.calls.shopify_function_input_get();
    const array = bench.calls.shopify_function_input_get_obj_prop(root, 0, bench.put('a'));
    sequences.elements = { key, bench, array };
  }
  const { elements } = sequences;
  if (elements?.key !== key) throw new Error(`measurements of ${key} are out of order`);
  return elements.bench.steps(() =>
    elements.bench.calls.shopify_function_input_get_at_index(elements.array, Number(row.position)),
  );
}

/** Rows of one name stand alone; rows of the n-th name go on from the one before, through the names in between. */
function intern(row: Row, sequences: Sequences): ReadonlyMap<Step, number> {
  const nth = row.nth ?? 1;
  if (nth === 1) sequences.interner = new Bench({});
  const bench = sequences.interner;
  const length = bench.put('x'.repeat(row.keyLength ?? 1));
  const once = (): number => bench.calls.shopify_function_intern_utf8_str(0, length);
  for (;;) {
    let id = -1;
    const steps = bench.steps(() => (id = once()));
    if (id + 1 >= nth) return steps;
  }
}

/**
 * The outputs were measured as one document: an object that holds an array of 60 with one of each value, then nested
 * objects. The key of a nested object is written, but was not listed.
 */
function output(row: Row, sequences: Sequences): ReadonlyMap<Step, number> {
  if (row.op === 'output_new_object' && row.depth === 0) sequences.output = new Bench({});
  const { output: bench } = sequences;
  const { calls } = bench;
  switch (row.op) {
    case 'output_new_object': {
      const steps = bench.steps(() => calls.shopify_function_output_new_object(row.length ?? 0));
      if ((row.depth ?? 0) > 0 && row.length) calls.shopify_function_output_new_utf8_str(0, 1);
      return steps;
    }
    case 'output_finish_object':
      return bench.steps(() => calls.shopify_function_output_finish_object());
    case 'output_new_array':
      return bench.steps(() => calls.shopify_function_output_new_array(row.length ?? 0));
    case 'output_new_utf8_str':
      return bench.steps(() => calls.shopify_function_output_new_utf8_str(0, row.length ?? 0));
    case 'output_new_interned_utf8_str': {
      const id = calls.shopify_function_intern_utf8_str(0, row.length ?? 0);
      return bench.steps(() => calls.shopify_function_output_new_interned_utf8_str(id));
    }
    case 'output_new_bool':
      return bench.steps(() => calls.shopify_function_output_new_bool(1));
    case 'output_new_null':
      return bench.steps(() => calls.shopify_function_output_new_null());
    case 'output_new_i32':
      return bench.steps(() => calls.shopify_function_output_new_i32(row.value ?? 5));
    case 'output_new_f64':
      return bench.steps(() => calls.shopify_function_output_new_f64(row.value ?? 1.5));
    default:
      throw new Error(`unknown operation ${row.op}`);
  }
}

function sample(kind: string): unknown {
  const list = /^array of (\d+) (\w+)$/.exec(kind);
  if (list) return Array.from({ length: Number(list[1]) }, () => sample(list[2] ?? ''));
  switch (kind) {
    case 'number':
      return 5;
    case 'string':
      return 'abcdefghij';
    case 'bool':
      return true;
    case 'null':
      return null;
    case 'object3':
      return { a: 1, b: 2, c: 3 };
    case 'array10':
      return Array.from({ length: 10 }, () => 1);
    case 'lines20':
      return Array.from({ length: 20 }, (_, index) => ({
        id: `gid://shopify/CartLine/${index}`,
        merchandise: { product: { excluded: false } },
      }));
    default:
      throw new Error(`unknown siblings ${kind}`);
  }
}
