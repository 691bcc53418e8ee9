import { type Connection, type PageArgs, paginate } from './connection';
import { type Facets, matches, parseQuery } from './search';

export interface ListArgs extends PageArgs {
  query?: string | null;
  sortKey?: string | null;
}

export interface ListRules<T> {
  facets: (item: T) => Facets;
  /** sort key -> what to sort by; a key that is missing sorts by id */
  sortBy: Record<string, (item: T) => number | string>;
}

/** Filters, sorts and pages documents as the arguments of a Shopify list ask for. */
export function list<T extends { id: number }>(
  items: Iterable<T>,
  args: ListArgs,
  rules: ListRules<T>,
): Connection<T> {
  const sortValue = rules.sortBy[args.sortKey ?? 'ID'] ?? ((item: T) => item.id);
  const found = filtered(items, args.query, rules).map((node) => ({
    node,
    id: node.id,
    sortValue: sortValue(node),
  }));
  return paginate(found, args);
}

export function filtered<T>(
  items: Iterable<T>,
  query: string | null | undefined,
  rules: Pick<ListRules<T>, 'facets'>,
): T[] {
  const parsed = parseQuery(query);
  return [...items].filter((item) => matches(parsed, rules.facets(item)));
}

/** Shopify's Count: exact up to the limit. */
export function count(
  total: number,
  limit: number | null | undefined = 10_000,
): { count: number; precision: string } {
  return limit !== null && limit !== undefined && total > limit
    ? { count: limit, precision: 'AT_LEAST' }
    : { count: total, precision: 'EXACT' };
}

/** Facets out of plain functions; unknown fields are null. */
export function facetsOf<T>(
  item: T,
  fields: Record<string, (item: T) => (string | number | boolean | null)[]>,
): Facets {
  return (field) => fields[field]?.(item) ?? null;
}
