/** Damages one value somewhere in an input: metafields, cart, codes, whatever the platform might hand over. */
import type { Random } from './random';

const LONG = 'x'.repeat(9_900);
const deep = (depth: number, object: boolean): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = object ? { v: value } : [value];
  return value;
};

const VALUES: readonly unknown[] = [
  ...[null, true, false, [], {}, [null], { v: 2 }],
  ...[0, -0, -1, 1, 2, 3, 99, 0.5, 1e-300, 1e308, -1e308, 2 ** 31, 2 ** 32 + 1, 2 ** 53, 16383, 16384],
  ...['', ' ', '0', '-5.0', '1e5', '.5', '5.', '1.2.3', '0.000', 'NaN', 'Infinity', '９７.０', '\u0000'],
  ...['99999999999999999999', '900000000000000.01', '0.0000000000000000000000000000000000001'],
  ...['\ud800', 'a\udc00b', '\ud83d', '💶', 'ÄÖ', '{{tier}}', '{{', '}}', '__proto__', 'length'],
  ...['XXX', 'eur', 'JPY', '2026-02-30', '0000-00-00', '9999-99-99', 'o%1000|x', 'd%10000|', '|', ';'],
  ...[LONG, '{{benefit}}'.repeat(90), '9'.repeat(40), 'o%100;'.repeat(80)],
  ...[deep(200, false), deep(200, true), Array.from({ length: 500 }, (_, index) => index)],
];
const CHARACTERS = [
  '0',
  '9',
  ':',
  '-',
  '%',
  '=',
  '<',
  '>',
  ';',
  '|',
  'o',
  'd',
  ',',
  '{',
  '}',
  '.',
  ' ',
  'é',
  '\ud800',
];

const CONFIG = ['d', 'm', 'j'];
const STANDING = ['b', 'i', 'c', 'm', 'j'];

/** The same input with one to four things wrong, mostly in the metafields; the input itself stays as it is. */
export function mutate(input: unknown, random: Random): unknown {
  let mutated = input;
  for (let times = random.pick([1, 1, 1, 2, 4]); times > 0; times -= 1) {
    const path = random.pick([CONFIG, CONFIG, STANDING, [], []]);
    mutated = random.chance(0.1) ? resizeLines(mutated, random) : damageAt(mutated, path, random);
  }
  return mutated;
}

function damageAt(value: unknown, [key, ...path]: string[], random: Random): unknown {
  if (key === undefined || typeof value !== 'object' || value === null || !(key in value)) {
    return damage(value, random);
  }
  return { ...value, [key]: damageAt((value as Record<string, unknown>)[key], path, random) };
}

function damage(value: unknown, random: Random): unknown {
  const { chance, int, pick } = random;
  if (typeof value === 'string' && chance(0.6)) return damageText(value, random);
  if (typeof value !== 'object' || value === null || chance(0.04)) return pick(VALUES);
  // a metafield cut off somewhere is no JSON: null, or the text itself
  if (chance(0.03)) return pick([null, JSON.stringify(value).slice(0, int(0, 40))]);
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick(VALUES)];
    const at = int(0, value.length - 1);
    if (chance(0.1)) return value.filter((_, index) => index !== at);
    if (chance(0.1)) return [...value, value[at]] as unknown[];
    return value.map((entry: unknown, index) => (index === at ? damage(entry, random) : entry));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || chance(0.03)) return { ...value, [pick(['v', 't', 'x', 'y'])]: pick(VALUES) };
  const at = int(0, entries.length - 1);
  if (chance(0.1)) return Object.fromEntries(entries.filter((_, index) => index !== at));
  if (chance(0.05)) return Object.fromEntries(entries.reverse());
  if (chance(0.03)) return entries.map(([, entry]) => entry as unknown);
  return Object.fromEntries(
    entries.map(([key, entry]: [string, unknown], index) => [
      key,
      index === at ? damage(entry, random) : entry,
    ]),
  );
}

const NUMBERS = ['0', '10001', '99999', '1000000001', '4294967297', '18446744073709551617', '-1', ''];

/** One character of a text changed, added, taken away; the text cut off, doubled, in other case; one number another one. */
function damageText(text: string, { chance, int, pick }: Random): string {
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length > 0 && chance(0.3)) {
    const { 0: number, index } = pick(numbers);
    return text.slice(0, index) + pick(NUMBERS) + text.slice(index + number.length);
  }
  const at = int(0, text.length);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  return pick([
    () => before,
    () => after,
    () => before + pick(CHARACTERS) + after,
    () => before + pick(CHARACTERS) + after.slice(1),
    () => before + after.slice(1),
    () => text + text,
    () => text.toLowerCase(),
    () => text.padEnd(9_000, pick(CHARACTERS)),
  ])();
}

/** No lines, 500 of them, more than the function takes, or columns of different length. */
function resizeLines(input: unknown, { pick }: Random): unknown {
  const cart = (input as { cart?: { lines?: unknown[]; more?: unknown[] } } | null)?.cart;
  if (!Array.isArray(cart?.lines) || !Array.isArray(cart.more)) return input;
  const resize = (column: unknown[], length: number): unknown[] =>
    Array.from({ length: column.length === 0 ? 0 : length }, (_, index) => column[index % column.length]);
  const [lines, more] = pick([
    [0, 0],
    [500, 500],
    [500, 499],
    [1, 2],
    [2001, 2001],
    [4000, 4000],
  ] as const);
  return {
    ...(input as object),
    cart: { ...cart, lines: resize(cart.lines, lines), more: resize(cart.more, more) },
  };
}
