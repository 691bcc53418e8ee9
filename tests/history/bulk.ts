import { createHmac } from 'node:crypto';
import type { PrismaClient } from '@prisma/client';
import { createAdminApi } from '../../app/admin-api/client.server';
import { createShopifyFetch } from '../../app/admin-api/fetch.server';
import { fixedClock } from '../../app/clock.server';
import { readEnv, type Env } from '../../app/env.server';
import { importHistory, type ImportServices } from '../../app/ledger/import-history.server';
import { startHistoryImport } from '../../app/ledger/start-import.server';
import { createLog } from '../../app/log.server';
import { startOfShopDate } from '../../app/loyalty/calendar';
import { silentEvents } from '../../dev-store/model/events';
import { placeOrder } from '../../dev-store/model/place-order';
import { issueOffline } from '../../dev-store/oauth/tokens';
import type { ShopState } from '../../dev-store/model/types';
import { createDevStore } from '../../dev-store/server';
import { recordingJobs } from '../support/ledger';
import type { Purchase } from './cdnow';

interface History {
  shop: string;
  timeZone: string;
  purchases: readonly Purchase[];
}

export interface BulkImported {
  orders: number;
  /** orders that a second import of the same changed */
  changedAgain: number;
  /** identity key of a customer of the file, in the shop imported from CSV */
  csvKeyOf(customer: string): string;
  /** and in this one */
  shopifyKeyOf(customer: string): string;
}

const SCOPES = ['read_customers', 'write_customers', 'read_orders', 'read_all_orders'];

/** Sells the whole history in a dev store, and imports it from there over HTTP, as from Shopify. */
export async function importByBulkOperation(
  url: string,
  db: PrismaClient,
  history: History,
): Promise<BulkImported> {
  const { shop, timeZone } = history;
  const log = createLog('error', 'history');
  const store = await createDevStore({
    databaseUrl: url,
    port: 0,
    smtpPort: 0,
    appUrl: 'http://127.0.0.1:9',
    apiKey: 'key',
    apiSecret: 'secret',
    scopes: SCOPES,
    shops: [shop],
    seed: 'products',
    log,
  });
  try {
    const opened = store.shop(shop);
    if (!opened) throw new Error('the dev store has not opened its shop');
    const { state } = opened;
    state.putShop({ ...state.shop, currency: 'USD', timeZone });
    await sell(state, history);
    opened.installApp();
    const { accessToken } = issueOffline(state, SCOPES, false, Date.now());
    await state.commit();
    await install(db, shop, timeZone, accessToken);

    const env = readEnv({ NODE_ENV: 'test', DEV_STORE_URL: store.url });
    const services: ImportServices = {
      env,
      log,
      db,
      jobs: recordingJobs(),
      clock: fixedClock(new Date().toISOString()),
      admin: () => createAdminApi({ env, log, db, shop, fetch: createShopifyFetch(env) }),
    };
    await runImport(services, shop);
    await runImport(services, shop);
    const done = await db.activityEntry.findMany({
      where: { shop, event: 'import.done' },
      orderBy: { id: 'asc' },
    });
    const [first, again] = done.map(({ detail }) => detail as { orders: number; changed: number });
    return { orders: first?.changed ?? 0, changedAgain: again?.changed ?? -1, ...keys(env, state) };
  } finally {
    await store.stop();
  }
}

async function runImport(services: ImportServices, shop: string): Promise<void> {
  const runId = await startHistoryImport(services.db, services.jobs, shop, services.clock.now());
  await importHistory(services, { shop, runId });
}

const addressOf = (customer: string) => `customer-${customer}@cdnow.example`;

async function sell(state: ShopState, { purchases, timeZone }: History): Promise<void> {
  const idOf = new Map<string, number | null>();
  for (const [index, { customer, date, cents }] of purchases.entries()) {
    const at = Date.parse(startOfShopDate(date, timeZone));
    const env = { state, clock: { now: () => at }, events: silentEvents };
    const cds = {
      productId: null,
      variantId: null,
      title: 'CDs',
      quantity: 1,
      requiresShipping: true,
      isGiftCard: false,
    };
    const placed = placeOrder(env, {
      customerId: idOf.get(customer) ?? null,
      email: addressOf(customer),
      locale: 'en',
      lines: [{ ...cds, unitPriceMinor: cents }],
    });
    if (!placed.ok) throw new Error(`order ${index + 1}: ${placed.reason}`);
    idOf.set(customer, placed.order.customerId);
    if (index % 5_000 === 4_999) await state.commit();
  }
  await state.commit();
}

async function install(db: PrismaClient, shop: string, timeZone: string, accessToken: string): Promise<void> {
  const now = new Date();
  await db.shop.create({
    data: {
      shop,
      name: 'CDNOW',
      timeZone,
      currency: 'USD',
      countryCode: 'US',
      primaryLocale: 'en',
      planName: 'Basic',
      readsAllOrders: true,
      installedAt: now,
      messagesSince: now,
    },
  });
  await db.session.create({
    data: { id: `offline_${shop}`, shop, state: '', accessToken, scope: SCOPES.join() },
  });
}

function keys(env: Env, state: ShopState): Pick<BulkImported, 'csvKeyOf' | 'shopifyKeyOf'> {
  const idOf = new Map([...state.all('customer').values()].map(({ email, id }) => [email, id]));
  const hash = (text: string) => createHmac('sha256', env.EMAIL_HASH_KEY).update(text).digest('hex');
  return {
    csvKeyOf: (customer) => `csv:${hash(`csv-customer|${customer}`)}`,
    shopifyKeyOf: (customer) => `c:${idOf.get(addressOf(customer)) ?? ''}`,
  };
}
