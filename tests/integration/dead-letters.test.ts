import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  countDeadLetters,
  dismissDeadLetters,
  readDeadLetters,
  retryDeadLetters,
} from '~/effects/dead-letters';
import { dispatchMessages, sendMessage } from '~/effects/dispatch-messages';
import { undertaker } from '~/jobs/dead-jobs.server';
import { PgBossQueue } from '~/jobs/pg-boss-queue.server';
import { newTickMemory, tick } from '~/jobs/tick.server';
import { actOnAttention } from '~/routes/app.activity/attention-action.server';
import { createLog } from '~/log.server';
import { SHOP, useHarness, type Harness } from './effects-harness';

const OTHER = 'other.myshopify.com';
let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.deadJob.deleteMany();
  await h.db.inboxEvent.deleteMany();
  await h.installed((program) => (program.thankYou.afterCrash = 'park'));
});

const list = async (page = 1, pageSize = 50) => readDeadLetters(h.services, SHOP, { page, pageSize });
const retry = (choice: string[] | 'all', shop = SHOP) => retryDeadLetters(h.services, shop, choice);
const dismiss = (choice: string[] | 'all', shop = SHOP) => dismissDeadLetters(h.services, shop, choice);
const order = (n: number) => h.paidOrders()[n]!;

async function deadEvent(): Promise<string> {
  const row = await h.db.inboxEvent.create({
    data: {
      shop: SHOP,
      webhookId: randomUUID(),
      topic: 'orders/paid',
      businessKey: randomUUID(),
      receivedAt: new Date('2026-11-22T08:00:00Z'),
      facts: {},
    },
  });
  await undertaker(h.services).failed(
    'inbox.apply',
    { shop: SHOP, inboxId: String(row.id) },
    'failed: TypeError',
  );
  return String(row.id);
}

/** One of each kind. */
async function deadOfEachKind() {
  const failed = await h.thankYou(order(0), { state: 'failed', reason: 'template-error: body' });
  const uncertain = await h.thankYou(order(1), { state: 'uncertain', reason: 'smtp ESOCKET' });
  const gift = await h.plannedGift(await h.ledgerCustomer(h.customers()[0]!), {
    state: 'failed',
    reason: 'code-taken',
  });
  const event = await deadEvent();
  await undertaker(h.services).failed('discount.sync', { shop: SHOP }, 'own discounts: shopify unauthorized');
  return [
    `message:${failed}`,
    `message:${uncertain}`,
    `coupon:${gift}`,
    `event:${event}`,
    'job:discount.sync',
  ];
}

describe('what waits for a person', () => {
  it('is listed with its reason, in pages, of this shop only', async () => {
    const keys = await deadOfEachKind();
    await h.thankYou(order(2)); // waits for its time, not for a person
    const { rows, total } = await list();
    expect(total).toBe(5);
    expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(keys));
    expect(rows.map(({ reason }) => reason).sort()).toEqual([
      'code-taken', 'gave-up: own discounts: shopify unauthorized', 'internal-error: TypeError', 'smtp ESOCKET',
      'template-error: body',
    ]); // prettier-ignore
    expect((await list(2, 3)).rows).toHaveLength(2);
    expect(await readDeadLetters(h.services, OTHER, { page: 1, pageSize: 50 })).toEqual({
      rows: [],
      total: 0,
    });
  });

  it('does not name the coupon of a guest who cannot redeem one: trying again changes nothing', async () => {
    const customerId = await h.ledgerCustomer(h.customers()[0]!);
    const giftId = await h.plannedGift(customerId, { state: 'failed', reason: 'no-customer-record' });
    expect((await list()).total).toBe(0);
    expect(await retry([`coupon:${giftId}`])).toBe(0);
    expect(await h.db.gift.findMany({ select: { state: true } })).toEqual([{ state: 'failed' }]);
  });

  it('is tried again, once, however often one clicks', async () => {
    const keys = await deadOfEachKind();
    expect(await Promise.all([retry(keys), retry('all'), retry(keys)])).toEqual(
      expect.arrayContaining([5, 0, 0]),
    );
    expect(await retry('all')).toBe(0);
    expect(await countDeadLetters(h.services, SHOP)).toBe(0);
    expect(h.jobs.map(({ queue }) => queue).sort()).toEqual([
      'coupon.issue', 'discount.sync', 'inbox.apply', 'message.send',
    ]); // prettier-ignore
    await dispatchMessages(h.services, { shop: SHOP });
    await retry(keys);
    await dispatchMessages(h.services, { shop: SHOP });
    expect(h.mails).toHaveLength(2);
    expect(new Set(h.mails.map(({ messageId }) => messageId)).size).toBe(2);
    const entries = await h.db.activityEntry.findMany({ where: { event: 'attention.retried' } });
    expect(entries.map(({ detail }) => detail)).toEqual([{ count: 5 }]);
  });

  it('does not touch what is under way or was sent, though its key is named', async () => {
    const sent = await h.thankYou(order(0), { state: 'sent' });
    const claimed = await h.thankYou(order(1), { state: 'claimed', claimedAt: new Date() });
    expect(await retry([`message:${sent}`, `message:${claimed}`])).toBe(0);
    expect(await dismiss([`message:${sent}`, `message:${claimed}`])).toBe(0);
    expect((await h.messageRow(sent)).state).toBe('sent');
  });

  it('some of it is let go: it is not sent, keeps its reason, and the rest stays', async () => {
    const keys = await deadOfEachKind();
    const [failed = '', uncertain = ''] = keys;
    expect(await dismiss([failed])).toBe(1);
    expect(await h.messageRow(failed.slice('message:'.length))).toMatchObject({
      state: 'suppressed',
      reason: 'dismissed: failed, template-error: body',
    });
    expect((await list()).rows.map(({ key }) => key)).toContain(uncertain);
    expect(await dismiss('all')).toBe(4);
    expect(await dismiss('all')).toBe(0);
    expect(await retry('all')).toBe(0);
    expect(await sendMessage(h.services, { shop: SHOP, messageId: uncertain.slice(8) })).toEqual({
      outcome: 'not-claimed',
    });
    expect(h.jobs).toEqual([]);
  });

  it("never another shop's", async () => {
    const keys = await deadOfEachKind();
    expect(await retry(keys, OTHER)).toBe(0);
    expect(await retry('all', OTHER)).toBe(0);
    expect(await dismiss(keys, OTHER)).toBe(0);
    expect(await countDeadLetters(h.services, SHOP)).toBe(5);
  });

  it('the page answers what came of it, and refuses what is not its form', async () => {
    const keys = await deadOfEachKind();
    const act = (body: unknown) => actOnAttention(h.services, SHOP, body);
    expect(await act({ intent: 'retry', keys: keys.slice(0, 2) })).toEqual({ intent: 'retry', count: 2 });
    expect(await act({ intent: 'dismiss', keys: 'all' })).toEqual({ intent: 'dismiss', count: 3 });
    for (const body of [
      null,
      {},
      { intent: 'delete', keys: 'all' },
      { intent: 'retry', keys: [1] },
      { intent: 'retry', keys: 'all', shop: OTHER },
    ])
      expect(await act(body)).toBeNull();
  });
});

