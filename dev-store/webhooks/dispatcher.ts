import { seededRandom, shuffled, type Random } from '../model/random';
import type { Clock, ShopState, WebhookDelivery } from '../model/types';
import { post, webhookHeaders, type SendResult } from './send';

/** How deliveries misbehave on request (POST /control/.../webhooks). */
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

export const WELL_BEHAVED: Misbehaviour = { duplicate: 0, shuffle: false, drop: 0, delayMs: 0, seed: 1 };

/**
 * Seconds between the tries: Shopify retries 8 times over 4 hours and does not say when. The first ones are short, so
 * that somebody at a desk sees them; together they are 4 hours.
 */
export const RETRY_SECONDS = [1, 5, 30, 120, 600, 1_800, 3_600, 8_244] as const;

const SHUFFLE_WINDOW_MS = 300;
const CONCURRENCY = 4;
const POLL_MS = 250;
/** Finished deliveries beyond this many are forgotten, oldest first. */
const KEPT = 2_000;

export interface DispatcherOptions {
  state: ShopState;
  clock: Clock;
  /** base address that relative subscription addresses are resolved against */
  appUrl: () => string;
  secret: string;
  onError: (error: unknown) => void;
  send?: typeof post;
}

/** Sends what the outbox wrote, and tries again by the dev store's clock: moving it forward brings the retries forward. */
export class WebhookDispatcher {
  private behaviour = WELL_BEHAVED;
  private random: Random = seededRandom(1);
  private readonly pending = new Set<number>();
  private readonly held = new Set<number>();
  private readonly inFlight = new Set<number>();
  private shuffleBuffer: number[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private poll: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly options: DispatcherOptions) {
    for (const delivery of options.state.all('webhookDelivery').values()) {
      if (delivery.state === 'pending') this.pending.add(delivery.id);
    }
  }

  start(): void {
    this.poll = setInterval(() => this.run(), POLL_MS);
    this.run();
  }

  /** Resolves when nothing is in flight; what is pending stays in the database. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.poll) clearInterval(this.poll);
    for (const timer of this.timers) clearTimeout(timer);
    while (this.inFlight.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  get misbehaviour(): Misbehaviour {
    return this.behaviour;
  }

  misbehave(change: Partial<Misbehaviour>): Misbehaviour {
    this.behaviour = { ...this.behaviour, ...change };
    this.random = seededRandom(this.behaviour.seed);
    return this.behaviour;
  }

  /** Takes over deliveries that are in the database now. */
  add(ids: number[]): void {
    const { drop, delayMs, shuffle } = this.behaviour;
    for (const id of ids) {
      const delivery = this.options.state.get('webhookDelivery', id);
      if (delivery?.state !== 'pending') continue;
      if (drop > 0 && this.random() < drop) {
        this.lose(delivery);
        continue;
      }
      this.pending.add(id);
      if (delayMs > 0) this.hold(id, delayMs);
      else if (shuffle) this.holdForShuffle(id);
    }
    this.prune();
    this.run();
  }

  /** Sends a delivery again, whatever became of it; false when it is unknown. */
  redeliver(id: number): boolean {
    const delivery = this.options.state.get('webhookDelivery', id);
    if (!delivery || delivery.body === '') return false;
    this.options.state.put('webhookDelivery', {
      ...delivery,
      state: 'pending',
      nextAttemptAt: this.nowIso(),
    });
    this.pending.add(id);
    this.run();
    return true;
  }

  private run(): void {
    if (this.stopped) return;
    const now = this.options.clock.now();
    for (const id of this.pending) {
      if (this.inFlight.size >= CONCURRENCY) return;
      if (this.held.has(id) || this.inFlight.has(id)) continue;
      const delivery = this.options.state.get('webhookDelivery', id);
      if (delivery?.state !== 'pending') this.pending.delete(id);
      else if (delivery.nextAttemptAt === null || Date.parse(delivery.nextAttemptAt) <= now) {
        this.inFlight.add(id);
        void this.attempt(delivery).finally(() => {
          this.inFlight.delete(id);
          this.run();
        });
      }
    }
  }

