import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { OWNER_USER_ID, type AppConfig, type ShopContext } from './context';
import type { MovableClock } from './model/clock';
import { installApp, uninstallApp } from './model/installation';
import { createState, openState } from './model/state';
import type { ShopState } from './model/types';
import { mintSessionToken } from './oauth/session-token';
import { ALL_KINDS, seededShop, type SeedChoice, type ShopProfile } from './seed/seed';
import { WebhookDispatcher } from './webhooks/dispatcher';
import { webhookOutbox } from './webhooks/outbox';
import { syncDeclared, type DeclaredSubscription } from './webhooks/subscriptions';

export interface OpenShopOptions {
  pool: Pool;
  domain: string;
  /** what the shop starts with if it does not exist yet */
  seed: SeedChoice;
  /** currency, place and language of a shop that does not exist yet */
  profile?: ShopProfile;
  clock: MovableClock;
  app: AppConfig;
  declared: DeclaredSubscription[];
  devStoreUrl: string;
  log: Logger;
}

/** Opens a shop, or creates it from the seed, with its webhook subscriptions as the app's TOML declares them. */
export async function openShop(options: OpenShopOptions): Promise<ShopContext> {
  const { clock, app, log, devStoreUrl } = options;
  const state = await openOrCreate(options);
  syncDeclared(state, options.declared, new Date(clock.now()).toISOString());
  await state.commit();
  const webhooks = new WebhookDispatcher({
    state,
    clock,
    appUrl: () => app.appUrl,
    secret: app.apiSecret,
    onError: (err) => log.error({ err }, 'webhook delivery could not be noted'),
  });
  const events = webhookOutbox(state, clock, log, (ids) => webhooks.add(ids));
  const env = { state, clock, events };
  return {
    ...env,
    app,
    devStoreUrl,
    webhooks,
    faults: { admin: 'none', surfaces: 'none' },
    installApp: () => installApp(env, app),
    uninstallApp: () => void uninstallApp(env),
    mintSessionToken: (userId = OWNER_USER_ID) => mintSessionToken(state.shop.domain, userId, app),
  };
}

async function openOrCreate({
  pool,
  domain,
  seed,
  profile,
  clock,
  log,
}: OpenShopOptions): Promise<ShopState> {
  const existing = await openState(pool, domain);
  if (existing) return existing;
  const started = performance.now();
  const created = await createState(pool, seededShop(domain, seed, clock.now(), profile), ALL_KINDS);
  log.info({ shop: domain, ms: Math.round(performance.now() - started) }, 'shop created');
  return created;
}
