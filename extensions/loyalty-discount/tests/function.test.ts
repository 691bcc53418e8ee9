import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildSchema, parse, validate, visit } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFunction, type LoadedFunction } from '../../../app/discount-function/host';
import { buildFunction } from '../../../scripts/build-function.mjs';
import { GIFT, inputOf, LOYALTY, OPEN_GIFT, type Change } from './inputs';

const EXPORT = 'cart_lines_discounts_generate_run';
const DELIVERY_EXPORT = 'cart_delivery_options_discounts_generate_run';
const ROOT = join(import.meta.dirname, '..');

let wasm: Uint8Array;
let loaded: LoadedFunction;
beforeAll(async () => {
  wasm = await buildFunction();
  loaded = loadFunction(wasm);
});

async function decide(input: unknown, exportName = EXPORT) {
  const result = await loaded.run({ input, exportName });
  if (!result.ok) throw new Error(`${result.kind}: ${result.message}`);
  const { operations } = result.output as { operations: Record<string, never>[] };
  return { operations, logs: result.logs, instructions: result.instructions };
}

async function candidate(
  change: Change,
): Promise<{ percentage: string; message: string | undefined } | null> {
  const { operations } = await decide(inputOf(change));
  const add = operations.find((operation) => 'orderDiscountsAdd' in operation) as
    | { orderDiscountsAdd: { candidates: { value: { percentage: { value: string } }; message?: string }[] } }
    | undefined;
  const first = add?.orderDiscountsAdd.candidates[0];
  return first ? { percentage: first.value.percentage.value, message: first.message } : null;
}

/** Leaves cost 1, __typename and fields of metafields 0; metafields, hasAnyTag and inAnyCollection 3. */
function queryCost(text: string): number {
  let cost = 0;
  visit(parse(text), {
    Field: ({ name, selectionSet }) => {
      if (['hasAnyTag', 'inAnyCollection'].includes(name.value)) cost += 3;
      else if (name.value === 'metafield') {
        cost += 3;
        return false;
      } else if (!selectionSet && name.value !== '__typename') cost += 1;
      return undefined;
    },
  });
  return cost;
}

describe('module', () => {
  it('is small, has its own memory and asks for nothing but the platform', async () => {
    expect(wasm.length).toBeLessThanOrEqual(24 * 1000);
    const module = await WebAssembly.compile(Uint8Array.from(wasm));
    expect(new Set(WebAssembly.Module.imports(module).map((entry) => entry.module))).toEqual(
      new Set(['shopify_function_v2']),
    );
    expect(WebAssembly.Module.exports(module)).toEqual([
      { name: EXPORT, kind: 'function' },
      { name: DELIVERY_EXPORT, kind: 'function' },
      { name: 'memory', kind: 'memory' },
    ]);
  });

  it('is built byte for byte the same twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'function-'));
    const again = await buildFunction({ outFile: join(folder, 'function.wasm'), force: true });
    expect(Buffer.compare(Buffer.from(again), Buffer.from(wasm))).toBe(0);
  });

  it('has input queries that the schema knows, within the limits of the platform', () => {
    const sdl = readFileSync(
      join(ROOT, '../../generated/schemas/functions-discount-2026-07.graphql'),
      'utf8',
    );
    const schema = buildSchema(sdl);
    for (const file of ['cart-lines.graphql', 'cart-delivery-options.graphql']) {
      const text = readFileSync(join(ROOT, file), 'utf8');
      expect(validate(schema, parse(text)), file).toEqual([]);
      // comments do not count on the platform, but stay below with them too
      expect(Buffer.byteLength(text), file).toBeLessThanOrEqual(3000);
      expect(queryCost(text), file).toBeLessThanOrEqual(30);
    }
  });
});

