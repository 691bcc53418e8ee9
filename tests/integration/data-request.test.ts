import type { LoaderFunctionArgs } from '@remix-run/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { signDataRequestToken } from '~/ledger/data-request-token';
import type { HeldData } from '~/ledger/held-data.server';
import type { InboxFacts } from '~/loyalty/inbox-facts';
import { readActivity } from '~/routes/app.activity/activity.server';
import { loader } from '~/routes/data-requests.$token';
import type { TestDatabase } from '../support/database';
import { anOrder, deliver as deliverTo, installShop, SHOP, type LedgerServices } from '../support/ledger';
import { useLedger } from '../support/use-ledger';

const OTHER = 'b.myshopify.com';

let database: TestDatabase;
let services: LedgerServices;
useLedger((world) => ({ database, services } = world));
beforeEach(async () => {
  await installShop(database.db, OTHER);
  for (const shop of [SHOP, OTHER]) {
    await deliver({ type: 'order', order: anOrder({ orderId: '1', name: `#mine-${shop}`, shopifyCustomerId: '7', emailHash: 'aa', tags: ['<b>"vip"'] }) }, shop); // prettier-ignore
    await deliver({ type: 'order', order: anOrder({ orderId: '2', name: '#guest', emailHash: 'bb' }) }, shop);
    await deliver({ type: 'order', order: anOrder({ orderId: '3', name: '#stranger', shopifyCustomerId: '9' }) }, shop); // prettier-ignore
    const request = {
      type: 'customer-data-request',
      customerId: '7',
      requestId: '55',
      orderIds: ['1', '2'],
    } as const;
    await deliver({ ...request, orderIds: [...request.orderIds] }, shop);
    await database.db.suppression.create({ data: { shop, emailHash: 'aa', reason: 'unsubscribed', createdAt: services.clock.now() } }); // prettier-ignore
  }
});

const deliver = (facts: InboxFacts, shop?: string) => deliverTo(services, facts, shop);

/** The link that the merchant of a shop sees in the log. */
async function link(shop = SHOP): Promise<string> {
  const { rows } = await readActivity(services, shop, { kind: 'events', state: null, page: 1 });
  return rows.find((row) => row.what === 'customer.data-requested')?.dataRequest ?? '';
}

async function open(token: string, query = '?format=json'): Promise<Response> {
  const request = new Request(`https://app.example.com/data-requests/x${query}`);
  const context = { services } as unknown as LoaderFunctionArgs['context'];
  return loader({ request, params: { token }, context });
}

describe('the file for a customer who asked for their data', () => {
  it('holds everything of this person in this shop, also of guest orders, and nothing of anybody else', async () => {
    const response = await open(await link());
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Content-Disposition')).toContain('data-request-55.json');
    const held = (await response.json()) as HeldData;
    expect(held.orders.map((order) => order.name).sort()).toEqual(['#guest', `#mine-${SHOP}`]);
    expect(held.customers).toHaveLength(2);
    expect(held.messages).toHaveLength(2);
    expect(held.suppressions).toHaveLength(1);
    expect(held.inbox.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(held)).not.toMatch(/stranger|b\.myshopify/);
  });

  it('is a page that says so in words, with everything escaped', async () => {
    const page = await (await open(await link(), '?locale=de')).text();
    expect(page).toContain('Was über Sie gespeichert ist');
    expect(page).not.toContain('<b>');
  });

  it('finds the person after a merge', async () => {
    const token = await link();
    await deliver({ type: 'customers-merged', keptId: '9', deletedId: '7' });
    const held = (await (await open(token)).json()) as HeldData;
    expect(held.orders.map((order) => order.name).sort()).toEqual(
      ['#guest', `#mine-${SHOP}`, '#stranger'].sort(),
    );
  });

  it('is not there for anybody without the link, with an old one, or after a redaction: all the same answer', async () => {
    const token = await link();
    const entry = await database.db.activityEntry.findFirstOrThrow({ where: { shop: OTHER, event: 'customer.data-requested' } }); // prettier-ignore
    const secret = services.env.EMAIL_HASH_KEY;
    const [payload, signature] = token.split('.');
    const answers = [
      await open('nonsense'),
      await open(`${payload}.${signature?.slice(1)}x`),
      await open(
        signDataRequestToken({ shop: SHOP, entryId: String(entry.id) }, services.clock.now(), secret),
      ),
      await open(signDataRequestToken({ shop: SHOP, entryId: '1 OR 1=1' }, services.clock.now(), secret)),
    ];
    services.clock.set('2026-11-22T11:00:00Z');
    answers.push(await open(token));
    services.clock.set('2026-11-22T10:00:00Z');
    await deliver({ type: 'customer-redact', customerId: '7', emailHash: null, orderIds: ['1', '2'], at: '2026-11-22T09:00:00Z' }); // prettier-ignore
    answers.push(await open(token));
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([404, 'Not found']);
    expect((await open(await link(OTHER))).status).toBe(200);
  });
});
