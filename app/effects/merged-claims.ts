import type { ClaimedMessage } from '~/effects/message-state';
import type { Services } from '~/services.server';

/** Reason of a message whose customer Shopify, or we, know no more. */
export const CUSTOMER_GONE = 'customer-gone';
/** Reason of a message whose customer turned out to be another one's. */
export const CUSTOMERS_MERGED = 'customers-merged';

/** Of claims, those whose customer was joined with another one since they were claimed: the message is the other one's now. */
export async function mergedSince(
  { db }: Pick<Services, 'db'>,
  shop: string,
  claims: readonly ClaimedMessage[],
): Promise<ReadonlySet<ClaimedMessage>> {
  const ids = claims.flatMap(({ customerId }) => customerId ?? []);
  if (ids.length === 0) return new Set();
  const rows = await db.ledgerCustomer.findMany({
    where: { shop, id: { in: ids }, mergedIntoId: { not: null } },
    select: { id: true },
  });
  const merged = new Set(rows.map(({ id }) => id));
  return new Set(claims.filter(({ customerId }) => customerId !== null && merged.has(customerId)));
}
