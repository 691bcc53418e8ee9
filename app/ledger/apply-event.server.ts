import { inTransaction } from '~/database/transaction.server';
import type { Prisma } from '@prisma/client';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { OrderFacts } from '~/loyalty/order-facts';
import { applyLockedOrders, type ApplyOutcome, type LedgerServices } from './apply-locked-orders.server';
import { deleteOrder } from './delete-order.server';
import { startHistoryImport } from './start-import.server';
import { identityKeys, resolveCustomers } from './identities.server';
import { lockForBatch, lockForEvent } from './locks.server';
import { markApplied } from './mark-applied.server';
import { redactCustomer, redactShop, recordDataRequest } from './privacy.server';
import { recount } from './recount.server';
import { ledgerOrderId } from './redaction-marker.server';
import { loadShopContext, type ShopContext } from './shop-context.server';

export type { ApplyOutcome, LedgerServices };

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
      await markApplied(services, tx, shop, [{ inboxId, facts, outcome }]);
      return outcome;
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
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
      await noteScopes(services, tx, context, facts.scopes);
      return 'applied';
    case 'shop-updated':
      // the set-up asks Shopify for all of it, and repeats nothing that was done
      await services.jobs.send(tx, 'install.setup', { shop }, { singletonKey: shop });
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
  const [outcome] = await applyLockedOrders(services, tx, context, [order]);
  return outcome ?? 'stale';
}

/** Who is shown all orders from now on reads those that were hidden; an import under way would still miss them. */
async function noteScopes(
  services: LedgerServices,
  tx: Prisma.TransactionClient,
  { shop, hidden, now }: ShopContext,
  scopes: readonly string[],
): Promise<void> {
  const readsAllOrders = scopes.includes('read_all_orders');
  await tx.shop.update({ where: { shop }, data: { readsAllOrders } });
  if (!readsAllOrders || !hidden) return;
  await tx.importRun.deleteMany({ where: { shop, kind: 'history', state: { not: 'done' } } });
  await startHistoryImport(tx, services.jobs, shop, now);
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
