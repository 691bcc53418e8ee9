import { beforeAll, expect, it } from 'vitest';
import { loadFunction, type LoadedFunction } from '../../app/discount-function/host';
import { buildFunction } from '../../scripts/build-function.mjs';
import { checkMutation } from './mutations';
import { mutate } from './mutate';
import { randomFrom } from './random';
import { isReadable } from './readable';

const RUNS = 2000;
const FIRST_SEED = 1;

let loaded: LoadedFunction;
beforeAll(async () => {
  loaded = loadFunction(await buildFunction());
});

it(`does no harm on ${RUNS} damaged inputs from seed ${FIRST_SEED}`, { timeout: 600_000 }, async () => {
  const outcomes = new Map<string, number>();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    const outcome = await checkMutation(loaded, seed);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  // damage that always or never matters would prove nothing
  expect(outcomes.get('gave')).toBeGreaterThan(RUNS / 5);
  expect(outcomes.get('gave nothing')).toBeGreaterThan(RUNS / 5);
});

// of the rule of a coupon, 'o=0|' instead of 'o%0|': its percentage was given as an amount
it.each([7_786_152])('does no harm on what once did: seed %i', async (seed) => {
  expect(await checkMutation(loaded, seed)).toBe('gave nothing');
});

it('leaves the input alone that it damages', () => {
  const input = { d: { m: { j: { v: 2, t: { gold: 'o%1000|Gold' } } } }, cart: { lines: [1], more: [2] } };
  const before = structuredClone(input);
  const damaged = Array.from({ length: 50 }, (_, seed) => mutate(input, randomFrom(seed)));
  expect(input).toEqual(before);
  expect(new Set(damaged.map((one) => JSON.stringify(one))).size).toBeGreaterThan(20);
});

it('knows readable rules from unreadable ones', () => {
  const input = (
    t: string,
    r = 'b2A02026-01-019999-12-31',
    standing: unknown = { v: 2, n: 1, t: '9999-12-31gold' },
  ) => ({
    b: { i: { c: { m: { j: standing }, n: 4 } } },
    d: { m: { j: { v: 2, k: 'loyalty', r, t: { gold: t }, m: {}, x: '' } } },
  });
  expect(isReadable(input('o%1000<5>6;d%10000|Gold'), false)).toBe(true);
  for (const tier of ['', 'o%1000', 'o%10001|', 'o%0|', 'q%1|', 'o%1;|']) {
    expect(isReadable(input(tier), false), tier).toBe(false);
  }
  expect(isReadable(input('o%1|', 'b2A02026-01-0x9999-12-31'), false)).toBe(false);
  expect(isReadable(input('o%1|', undefined, { v: 2, t: '2026-xx-31gold' }), false)).toBe(false);
  expect(isReadable(input('o%1|', undefined, 'gold'), false)).toBe(false);
});
