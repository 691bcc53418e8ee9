import { beforeAll, describe, expect, it } from 'vitest';
import { loadFunction, type LoadedFunction } from '../../app/discount-function/host';
import { deliveryInputOf, inputOf } from '../../extensions/loyalty-discount/tests/inputs';
import { buildFunction } from '../../scripts/build-function.mjs';
import { changeOf, checkCase, DELIVERY_EXPORT, LINES_EXPORT } from './equivalence';
import { generator, randomCase } from './random-case';

const RUNS = 5000;
const FIRST_SEED = 1;

let loaded: LoadedFunction;
beforeAll(async () => {
  loaded = loadFunction(await buildFunction());
});

describe('the compiled function and the independent model', () => {
  it(`agree on ${RUNS} random programs and carts from seed ${FIRST_SEED}`, { timeout: 120_000 }, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) await checkCase(loaded, seed);
  });
});

describe('damaged metafields and inputs', () => {
  const VALUES = [
    null,
    true,
    -1,
    0,
    1e308,
    2 ** 53,
    '',
    'x'.repeat(600),
    '-5.0',
    '99999999999999999999',
    [],
    {},
    [[[[{}]]]],
  ];

  /** Replaces, removes or cuts one value somewhere. */
  function damage(value: unknown, random: () => number): unknown {
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const children = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (children.length === 0 || random() < 0.05) {
      return typeof value === 'string' && random() < 0.4
        ? value.slice(0, Math.floor(random() * value.length))
        : pick(VALUES);
    }
    const key = pick(children);
    if (Array.isArray(value)) {
      return value.map((entry: unknown, index) => (String(index) === key ? damage(entry, random) : entry));
    }
    const entries = Object.entries(value as object).flatMap(([name, entry]): [string, unknown][] =>
      name !== key ? [[name, entry]] : random() < 0.1 ? [] : [[name, damage(entry, random)]],
    );
    return Object.fromEntries(entries);
  }

  it('never trap', { timeout: 60_000 }, async () => {
    for (let seed = 1; seed <= 600; seed++) {
      const random = generator(seed);
      const one = randomCase(seed);
      const byCode = seed % 3 === 0;
      const delivery = seed % 5 === 0;
      const input = delivery ? deliveryInputOf(changeOf(one, false)) : inputOf(changeOf(one, byCode));
      let damaged: unknown = input;
      for (let times = 0; times <= seed % 3; times++) damaged = damage(damaged, random);
      const exportName = delivery ? DELIVERY_EXPORT : LINES_EXPORT;
      const result = await loaded.run({ input: damaged, exportName });
      expect(result.ok, `seed ${seed}: ${JSON.stringify(result).slice(0, 300)}`).toBe(true);
      if (!result.ok) continue;
      expect(Array.isArray((result.output as { operations: unknown }).operations), `seed ${seed}`).toBe(true);
    }
  });

  it('give nothing when the rules are unreadable, and say so in one line', async () => {
    const base = changeOf({ ...randomCase(1), customer: { standing: GOLD, numberOfOrders: 0 } }, false);
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
