/**
 * Holds the provider's cost model against measured single calls (a JSONL file of `{op, conditions, fuel}`), replaying each
 * call on a document of the described shape. Prints the error by operation.
 *
 *     tsx scripts/function-cost-check.ts FILE [--rows]
 */
import { readFileSync } from 'node:fs';
import { Provider } from '../app/discount-function/provider';

interface Row {
  op: string;
  fuel: number;
  keys?: number;
  position?: number | 'absent';
  keyLength?: number;
  siblings?: string;
  elements?: string;
  container?: string;
  length?: number;
  access?: number;
}

const [file, flag] = process.argv.slice(2);
if (!file) throw new Error('usage: function-cost-check FILE [--rows]');
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Row);

const errors = new Map<string, number[]>();
let sequence: { key: string; provider: Provider; array: bigint } | null = null;
for (const row of rows) {
  const modelled = model(row);
  if (modelled === null) continue;
  const error = modelled / row.fuel - 1;
  errors.set(row.op, [...(errors.get(row.op) ?? []), error]);
  if (flag === '--rows' && Math.abs(error) > 0.03)
    process.stdout.write(`${JSON.stringify({ ...row, modelled })}\n`);
}
for (const [op, list] of errors) {
  const absolute = list.map(Math.abs).sort((a, b) => a - b);
  const within = absolute.filter((error) => error <= 0.03).length;
  const mean = absolute.reduce((sum, error) => sum + error, 0) / absolute.length;
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`.padStart(8);
  process.stdout.write(
    `${op.padEnd(30)} ${String(list.length).padStart(4)} calls, mean ${percent(mean)}, worst ${percent(absolute.at(-1) ?? 0)}, within 3 %: ${percent(within / list.length)}\n`,
  );
}

function model(row: Row): number | null {
  if (row.op === 'input_get_at_index' && row.container === 'array') return arrayElement(row);
  if (!row.op.startsWith('input_get_') || row.op === 'input_get_val_len' || row.keys === undefined)
    return null;
  if (String(row.siblings).startsWith('array of')) return null;
  const names = Array.from({ length: row.keys }, (_, index) => `k${index}`.padEnd(row.keyLength ?? 8, 'x'));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const provider = new Provider(
    Object.fromEntries(names.map((name) => [name, sample(row.siblings ?? 'number')])),
    () => memory,
  );
  const root = provider.functions.shopify_function_input_get();
  const name =
    row.position === 'absent' ? 'absent'.padEnd(row.keyLength ?? 8, 'z') : (names[row.position ?? 0] ?? '');
  new Uint8Array(memory.buffer).set(Buffer.from(name));
  const id = provider.functions.shopify_function_intern_utf8_str(0, name.length);
  const call = (): number => {
    const before = provider.meter.cost;
    if (row.op === 'input_get_obj_prop')
      provider.functions.shopify_function_input_get_obj_prop(root, 0, name.length);
    else if (row.op === 'input_get_at_index')
      provider.functions.shopify_function_input_get_at_index(root, Number(row.position));
    else provider.functions.shopify_function_input_get_interned_obj_prop(root, id);
    return provider.meter.cost - before;
  };
  const first = call();
  return row.access === 2 ? call() : first;
}

/** Elements of one array are measured one after the other, so each goes on from where the last one stopped. */
function arrayElement(row: Row): number {
  const key = `${row.elements} ${row.length}`;
  if (row.position === 0 && row.access === 1) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const elements = Array.from({ length: row.length ?? 0 }, () => sample(row.elements ?? 'number'));
    const provider = new Provider({ a: elements }, () => memory);
    const root = provider.functions.shopify_function_input_get();
    new Uint8Array(memory.buffer).set(Buffer.from('a'));
    sequence = { key, provider, array: provider.functions.shopify_function_input_get_obj_prop(root, 0, 1) };
  }
  if (sequence?.key !== key) throw new Error(`measurements of ${key} are out of order`);
  const before = sequence.provider.meter.cost;
  sequence.provider.functions.shopify_function_input_get_at_index(sequence.array, Number(row.position));
  return sequence.provider.meter.cost - before;
}

function sample(kind: string): unknown {
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
