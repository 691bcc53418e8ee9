/** `extensions.cost` of an answer. Points; restoreRate points per second. */
export interface Cost {
  requestedQueryCost: number;
  actualQueryCost: number | null;
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

/** What a call holds back until it is settled. */
export interface Reservation {
  document: string;
  /** how much the variables ask for, `sizeOf` */
  size: number;
  points: number;
  /** its place among all calls, and whether no other was under way when it began */
  number: number;
  alone: boolean;
}

/** What a query may cost at most, as long as nothing was learned about it. */
const UNKNOWN_COST = 100;
/** Kept for other processes of ours and for the merchant's other clicks in the app. */
const RESERVE = 20;
/** How long a call waits for the very first answer, which says what the bucket holds. */
const FIRST_ANSWER_WAIT_MS = 50;

/**
 * Our picture of one shop's leaky bucket (https://shopify.dev/docs/api/usage/limits). Costs are reserved before a call
 * and put right by its answer, so that parallel calls of one process do not overdraw it together. Other processes draw on
 * the same bucket: THROTTLED remains possible and is handled by the caller.
 */
export class CostBucket {
  /** points at `at`, without those that are reserved; null: nothing is known yet */
  private available: number | null = null;
  private maximum = Infinity;
  private restoreRate = 100;
  private at = 0;
  private reserved = 0;
  private calls = 0;
  private readonly learned = new Map<string, { size: number; points: number }>();

  constructor(private readonly nowMs: () => number) {}

  /** Points for a call, or the milliseconds until it may ask again. What is reserved has to be settled. */
  reserve(document: string, size = 1): Reservation | { waitMs: number } {
    const points = Math.min(this.costOf(document, size), this.maximum);
    const left = this.level();
    if (left === null) {
      // one call asks how much there is; the others wait for its answer
      return this.reserved > 0 ? { waitMs: FIRST_ANSWER_WAIT_MS } : this.hold(document, size, points);
    }
    const missing = points + Math.min(RESERVE, this.maximum - points) - left;
    if (missing <= 0 || (this.reserved === 0 && left >= this.maximum))
      return this.hold(document, size, points);
    return { waitMs: Math.ceil((missing / this.restoreRate) * 1000) };
  }

  /** @param cost null: no answer, so nobody knows; it is taken for spent */
  settle({ document, size, points, number, alone }: Reservation, cost: Cost | null): void {
    const before = this.level();
    this.reserved = Math.max(0, this.reserved - points);
    if (cost) {
      const known = this.learned.get(document);
      if (!known || known.size <= size) this.learned.set(document, { size, points: cost.requestedQueryCost });
      this.maximum = cost.throttleStatus.maximumAvailable;
      this.restoreRate = Math.max(1, cost.throttleStatus.restoreRate);
    }
    const estimate = before === null ? null : before + (cost ? points - (cost.actualQueryCost ?? 0) : 0);
    const said = cost?.throttleStatus.currentlyAvailable ?? null;
    // answers overtake each other: with others under way meanwhile, one may tell of a time before them
    const exact = alone && number === this.calls;
    if (said !== null && (exact || estimate === null)) this.available = said;
    else if (estimate !== null) this.available = Math.min(estimate, said ?? estimate);
    this.at = this.nowMs();
  }

  /** After THROTTLED: how long until the bucket holds what this document needs. */
  waitAfterThrottle({ points }: Reservation, cost: Cost | null): number {
    if (!cost) return 1000;
    const { currentlyAvailable, restoreRate } = cost.throttleStatus;
    const missing = Math.max(1, Math.max(cost.requestedQueryCost, points) - currentlyAvailable);
    return Math.ceil((missing / Math.max(1, restoreRate)) * 1000);
  }

  private hold(document: string, size: number, points: number): Reservation {
    const alone = this.reserved === 0;
    const left = this.level();
    if (left !== null) {
      this.available = left - points;
      this.at = this.nowMs();
    }
    this.reserved += points;
    this.calls += 1;
    return { document, size, points, number: this.calls, alone };
  }

  private level(): number | null {
    if (this.available === null) return null;
    const restored = ((this.nowMs() - this.at) / 1000) * this.restoreRate;
    return Math.min(this.maximum, this.available + restored);
  }

  /** The largest call seen; a larger one may cost so much more in proportion. */
  private costOf(document: string, size: number): number {
    const known = this.learned.get(document);
    if (!known) return Math.max(UNKNOWN_COST, size);
    return known.size >= size ? known.points : Math.ceil((known.points * size) / known.size);
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
