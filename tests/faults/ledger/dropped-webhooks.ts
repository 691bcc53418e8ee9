import { createDb } from '../../../app/database/client.server';
import type { AdminApi } from '../../../app/admin-api/client.server';
import { createReceiver } from '../../../app/intake/receive.server';
import { applyEvent } from '../../../app/ledger/apply-event.server';
import { reconcile } from '../../../app/ledger/reconcile.server';
import { recordingJobs, installShop, ledgerServices, SHOP } from '../../support/ledger';
import { orderBody, type OrderOf } from '../../support/order-webhooks';
import { ledgerText } from '../../model/ledger-history';
import type { FaultContext, FaultResult } from '../fault';
import { createHmac } from 'node:crypto';

const PAGE = 50;
const SIDE_BY_SIDE = 4;

/** One in twenty webhooks never arrives: one reconciliation heals all of them, and finds nothing else. */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const count = full ? 10_000 : 160;
  const { db, url } = await database({ durable: false });
  const guarded = createDb(url, SIDE_BY_SIDE + 2);
  const services = { ...ledgerServices(db), db: guarded, jobs: recordingJobs() };
  const problems: string[] = [];
  const truthful = 'truth.myshopify.com';
  await installShop(db, SHOP);
  await installShop(db, truthful);

  const orders: OrderOf[] = Array.from({ length: count }, (_, n) => anOrder(n, count, random));
  const dropped = new Set<number>();
  while (dropped.size < Math.round(count * 0.05)) dropped.add(Math.floor(random() * count));

  const receive = createReceiver(services);
  const arrive = async (shop: string, order: OrderOf, n: number) => {
    const body = Buffer.from(orderBody(order));
    const signature = createHmac('sha256', services.env.SHOPIFY_API_SECRET).update(body).digest('base64');
    const result = await receive(
      {
        'x-shopify-hmac-sha256': signature,
        'x-shopify-shop-domain': shop,
        'x-shopify-topic': 'orders/updated',
        'x-shopify-webhook-id': `d-${n}`,
      },
      body,
    );
    if (result.outcome !== 'accepted') throw new Error(`webhook ${n}: ${result.outcome}`);
    await applyEvent(services, shop, result.inboxId);
  };
  const queue = orders.entries();
  const line = async () => {
    for (const [n, order] of queue) {
      await arrive(truthful, order, n);
      if (!dropped.has(n)) await arrive(SHOP, order, n);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, line));

  const admin = () => pagesOf(orders);
  const first = await reconcile({ ...services, admin }, SHOP);
  const second = await reconcile({ ...services, admin }, SHOP);
  if (first.looked !== count || first.healed !== dropped.size) {
    problems.push(`looked at ${first.looked} and healed ${first.healed} of ${dropped.size}`);
  }
  if (second.healed !== 0) problems.push(`the second sweep healed ${second.healed} more`);
  const [healed, expected] = [await ledgerText(db, SHOP), await ledgerText(db, truthful)];
  if (JSON.stringify(healed) !== JSON.stringify(expected))
    problems.push('the healed ledger differs from the whole one');
  await guarded.$disconnect();
  return {
    injected: dropped.size,
    problems,
    figures: { webhooks: count, dropped: dropped.size, healed: first.healed },
  };
}

/** Placed within the last day, so that the first sweep sees it; four orders a customer. */
function anOrder(n: number, count: number, random: () => number): OrderOf {
  const customer = Math.floor(random() * (count / 4));
  const placed = Date.parse('2026-11-21T12:00:00Z') + Math.floor(random() * 20 * 3_600) * 1_000;
  return {
    id: 6_000_000_000_000 + n,
    customerId: 8_000_000_000_000 + customer,
    email: `customer-${customer}@example.com`,
    processedAt: new Date(placed).toISOString().replace('.000', ''),
    total: `${1 + Math.floor(random() * 200)}.${String(Math.floor(random() * 100)).padStart(2, '0')}`,
  };
}

/** The Admin API's `orders`, page by page. */
function pagesOf(orders: OrderOf[]): AdminApi {
  const request = async (_document: string, variables: { after?: string | null } = {}) => {
    const from = Number(variables.after ?? 0);
    const to = Math.min(orders.length, from + PAGE);
    return {
      ok: true,
      data: {
        orders: {
          nodes: orders.slice(from, to).map(orderNode),
          pageInfo: { hasNextPage: to < orders.length, endCursor: String(to) },
        },
      },
    };
  };
  return { request } as unknown as AdminApi;
}

function orderNode(order: OrderOf): object {
  const payload = JSON.parse(orderBody(order)) as { name: string; customer_locale: string; discount_codes: { code: string }[]; company: object | null }; // prettier-ignore
  const zero = { shopMoney: { amount: '0.00' } };
  return {
    id: `gid://shopify/Order/${order.id}`,
    name: payload.name,
    processedAt: order.processedAt,
    updatedAt: order.updatedAt ?? order.processedAt,
    cancelledAt: null,
    sourceName: 'web',
    test: false,
    tags: [],
    discountCodes: payload.discount_codes.map(({ code }) => code),
    customerLocale: payload.customer_locale,
    email: order.email,
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: 'UNFULFILLED',
    currentTotalPriceSet: { shopMoney: { amount: order.total ?? '20.00', currencyCode: 'EUR' } },
    totalRefundedSet: zero,
    currentTotalDiscountsSet: zero,
    customer: { id: `gid://shopify/Customer/${order.customerId}` },
    purchasingEntity: payload.company ? { __typename: 'PurchasingCompany' } : null,
  };
}
