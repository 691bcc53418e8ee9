import type { Db } from '~/database/client.server';

/** Rows of one kind, as they are stored: column -> value, ready for JSON. */
export type HeldRows = Record<string, unknown>[];

/** Everything that is held of the persons of one data request. Names and addresses are not, so they are not in it. */
export interface HeldData {
  shop: string;
  requestId: string | null;
  /** ISO */
  at: string;
  customers: HeldRows;
  identities: HeldRows;
  orders: HeldRows;
  gifts: HeldRows;
  messages: HeldRows;
  suppressions: HeldRows;
  /** what was answered to the question for consent */
  consents: HeldRows;
  log: HeldRows;
  /** what has arrived by webhook in the last week, and what has not been applied yet */
  inbox: HeldRows;
}

/**
 * Puts together what is held of the persons of a data request, at the moment it is asked for: nothing is kept in between.
 * @param entryId id of the log entry "customer.data-requested"
 * @returns null when there is no such entry in this shop (any more: a redaction removes it)
 */
export async function readHeldData(
  db: Db,
  shop: string,
  entryId: string,
  now: Date,
): Promise<HeldData | null> {
  if (!/^\d{1,18}$/.test(entryId)) return null;
  const entry = await db.activityEntry.findUnique({ where: { shop_id: { shop, id: BigInt(entryId) } } });
  if (entry?.event !== 'customer.data-requested') return null;
  const detail = entry.detail as { requestId?: string | null; customerIds?: string[] };
  const ids = await withJoined(db, shop, detail.customerIds ?? (entry.customerId ? [entry.customerId] : []));
  const of = { shop, customerId: { in: ids } };
  const [customers, identities, orders, gifts, messages, log] = await Promise.all([
    db.ledgerCustomer.findMany({ where: { shop, id: { in: ids } } }),
    db.customerIdentity.findMany({ where: { ...of } }),
    db.ledgerOrder.findMany({ where: { ...of }, orderBy: { processedAt: 'asc' } }),
    db.gift.findMany({ where: { ...of }, orderBy: { createdAt: 'asc' } }),
    db.message.findMany({ where: { ...of }, orderBy: { createdAt: 'asc' } }),
    db.activityEntry.findMany({ where: { ...of }, orderBy: { at: 'asc' } }),
  ]);
  const hashes = identities.flatMap(({ key }) => (key.startsWith('e:') ? [key.slice(2)] : []));
  const shopifyIds = identities.flatMap(({ key }) => (key.startsWith('c:') ? [key.slice(2)] : []));
  const suppressions = await db.suppression.findMany({ where: { shop, emailHash: { in: hashes } } });
  const consents = await db.consentAnswer.findMany({
    where: {
      shop,
      OR: [{ shopifyCustomerId: { in: shopifyIds } }, { emailHash: { in: hashes } }],
    },
    orderBy: { answeredAt: 'asc' },
  });
  const inbox = await db.$queryRaw<HeldRows>`
    SELECT id::text, topic, received_at, facts FROM inbox_event WHERE shop = ${shop} AND (
      facts #>> '{order,shopifyCustomerId}' = ANY(${shopifyIds}::text[])
      OR facts #>> '{order,emailHash}' = ANY(${hashes}::text[])
      OR facts #>> '{order,orderId}' = ANY(${orders.map(({ orderId }) => orderId)}::text[])
      OR facts ->> 'customerId' = ANY(${shopifyIds}::text[]))
    ORDER BY id`;
  return {
    shop,
    requestId: detail.requestId ?? null,
    at: now.toISOString(),
    customers: plain(customers),
    identities: plain(identities),
    orders: plain(orders),
    gifts: plain(gifts),
    messages: plain(messages),
    suppressions: plain(suppressions),
    consents: plain(consents),
    log: plain(log),
    inbox: plain(inbox),
  };
}

/** Since the request, the person may have become one with another record. */
async function withJoined(db: Db, shop: string, ids: string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE person AS (
      SELECT id, merged_into_id FROM ledger_customer WHERE shop = ${shop} AND id = ANY(${ids}::uuid[])
      UNION
      SELECT c.id, c.merged_into_id FROM ledger_customer c
      JOIN person p ON c.id = p.merged_into_id OR c.merged_into_id = p.id WHERE c.shop = ${shop}
    )
    SELECT id::text FROM person`;
  return rows.map(({ id }) => id);
}

/** Values that JSON knows, without what is empty; the shop is said once. */
function plain(rows: object[]): HeldRows {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(
          ([name, value]) =>
            name !== 'shop' && value !== null && !(Array.isArray(value) && value.length === 0),
        )
        .map(([name, value]: [string, unknown]) => [
          name,
          typeof value === 'bigint' ? value.toString() : value,
        ]),
    ),
  );
}
