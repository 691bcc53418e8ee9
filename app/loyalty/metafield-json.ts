/**
 * What the metafield codecs share. Shopify does not return a metafield of more than 10,000 bytes to a function, so a
 * value that long would silently take the discount away: it is refused here instead.
 */
const METAFIELD_BYTE_LIMIT = 10_000;

export type Encoded =
  { ok: true; json: string; bytes: number } | { ok: false; kind: 'tooLarge'; bytes: number; limit: number };

/** Serialises and measures in UTF-8 bytes, as the platform does. */
export function encodeMetafield(value: unknown): Encoded {
  const json = JSON.stringify(value);
  const bytes = new TextEncoder().encode(json).length;
  return bytes > METAFIELD_BYTE_LIMIT
    ? { ok: false, kind: 'tooLarge', bytes, limit: METAFIELD_BYTE_LIMIT }
    : { ok: true, json, bytes };
}

export type Decoded<T> = { ok: true; value: T } | { ok: false; kind: 'unreadable'; message: string };
