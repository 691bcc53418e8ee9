import { Drop, Liquid, type Template } from 'liquidjs';

/**
 * The merchant's text: Liquid with nothing but the documented variables and filters. It never sees the file system, other
 * templates or prototypes, and cannot run long or grow large: a loop over a billion numbers ends as an error.
 */

export type LiquidResult = { ok: true; text: string } | { ok: false; message: string };

export const TEMPLATE_LIMITS = {
  /** characters of a template */
  parse: 20_000,
  /** square brackets within each other */
  brackets: 50,
  /** milliseconds of one rendering */
  renderMs: 100,
  /** what liquidjs counts: characters and array elements made while rendering */
  memory: 200_000,
  /** tags, outputs and pieces of text rendered */
  templates: 5_000,
  /** characters of a result */
  output: 100_000,
} as const;

const CACHE_SIZE = 200;

// prettier-ignore
const TAGS = new Set([
  'if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'capture', 'echo', 'comment', 'raw', '#',
]);
// prettier-ignore
const FILTERS = new Set([
  'default', 'append', 'prepend', 'remove', 'strip', 'capitalize', 'upcase', 'downcase', 'truncate', 'size',
  'plus', 'minus', 'times', 'divided_by', 'modulo', 'round', 'ceil', 'floor', 'abs', 'at_least', 'at_most',
]);

const engine = createEngine();
const cache = new Map<string, Template[]>();

/** What liquidjs says when its time is over. */
const TOO_SLOW = /render limit/;

/**
 * Renders text (not HTML). The same variables and text always give the same result. Time is the machine's as well as the
 * template's: what was too slow is tried once more, so that a busy moment fails no message.
 */
export function renderLiquid(source: string, variables: Record<string, unknown>): LiquidResult {
  const result = renderOnce(source, variables);
  return !result.ok && TOO_SLOW.test(result.message) ? renderOnce(source, variables) : result;
}

function renderOnce(source: string, variables: Record<string, unknown>): LiquidResult {
  try {
    const text: unknown = engine.renderSync(parse(source), variables, {
      strictVariables: true,
      ownPropertyOnly: true,
      renderLimit: TEMPLATE_LIMITS.renderMs,
      memoryLimit: TEMPLATE_LIMITS.memory,
      templateLimit: TEMPLATE_LIMITS.templates,
    });
    if (typeof text !== 'string') throw new Error('the template gave no text');
    if (text.length > TEMPLATE_LIMITS.output) throw new Error('output limit exceeded');
    return { ok: true, text };
  } catch (error) {
    // everything a template can do wrong is the merchant's to see, not a bug of ours
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function parse(source: string): Template[] {
  const known = cache.get(source);
  if (known) return known;
  if (deepest(source) > TEMPLATE_LIMITS.brackets) throw new Error('brackets in brackets in brackets');
  const parsed = engine.parse(source);
  if (cache.size >= CACHE_SIZE) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(source, parsed);
  return parsed;
}

/** How many square brackets stand open at once: names in names take the library time by the square of their depth. */
function deepest(source: string): number {
  let open = 0;
  let most = 0;
  for (const [bracket] of source.matchAll(/[[\]]/g)) {
    open = bracket === '[' ? open + 1 : Math.max(0, open - 1);
    most = Math.max(most, open);
  }
  return most;
}

/** Names that a template reads from outside ("customer.first_name"), in order; null when it cannot be parsed. */
export function variablesIn(source: string): string[] | null {
  try {
    return [...new Set(engine.globalFullVariablesSync(parse(source)))];
  } catch {
    return null; // an unfinished text; renderLiquid says what is wrong with it
  }
}

function createEngine(): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    relativeReference: false,
    parseLimit: TEMPLATE_LIMITS.parse,
    renderLimit: TEMPLATE_LIMITS.renderMs,
    memoryLimit: TEMPLATE_LIMITS.memory,
    outputEscape: asText,
  });
  // what is not named here is not there: text from elsewhere, dates of today, filters that grow without being counted
  for (const tag of Object.keys(liquid.tags)) if (!TAGS.has(tag)) Reflect.deleteProperty(liquid.tags, tag);
  for (const filter of Object.keys(liquid.filters)) {
    if (!FILTERS.has(filter)) Reflect.deleteProperty(liquid.filters, filter);
  }
  liquid.registerFilter('replace', replace);
  liquid.registerFilter('pluralize', pluralize);
  return liquid;
}

/** "[object Object]" is what nobody wants to read: `{{ customer }}` is a mistake, as an unknown variable is. */
function asText(value: unknown): string {
  if (value === null || typeof value !== 'object') return value as string; // the engine writes it as text
  if (value instanceof Drop) return ''; // nil, empty, blank
  if (Array.isArray(value)) return value.map(asText).join('');
  throw new Error('this is no text; one of its parts may be');
}

/**
 * `{{ years | pluralize: "A year", "years" }}`: "A year" for 1, "3 years" for 3. The text for one stands alone, because
 * "1 year" is not how anybody writes it.
 */
function pluralize(value: unknown, one: unknown, many: unknown): string {
  const count = Number(value);
  return count === 1 ? String(one) : `${String(value)} ${String(many)}`;
}

/** The library counts what goes into `replace`, but not what comes out of it, which can be the square of that. */
function replace(text: unknown, from: unknown, to: unknown): string {
  const parts = textOf(text).split(textOf(from));
  const by = textOf(to);
  if ((parts.length - 1) * by.length > TEMPLATE_LIMITS.output) throw new Error('output limit exceeded');
  return parts.join(by);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
