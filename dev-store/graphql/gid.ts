import { invalidId } from './errors';

const PATTERN = /^gid:\/\/shopify\/([A-Za-z]+)\/([^/?]+)(\?.*)?$/;

export function gid(type: string, id: number | string): string {
  return `gid://shopify/${type}/${id}`;
}

export interface ParsedGid {
  type: string;
  /** as written; numeric for most types, a UUID for jobs */
  key: string;
  /** NaN unless the key is a decimal number */
  id: number;
}

/** @returns null when the text is no global id of Shopify's */
export function parseGid(text: string): ParsedGid | null {
  const match = PATTERN.exec(text);
  const type = match?.[1];
  const key = match?.[2];
  if (type === undefined || key === undefined) return null;
  return { type, key, id: /^\d+$/.test(key) ? Number(key) : NaN };
}

/** The number in a gid of one of these types, else null: how a lookup answers for a foreign id. */
export function idOf(text: string, ...types: string[]): number | null {
  const parsed = parseGid(text);
  if (!parsed || Number.isNaN(parsed.id)) return null;
  return types.length === 0 || types.includes(parsed.type) ? parsed.id : null;
}

/**
 * The number in a gid of one of these types; -1 when it has none, so that a lookup finds nothing.
 * @throws "invalid id" when the gid names something of another type
 */
export function idFor(text: string, ...types: string[]): number {
  const parsed = parseGid(text);
  if (!parsed || !types.includes(parsed.type)) throw invalidId();
  return Number.isNaN(parsed.id) ? -1 : parsed.id;
}
