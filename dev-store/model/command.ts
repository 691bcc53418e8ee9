import type { EventSink } from './events';
import type { Clock, Order, ShopState } from './types';

/** What a command needs. Commands are synchronous, so that two of them can never interleave; the caller commits. */
export interface CommandEnv {
  state: ShopState;
  clock: Clock;
  events: EventSink;
}

export type Refused<Reason extends string> = { ok: false; reason: Reason };
export type OrderResult<Reason extends string> = { ok: true; order: Order } | Refused<Reason>;

export const isoNow = (env: CommandEnv): string => new Date(env.clock.now()).toISOString();

/** Stores a new version of an order with its time of change. */
export function saveOrder(env: CommandEnv, order: Order): Order {
  const saved = { ...order, updatedAt: isoNow(env) };
  env.state.put('order', saved);
  return saved;
}
