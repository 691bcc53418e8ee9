import { describe, expect, it } from 'vitest';
import { secondsLeftOf, shareOf } from './import-progress';

const run = { state: 'running', rowsRead: 0, rowsDone: 0, rowsTotal: 1_000, elapsedMs: 35_000 };

describe('the progress of an import', () => {
  it('moves while orders are read and while they are counted', () => {
    const shares = [run, { ...run, rowsRead: 500 }, { ...run, rowsRead: 1_000 }, { ...run, rowsRead: 1_000, rowsDone: 500 }].map(shareOf); // prettier-ignore
    expect(shares).toEqual([0, 0.175, 0.35, 0.675]);
    expect(shareOf({ ...run, rowsRead: 1_000, rowsDone: 1_000 })).toBe(1);
    expect(shareOf({ ...run, rowsRead: 2_000, rowsDone: 2_000 })).toBe(1);
    expect(shareOf({ ...run, rowsTotal: null })).toBeNull();
  });

  it('says how long it takes from the pace so far', () => {
    expect(secondsLeftOf(run)).toBeNull();
    expect(secondsLeftOf({ ...run, rowsRead: 1_000 })).toBeCloseTo(65);
    expect(secondsLeftOf({ ...run, rowsRead: 1_000, rowsDone: 1_000 })).toBe(0);
  });
});
