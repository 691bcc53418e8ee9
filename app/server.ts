/** The web process: the merchant's pages, webhooks, unsubscribe. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import compression from 'compression';
import express from 'express';
import { createShopifyFetch } from '~/admin-api/fetch.server';
import { readEnv, withEnvFile } from '~/env.server';
import { webhookHandler } from '~/intake/webhook-handler.server';
import { createServices } from '~/services.server';
import { consentEndpoint } from '~/web/consent-endpoint.server';
import { bounceHandler } from '~/web/bounce-handler.server';
import { allowDevStoreToFrame, requestLog, securityHeaders } from '~/web/middleware.server';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const serverBuild = path.join(root, 'build/server/index.js');

const env = readEnv(withEnvFile(process.env));
const devStoreUrl = env.DEV_STORE_URL;

// The bounce page's App Bridge address is read from here by the library when it is imported: so set it first, and let
// production know nothing but Shopify's own.
if (devStoreUrl) process.env.APP_BRIDGE_URL = `${devStoreUrl}/app-bridge.js`;
else delete process.env.APP_BRIDGE_URL;
const { createShopify } = await import('~/shopify.server');

if (!existsSync(serverBuild)) throw new Error('build/server/index.js is missing: run "npm run build" first');
const build = (await import(pathToFileURL(serverBuild).href)) as ServerBuild;

const services = await createServices(env, 'web');
const { log } = services;
const shopify = createShopify(services, createShopifyFetch(env));

const app = express();
app.disable('x-powered-by');
// TLS ends at a proxy in front; only private addresses may say so.
app.set('trust proxy', 'loopback, linklocal, uniquelocal');
app.use(requestLog(log));
app.get('/healthz', (_request, response) => {
  services.db.$queryRaw`SELECT 1`.then(
    () => response.type('text').send('ok'),
    () => response.status(503).type('text').send('database unavailable'),
  );
});
app.post('/webhooks', webhookHandler(services));
app.post('/mail/bounces', bounceHandler(services));
app.use(securityHeaders({ https: env.NODE_ENV === 'production' }));
app.all('/surfaces/consent', consentEndpoint(services));
if (devStoreUrl) app.use(allowDevStoreToFrame(new URL(devStoreUrl).origin));
app.use(compression());
app.use(
  '/assets',
  express.static(path.join(root, 'build/client/assets'), { immutable: true, maxAge: '1y', index: false }),
);
app.use(express.static(path.join(root, 'build/client'), { maxAge: '1h', index: false }));
// "production" in development too: the built pages are the same, and errors keep their details to the log.
app.all(
  '*',
  createRequestHandler({ build, mode: 'production', getLoadContext: () => ({ services, shopify }) }),
);

const server = createServer(app);
server.listen(env.PORT, () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : env.PORT;
  log.info({ port, appUrl: env.SHOPIFY_APP_URL }, 'web ready');
});

/** For requests in hand when the process is told to stop; half of what it has in all. */
const GRACE_MS = 5_000;
let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'web stopping');
  setTimeout(() => process.exit(1), 10_000).unref();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // requests in hand may end; a connection that a browser opened ahead of time has none and would hold us for minutes
  setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
  await closed;
  await services.close();
  process.exit(0);
}
process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));
