import type { Prisma } from '@prisma/client';
import { TENANT_TABLES } from '~/database/tenant-tables';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import { redactStaged } from './import-staging.server';
import { markRedacted, orderKey, redactedOrderId } from './redaction-marker.server';
import type { ShopContext } from './shop-context.server';

type Redaction = Extract<InboxFacts, { type: 'customer-redact' }>;
type DataRequest = Extract<InboxFacts, { type: 'customer-data-request' }>;

/**
 * `customers/redact`: removes the person from the ledger, inbox, gifts, messages and log. What stays are their orders as
 * month, amount and state without a customer, so that the shop's sums still add up, and a keyed hash that stops late
 * webhooks from bringing them back. May be repeated.
 */
export async function redactCustomer(
  tx: Prisma.TransactionClient,
  shop: string,
  emailHashKey: string,
  request: Redaction,
  now: Date,
): Promise<void> {
  const asked = [
    ...(request.customerId ? [`c:${request.customerId}`] : []),
    ...(request.emailHash ? [`e:${request.emailHash}`] : []),
  ];
  const customers = await ownersOf(tx, shop, asked, request.orderIds);
  const keys = await keysOf(tx, shop, customers);
  const all = [...new Set([...asked, ...keys.filter((key) => !key.startsWith('x:'))])];
  const orders = await tx.$queryRaw<{ order_id: string }[]>`
    SELECT order_id FROM ledger_order
    WHERE shop = ${shop} AND (customer_id = ANY(${customers}::uuid[]) OR order_id = ANY(${request.orderIds}::text[]))`;
  const orderIds = [...new Set([...request.orderIds, ...orders.map((row) => row.order_id)])];
  await markRedacted(tx, shop, emailHashKey, [...all, ...orderIds.map(orderKey)], now);
  await anonymiseOrders(tx, shop, emailHashKey, orderIds);
  await deleteInboxRows(tx, shop, all, orderIds);
  await redactStaged(tx, shop, all, orderIds);
  await tx.$executeRaw`DELETE FROM message WHERE shop = ${shop} AND customer_id = ANY(${customers}::uuid[])`;
  await tx.$executeRaw`
    DELETE FROM message WHERE shop = ${shop} AND subject_key = ANY(${orderIds.map((id) => `order:${id}`)}::text[])`;
  await tx.$executeRaw`
    DELETE FROM coupon_use WHERE shop = ${shop} AND (order_id = ANY(${orderIds}::text[])
      OR gift_id IN (SELECT id FROM gift WHERE shop = ${shop} AND customer_id = ANY(${customers}::uuid[])))`;
  await tx.$executeRaw`DELETE FROM gift WHERE shop = ${shop} AND customer_id = ANY(${customers}::uuid[])`;
  await tx.$executeRaw`
    DELETE FROM activity_entry WHERE shop = ${shop}
      AND (customer_id = ANY(${customers}::uuid[]) OR detail -> 'customerIds' ?| ${customers}::text[])`;
  await tx.$executeRaw`DELETE FROM suppression WHERE shop = ${shop} AND email_hash = ANY(${hashesOf(all)}::text[])`;
  const shopifyIds = all.filter((key) => key.startsWith('c:')).map((key) => key.slice(2));
  await tx.$executeRaw`
    DELETE FROM consent_answer WHERE shop = ${shop}
      AND (shopify_customer_id = ANY(${shopifyIds}::text[]) OR email_hash = ANY(${hashesOf(all)}::text[]))`;
  await tx.$executeRaw`DELETE FROM customer_identity WHERE shop = ${shop} AND customer_id = ANY(${customers}::uuid[])`;
  await tx.$executeRaw`DELETE FROM ledger_customer WHERE shop = ${shop} AND id = ANY(${customers}::uuid[])`;
}

/** Month, amounts and state stay, under a name that leads nowhere. */
async function anonymiseOrders(
  tx: Prisma.TransactionClient,
  shop: string,
  emailHashKey: string,
  orderIds: string[],
): Promise<void> {
  const names = JSON.stringify(orderIds.map((id) => ({ id, redacted: redactedOrderId(id, emailHashKey) })));
  await tx.$executeRaw`
    UPDATE ledger_order o SET order_id = r.redacted, customer_id = NULL, name = NULL, tags = '{}', discount_codes = '{}',
      locale = NULL, processed_at = date_trunc('month', o.processed_at, 'UTC')
    FROM jsonb_to_recordset(${names}::jsonb) AS r(id text, redacted text)
    WHERE o.shop = ${shop} AND o.order_id = r.id`;
}