  private async attempt(delivery: WebhookDelivery): Promise<void> {
    const { state, appUrl, secret } = this.options;
    const send = this.options.send ?? post;
    const headers = webhookHeaders(delivery, state.shop.domain, secret);
    const deliver = () => send(delivery.uri, appUrl(), headers, delivery.body);
    const result = await deliver();
    this.settle(delivery.id, result);
    if (result.status !== null && isSuccess(result.status)) {
      for (let copy = 0; copy < this.behaviour.duplicate; copy++) {
        this.note(delivery.id, await deliver());
      }
    }
    await this.save();
  }

  private note(id: number, result: SendResult): WebhookDelivery | undefined {
    const delivery = this.options.state.get('webhookDelivery', id);
    if (!delivery) return undefined;
    const noted = { ...delivery, attempts: [...delivery.attempts, { at: this.nowIso(), ...result }] };
    this.options.state.put('webhookDelivery', noted);
    return noted;
  }

  private settle(id: number, result: SendResult): void {
    const noted = this.note(id, result);
    if (!noted) return;
    const { state, clock } = this.options;
    if (result.status !== null && isSuccess(result.status)) {
      this.pending.delete(id);
      state.put('webhookDelivery', { ...noted, state: 'delivered', nextAttemptAt: null });
      return;
    }
    const wait = RETRY_SECONDS[noted.attempts.length - 1];
    if (wait !== undefined) {
      const nextAttemptAt = new Date(clock.now() + wait * 1_000).toISOString();
      state.put('webhookDelivery', { ...noted, nextAttemptAt });
      return;
    }
    this.pending.delete(id);
    state.put('webhookDelivery', { ...noted, state: 'failed', nextAttemptAt: null });
    this.giveUpOn(noted.subscriptionId);
  }

  /** Shopify deletes a subscription made by API whose deliveries keep failing; those of the TOML stay. */
  private giveUpOn(subscriptionId: number): void {
    const subscription = this.options.state.get('webhookSubscription', subscriptionId);
    if (subscription && !subscription.appSpecific)
      this.options.state.remove('webhookSubscription', subscriptionId);
  }

  private lose(delivery: WebhookDelivery): void {
    const attempts = [{ at: this.nowIso(), status: null, error: 'dropped on request' }];
    this.options.state.put('webhookDelivery', {
      ...delivery,
      attempts,
      state: 'failed',
      nextAttemptAt: null,
    });
    void this.save();
  }

  /** A note that could not be written stays in memory and goes with the next commit. */
  private async save(): Promise<void> {
    await this.options.state.commit().catch(this.options.onError);
  }

  private hold(id: number, ms: number): void {
    this.held.add(id);
    this.later(ms, () => {
      this.held.delete(id);
      this.run();
    });
  }

  private holdForShuffle(id: number): void {
    this.held.add(id);
    this.shuffleBuffer.push(id);
    if (this.shuffleBuffer.length > 1) return;
    this.later(SHUFFLE_WINDOW_MS, () => {
      const mixed = shuffled(this.random, this.shuffleBuffer);
      this.shuffleBuffer = [];
      for (const each of mixed) {
        // A Set runs in order of insertion: taking it out and in again puts it into its shuffled place.
        this.held.delete(each);
        this.pending.delete(each);
        this.pending.add(each);
      }
      this.run();
    });
  }

  private later(ms: number, step: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      step();
    }, ms);
    this.timers.add(timer);
  }

  private prune(): void {
    const all = this.options.state.all('webhookDelivery');
    let surplus = all.size - KEPT;
    for (const delivery of all.values()) {
      if (surplus-- <= 0) return;
      if (delivery.state !== 'pending') this.options.state.remove('webhookDelivery', delivery.id);
    }
  }

  private nowIso(): string {
    return new Date(this.options.clock.now()).toISOString();
  }
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
