import { beforeAll, describe, expect, it } from 'vitest';
import type { BenchResult } from './bench';
import { drift, run, stored } from './function';

let result: BenchResult;
beforeAll(async () => {
  result = await run();
});

describe('cost of the discount function', () => {
  it('has not moved by more than 1 % either way (look at it, then: npm run bench -- function --store)', () => {
    expect(drift(result.figures, stored())).toEqual([]);
  });

  it('meets its goals', () => {
    expect(result.goals.filter((goal) => !goal.ok)).toEqual([]);
    expect(result.goals.length).toBeGreaterThanOrEqual(7);
  });

  it('notices drift either way, and cases that come or go', () => {
    const before = { a: { total: 1000 }, b: { total: 1000 }, c: { total: 1000 }, gone: { total: 1 } };
    const now = { a: { total: 1010 }, b: { total: 1011 }, c: { total: 989 }, come: { total: 1 } };
    expect(drift(now, before)).toEqual([
      'b: 1011 instructions, stored 1000',
      'c: 989 instructions, stored 1000',
      'come: 1 instructions, stored none',
      'gone: gone instructions, stored 1',
    ]);
  });
});
