/** What Shopify does not show to an app without `read_all_orders`: orders of more than 60 days before it was installed. */
export interface HiddenHistory {
  /** ISO instant from which all orders are known */
  since: string;
  /** the youngest Shopify customer that was there by then: whoever has a greater id has no earlier orders */
  lastCustomerId: bigint;
}

/** How far back Shopify shows orders without `read_all_orders` (https://shopify.dev/docs/api/usage/access-scopes). */
export const VISIBLE_DAYS = 60;

/**
 * Pure. May this customer have orders that we cannot see, and from before when?
 * @param keys the identities of the customer: "c:<Shopify customer id>" and others
 * @returns ISO instant, for `foldCustomer`; null when everything is seen
 */
export function hiddenBefore(hidden: HiddenHistory | null, keys: Iterable<string>): string | null {
  if (!hidden) return null;
  for (const key of keys) {
    if (key.startsWith('c:') && BigInt(key.slice(2)) <= hidden.lastCustomerId) return hidden.since;
  }
  return null;
}
