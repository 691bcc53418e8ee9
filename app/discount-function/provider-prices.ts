import type { HeapPath } from './provider-heap';

/**
 * What each step of the platform's provider costs, in instructions by wasmtime's fuel rule, its trampoline included.
 *
 * Fitted by `tsx scripts/fit-provider-cost.ts` to 70% of 1,255 measured single calls of the provider as shipped with
 * function-runner in autumn 2026, and checked on the other 30%; docs/discount-function.md has the errors. Do not edit by
 * hand: run the script, which prints this table. Only `log` was never measured; it is taken as a text of the output.
 */
export const PRICES = {
  'inputGet.call': 308,
  'inputGet.container': 42,
  // a property by name or by interned name; keys of the same length are compared byte by byte
  'compare.perByte': 23,
  'property.byName': 399,
  'property.byInterned': 277,
  'property.absent': -103,
  // an already parsed entry whose key is another one
  'scan.entry': 69,
  // a key that is parsed and turns out to be another one, on top of its entry
  'mismatch.entry': 95,
  'element.ofArray': 172,
  'element.ofObject': 208,
  // parsing an entry (key and value) or an element, the value being a number
  'entry.byProperty': 368,
  'entry.byIndex': 396,
  'entry.finishing': 486,
  'arrayElement.byIndex': 190,
  'arrayElement.finishing': 220,
  // passing over a finished predecessor
  'predecessor.entry': 15,
  'predecessor.element': 33,
  'finish.object': 34,
  'finish.array': 26,
  // what parsing costs on top when the value is no number
  'parse.null': 16,
  'parse.boolean': 16,
  'parse.string': 24,
  'parse.object': 119,
  'parse.array': 122,
  // what answering it costs on top
  'encode.null': -12,
  'encode.boolean': -5,
  'encode.string': 6,
  'encode.object': 5,
  'encode.array': 6,
  // another chunk of the arena, by the way its memory is found
  'arena.chunk': 426,
  'arena.exact': 0,
  'arena.split': 0,
  'arena.tree': 297,
  'arena.victim': 66,
  'arena.top': 63,
  'arena.searched': 131,
  'arena.trailing': -75,
  // memory for a name, beyond the ordinary
  'heap.split': 30,
  'heap.tree': 76,
  'heap.top': 0,
  valueLength: 113,
  readText: 57,
  'intern.call': 126,
  'intern.first': 406,
  'intern.growTexts': 411,
  'intern.growTable': 75,
  'output.boolean': 63,
  'output.null': 58,
  'output.smallInteger': 81,
  'output.integer': 129,
  'output.float': 121,
  'output.shortText': 163,
  'output.perByte': 2,
  'output.longText': 199,
  'output.interned': 22,
  'output.rootContainer': 66,
  'output.container': 106,
  'output.finish': 55,
  'output.grow': 248,
  log: 199,
} as const satisfies Record<string, number>;

export type Step = keyof typeof PRICES;
export type Prices = Record<Step, number>;

/** Adds up what a run costs, and on request how often each step was taken. */
export class Meter {
  /** instructions so far */
  cost = 0;

  constructor(
    private readonly prices: Prices = PRICES,
    private readonly counts: Map<Step, number> | null = null,
  ) {}

  /** Charges for memory found another way than the ordinary ones. */
  chargeHeap(path: HeapPath): void {
    if (path === 'split' || path === 'tree' || path === 'top') this.charge(`heap.${path}`);
  }

  charge(step: Step, times = 1): void {
    this.cost += this.prices[step] * times;
    this.counts?.set(step, (this.counts.get(step) ?? 0) + times);
  }
}
