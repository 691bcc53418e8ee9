import { inTransaction } from '~/database/transaction.server';
import type { Prisma } from '@prisma/client';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { OrderFacts } from '~/loyalty/order-facts';
import type { Services } from '~/services.server';
import { applyOrders } from './apply-orders.server';
import { deleteOrder } from './delete-order.server';
import { identityKeys, resolveCustomers } from './identities.server';
import { lockForBatch, lockForEvent } from './locks.server';
import { planThankYou } from './plan-thank-you.server';
import { redactCustomer, redactShop, recordDataRequest } from './privacy.server';
import { recount } from './recount.server';
import { ledgerOrderId, markerHash, orderKey } from './redaction-marker.server';
import { redeemGifts } from './redeem-gifts.server';
import { giftsWithoutAnniversary } from './restore-gifts.server';
import { loadShopContext, type ShopContext } from './shop-context.server';

export type LedgerServices = Pick<Services, 'env' | 'log' | 'clock' | 'db' | 'jobs'>;

export type ApplyOutcome = 'applied' | 'stale' | 'noted' | 'ignored' | 'gone';

/**
 * Applies one inbox row in one transaction: either everything that follows from it is stored and the row is marked, or
 * nothing. Repeating it changes nothing. @returns what became of it; "gone" when there is no such unprocessed row
 */
