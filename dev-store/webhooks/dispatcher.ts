import type { Clock, ShopState, WebhookDelivery } from '../model/types';
import { Holding, type Misbehaviour } from './misbehaviour';
import { post, webhookHeaders, type SendResult } from './send';

/**
 * Seconds between the tries: Shopify retries 8 times over 4 hours and does not say when. The first ones are short, so
 * that somebody at a desk sees them; together they are 4 hours.
 */
const RETRY_SECONDS = [1, 5, 30, 120, 600, 1_800, 3_600, 8_244] as const;

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
  private readonly pending = new Set<number>();
  private readonly inFlight = new Set<number>();
  private readonly holding = new Holding((ids) => {
    // A Set runs in order of insertion: taking them out and in again puts them into the order they are released in.
    for (const id of ids) {
      this.pending.delete(id);
      this.pending.add(id);
    }
    this.run();
  });
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
    this.holding.stop();
    while (this.inFlight.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  get misbehaviour(): Misbehaviour {
    return this.holding.behaviour;
  }

  misbehave(change: Partial<Misbehaviour>): Misbehaviour {
    return this.holding.change(change);
  }

  /** Takes over deliveries that are in the database now. */
  add(ids: number[]): void {
    for (const id of ids) {
      const delivery = this.options.state.get('webhookDelivery', id);
      if (delivery?.state !== 'pending') continue;
      if (this.holding.loses()) {
        this.lose(delivery);
        continue;
      }
      this.pending.add(id);
      this.holding.take(id);
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
      if (this.holding.has(id) || this.inFlight.has(id)) continue;
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
      for (let copy = 0; copy < this.holding.behaviour.duplicate; copy++) {
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
