import { seededRandom, shuffled, type Random } from '../model/random';

/** How deliveries misbehave on request (POST /control/webhooks). */
export interface Misbehaviour {
  /** how many times more than once each delivery arrives */
  duplicate: number;
  /** deliveries that come within 300 ms of each other arrive in random order */
  shuffle: boolean;
  /** share (0 to 1) of deliveries that never arrive and are not retried, as if Shopify had lost them */
  drop: number;
  /** every delivery waits this long, real milliseconds */
  delayMs: number;
  seed: number;
}

const WELL_BEHAVED: Misbehaviour = { duplicate: 0, shuffle: false, drop: 0, delayMs: 0, seed: 1 };
const SHUFFLE_WINDOW_MS = 300;

/** Decides what becomes of a new delivery, and holds back those that have to wait. */
export class Holding {
  behaviour = WELL_BEHAVED;
  private random: Random = seededRandom(WELL_BEHAVED.seed);
  private readonly held = new Set<number>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private shuffleBuffer: number[] = [];

  /** @param release the deliveries that may go now, in the order in which they should */
  constructor(private readonly release: (ids: number[]) => void) {}

  change(change: Partial<Misbehaviour>): Misbehaviour {
    this.behaviour = { ...this.behaviour, ...change };
    this.random = seededRandom(this.behaviour.seed);
    return this.behaviour;
  }

  has(id: number): boolean {
    return this.held.has(id);
  }

  /** Whether this delivery is one of those that get lost. */
  loses(): boolean {
    return this.behaviour.drop > 0 && this.random() < this.behaviour.drop;
  }

  /** Holds a delivery back if it has to wait. */
  take(id: number): void {
    const { delayMs, shuffle } = this.behaviour;
    if (delayMs <= 0 && !shuffle) return;
    this.held.add(id);
    if (delayMs > 0) this.later(delayMs, () => this.letGo([id]));
    else {
      this.shuffleBuffer.push(id);
      if (this.shuffleBuffer.length === 1) this.later(SHUFFLE_WINDOW_MS, () => this.letGoShuffled());
    }
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private letGoShuffled(): void {
    const mixed = shuffled(this.random, this.shuffleBuffer);
    this.shuffleBuffer = [];
    this.letGo(mixed);
  }

  private letGo(ids: number[]): void {
    for (const id of ids) this.held.delete(id);
    this.release(ids);
  }

  private later(ms: number, step: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      step();
    }, ms);
    this.timers.add(timer);
  }
}