describe('loyalty discount', () => {
  it('takes the percentage of the tier and fills in the message', async () => {
    expect(await candidate({ standing: { v: 1, n: 4, t: 'loyal' } })).toEqual({
      percentage: '7.5',
      message: '7.5% because this is your 5th order with us (Treue Kunden)',
    });
    expect(await candidate({ standing: { v: 1, n: 4, t: 'loyal' }, language: 'DE' })).toEqual({
      percentage: '7.5',
      message: '7,5 % – das ist Ihre 5. Bestellung bei uns',
    });
  });

  it.each([
    [0, '1st'],
    [1, '2nd'],
    [2, '3rd'],
    [3, '4th'],
    [10, '11th'],
    [11, '12th'],
    [12, '13th'],
    [20, '21st'],
    [21, '22nd'],
    [22, '23rd'],
    [99, '100th'],
    [110, '111th'],
    [111, '112th'],
    [120, '121st'],
    [999_999, '1000000th'],
  ])('after %i orders the next is the %s', async (n, ordinal) => {
    const config = { ...LOYALTY, m: { en: '{{order_number}}', de: '{{order_number}}' } };
    expect((await candidate({ standing: { v: 1, n, t: 'regular' }, config }))?.message).toBe(ordinal);
    expect((await candidate({ standing: { v: 1, n, t: 'regular' }, config, language: 'DE' }))?.message).toBe(
      `${n + 1}.`,
    );
  });

  it('keeps the text to itself when the buyer is not signed in', async () => {
    expect(await candidate({ standing: { v: 1, n: 4, t: 'loyal' }, authenticated: false })).toEqual({
      percentage: '7.5',
      message: undefined,
    });
  });

  it.each<[string, Change]>([
    ['no customer', {}],
    ['no standing', { standing: null }],
    ['no tier', { standing: { v: 1, n: 1 } }],
    ['an unknown tier', { standing: { v: 1, n: 4, t: 'gold' } }],
    [
      'a discount without the order class',
      { standing: { v: 1, n: 4, t: 'loyal' }, classes: ['PRODUCT', 'SHIPPING'] },
    ],
    ['no config', { standing: { v: 1, n: 4, t: 'loyal' }, config: null }],
    ['the config of a gift', { standing: { v: 1, n: 4, t: 'loyal' }, config: GIFT }],
  ])('gives nothing with %s', async (_name, change) => {
    expect((await decide(inputOf(change))).operations).toEqual([]);
  });

  it.each([
    ['standing of version 2 without a last day', { standing: { v: 2, n: 4, t: 'loyal' } }],
    ['standing of version 3', { standing: { v: 3, n: 4, t: 'loyal' } }],
    ['standing that is a text', { standing: 'loyal' }],
    [
      'config of version 2 without rules',
      { standing: { v: 1, n: 4, t: 'loyal' }, config: { ...LOYALTY, v: 2 } },
    ],
    [
      'config of an unknown kind',
      { standing: { v: 1, n: 4, t: 'loyal' }, config: { ...LOYALTY, k: 'other' } },
    ],
    [
      'percentage above 100',
      { standing: { v: 1, n: 4, t: 'a' }, config: { ...LOYALTY, t: { a: { p: '100.01', n: 'A' } } } },
    ],
    [
      'percentage of 0',
      { standing: { v: 1, n: 4, t: 'a' }, config: { ...LOYALTY, t: { a: { p: '0.00', n: 'A' } } } },
    ],
    [
      'percentage that is a number',
      { standing: { v: 1, n: 4, t: 'a' }, config: { ...LOYALTY, t: { a: { p: 5, n: 'A' } } } },
    ],
  ])('gives nothing and logs one line for a %s', async (_name, change) => {
    const { operations, logs } = await decide(inputOf(change));
    expect(operations).toEqual([]);
    expect(logs).toMatch(/^(standing|config) unreadable: no discount$/);
  });
});

describe('anniversary coupon', () => {
  const owned: Change = { trigger: 'DANKE-7K2M', standing: { v: 1, n: 4, g: [OPEN_GIFT] }, config: GIFT };

  it('is given to its owner, on every valid day, whatever the case', async () => {
    const given = { percentage: '15', message: '15% for 2 years together' };
    expect(await candidate(owned)).toEqual(given);
    expect(await candidate({ ...owned, trigger: 'danke-7k2M' })).toEqual(given);
    expect(await candidate({ ...owned, date: '2026-11-20' })).toEqual(given);
    expect(await candidate({ ...owned, date: '2026-12-20' })).toEqual(given);
    const several = [{ ...OPEN_GIFT, c: 'DANKE-0000', p: '20' }, OPEN_GIFT];
    expect(await candidate({ ...owned, standing: { v: 1, n: 4, g: several } })).toEqual(given);
  });

  it.each<[string, Change]>([
    ['the day before', { ...owned, date: '2026-11-19' }],
    ['the day after', { ...owned, date: '2026-12-21' }],
    ['another code', { ...owned, trigger: 'DANKE-7K2N' }],
    ['a part of the code', { ...owned, trigger: 'DANKE-7K2' }],
    ['nobody', { ...owned, standing: undefined }],
    ['somebody without gifts', { ...owned, standing: { v: 1, n: 4, t: 'loyal' } }],
    ['the automatic run', { ...owned, trigger: null }],
    ['the config of the automatic discount', { ...owned, config: LOYALTY }],
  ])('is not given on/to %s', async (_name, change) => {
    expect((await decide(inputOf(change))).operations).toEqual([]);
  });
});

