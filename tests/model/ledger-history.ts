import type { PrismaClient } from '@prisma/client';
import fc from 'fast-check';
import { classify } from '~/loyalty/classify';
import { compareFacts } from '~/loyalty/compare-facts';
import { foldCustomer } from '~/loyalty/fold';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import type { OrderFacts } from '~/loyalty/order-facts';
import { defaultProgram } from '~/loyalty/program';
import { anOrder } from '../support/ledger';

/** What the ledger says, without its own ids: one text a customer. */
export async function ledgerText(db: PrismaClient, shop: string): Promise<string[]> {
  const orders = await db.ledgerOrder.findMany({ where: { shop }, orderBy: { orderId: 'asc' } });
  const customers = await db.ledgerCustomer.findMany({ where: { shop, mergedIntoId: null } });
  const texts = customers.map((customer) =>
    JSON.stringify({
      shopify: customer.shopifyCustomerId,
      count: [
        customer.orderCount,
        customer.qualifyingCount,
        Number(customer.netSpendMinor),
        Number(customer.savedMinor),
      ],
      first: customer.firstQualifyingAt?.toISOString() ?? null,
      last: customer.lastQualifyingAt?.toISOString() ?? null,
      segment: [customer.segment, customer.tierKey],
      orders: orders
        .filter((order) => order.customerId === customer.id)
        .map((order) => [order.orderId, order.excludedReason]),
    }),
  );
  return texts.sort();
}

/** The truth, computed without the ledger's code for joining: union of keys, newest facts, one fold. */
export function truth(events: InboxFacts[]): string[] {
  const program = defaultProgram({ name: 'A shop', email: 'shop@example.com' });
  const groups: Set<string>[] = [];
  const link = (keys: string[]) => {
    if (keys.length === 0) return;
    const hit = groups.filter((group) => keys.some((key) => group.has(key)));
    for (const group of hit) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([...keys, ...hit.flatMap((group) => [...group])]));
  };
  const newest = new Map<string, OrderFacts>();
  const deletions = new Map<string, string>();
  const gone = new Set<string>();
  const keysOf = (order: OrderFacts) => [
    ...(order.shopifyCustomerId ? [`c:${order.shopifyCustomerId}`] : []),
    ...(order.emailHash ? [`e:${order.emailHash}`] : []),
  ];
  for (const event of events) {
    if (event.type === 'order') {
      link(keysOf(event.order));
      const other = newest.get(event.order.orderId);
      if (!other || compareFacts(event.order, other) > 0) newest.set(event.order.orderId, event.order);
    }
    if (event.type === 'customers-merged') {
      link([`c:${event.keptId}`, `c:${event.deletedId}`]);
      gone.add(event.deletedId);
    }
    if (event.type === 'customer-deleted') {
      link([`c:${event.customerId}`]);
      gone.add(event.customerId);
    }
    if (event.type === 'order-deleted') {
      const other = deletions.get(event.orderId);
      if (!other || event.at > other) deletions.set(event.orderId, event.at);
    }
  }
  return groups
    .map((group) => {
      const own = [...newest.values()]
        .filter((order) => keysOf(order).some((key) => group.has(key)))
        .map((order) => {
          const at = deletions.get(order.orderId);
          return { ...order, deletedAt: at && Date.parse(at) >= Date.parse(order.factsAt) ? at : null };
        });
      const fold = foldCustomer(own, program.classification, 'Europe/Berlin', '2026-11-22');
      const { segment, tier } = classify(fold, program, '2026-11-22');
      const ids = [...group].filter((key) => key.startsWith('c:')).map((key) => Number(key.slice(2)));
      const current = ids.filter((id) => !gone.has(String(id)));
      return JSON.stringify({
        shopify: current.length > 0 ? String(Math.max(...current)) : null,
        count: [fold.orderCount, fold.qualifyingCount, fold.netSpendMinor, fold.savedMinor],
        first: fold.firstQualifying ? new Date(fold.firstQualifying.at).toISOString() : null,
        last: fold.lastQualifying ? new Date(fold.lastQualifying.at).toISOString() : null,
        segment: [segment, tier?.key ?? null],
        orders: fold.orders
          .map((order) => [order.orderId, order.excludedReason])
          .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
      });
    })
    .sort();
}

const minute = (index: number) => new Date(Date.parse('2026-02-28T22:50:00Z') + index * 60_000).toISOString();

const orderEvent = fc
  .record({
    id: fc.integer({ min: 1, max: 5 }),
    factsAt: fc.integer({ min: 0, max: 6 }).map(minute),
    financialStatus: fc.constantFrom(
      'pending' as const,
      'paid' as const,
      'partially_refunded' as const,
      'refunded' as const,
    ),
    refundedMinor: fc.constantFrom(0, 500, 2_000),
    discountMinor: fc.constantFrom(0, 150, 4_000),
    cancelled: fc.boolean(),
    test: fc.boolean(),
  })
  .map(({ id, cancelled, ...rest }): InboxFacts => {
    // An order's own customer does not change; ids share customers and e-mails so that joins happen.
    const shopifyCustomerId = id % 2 ? String(1 + (id % 3)) : null;
    const emailHash = id > 2 ? `h${id % 2}` : null;
    const order = anOrder({
      ...rest,
      orderId: String(id),
      name: `#${id}`,
      shopifyCustomerId,
      emailHash,
      processedAt: minute(id * 20),
    });
    return { type: 'order', order: { ...order, cancelledAt: cancelled ? rest.factsAt : null } };
  });

const event = fc.oneof(
  { weight: 8, arbitrary: orderEvent },
  {
    weight: 1,
    arbitrary: fc.constant<InboxFacts>({ type: 'customers-merged', keptId: '1', deletedId: '3' }),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 3 })
      .map((id): InboxFacts => ({ type: 'customer-deleted', customerId: String(id) })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ id: fc.integer({ min: 1, max: 5 }), at: fc.integer({ min: 0, max: 6 }).map(minute) })
      .map(({ id, at }): InboxFacts => ({ type: 'order-deleted', orderId: String(id), at })),
  },
);

export interface History {
  /** what happened, each once */
  events: InboxFacts[];
  /** how it arrived: each one to five times, in any order */
  deliveries: InboxFacts[];
}

export const histories: fc.Arbitrary<History> = fc
  .array(event, { minLength: 1, maxLength: 12 })
  .chain((events) =>
    fc
      .array(fc.integer({ min: 1, max: 5 }), { minLength: events.length, maxLength: events.length })
      .chain((times) => {
        const copies = events.flatMap((one, n) => Array.from({ length: times[n] ?? 1 }, () => one));
        return fc.record({
          events: fc.constant(events),
          deliveries: fc.shuffledSubarray(copies, { minLength: copies.length, maxLength: copies.length }),
        });
      }),
  );
