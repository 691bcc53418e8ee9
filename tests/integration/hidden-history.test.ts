import { beforeEach, describe, expect, it } from 'vitest';
import { setUpShop } from '~/effects/set-up-shop';
import { hashEmail } from '~/email-hash.server';
import { reducePayload } from '~/intake/reduce';
import { applyEvent, applyOrderFacts } from '~/ledger/apply-event.server';
import { readFigures } from '~/ledger/figures.server';
import { importHistory } from '~/ledger/import-history.server';
import { reclassify } from '~/ledger/reclassify.server';
import { explain } from '~/loyalty/explain';
import { defaultProgram } from '~/loyalty/program';
import { readStory } from '~/routes/app.customers_.$id/story.server';
import { requireShopFacts, currentProgram } from '~/components/merchant.server';
import { silentEvents } from '../../dev-store/model/events';
import { placeOrder } from '../../dev-store/model/place-order';
import type { Customer, Order } from '../../dev-store/model/types';
import { orderPayload } from '../../dev-store/webhooks/order-payload';
import { APP_SCOPES } from '../support/installed-app';
import { NOW, SHOP, useHarness, type Harness } from './effects-harness';

const DAY_MS = 24 * 60 * 60_000;
const SINCE = new Date(Date.parse(NOW) - 60 * DAY_MS).toISOString();

