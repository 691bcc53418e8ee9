import { createHmac } from 'node:crypto';
import type { Prisma } from '@prisma/client';
import type pg from 'pg';
import type { OrderFacts } from '~/loyalty/order-facts';
import { identityKeys } from './identities.server';

/**
 * A redaction may arrive before a delayed order webhook. The marker remembers a keyed hash of the identity, and orders
 * placed up to the redaction stay without a customer; one placed later is a new relationship.
 */
export function markerHash(identityKey: string, emailHashKey: string): string {
  return createHmac('sha256', emailHashKey).update(`redacted|${identityKey}`).digest('hex');
}

/** What identifies an order to the marker, beside the identities of its customer. */
export function orderKey(orderId: string): string {
  return `o:${orderId}`;
}

/** The name of a redacted order in the ledger: the same for later facts of it, and nothing that leads back to it. */
export function redactedOrderId(orderId: string, emailHashKey: string): string {
  return `redacted:${markerHash(orderKey(orderId), emailHashKey)}`;
}

/** @returns the ledger's name of an order that may be a redacted one */
export async function ledgerOrderId(
  tx: Prisma.TransactionClient,
  shop: string,
  emailHashKey: string,
  orderId: string,
): Promise<string> {
  const hash = markerHash(orderKey(orderId), emailHashKey);
  const markers = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM redaction_marker WHERE shop = ${shop} AND key_hash = ${hash}`;
  return markers.length > 0 ? redactedOrderId(orderId, emailHashKey) : orderId;
}

export async function markRedacted(
  tx: Prisma.TransactionClient,
  shop: string,
  emailHashKey: string,
  identityKeys: string[],
  redactedAt: Date,
): Promise<void> {
  const hashes = identityKeys.map((key) => markerHash(key, emailHashKey));
  await tx.$executeRaw`
    INSERT INTO redaction_marker (shop, key_hash, redacted_at)
    SELECT ${shop}, hash, ${redactedAt}::timestamptz FROM unnest(${hashes}::text[]) AS hash
    ON CONFLICT (shop, key_hash) DO UPDATE SET redacted_at = greatest(redaction_marker.redacted_at, EXCLUDED.redacted_at)`;
}

/** Is anybody, or an order, among these keys marked as redacted? Asked on a connection of its own (`connect` of app/database). */
export async function areRedacted(
  client: pg.Client,
  shop: string,
  emailHashKey: string,
  keys: readonly string[],
): Promise<boolean> {
  const hashes = keys.map((key) => markerHash(key, emailHashKey));
  const found = await client.query(
    'SELECT 1 FROM redaction_marker WHERE shop = $1 AND key_hash = ANY($2::text[]) LIMIT 1',
    [shop, hashes],
  );
  return found.rows.length > 0;
}

/** The same orders; those of a redacted person, placed before the redaction, reduced to date and amount. */
export async function withoutRedacted(
  tx: Prisma.TransactionClient,
  shop: string,
  emailHashKey: string,
  orders: readonly OrderFacts[],
): Promise<OrderFacts[]> {
  const keysOf = (order: OrderFacts) => [...identityKeys(order), orderKey(order.orderId)];
  const hashes = orders.flatMap(keysOf).map((key) => markerHash(key, emailHashKey));
  const markers = await tx.$queryRaw<{ key_hash: string; redacted_at: Date }[]>`
    SELECT key_hash, redacted_at FROM redaction_marker WHERE shop = ${shop} AND key_hash = ANY(${hashes}::text[])`;
  if (markers.length === 0) return [...orders];
  const redactedAt = new Map(markers.map((marker) => [marker.key_hash, marker.redacted_at.getTime()]));
  return orders.map((order) => {
    const itself = redactedAt.has(markerHash(orderKey(order.orderId), emailHashKey));
    const redacted = identityKeys(order).some((key) => {
      const at = redactedAt.get(markerHash(key, emailHashKey));
      return at !== undefined && Date.parse(order.processedAt) <= at;
    });
    return itself || redacted ? anonymous(order, emailHashKey) : order;
  });
}

/** Date (month) and amounts only: enough for the shop's sums. */
function anonymous(order: OrderFacts, emailHashKey: string): OrderFacts {
  return {
    ...order,
    orderId: redactedOrderId(order.orderId, emailHashKey),
    name: null,
    shopifyCustomerId: null,
    importedCustomerKey: null,
    emailHash: null,
    processedAt: `${order.processedAt.slice(0, 7)}-01T00:00:00.000Z`,
    tags: [],
    discountCodes: [],
    locale: null,
  };
}
