/**
 * A process that asks the Admin API of one shop without a pause, in several streams, with documents of very different cost.
 * SHOP, STREAMS; the rest is the app's environment. Says "calling" once it has learned what they cost, and at SIGTERM what
 * became of its calls.
 */
import { createAdminApi } from '../../app/admin-api/client.server';
import { metafieldsSetMutation, recipientsQuery, shopFactsQuery } from '../../app/admin-api/documents';
import { updatedOrdersQuery } from '../../app/admin-api/documents/updated-orders';
import { createShopifyFetch } from '../../app/admin-api/fetch.server';
import { createDb } from '../../app/database/client.server';
import { readEnv } from '../../app/env.server';
import { createLog } from '../../app/log.server';
import { seeded } from './fault';

const { SHOP = '', STREAMS = '1', ...rest } = process.env;
const env = readEnv(rest);
const db = createDb(env.DATABASE_URL ?? '', 5);
const log = createLog('warn', 'test');
const admin = createAdminApi({ env, log, db, shop: SHOP, fetch: createShopifyFetch(env) });
const random = seeded(process.pid);
const customer = 'gid://shopify/Customer/1';

const CALLS: (() => [string, Record<string, unknown>])[] = [
  () => [shopFactsQuery, {}],
  () => [recipientsQuery, { ids: Array.from({ length: 1 + Math.floor(random() * 50) }, () => customer) }],
  () => [updatedOrdersQuery, { query: 'updated_at:>2026-01-01', after: null }],
  () => [
    metafieldsSetMutation,
    { metafields: [{ ownerId: customer, namespace: '$app:loyalty', key: 'standing', type: 'json', value: '{}' }] },
  ],
]; // prettier-ignore

/** Answers after which every document has most probably been asked. */
const LEARNED_AFTER = 20;

let stopping = false;
let answers = 0;
const outcomes: Record<string, number> = {};

async function stream(): Promise<void> {
  while (!stopping) {
    const [document, variables] = CALLS[Math.floor(random() * CALLS.length)]?.() ?? [shopFactsQuery, {}];
    const result = await admin.request(document, variables);
    const outcome = result.ok ? 'ok' : `${result.kind}: ${'message' in result ? result.message : ''}`;
    answers += 1;
    if (answers === LEARNED_AFTER) process.stdout.write('calling\n');
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
}

process.on('SIGTERM', () => (stopping = true));
await Promise.all(Array.from({ length: Number(STREAMS) }, stream));
process.stdout.write(`outcomes ${JSON.stringify(outcomes)}\n`);
await db.$disconnect();