let h: Harness;
useHarness((started) => {
  h = started;
  // old customers who came back lately: once, and one of them twice
  const [first, ...others] = h.customers().filter(({ id }) => wasThere(String(id)));
  for (const customer of [first, first, ...others.slice(0, 5)])
    place(customer!, Date.parse(NOW) - 10 * DAY_MS);
});
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity, inbox_event`;
});

const noSleep = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Installed now, set up, and its history imported, as far as the scopes show it. */
async function install(scopes: readonly string[]): Promise<void> {
  h.control.scopes = scopes;
  await h.installed();
  const fresh = { installedAt: new Date(NOW), messagesSince: new Date(NOW), setUpAt: null };
  await h.db.shop.update({ where: { shop: SHOP }, data: fresh });
  await setUpShop(h.services, { shop: SHOP });
  await runImport();
}

async function runImport(): Promise<void> {
  const job = h.jobs.findLast(({ queue }) => queue === 'import.history');
  await importHistory(h.services, { shop: SHOP, runId: String(job?.data['runId']) }, noSleep);
}

async function segments(): Promise<Map<string, string>> {
  const rows = await h.db.ledgerCustomer.findMany({ where: { orderCount: { gt: 0 } } });
  return new Map(rows.map(({ shopifyCustomerId, segment }) => [shopifyCustomerId ?? '', segment]));
}

const wasThere = (id: string) => (h.state.get('customer', Number(id))?.createdAt ?? NOW) < SINCE;

function place(customer: Customer, at: number): Order {
  const env = { state: h.state, clock: { now: () => at }, events: silentEvents };
  const unit = { productId: null, variantId: null, requiresShipping: true, isGiftCard: false };
  const placed = placeOrder(env, {
    customerId: customer.id,
    email: customer.email,
    locale: 'de-DE',
    lines: [{ ...unit, title: 'Coffee', quantity: 1, unitPriceMinor: 1_250 }],
  });
  if (!placed.ok) throw new Error(placed.reason);
  return placed.order;
}

/** A paid order a minute after the installation, as its webhook tells it. */
async function buys(customer: Customer): Promise<string> {
  const order = place(customer, Date.parse(NOW) + 60_000);
  const facts = reducePayload(JSON.parse(JSON.stringify(orderPayload(order, customer, h.state.shop))), {
    topic: 'orders/paid',
    triggeredAt: NOW,
    hashEmail: (email) => hashEmail(email, h.services.env.EMAIL_HASH_KEY),
  });
  if (facts?.type !== 'order') throw new Error('no order');
  await applyOrderFacts(h.services, SHOP, facts.order);
  return facts.order.orderId;
}

const thanks = (orderId: string) => h.db.message.count({ where: { subjectKey: `order:${orderId}` } });

describe('a shop without read_all_orders', () => {
  const sixtyDays = APP_SCOPES.filter((scope) => scope !== 'read_all_orders');

  it('takes nobody for new, or for one who has not bought, who may have bought before', async () => {
    await install(sixtyDays);
    const seen = [...(await segments())];
    const old = seen.filter(([id]) => wasThere(id));
    expect(old.length).toBeGreaterThan(3);
    expect(new Set(old.map(([, segment]) => segment))).toEqual(new Set(['unknown', 'repeat']));
    // everything of who came later is seen
    const young = seen.filter(([id]) => id !== '' && !wasThere(id)).map(([, segment]) => segment);
    expect(young).toContain('new');
    expect(young).not.toContain('unknown');
    // no first order, so no anniversary of it, and no date for the merchant's segments
    const dated = await h.db.ledgerCustomer.findMany({ where: { firstQualifyingDate: { not: null } } });
    expect(dated.filter((row) => wasThere(row.shopifyCustomerId ?? ''))).toEqual([]);
    const figures = await readFigures(h.services, SHOP);
    expect(figures?.segments.unknown).toBe(old.filter(([, segment]) => segment === 'unknown').length);
    // their money is nobody's first order
    expect(figures?.revenue.repeatMinor).toBeGreaterThan(0);
  });

  it('does not thank for "your first order", and says why somebody is unclear', async () => {
    await install(sixtyDays);
    const known = await segments();
    const id = [...known].find(([key, segment]) => segment === 'unknown' && wasThere(key))?.[0];
    const stranger = h.customers().find((one) => !known.has(String(one.id)) && wasThere(String(one.id)));
    for (const customer of [h.state.get('customer', Number(id))!, stranger!]) {
      expect(await thanks(await buys(customer))).toBe(0);
    }
    const young = h.customers().find((one) => !wasThere(String(one.id)))!;
    expect(await thanks(await buys(young))).toBe(1);

    const row = await h.db.ledgerCustomer.findFirstOrThrow({
      where: { shopifyCustomerId: String(stranger!.id) },
    });
    expect(row.segment).toBe('unknown');
    const merchant = { services: h.services, shop: SHOP };
    const facts = await requireShopFacts(merchant);
    const program = await currentProgram(merchant, facts.version);
    const story = await readStory(merchant, row.id, { ...facts, program });
    expect(story?.explanation).toMatchObject({
      segment: 'unknown',
      reason: { word: 'earlier-hidden', qualifyingCount: 1, repeatFromOrders: 2 },
    });
    expect(story).toMatchObject({
      earlierHidden: true,
      nextAnniversary: null,
      nextOccasions: { order: null },
    });
    expect(story?.orders).toMatchObject([{ counts: true, number: null }]);
  });

  it('reads the older orders once it is granted, and then everybody is what they are', async () => {
    await install(APP_SCOPES);
    const truth = await segments();
    expect([...truth.values()]).not.toContain('unknown');
    await h.db
      .$executeRaw`TRUNCATE shop, ledger_customer, ledger_order, customer_identity, import_run, program`;

    await install(sixtyDays);
    expect(await segments()).not.toEqual(truth);
    h.control.scopes = APP_SCOPES;
    h.jobs.length = 0;
    const inbox = await h.db.inboxEvent.create({
      data: {
        shop: SHOP,
        webhookId: 'granted',
        topic: 'app/scopes_update',
        businessKey: 'granted',
        receivedAt: h.clock.now(),
        facts: { type: 'scopes-updated', scopes: [...APP_SCOPES] },
      },
    });
    expect(await applyEvent(h.services, SHOP, String(inbox.id))).toBe('applied');
    await runImport();
    expect(h.jobs.map(({ queue }) => queue)).toContain('reclassify');
    await reclassify(h.services, SHOP);
    expect(await segments()).toEqual(truth);
    expect(await h.db.shop.findUniqueOrThrow({ where: { shop: SHOP } })).toMatchObject({
      readsAllOrders: true,
      ordersSince: null,
    });
  });
});

describe('an order from before, out of a CSV file', () => {
  it('makes the history known', () => {
    const order = (orderId: string, processedAt: string) => ({
      orderId, processedAt, source: 'web', totalMinor: 100, refundedMinor: 0, discountMinor: 0,
      financialStatus: 'paid' as const, cancelledAt: null, deletedAt: null, test: false, b2b: false,
      subscriptionRenewal: false, tags: [],
    }); // prettier-ignore
    const program = defaultProgram({ name: 'Shop', email: 'shop@example.com' });
    const today = NOW.slice(0, 10);
    const visible = order('1', '2026-11-01T10:00:00Z');
    const csv = order('csv:1', '2015-11-01T10:00:00Z');
    const of = (...orders: (typeof visible)[]) => explain(orders, program, 'Europe/Berlin', today, SINCE);
    expect(of(visible)).toMatchObject({ segment: 'unknown', fold: { firstQualifying: null } });
    expect(of(visible, csv)).toMatchObject({
      segment: 'repeat',
      fold: { firstQualifying: { date: '2015-11-01' } },
    });
  });
});
