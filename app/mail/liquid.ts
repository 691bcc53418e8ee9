import { Liquid, type Template } from 'liquidjs';

/**
 * The merchant's text: Liquid with nothing but the documented variables and filters. It never sees the file system, other
 * templates or prototypes, and cannot run long or grow large: a loop over a billion numbers ends as an error.
 */

export type LiquidResult = { ok: true; text: string } | { ok: false; message: string };

export const TEMPLATE_LIMITS = {
  /** characters of a template */
  parse: 20_000,
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

const engine = createEngine();
const cache = new Map<string, Template[]>();

/** Renders text (not HTML). The same variables and text always give the same result. */
export function renderLiquid(source: string, variables: Record<string, unknown>): LiquidResult {
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
  const parsed = engine.parse(source);
  if (cache.size >= CACHE_SIZE) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(source, parsed);
  return parsed;
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
  });
  // text from elsewhere has no place in a message
  for (const tag of ['include', 'render', 'layout', 'block']) Reflect.deleteProperty(liquid.tags, tag);
  liquid.registerFilter('pluralize', pluralize);
  return liquid;
}

/**
 * `{{ years | pluralize: "A year", "years" }}`: "A year" for 1, "3 years" for 3. The text for one stands alone, because
 * "1 year" is not how anybody writes it.
 */
function pluralize(value: unknown, one: unknown, many: unknown): string {
  const count = Number(value);
  return count === 1 ? String(one) : `${String(value)} ${String(many)}`;
}
