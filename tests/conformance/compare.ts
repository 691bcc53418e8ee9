import { asText, type Json, isObject } from './captures';

export interface Difference {
  path: string;
  expected: Json | undefined;
  actual: Json | undefined;
}

/** Recorded id <-> ours, one to one, by first sight. */
export class IdMap {
  private readonly ours = new Map<string, string>();
  private readonly theirs = new Map<string, string>();

  /** Whether these two may be the same thing; remembers them when neither has been seen. */
  match(expected: string, actual: string): boolean {
    if (typeOf(expected) !== typeOf(actual)) return false;
    const known = this.ours.get(expected);
    if (known !== undefined || this.theirs.has(actual)) return known === actual;
    this.ours.set(expected, actual);
    this.theirs.set(actual, expected);
    return true;
  }

  /** A recorded text in our ids: whole gids, and bare numbers long enough to be one. */
  translate<T>(value: T): T {
    let text = JSON.stringify(value);
    for (const [expected, actual] of this.ours) {
      if (expected === actual) continue;
      text = text.replaceAll(expected, actual);
      const [from, to] = [keyOf(expected), keyOf(actual)];
      if (/^\d{6,}$/.test(from))
        text = text.replace(new RegExp(`(?<!\\d|gid://shopify/\\w+/)${from}(?!\\d)`, 'g'), to);
    }
    return JSON.parse(text) as T;
  }
}

const typeOf = (gid: string): string => gid.replace(/\/[^/]*$/, '');
const keyOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1);
const GID = /gid:\/\/shopify\/[A-Za-z]+\/[A-Za-z0-9-]+/g;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
/** How many things a shop holds is the shop's business; only the form can agree. */
const SHOP_DEPENDENT = new Set(['count', 'objectCount', 'rootObjectCount', 'fileSize']);
/** Values that mean nothing to anybody but their maker. */
const OPAQUE = new Set(['cursor', 'startCursor', 'endCursor', 'compareDigest', 'url', 'partialDataUrl']);

export interface Rules {
  ids: IdMap;
  /** times that the request itself named (to the second): they must come back unchanged */
  sentTimes: ReadonlySet<string>;
}

/** Compares shape, codes, messages and values; ids one to one, times of the server by their form. */
export function differences(expected: Json, actual: Json, rules: Rules): Difference[] {
  const found: Difference[] = [];
  walk(expected, actual, '', '', rules, found);
  return found;
}

function walk(
  expected: Json | undefined,
  actual: Json | undefined,
  path: string,
  key: string,
  rules: Rules,
  found: Difference[],
): void {
  if (isObject(expected) && isObject(actual)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const at = path === '' ? name : `${path}.${name}`;
      if (!(name in expected) || !(name in actual)) {
        found.push({ path: at, expected: expected[name], actual: actual[name] });
      } else walk(expected[name], actual[name], at, name, rules, found);
    }
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) found.push({ path, expected, actual });
    else expected.forEach((item, index) => walk(item, actual[index], `${path}[${index}]`, key, rules, found));
  } else if (!agree(expected, actual, key, rules)) found.push({ path, expected, actual });
}

function agree(expected: Json | undefined, actual: Json | undefined, key: string, rules: Rules): boolean {
  if (SHOP_DEPENDENT.has(key) && expected !== null && actual !== null) {
    return (
      typeof expected === typeof actual && /^\d+$/.test(asText(expected)) && /^\d+$/.test(asText(actual))
    );
  }
  if (typeof expected !== 'string' || typeof actual !== 'string') return expected === actual;
  if (OPAQUE.has(key)) return actual !== '';
  if (TIME.test(expected) && TIME.test(actual)) return expected === actual || !rules.sentTimes.has(expected);
  const [theirs, ours] = [expected.match(GID) ?? [], actual.match(GID) ?? []];
  if (theirs.length !== ours.length) return false;
  if (!theirs.every((gid, index) => rules.ids.match(gid, ours[index] as string))) return false;
  return rules.ids.translate(expected.replace(GID, '#')) === actual.replace(GID, '#');
}

interface Located {
  locations?: { line: number; column: number }[];
}

/**
 * Recorders trimmed some queries after sending them, so that all lines are off by the same number, and columns of the
 * first line too. Moves the recorded locations by that number when it explains every one of them.
 */
export function alignLocations(expected: Json | undefined, actual: Json | undefined): Json | undefined {
  if (!Array.isArray(expected) || !Array.isArray(actual) || expected.length !== actual.length)
    return expected;
  const theirs = (expected as Located[]).flatMap(({ locations }) => locations ?? []);
  const ours = (actual as Located[]).flatMap(({ locations }) => locations ?? []);
  const [first, own] = [theirs[0], ours[0]];
  if (!first || !own || theirs.length !== ours.length) return expected;
  const lines = first.line - own.line;
  if (lines <= 0) return expected;
  const explained = theirs.every((location, index) => {
    const other = ours[index] as { line: number; column: number };
    return location.line - other.line === lines && (location.column === other.column || other.line === 1);
  });
  if (!explained) return expected;
  let at = 0;
  return expected.map((error) =>
    isObject(error) && Array.isArray(error['locations'])
      ? { ...error, locations: error['locations'].map(() => ({ ...ours[at++] })) as Json }
      : error,
  );
}
