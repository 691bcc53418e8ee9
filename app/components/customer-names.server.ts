import type { CustomerNamesQuery, CustomerSearchQuery, RecipientsQuery } from '~/admin-api/admin.generated';
import { customerNamesQuery, customerSearchQuery, recipientsQuery } from '~/admin-api/documents';
import { inTime } from './in-time.server';
import type { Merchant } from './merchant.server';

export interface CustomerName {
  displayName: string;
  email: string | null;
}

const GID = 'gid://shopify/Customer/';
/** Array inputs of the Admin API. */
const MOST_IDS = 250;

/**
 * Names of the customers on the visible page, straight from Shopify.
 * @param ids numeric Shopify customer ids; empty ones and repeats are allowed
 * @returns by id; without those that Shopify does not know any more, and empty when it does not answer: the page shows
 *   ids then
 */
export async function fetchCustomerNames(
  { services, shop }: Merchant,
  ids: readonly (string | null)[],
): Promise<Record<string, CustomerName>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))].slice(0, MOST_IDS);
  if (wanted.length === 0) return {};
  const gids = wanted.map((id) => GID + id);
  const answer = await inTime(
    services.admin(shop).request<CustomerNamesQuery>(customerNamesQuery, { ids: gids }),
  );
  if (!answer?.ok) {
    services.log.warn({ shop, kind: answer?.kind ?? 'slow' }, 'customer names are not available');
    return {};
  }
  const names: Record<string, CustomerName> = {};
  for (const node of answer.data.nodes) {
    if (!node || !('id' in node)) continue;
    names[node.id.slice(GID.length)] = {
      displayName: node.displayName,
      email: node.defaultEmailAddress?.emailAddress ?? null,
    };
  }
  return names;
}

/** First and last name of one customer, for a preview; null when Shopify does not know them, or does not answer in time. */
export async function fetchFullName(
  { services, shop }: Merchant,
  id: string,
): Promise<{ firstName: string | null; lastName: string | null } | null> {
  const answer = await inTime(
    services.admin(shop).request<RecipientsQuery>(recipientsQuery, { ids: [GID + id] }),
  );
  if (!answer?.ok) {
    services.log.warn({ shop, kind: answer?.kind ?? 'slow' }, 'a customer name is not available');
    return null;
  }
  const [customer] = answer.data.nodes;
  return customer && 'defaultEmailAddress' in customer
    ? { firstName: customer.firstName, lastName: customer.lastName }
    : null;
}

/**
 * Shopify's own search by name or e-mail.
 * @returns numeric customer ids, or null when Shopify did not answer
 */
export async function searchCustomerIds(
  { services, shop }: Merchant,
  text: string,
): Promise<string[] | null> {
  const query = customerSearchText(text);
  if (!query) return [];
  const answer = await inTime(
    services.admin(shop).request<CustomerSearchQuery>(customerSearchQuery, { query, first: 50 }),
  );
  if (!answer?.ok) {
    services.log.warn({ shop, kind: answer?.kind ?? 'slow' }, 'customer search is not available');
    return null;
  }
  return answer.data.customers.nodes.map((node) => node.id.slice(GID.length));
}

/** Plain words: the signs of Shopify's search syntax are taken out, so that a name can never be read as a filter. */
export function customerSearchText(text: string): string {
  const words = text
    .replace(/[:()"'\\*<>=]/g, ' ')
    .split(/\s+/)
    .filter((word) => word && !/^(and|or|not|-.*)$/i.test(word));
  return words.slice(0, 8).join(' ').slice(0, 200);
}
