import { beforeAll, describe, expect, it } from 'vitest';
import { loadFunction, type LoadedFunction } from '../../app/discount-function/host';
import { inputOf } from '../../extensions/loyalty-discount/tests/inputs';
import { buildFunction } from '../../scripts/build-function.mjs';
import { changeOf, checkCase, LINES_EXPORT } from './equivalence';
import { randomCase } from './random-case';

const RUNS = 5000;
const FIRST_SEED = 1;

let loaded: LoadedFunction;
beforeAll(async () => {
  loaded = loadFunction(await buildFunction());
});

describe('the compiled function and the independent model', () => {
  it(`agree on ${RUNS} random programs and carts from seed ${FIRST_SEED}`, { timeout: 600_000 }, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) await checkCase(loaded, seed);
  });
});

describe('unreadable metafields', () => {
  it('give nothing when the rules are unreadable, and say so in one line', async () => {
    const base = changeOf(
      {
        ...randomCase(1),
        versions: { config: 2, standing: 2 },
        customer: { standing: GOLD, numberOfOrders: 0 },
      },
      false,
    );
    const good = base.config as Record<string, unknown>;
    const configs = [
      'text', 3, [], { ...good, v: 3 }, { ...good, v: '2' }, { ...good, k: 'other' }, { ...good, r: 'b2A' },
      { ...good, r: 'x2A00000-00-009999-12-31' }, { ...good, r: 'b9A00000-00-009999-12-31' },
      ...['', 'o%1000', 'o%0|x', 'o%10001|x', 'o1000|x', 'q%5|x', 'o%5;o%6|x', 'o%5<|x', 'd%5<5|x', 'o=9999999999|x']
        .map((tier) => ({ ...good, r: 'b2A00000-00-009999-12-31', t: { gold: tier } })),
    ]; // prettier-ignore
    for (const config of configs) {
      const result = await loaded.run({ input: inputOf({ ...base, config }), exportName: LINES_EXPORT });
      expect(result, JSON.stringify(config)).toMatchObject({
        ok: true,
        output: { operations: [] },
        logs: 'config unreadable: no discount',
      });
    }
    for (const standing of ['gold', 7, [], { v: 3, n: 1 }, { v: 2, n: 1, t: 'gold' }]) {
      const config = { ...good, r: 'b2A00000-00-009999-12-31' };
      const result = await loaded.run({
        input: inputOf({ ...base, config, standing }),
        exportName: LINES_EXPORT,
      });
      expect(result).toMatchObject({
        ok: true,
        output: { operations: [] },
        logs: 'standing unreadable: no discount',
      });
    }
  });
});

const GOLD = { qualifyingOrders: 4, tier: { key: 'gold', until: null }, gifts: [] };
