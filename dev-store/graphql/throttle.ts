/** Points per second and the bucket they fill, as recorded from a development store (a standard plan). */
const BUCKET = 2000;
const RESTORE_PER_SECOND = 100;

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** A leaky bucket by real time: what a query asks for is taken first, what it did not need is given back. */
export class Throttle {
  private available: number;
  private at: number;
  /** the least that it ever held, and how often somebody asked for more than it held */
  lowest: number;
  overdrafts = 0;
  /** points that were used up in all */
  spent = 0;

  constructor(
    private readonly now: () => number,
    private readonly restoreRate: number = RESTORE_PER_SECOND,
    private readonly size: number = BUCKET,
  ) {
    this.at = now();
    this.available = size;
    this.lowest = size;
  }

  /** @returns false when the bucket holds too little; nothing is taken then */
  take(points: number): boolean {
    this.restore();
    if (points > this.available) {
      this.overdrafts += 1;
      return false;
    }
    this.available -= points;
    this.spent += points;
    this.lowest = Math.min(this.lowest, this.available);
    return true;
  }

  giveBack(points: number): void {
    this.available = Math.min(this.size, this.available + points);
    this.spent -= points;
  }

  status(): ThrottleStatus {
    this.restore();
    return {
      maximumAvailable: this.size,
      currentlyAvailable: Math.floor(this.available),
      restoreRate: this.restoreRate,
    };
  }

  private restore(): void {
    const now = this.now();
    const gained = (Math.max(0, now - this.at) / 1000) * this.restoreRate;
    this.available = Math.min(this.size, this.available + gained);
    this.at = now;
  }
}
