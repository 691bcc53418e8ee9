/** `extensions.cost` of an answer. Points; restoreRate points per second. */
export interface Cost {
  requestedQueryCost: number;
  actualQueryCost: number | null;
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

/** What a query may cost at most, as long as nothing was learned about it. */
const UNKNOWN_COST = 100;
/** Kept for other processes of ours and for the merchant's other clicks in the app. */
const RESERVE = 20;

/**
 * Our picture of one shop's leaky bucket (https://shopify.dev/docs/api/usage/limits). Costs are reserved before a call
 * and put right by its answer, so that parallel calls of one process do not overdraw it together. Other processes draw on
 * the same bucket: THROTTLED remains possible and is handled by the caller.
 */
export class CostBucket {
  private available: number | null = null;
  private maximum = Infinity;
  private restoreRate = 100;
  private at = 0;
  private reserved = 0;
  private readonly learned = new Map<string, number>();

  constructor(private readonly nowMs: () => number) {}

  /** Milliseconds until this document may run; 0 = now, and its cost is reserved until `settle`. */
  reserve(document: string): number {
    const cost = Math.min(this.costOf(document), this.maximum);
    const left = this.level();
    if (left === null) {
      this.reserved += cost;
      return 0;
    }
    const missing = cost + Math.min(RESERVE, this.maximum - cost) - (left - this.reserved);
    if (missing <= 0 || (this.reserved === 0 && left >= this.maximum)) {
      this.reserved += cost;
      return 0;
    }
    return Math.ceil((missing / this.restoreRate) * 1000);
  }

  settle(document: string, cost: Cost | null): void {
    this.reserved = Math.max(0, this.reserved - Math.min(this.costOf(document), this.maximum));
    if (!cost) return;
    this.learned.set(document, cost.requestedQueryCost);
    this.maximum = cost.throttleStatus.maximumAvailable;
    this.restoreRate = Math.max(1, cost.throttleStatus.restoreRate);
    this.available = cost.throttleStatus.currentlyAvailable;
    this.at = this.nowMs();
  }

  /** After THROTTLED: how long until the bucket holds what this document needs. */
  waitAfterThrottle(document: string, cost: Cost | null): number {
    if (!cost) return 1000;
    const { currentlyAvailable, restoreRate } = cost.throttleStatus;
    const missing = Math.max(
      1,
      Math.max(cost.requestedQueryCost, this.costOf(document)) - currentlyAvailable,
    );
    return Math.ceil((missing / Math.max(1, restoreRate)) * 1000);
  }

  private level(): number | null {
    if (this.available === null) return null;
    const restored = ((this.nowMs() - this.at) / 1000) * this.restoreRate;
    return Math.min(this.maximum, this.available + restored);
  }

  private costOf(document: string): number {
    return this.learned.get(document) ?? UNKNOWN_COST;
  }
}