export async function applyEvent(
  services: LedgerServices,
  shop: string,
  inboxId: string,
): Promise<ApplyOutcome> {
  return inTransaction(
    services.db,
    async (tx) => {
      const rows = await tx.$queryRaw<{ facts: InboxFacts }[]>`
        SELECT facts FROM inbox_event
        WHERE shop = ${shop} AND id = ${BigInt(inboxId)} AND processed_at IS NULL FOR UPDATE`;
      const facts = rows[0]?.facts;
      if (!facts) return 'gone';
      const outcome = await apply(services, tx, shop, facts);
      const hashes = namedBy(facts).map((key) => markerHash(key, services.env.EMAIL_HASH_KEY));
      // A redaction may have taken the row itself; what arrives of a redacted person after it is forgotten at once.
      await tx.$executeRaw`
        UPDATE inbox_event i SET processed_at = ${services.clock.now()}::timestamptz, outcome = ${outcome},
          facts = CASE WHEN redacted.is THEN '{}' ELSE facts END,
          business_key = CASE WHEN redacted.is THEN topic || '||' || encode(sha256(convert_to(business_key, 'UTF8')), 'hex')
                              ELSE business_key END
        FROM (SELECT EXISTS (SELECT 1 FROM redaction_marker
                             WHERE shop = ${shop} AND key_hash = ANY(${hashes}::text[])) AS is) redacted
        WHERE i.shop = ${shop} AND i.id = ${BigInt(inboxId)}`;
      return outcome;
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
}

/** Whom and what the facts name, as a redaction marks it. */
function namedBy(facts: InboxFacts): string[] {
  switch (facts.type) {
    case 'order':
      return [...identityKeys(facts.order), orderKey(facts.order.orderId)];
    case 'order-deleted':
    case 'order-noted':
      return [orderKey(facts.orderId)];
    case 'customers-merged':
      return [`c:${facts.keptId}`, `c:${facts.deletedId}`];
    case 'customer-deleted':
      return [`c:${facts.customerId}`];
    case 'customer-data-request':
      return [...(facts.customerId ? [`c:${facts.customerId}`] : []), ...facts.orderIds.map(orderKey)];
    default:
      return [];
  }
}

/** The same for facts that came by another way (reconciliation). */
export async function applyOrderFacts(
  services: LedgerServices,
  shop: string,
  order: OrderFacts,
): Promise<ApplyOutcome> {
  return inTransaction(services.db, (tx) => apply(services, tx, shop, { type: 'order', order }), {
    timeout: 30_000,
    maxWait: 10_000,
  });
}

async function apply(
  services: LedgerServices,
  tx: Prisma.TransactionClient,
  shop: string,
  facts: InboxFacts,
): Promise<ApplyOutcome> {
  const emailKey = services.env.EMAIL_HASH_KEY;
  if (facts.type === 'customer-redact') {
    await lockForBatch(tx, shop);
    await redactCustomer(tx, shop, emailKey, facts, services.clock.now());
    return 'applied';
  }
  if (facts.type === 'shop-redact') {
    await redactShop(tx, shop);
    return 'applied';
  }
  const context = await loadShopContext(tx, shop, services.clock.now());
  if (!context) return 'ignored';
  switch (facts.type) {
    case 'order':
      return applyOrder(services, tx, context, facts.order);
    case 'order-deleted':
      await lockForEvent(tx, shop, [`o:${facts.orderId}`]);
      return deleteOrder(
        tx,
        context,
        await ledgerOrderId(tx, shop, emailKey, facts.orderId),
        new Date(facts.at),
      );
    case 'order-noted':
      return 'noted';
    case 'customers-merged':
      await lockForEvent(tx, shop, [`c:${facts.keptId}`, `c:${facts.deletedId}`]);
      return mergeCustomers(services, tx, context, facts.keptId, facts.deletedId);
    case 'customer-deleted':
      await lockForEvent(tx, shop, [`c:${facts.customerId}`]);
      return retireShopifyCustomer(tx, context, facts.customerId);
    case 'customer-data-request':
      await recordDataRequest(tx, context, facts);
      return 'applied';
    case 'app-uninstalled':
      return uninstall(services, tx, context, new Date(facts.at));
    case 'scopes-updated':
      await tx.shop.update({
        where: { shop },
        data: { readsAllOrders: facts.scopes.includes('read_all_orders') },
      });
      return 'applied';
  }
}

async function applyOrder(
  services: LedgerServices,
  tx: Prisma.TransactionClient,
  context: ShopContext,
  order: OrderFacts,
): Promise<ApplyOutcome> {
  await lockForEvent(tx, context.shop, [`o:${order.orderId}`, ...identityKeys(order)]);
  const { changed, counted } = await applyOrders(tx, context, services.env.EMAIL_HASH_KEY, [order]);
  if (changed.length === 0 && counted.length === 0) return 'stale';
  for (const customer of counted) {
    const stored = customer.orders.find((candidate) => candidate.orderId === order.orderId);
    if (stored) await planThankYou(tx, services.jobs, context, customer, stored);
  }
  if (changed[0]) await redeemGifts(tx, services.jobs, context, changed[0]);
  const lost = changed[0] && (changed[0].cancelledAt !== null || changed[0].refundedMinor > 0);
  if (lost) await giftsWithoutAnniversary(tx, services.jobs, context, counted);
  await services.jobs.send(tx, 'standing.write', { shop: context.shop }, { singletonKey: context.shop });
  return changed.length > 0 ? 'applied' : 'stale';
}

/** The identities become one, and the deleted record is marked as gone. */
async function mergeCustomers(
  services: LedgerServices,
  tx: Prisma.TransactionClient,
  context: ShopContext,
  keptId: string,
  deletedId: string,
): Promise<ApplyOutcome> {
  if (keptId === deletedId) return 'noted';
  const { customerOf } = await resolveCustomers(
    tx,
    context.shop,
    [[`c:${keptId}`, `c:${deletedId}`]],
    context.now,
  );
  const survivor = customerOf.get(`c:${keptId}`);
  if (!survivor) throw new Error('a resolved key has an owner');
  await insertRetired(tx, context.shop, deletedId, survivor);
  await recount(tx, context, [survivor]);
  await services.jobs.send(tx, 'standing.write', { shop: context.shop }, { singletonKey: context.shop });
  return 'applied';
}

/** The person may still have guest orders: what was counted stays, but there is nowhere to write a standing. */
async function retireShopifyCustomer(
  tx: Prisma.TransactionClient,
  context: ShopContext,
  shopifyCustomerId: string,
): Promise<ApplyOutcome> {
  const { customerOf } = await resolveCustomers(tx, context.shop, [[`c:${shopifyCustomerId}`]], context.now);
  const customerId = customerOf.get(`c:${shopifyCustomerId}`);
  if (!customerId) throw new Error('a resolved key has an owner');
  await insertRetired(tx, context.shop, shopifyCustomerId, customerId);
  await recount(tx, context, [customerId]);
  return 'applied';
}

async function insertRetired(
  tx: Prisma.TransactionClient,
  shop: string,
  shopifyCustomerId: string,
  customerId: string,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO customer_identity (shop, key, customer_id) VALUES (${shop}, ${`x:${shopifyCustomerId}`}, ${customerId}::uuid)
    ON CONFLICT (shop, key) DO NOTHING`;
}

/**
 * Stops everything for the shop: the tick skips it, planned messages are withdrawn, the token is deleted. The ledger stays
 * until shop/redact. A webhook from before a reinstall must not undo it.
 */
async function uninstall(
  services: LedgerServices,
  tx: Prisma.TransactionClient,
  context: ShopContext,
  at: Date,
): Promise<ApplyOutcome> {
  if (at < context.installedAt) return 'stale';
  await tx.$executeRaw`
    UPDATE shop SET uninstalled_at = ${at}::timestamptz, set_up_at = NULL, loyalty_discount_id = NULL,
      updated_at = ${context.now}::timestamptz
    WHERE shop = ${context.shop}`;
  await tx.$executeRaw`
    UPDATE message SET state = 'suppressed', reason = 'uninstalled', updated_at = ${context.now}::timestamptz
    WHERE shop = ${context.shop} AND state = 'planned'`;
  await tx.session.deleteMany({ where: { shop: context.shop } });
  await tx.activityEntry.create({
    data: { shop: context.shop, at: context.now, event: 'app.uninstalled', detail: {} },
  });
  services.log.info({ shop: context.shop }, 'uninstalled');
  return 'applied';
}