describe('codes of others', () => {
  const reasons = async (change: Change) =>
    (await decide(inputOf(change))).operations.flatMap((operation) =>
      'enteredDiscountCodesReject' in operation ? [operation.enteredDiscountCodesReject] : [],
    );
  const codes = (...list: string[]) => list.map((code) => ({ code, rejectable: true }));

  it('are refused one by one with the reason', async () => {
    const late = { ...OPEN_GIFT, c: 'DANKE-LATE', u: '2026-11-21' };
    const early = { ...OPEN_GIFT, c: 'DANKE-SOON', f: '2026-11-23' };
    const standing = { v: 1, n: 4, t: 'loyal', g: [OPEN_GIFT, late, early] };
    const entered = codes('danke-ELSE', 'DANKE-7K2M', 'DANKE-LATE', 'SUMMER', 'DANKE-SOON', 'DANKESCHOEN');
    expect(await reasons({ codes: entered, standing })).toEqual([
      { codes: [{ code: 'danke-ELSE' }], message: 'This code belongs to another customer.' },
      { codes: [{ code: 'DANKE-LATE' }], message: 'This code has expired.' },
      { codes: [{ code: 'DANKE-SOON' }], message: 'This code is not valid yet.' },
    ]);
    expect((await decide(inputOf({ codes: entered, standing }))).operations).toHaveLength(4);
  });

  it('are refused to guests and to customers without a standing', async () => {
    const entered = codes('DANKE-7K2M');
    expect(await reasons({ codes: entered })).toMatchObject([
      { message: expect.stringContaining('sign in') },
    ]);
    expect(await reasons({ codes: entered, standing: null, language: 'DE' })).toMatchObject([
      { message: 'Dieser Code gehört zu einem anderen Kundenkonto.' },
    ]);
  });

  it('are left alone when they cannot be rejected, or when a code is the trigger', async () => {
    expect(await reasons({ codes: [{ code: 'DANKE-ELSE', rejectable: false }], standing: null })).toEqual([]);
    expect(
      await reasons({ codes: codes('DANKE-ELSE'), trigger: 'DANKE-ELSE', config: GIFT, standing: null }),
    ).toEqual([]);
  });
});

describe('robustness', () => {
  it('never traps, whatever stands in the metafields', async () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const field = (usual: unknown) => fc.oneof(fc.constant(usual), json);
    const standing = fc.oneof(
      json,
      fc.record({
        v: field(1),
        n: field(4),
        t: field('loyal'),
        g: fc.oneof(json, fc.array(field(OPEN_GIFT))),
      }),
    );
    const config = fc.oneof(
      json,
      fc.record({
        v: field(1),
        k: field('loyalty'),
        t: field(LOYALTY.t),
        m: field(LOYALTY.m),
        x: field('DANKE'),
      }),
      fc.record({ v: field(1), k: field('gift'), m: field(GIFT.m) }),
    );
    const change = fc.record({
      standing,
      config,
      trigger: fc.constantFrom(null, 'DANKE-7K2M'),
      codes: fc.array(fc.record({ code: fc.string(), rejectable: fc.boolean() }), { maxLength: 80 }),
      language: fc.constantFrom('DE', 'EN', 'FR'),
    });
    await fc.assert(
      fc.asyncProperty(change, async (one) => {
        const { operations } = await decide(inputOf(one));
        expect(Array.isArray(operations)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('never traps on an input of another shape', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), async (input) => {
        expect((await decide(input)).operations).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('survives a message that is all placeholders and long texts', async () => {
    const m = { en: '{{tier}}'.repeat(128), de: '' };
    const config = { ...LOYALTY, t: { a: { p: '5', n: 'x'.repeat(255) } }, m };
    // 32 kB of message is left out, and the discount's title shown
    expect(await candidate({ standing: { v: 1, n: 1, t: 'a' }, config })).toEqual({
      percentage: '5',
      message: undefined,
    });
    expect(
      await candidate({
        standing: { v: 1, n: 1, t: 'a' },
        config: { ...config, m: { en: '{{tier}}{{', de: '' } },
      }),
    ).toEqual({ percentage: '5', message: `${'x'.repeat(255)}{{` });
  });
});