describe('poison', () => {
  let queue: PgBossQueue;
  beforeAll(async () => {
    queue = await PgBossQueue.start({ url: h.database.url, log: createLog('silent', 'test'), worker: true });
  });
  afterAll(() => queue.stop());
  afterEach(() => h.db.$executeRaw`DELETE FROM pgboss.job`);

  it('an event that cannot be applied: listed after its last try, left alone by the tick, taken up again on request', async () => {
    const row = await h.db.inboxEvent.create({
      data: {
        shop: SHOP, webhookId: 'poison', topic: 'orders/paid', businessKey: 'poison', facts: {},
        receivedAt: new Date('2026-11-22T08:00:00Z'),
      },
    }); // prettier-ignore
    const inboxId = String(row.id);
    const key = `${SHOP}|${inboxId}`;
    await queue.send(h.db, 'inbox.apply', { shop: SHOP, inboxId }, { singletonKey: key });
    await h.db.$executeRaw`UPDATE pgboss.job SET retry_count = retry_limit - 1 WHERE name = 'inbox.apply'`;
    let tries = 0;
    const poison = async () => {
      tries += 1;
      // its last try comes at once instead of in ten minutes
      await h.db
        .$executeRaw`UPDATE pgboss.job SET retry_delay = 0, retry_backoff = false WHERE name = 'inbox.apply'`;
      throw new TypeError('poison');
    };
    await queue.work('inbox.apply', poison, 0.5, undertaker(h.services));
    await expect.poll(() => countDeadLetters(h.services, SHOP), { timeout: 60_000 }).toBe(1);
    expect(tries).toBe(2);
    expect((await list()).rows).toMatchObject([
      { key: `event:${inboxId}`, what: 'orders/paid', reason: 'internal-error: TypeError' },
    ]);
    const jobs = { send: h.services.jobs.send, pendingKeys: async () => new Set<string>() };
    await tick({ ...h.services, jobs }, newTickMemory());
    expect(h.jobs.filter((job) => job.queue === 'inbox.apply')).toEqual([]);
    expect(await retry([`event:${inboxId}`])).toBe(1);
    expect(h.jobs.filter((job) => job.queue === 'inbox.apply')).toMatchObject([
      { data: { shop: SHOP, inboxId }, key },
    ]);
  });

  it('work that was given up: listed, and forgotten when it goes well later', async () => {
    await queue.send(h.db, 'discount.sync', { shop: SHOP }, { singletonKey: SHOP });
    await h.db.$executeRaw`UPDATE pgboss.job SET retry_count = retry_limit WHERE name = 'discount.sync'`;
    let broken = true;
    await queue.work(
      'discount.sync',
      async () => {
        if (broken) throw new TypeError('poison');
      },
      0.5,
      undertaker(h.services),
    );
    await expect
      .poll(async () => (await list()).rows.map(({ key }) => key), { timeout: 60_000 })
      .toEqual(['job:discount.sync']);
    broken = false;
    await queue.send(h.db, 'discount.sync', { shop: SHOP }, { singletonKey: SHOP });
    await expect.poll(() => countDeadLetters(h.services, SHOP), { timeout: 60_000 }).toBe(0);
  });
});
