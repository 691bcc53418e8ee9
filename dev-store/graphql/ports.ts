import type { EventSink } from '../model/events';
import type { Clock, ShopState } from '../model/types';

export type { EventSink };

export interface CatalogFunction {
  /** a UUID on Shopify */
  id: string;
  title: string;
  handle: string;
  /** "discount", or another API that a recorded catalogue names */
  apiType: string;
  apiVersion: string;
  appTitle: string;
  appHandle?: string;
  description?: string;
}

/** The functions that the installed app has deployed. */
export interface FunctionCatalog {
  list(): CatalogFunction[];
}

/**
 * How the Admin API misbehaves on request: throttles every second call, answers 500, is not there, refuses the token; and of
 * every second call that it carried out, cuts the answer in the middle, or loses it.
 */
export const ADMIN_FAULTS = [
  'none', 'throttled-half', '5xx', 'down', 'revoked', 'cut-half', 'lost-half',
] as const; // prettier-ignore
export type AdminFault = (typeof ADMIN_FAULTS)[number];

/** Runs `step` later; the dev store uses a timer, tests call it themselves. */
export type Schedule = (step: () => void | Promise<void>, delayMs: number) => void;

export interface AdminApiDeps {
  state: ShopState;
  clock: Clock;
  functions: FunctionCatalog;
  events: EventSink;
  faults?: () => AdminFault;
  /** real milliseconds, for the throttle: a movable clock must not refill the bucket */
  realNow?: () => number;
  /** a bucket of another size: other plans have others */
  bucket?: { size: number; restorePerSecond: number };
  schedule?: Schedule;
  /** signs the addresses of bulk results */
  signingSecret?: string;
  /** scheme, host and port in front of `/shops/{domain}/bulk/{id}.jsonl`; default `https://{domain}` is rewritten by the app */
  publicUrl?: string;
}
