/** What a query may cost at most, as long as nothing was learned about it. */
const UNKNOWN_COST = 100;

/** What documents asked for so far, as Shopify counts. Points. */
export class LearnedCosts {
  private readonly known = new Map<string, { size: number; points: number }>();

  /** The largest call seen; a larger one may cost so much more in proportion. */
  of(document: string, size: number): number {
    const known = this.known.get(document);
    if (!known) return Math.max(UNKNOWN_COST, size);
    return known.size >= size ? known.points : Math.ceil((known.points * size) / known.size);
  }

  learn(document: string, size: number, points: number): void {
    const known = this.known.get(document);
    if (!known || known.size <= size) this.known.set(document, { size, points });
  }
}

/** How much variables ask for: entries of lists, and page sizes. At least 1. */
export function sizeOf(variables: Readonly<Record<string, unknown>>): number {
  let size = 0;
  for (const [name, value] of Object.entries(variables)) {
    if (Array.isArray(value)) size += value.length;
    else if (name === 'first' && typeof value === 'number') size += value;
  }
  return Math.max(1, size);
}
