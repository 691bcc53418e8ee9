import { badRequest } from './errors';

export interface PageArgs {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
}

export interface Item<T> {
  node: T;
  /** unique in the list */
  id: number | string;
  /** what the list is sorted by */
  sortValue: number | string;
}

export interface Connection<T> {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/**
 * One page of a sorted list. A cursor remembers the sort value and the id of its item, so that paging goes on at the
 * right place when items came or went in between.
 */
export function paginate<T>(items: Item<T>[], args: PageArgs): Connection<T> {
  const { first = null, last = null } = args;
  if (first === null && last === null) throw badRequest('you must provide one of first or last');
  if (first !== null && last !== null) throw badRequest('providing both first and last is not supported');
  const size = first ?? last ?? 0;
  if (size < 0) throw badRequest(`${first !== null ? 'first' : 'last'} must be greater than or equal to 0`);

  const sorted = [...items].sort(compare);
  if (args.reverse) sorted.reverse();
  const direction = args.reverse ? -1 : 1;
  let start = 0;
  let end = sorted.length;
  if (args.after) {
    const cursor = readCursor(args.after);
    start = sorted.findIndex((item) => direction * compareTo(item, cursor) > 0);
    if (start === -1) start = sorted.length;
  }
  if (args.before) {
    const cursor = readCursor(args.before);
    const at = sorted.findIndex((item) => direction * compareTo(item, cursor) >= 0);
    if (at !== -1) end = at;
  }
  const from = first !== null ? start : Math.max(start, end - size);
  const to = first !== null ? Math.min(end, start + size) : end;
  const page = sorted.slice(from, Math.max(from, to));
  const edges = page.map((item) => ({ cursor: writeCursor(item), node: item.node }));
  return {
    nodes: page.map((item) => item.node),
    edges,
    pageInfo: {
      hasNextPage: to < sorted.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Items in the order given, as where Shopify offers no sort key. */
export function inOrder<T extends { id: number | string }>(nodes: T[]): Item<T>[] {
  return nodes.map((node) => ({ node, id: node.id, sortValue: node.id }));
}

type Position = Pick<Item<unknown>, 'id' | 'sortValue'>;

function compare(a: Position, b: Position): number {
  return order(a.sortValue, b.sortValue) || order(a.id, b.id);
}

function compareTo(item: Position, cursor: Position): number {
  return compare(item, cursor);
}

function order(a: number | string, b: number | string): number {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return String(a) < String(b) ? -1 : 1;
}

/** Base64 of JSON with the names that Shopify's own cursors have. */
function writeCursor(item: Position): string {
  return Buffer.from(JSON.stringify({ last_id: item.id, last_value: item.sortValue })).toString('base64');
}

function readCursor(cursor: string): Position {
  try {
    const value = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as Record<string, unknown>;
    const { last_id: id, last_value: sortValue } = value;
    if (isKey(id) && isKey(sortValue)) return { id, sortValue };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest('Invalid cursor for current pagination sort.');
}

function isKey(value: unknown): value is number | string {
  return typeof value === 'number' || typeof value === 'string';
}
