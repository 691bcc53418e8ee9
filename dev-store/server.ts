import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import pg from 'pg';
import type { Logger } from 'pino';
import type { AppConfig, ShopContext } from './context';
import { controlRoutes } from './control/routes';
import { createTables, readSetting, writeSetting } from './database/schema';
import { clockRoutes } from './http/clock-routes';
import { mailboxRoutes } from './http/mailbox-routes';
import { oauthRoutes } from './http/oauth-routes';
import { mountParts } from './http/parts';
import { MailStore } from './mail/mail-store';
import { startSmtp } from './mail/smtp-server';
import { movableClock, type MovableClock } from './model/clock';
import { settleOrderCounts } from './model/orders';
import { listShops } from './model/state';
import { openShop } from './shop-context';
import type { SeedChoice, ShopProfile } from './seed/seed';
import { declaredSubscriptions } from './webhooks/subscriptions';

export interface DevStoreOptions {
  databaseUrl: string;
  /** 0: any free one */
  port: number;
  smtpPort: number;
  appUrl: string;
  apiKey: string;
  apiSecret: string;
  scopes?: string[];
  /** domains; what is missing is created. Default: the one shop of the seed */
  shops?: string[];
  /** what a shop that does not exist yet starts with; default the full generated shop */
  seed?: SeedChoice;
  log: Logger;
  /** default: ./shopify.app.toml */
  appToml?: string;
}

export interface DevStore {
  /** "http://localhost:4000" */
  url: string;
  port: number;
  /** "smtp://127.0.0.1:2525" */
  smtpUrl: string;
  clock: MovableClock;
  mail: MailStore;
  domains: string[];
  shop(domain: string): ShopContext | undefined;
  stop(): Promise<void>;
}

const DEFAULT_SHOP = 'roesterei-elbtal.myshopify.com';
/** How long `Customer.numberOfOrders` lags behind the orders. */
const SETTLE_MS = 2_000;

/** Starts the whole stand-in in this process: HTTP and SMTP on the loopback address, state in PostgreSQL. */
export async function createDevStore(options: DevStoreOptions): Promise<DevStore> {
  const { log } = options;
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 6, allowExitOnIdle: true });
  pool.on('error', (err) => log.error({ err }, 'idle database connection'));
  await createTables(pool);
  const offset = (await readSetting<number>(pool, 'clock-offset-ms')) ?? 0;
  const clock = movableClock(offset, (next) => writeSetting(pool, 'clock-offset-ms', next), 'Europe/Berlin');
  const mail = new MailStore(pool);
  const smtp = await startSmtp({ port: options.smtpPort, clock, store: mail, log });

  const app = express();
  const server = createServer(app);
  // The port has to be known before the shops are opened; until everything is mounted nobody is told that it is ready.
  let isReady = false;
  app.use((_request, response, next) => {
    if (isReady) next();
    else response.status(503).json({ errors: 'The dev store is starting' });
  });
  await listen(server, options.port);
  const port = (server.address() as AddressInfo).port;
  const url = `http://localhost:${port}`;

  const contexts = new Map<string, ShopContext>();
  const declared = declaredSubscriptions(readFileSync(options.appToml ?? 'shopify.app.toml', 'utf8'));
  const domains = [...new Set([...(options.shops ?? [DEFAULT_SHOP]), ...(await listShops(pool))])];
  const open = async (domain: string, seed: SeedChoice, profile: ShopProfile = {}): Promise<ShopContext> => {
    const app = appConfigOf(options);
    const context = await openShop({
      pool,
      domain,
      seed,
      profile,
      clock,
      app,
      declared,
      devStoreUrl: url,
      log,
    });
    contexts.set(domain, context);
    return context;
  };
  for (const domain of domains) await open(domain, options.seed ?? 'full');

  const shop = (domain: string) => contexts.get(domain);
  const runDue = () => contexts.forEach((context) => context.webhooks.add([]));
  app.disable('x-powered-by');
  app.use(clockRoutes(clock, runDue), mailboxRoutes(mail), oauthRoutes(shop));
  const createShop = async (
    domain: string,
    seed: SeedChoice,
    profile: ShopProfile,
  ): Promise<ShopContext | null> => {
    if (domains.includes(domain)) return null;
    // taken before the first wait: two requests for one domain never open it twice
    domains.push(domain);
    const context = await open(domain, seed, profile);
    context.webhooks.start();
    return context;
  };
  app.use('/control', controlRoutes({ shop, domains: () => domains, createShop, mail, smtp }));
  await mountParts(app, { shop, domains: () => domains, mail, clock, url });
  reportErrors(app, log);
  isReady = true;

  for (const context of contexts.values()) context.webhooks.start();
  const settle = setInterval(() => {
    for (const context of contexts.values()) {
      if (settleOrderCounts(context) > 0)
        context.state.commit().catch((err: unknown) => log.error({ err }, 'settle'));
    }
  }, SETTLE_MS);

  return {
    url,
    port,
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    clock,
    mail,
    domains,
    shop,
    async stop() {
      clearInterval(settle);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await smtp.stop();
      for (const context of contexts.values()) {
        await context.webhooks.stop();
        await context.state.commit();
      }
      await pool.end();
    },
  };
}

function appConfigOf(options: DevStoreOptions): AppConfig {
  return {
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    appUrl: options.appUrl.replace(/\/$/, ''),
    handle: 'stammkunde',
    name: 'Stammkunde',
    // read_all_orders is optional in the app's TOML: this shop's Shopify has granted it
    scopes: options.scopes ?? [
      'read_customers',
      'write_customers',
      'read_orders',
      'read_products',
      'write_discounts',
      'read_all_orders',
    ],
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function reportErrors(app: Express, log: Logger): void {
  app.use((request: Request, response: Response) => {
    response.status(404).json({ errors: 'Not Found' });
  });
  // Four parameters are how Express knows an error handler.
  app.use((err: Error, request: Request, response: Response, _next: NextFunction) => {
    log.error({ err, method: request.method, path: request.path }, 'request failed');
    if (response.headersSent) response.destroy();
    else response.status(500).json({ errors: 'Internal Server Error' });
  });
}
