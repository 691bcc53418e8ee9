import type { LocaleFiles } from './i18n';

/** What page and sandbox say to each other. Functions travel as `{ fn: number }` and are called by `call`. */
export interface SurfaceFacts {
  /** of the extension; its targets share `storage` */
  handle: string;
  target: string;
  /** of shopify.extension.toml: without `network_access` there is no `fetch` */
  capabilities: string[];
  apiVersion: string;
  locales: LocaleFiles;
  /** the shopper's, BCP 47 */
  language: string;
  currency: string;
  /** the dev store's clock, ms since 1970 */
  now: number;
  /** path in `shopify` ("cost.totalAmount") -> value of the signal there */
  signals: SignalValues;
  /** path in `shopify` -> plain value */
  values: Record<string, unknown>;
  /** how the network behaves, on request of a test: `slow` is two seconds, `down` is nobody there outside Shopify */
  network: SurfaceFault;
  /** methods that the page answers: `applyDiscountCodeChange` */
  methods: string[];
  elements: ElementNames;
}
export type SurfaceFault = 'none' | 'slow' | 'down';

/** In a list, because JSON has no word for "undefined", and Shopify's signals do. */
export type SignalValues = Record<string, [] | [unknown]>;
/** Elements that the target allows, as derived from Shopify's type definitions. */
export type ElementNames = Record<
  string,
  { properties: Record<string, { kind: string; values?: string[] }>; events: string[] }
>;

export type ToSandbox =
  | { type: 'start'; facts: SurfaceFacts; script: string }
  | { type: 'update'; signals: SignalValues }
  | { type: 'call'; fn: number; args: unknown[] }
  | { type: 'answer'; id: number; ok: boolean; value: unknown };

export type ToPage =
  | { type: 'mutate'; records: unknown[] }
  | { type: 'request'; id: number; method: string; args: unknown[] }
  | { type: 'problem'; message: string }
  | { type: 'rendered' };

/** Stands for a function on its way to the page. */
export interface FunctionReference {
  fn: number;
}
