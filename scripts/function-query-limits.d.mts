/** The platform's limits of an input query. */
export const QUERY_LIMITS: { readonly bytes: number; readonly cost: number; readonly listLength: number };

/** What is wrong with a query by the platform's limits, as sentences that begin with `name`. */
export function queryProblems(name: string, text: string): string[];

/** A query's size without comments, its cost, what that is made of, and the lengths of listed arguments. */
export function measureQuery(text: string): {
  bytes: number;
  cost: number;
  items: Record<string, number>;
  lists: { argument: string; length: number }[];
};
