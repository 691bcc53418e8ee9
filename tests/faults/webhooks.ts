import type { PrismaClient } from '@prisma/client';
import { orderBody } from '../support/order-webhooks';
import { webhook, type Delivery } from '../support/webhook-load';
import { SECRET, shopName } from './app';

/** A signed order webhook of one of the run's shops; the same number is the same order. */
export function orderWebhook(n: number, shops: number, webhookId = `w-${n}`): Delivery {
  const shop = n % shops;
  return webhook({ shop: shopName(shop), topic: 'orders/create', webhookId }, orderOf(n, shop), SECRET);
}

/** @param processedAt ISO, whole seconds */
export function orderOf(n: number, shop: number, processedAt = '2026-11-20T10:00:00Z'): string {
  return orderBody({
    id: 6_000_000_000_000 + n,
    customerId: 8_000_000_000_000 + (n % 500),
    email: `customer-${n % 500}@example.com`,
    processedAt,
    fields: { order_status_url: `https://www.example.com/${1_000 + shop}/orders/${n}/authenticate?key=1` },
  });
}

export async function storedWebhooks(db: PrismaClient): Promise<Set<string>> {
  const rows = await db.inboxEvent.findMany({ select: { webhookId: true } });
  return new Set(rows.map((row) => row.webhookId));
}

export async function jobsWaiting(db: PrismaClient): Promise<number> {
  const [row] = await db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pgboss.job WHERE name = 'inbox.apply'`;
  return row?.n ?? -1;
}
