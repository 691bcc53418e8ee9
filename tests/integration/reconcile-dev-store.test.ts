import { beforeEach, describe, expect, it } from 'vitest';
import { updatedOrdersQuery } from '~/admin-api/documents/updated-orders';
import { hashEmail } from '~/email-hash.server';
import { reducePayload } from '~/intake/reduce';
import { applyOrderFacts } from '~/ledger/apply-event.server';
import { importHistory } from '~/ledger/import-history.server';
import { startHistoryImport } from '~/ledger/start-import.server';
import { factsOfNode } from '~/ledger/order-node';
import { reconcile } from '~/ledger/reconcile.server';
import type { OrderFacts } from '~/loyalty/order-facts';
import { placeOrder, type OrderDraft } from '../../dev-store/model/place-order';
import { cancelOrder, deliverOrder, fulfilOrder } from '../../dev-store/model/orders';
import { refundOrder } from '../../dev-store/model/refunds';
import { silentEvents } from '../../dev-store/model/events';
import { orderPayload } from '../../dev-store/webhooks/order-payload';
import { NOW, SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity`;
  await h.installed();
});

const noSleep = () => new Promise<void>((resolve) => setImmediate(resolve));
const startImport = () => startHistoryImport(h.db, h.services.jobs, SHOP, h.clock.now());

/** Every order as the Admin API says it, the way the reconciliation asks. */
async function ordersOfApi(): Promise<Map<string, OrderFacts>> {
  interface Page {
    orders: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
  }
  const found = new Map<string, OrderFacts>();
  for (let after: string | null = null; ;) {
    const variables: Record<string, unknown> = { query: "updated_at:>='2000-01-01'", after };
    const answer = await h.services.admin(SHOP).request<Page>(updatedOrdersQuery, variables);
    if (!answer.ok) throw new Error(answer.kind);
    for (const node of answer.data.orders.nodes) {
      const facts = factsOfNode(node, h.services.env.EMAIL_HASH_KEY);
      if (facts) found.set(facts.orderId, facts);
    }
    const { hasNextPage, endCursor } = answer.data.orders.pageInfo;
    if (!hasNextPage) return found;
    after = endCursor;
  }
}

/** Every order as a webhook says it. */
function ordersOfWebhooks(): Map<string, OrderFacts> {
  const found = new Map<string, OrderFacts>();
  for (const order of h.state.all('order').values()) {
    const customer = order.customerId === null ? null : (h.state.get('customer', order.customerId) ?? null);
    const body: unknown = JSON.parse(JSON.stringify(orderPayload(order, customer, h.state.shop)));
    const facts = reducePayload(body, {
      topic: 'orders/updated',
      triggeredAt: NOW,
      hashEmail: (email) => hashEmail(email, h.services.env.EMAIL_HASH_KEY),
    });
    if (facts?.type === 'order') found.set(facts.order.orderId, facts.order);
  }
  return found;
}

const line = {
  productId: null,
  variantId: null,
  title: 'Coffee',
  quantity: 2,
  unitPriceMinor: 1_250,
  requiresShipping: true,
  isGiftCard: false,
};

/** What a merchant does to orders, so that every state is among them. */
function disturbOrders(): void {
  const env = {
    state: h.state,
    clock: { now: () => h.clock.now().getTime() },
    events: silentEvents,
  };
  const place = (more: Partial<OrderDraft> = {}) => {
    const placed = placeOrder(env, {
      customerId: null,
      email: 'Somebody@Example.com',
      locale: 'de-DE',
      lines: [line],
      tags: ['wholesale', 'A'],
      ...more,
    });
    if (!placed.ok) throw new Error(placed.reason);
    // any code will do: how it got there is no matter here
    const discountCodes = [{ code: 'By-Hand', amountMinor: 100, type: 'percentage' as const }];
    h.state.put('order', { ...placed.order, discountCodes });
    return placed.order;
  };
  const fulfilled = place();
  const refunded = place({ customerId: h.customers()[0]?.id ?? null, sourceName: 'pos' });
  const cancelled = place({ sourceName: 'subscription_contract', companyId: 9_001 });
  place({ paid: false, test: true });
  const discountAllocations = [{ amountMinor: 251, applicationIndex: 0 }];
  const returned = place({
    lines: [{ ...line, quantity: 3, discountAllocations }],
    shipping: { title: 'Express', priceMinor: 990, discountMinor: 490 },
  });
  fulfilOrder(env, fulfilled.id);
  const delivered = place();
  fulfilOrder(env, delivered.id);
  deliverOrder(env, delivered.id);
  refundOrder(env, returned.id, { lines: [{ lineId: returned.lines[0]!.id, quantity: 1 }], note: '' });
  refundOrder(env, refunded.id, { lines: [], amountMinor: 100, note: '' });
  cancelOrder(env, cancelled.id, { reason: 'customer', refund: true });
}

/** Lists are sets: Shopify sorts them differently here and there, and compareFacts does not mind. */
function comparable(orders: Map<string, OrderFacts>): OrderFacts[] {
  return [...orders.values()]
    .sort((a, b) => Number(a.orderId) - Number(b.orderId))
    .map((order) => ({
      ...order,
      tags: [...order.tags].sort(),
      discountCodes: [...order.discountCodes].sort(),
    }));
}

describe('three ways to the same facts', () => {
  it('an order has the same facts by webhook and by the Admin API, whatever has happened to it', async () => {
    disturbOrders();
    const byApi = await ordersOfApi();
    const byWebhook = ordersOfWebhooks();
    expect(byApi.size).toBeGreaterThan(50);
    expect(comparable(byApi)).toEqual(comparable(byWebhook));
    const shipped = [...byWebhook.values()].map((order) => order.fulfillmentStatus);
    expect(shipped).toEqual(expect.arrayContaining([null, 'fulfilled', 'delivered']));
    // two of three units are left, and delivery: 251 - floor(251 / 3) + 490
    const orders = [...h.state.all('order').values()];
    const returned = orders.find(({ shipping }) => shipping?.title === 'Express')!;
    expect(byApi.get(String(returned.id))).toMatchObject({ discountMinor: 168 + 490 });
  });
});

describe('an undisturbed shop', () => {
  it('has nothing to heal after its import', async () => {
    const runId = await startImport();
    await importHistory(h.services, { shop: SHOP, runId }, noSleep);
    expect(await h.db.ledgerOrder.count()).toBe(h.state.all('order').size);
    // the first sweep of all looks a day back: make it look at everything
    h.clock.set('2022-01-01T00:00:00Z');
    const result = await reconcile(h.services, SHOP);
    expect(result.looked).toBe(h.state.all('order').size);
    expect(result.healed).toBe(0);
  });

  it('has nothing to heal after its webhooks', async () => {
    for (const order of [...ordersOfWebhooks().values()].slice(-30)) {
      await applyOrderFacts(h.services, SHOP, order);
    }
    const known = new Set((await h.db.ledgerOrder.findMany()).map((row) => row.orderId));
    for (const order of [...(await ordersOfApi()).values()].filter(({ orderId }) => known.has(orderId))) {
      expect(await applyOrderFacts(h.services, SHOP, order)).toBe('stale');
    }
  });

  it('is left alone while its import is under way: what the import has not reached was not missed', async () => {
    const runId = await startImport();
    const sweeps: { looked: number; healed: number }[] = [];
    let lookedDuringImport = false;
    h.control.before = async (operation) => {
      if (operation !== 'BulkOperationStatus' || lookedDuringImport) return;
      lookedDuringImport = true;
      sweeps.push(await reconcile(h.services, SHOP));
    };
    await importHistory(h.services, { shop: SHOP, runId }, noSleep);
    expect(sweeps).toEqual([{ looked: 0, healed: 0 }]);
    const done = await h.db.activityEntry.findFirstOrThrow({ where: { event: 'import.done' } });
    const orders = h.state.all('order').size;
    expect(done.detail).toEqual({ orders, changed: orders });
  });
});