/** The joined records of a person, too: they hold revoked gifts. */
async function ownersOf(
  tx: Prisma.TransactionClient,
  shop: string,
  keys: string[],
  orderIds: string[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH direct AS (
      SELECT customer_id AS id FROM customer_identity WHERE shop = ${shop} AND key = ANY(${keys}::text[])
      UNION
      SELECT customer_id FROM ledger_order
      WHERE shop = ${shop} AND order_id = ANY(${orderIds}::text[]) AND customer_id IS NOT NULL
    )
    SELECT id::text FROM direct
    UNION SELECT c.id::text FROM ledger_customer c JOIN direct ON c.merged_into_id = direct.id WHERE c.shop = ${shop}`;
  return rows.map((row) => row.id);
}

async function keysOf(tx: Prisma.TransactionClient, shop: string, customers: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ key: string }[]>`
    SELECT key FROM customer_identity WHERE shop = ${shop} AND customer_id = ANY(${customers}::uuid[])`;
  return rows.map((row) => row.key);
}

async function deleteInboxRows(
  tx: Prisma.TransactionClient,
  shop: string,
  keys: string[],
  orderIds: string[],
): Promise<void> {
  const shopifyIds = keys.filter((key) => key.startsWith('c:')).map((key) => key.slice(2));
  await tx.$executeRaw`
    DELETE FROM inbox_event WHERE shop = ${shop} AND (
      facts #>> '{order,orderId}' = ANY(${orderIds}::text[])
      OR facts #>> '{order,shopifyCustomerId}' = ANY(${shopifyIds}::text[])
      OR facts #>> '{order,emailHash}' = ANY(${hashesOf(keys)}::text[])
      OR facts ->> 'orderId' = ANY(${orderIds}::text[])
      OR facts ->> 'customerId' = ANY(${shopifyIds}::text[])
      OR facts ->> 'keptId' = ANY(${shopifyIds}::text[])
      OR facts ->> 'deletedId' = ANY(${shopifyIds}::text[])
      OR facts ->> 'emailHash' = ANY(${hashesOf(keys)}::text[])
      -- of rows whose facts are gone, the key still names the order or the customer
      OR split_part(business_key, '|', 2) = ANY(${[...orderIds, ...shopifyIds]}::text[]))`;
}

function hashesOf(keys: string[]): string[] {
  return keys.filter((key) => key.startsWith('e:')).map((key) => key.slice(2));
}

/** `shop/redact`, 48 hours after the uninstall: nothing of the shop remains. Ignored when it has been installed again. */
export async function redactShop(tx: Prisma.TransactionClient, shop: string): Promise<void> {
  const row = await tx.shop.findUnique({ where: { shop }, select: { uninstalledAt: true } });
  if (row && row.uninstalledAt === null) return;
  for (const table of TENANT_TABLES) {
    await tx.$executeRawUnsafe(`DELETE FROM "${table}" WHERE shop = $1`, shop);
  }
  const queue = await tx.$queryRaw<
    { there: boolean }[]
  >`SELECT to_regclass('pgboss.job') IS NOT NULL AS there`;
  if (queue[0]?.there) {
    await tx.$executeRaw`DELETE FROM pgboss.job WHERE data ->> 'shop' = ${shop} AND state <> 'active'`;
  }
}

/** `customers/data_request`: an entry for the merchant, who answers the customer. It names the ledger customer only. */
export async function recordDataRequest(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  request: DataRequest,
): Promise<void> {
  const customers = await ownersOf(
    tx,
    context.shop,
    request.customerId ? [`c:${request.customerId}`] : [],
    request.orderIds,
  );
  await tx.activityEntry.create({
    data: {
      shop: context.shop,
      at: context.now,
      event: 'customer.data-requested',
      customerId: customers[0] ?? null,
      // ids of ours only: the file is put together when it is asked for (held-data.server.ts)
      detail: {
        requestId: request.requestId,
        known: customers.length > 0,
        orders: request.orderIds.length,
        customerIds: customers,
      },
    },
  });
}
