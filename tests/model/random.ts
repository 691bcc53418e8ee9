/** Random choices that a seed determines. */
export interface Random {
  /** 0 <= x < 1 */
  next: () => number;
  /** true in that share of cases */
  chance: (share: number) => boolean;
  /** an integer, both ends included */
  int: (from: number, to: number) => number;
  pick: <T>(values: readonly T[]) => T;
}

/** mulberry32 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    chance: (share) => next() < share,
    pick: <T>(values: readonly T[]) => values[int(0, values.length - 1)] as T,
  };
}
