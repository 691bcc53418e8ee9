import { describe, expect, it } from 'vitest';
import { messagePackBytes } from './message-pack';
import { Provider } from './provider';

/** Single calls as they were measured on the platform's provider (autumn 2026), within 3%. */
function expectCost(cost: number, measured: number): void {
  expect(Math.abs(cost / measured - 1), `modelled ${cost}, measured ${measured}`).toBeLessThanOrEqual(0.03);
}

function document(keys: number, keyLength: number, value: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: keys }, (_, index) => [`k${index}`.padEnd(keyLength, 'x'), value]),
  );
}

function start(input: Record<string, unknown>, name: string) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Uint8Array(memory.buffer).set(Buffer.from(name));
  const provider = new Provider(input, () => memory);
  const { functions } = provider;
  const root = functions.shopify_function_input_get();
  const cost = (call: () => unknown): number => {
    const before = provider.meter.cost;
    call();
    return provider.meter.cost - before;
  };
  return {
    byName: () => cost(() => functions.shopify_function_input_get_obj_prop(root, 0, name.length)),
    intern: () => cost(() => functions.shopify_function_intern_utf8_str(0, name.length)),
    first: () => provider.meter.cost,
  };
}

describe('cost of single calls', () => {
  it('parses what stands before a property once', () => {
    const { byName } = start(document(4, 8, { a: 1, b: 2, c: 3 }), 'k3xxxxxx');
    expectCost(byName(), 7858);
    expectCost(byName(), 864);
  });

  it('finds the first property at once', () => {
    const { byName } = start(document(8, 8, 5), 'k0xxxxxx');
    expectCost(byName(), 950);
    expectCost(byName(), 583);
  });

  it.each([
    [129, document(4, 20, 'abcdefghij'), 533],
    [249, document(8, 20, { a: 1, b: 2, c: 3 }), 562],
    [257, document(8, 20, 'abcdefghij'), 608],
  ])('depends on the free memory that an input of %i bytes leaves', (bytes, input, measured) => {
    expect(messagePackBytes(input)).toBe(bytes);
    expectCost(start(input, 'k0'.padEnd(20, 'x')).intern(), measured);
  });

  it('starts with the first chunk of memory', () => {
    expectCost(start({ a: 1 }, 'a').first(), 838);
  });
});

describe('size as MessagePack', () => {
  it.each<[unknown, number]>([
    [null, 1],
    [127, 1],
    [128, 2],
    [-33, 2],
    [256, 3],
    [70_000, 5],
    [5_000_000_000, 9],
    [0.5, 9],
    ['ä'.repeat(16), 34],
    ['x'.repeat(256), 259],
    [Array.from({ length: 16 }, () => true), 19],
    [{ a: undefined, b: [] }, 4],
  ])('of %j is %i', (value, bytes) => {
    expect(messagePackBytes(value)).toBe(bytes);
  });
});
