import { expect, it } from 'vitest';
import { LearnedCosts, sizeOf } from './learned-costs';

it('knows that more entries cost more', () => {
  const costs = new LearnedCosts();
  expect(costs.of('q', 5)).toBe(100);
  costs.learn('q', 5, 10);
  expect(costs.of('q', 100)).toBe(200);
  expect(costs.of('q', 2)).toBe(10);
  costs.learn('q', 2, 4); // a smaller call says nothing about larger ones
  expect(costs.of('q', 5)).toBe(10);
});

it('counts entries of lists, and page sizes', () => {
  expect(sizeOf({ ids: ['a', 'b'], first: 10, after: null })).toBe(12);
  expect(sizeOf({})).toBe(1);
});
