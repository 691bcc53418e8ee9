import { isDeepStrictEqual } from 'node:util';

export type Checks = { what: string; expected: unknown; found: unknown }[];

/** Compares and remembers: `expect('total', found, expected)`. @throws Error naming both when they differ */
export type Expect = (what: string, found: unknown, expected: unknown) => void;

export function check(checks: Checks): Expect {
  return (what, found, expected) => {
    checks.push({ what, expected, found });
    if (!isDeepStrictEqual(found, expected)) {
      throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
    }
  };
}
