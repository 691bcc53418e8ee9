/** Why a call did not answer with data. Everything but `invalid` may be tried again later. */
export type AdminFailure =
  | { ok: false; kind: 'throttled'; retryAfterMs: number }
  | { ok: false; kind: 'unauthorized'; message: string }
  | { ok: false; kind: 'unavailable'; message: string }
  | { ok: false; kind: 'invalid'; message: string };

export type AdminResult<T> = { ok: true; data: T } | AdminFailure;

/** The Admin GraphQL API of one shop. */
export interface AdminApi {
  /** Runs one document of app/admin-api/documents. Waits for the cost bucket, retries throttling and brief outages. */
  request<T = unknown>(document: string, variables?: Record<string, unknown>): Promise<AdminResult<T>>;
  /** Streams a bulk result's lines. */
  lines(url: string): AsyncIterable<string>;
}
