/**
 * What `npm run bench -- intake` compares with: the library's own way. The same express, the same log of requests, Remix's
 * request handler with one route, whose action is `authenticate.webhook` and one Prisma insert.
 */
import { createServer } from 'node:http';
import { createRequestHandler } from '@remix-run/express';
import type { ActionFunctionArgs, ServerBuild } from '@remix-run/node';
import { Prisma } from '@prisma/client';
import express from 'express';
import { createUnguardedDb } from '../../../app/database/client.server';
import { readEnv } from '../../../app/env.server';
import { createLog } from '../../../app/log.server';
import type { Services } from '../../../app/services.server';
import { createShopify } from '../../../app/shopify.server';
import { requestLog } from '../../../app/web/middleware.server';

const env = readEnv(process.env);
if (!env.DATABASE_URL) throw new Error('DATABASE_URL is missing');
const log = createLog(env.LOG_LEVEL, 'stock');
const db = createUnguardedDb(env.DATABASE_URL, 15);
// only what authenticate.webhook uses: environment, log and the database of the sessions
const shopify = createShopify({ env, log, db } as Services, fetch);

/** As in Shopify's template. Stores the smallest row that says which order it was. */
async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { shop, topic, payload, webhookId, eventId } = await shopify.authenticate.webhook(request);
  const { id } = payload as { id: number };
  try {
    await db.inboxEvent.create({
      data: {
        shop,
        topic,
        webhookId,
        eventId: eventId ?? null,
        businessKey: `${topic}|${webhookId}`,
        receivedAt: new Date(),
        facts: { id },
      },
    });
  } catch (error) {
    const known = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
    if (!known) throw error; // a second delivery is answered like the first
  }
  return new Response();
}

// without a component it is a resource route, as the template's is; the type knows only the others
const route = { action } as unknown as ServerBuild['routes'][string]['module'];

const build: ServerBuild = {
  entry: {
    module: { default: () => new Response('not found', { status: 404 }) },
  },
  routes: { 'routes/webhooks': { id: 'routes/webhooks', path: 'webhooks', module: route } },
  assets: { entry: { imports: [], module: '' }, routes: {}, url: '', version: '1' },
  publicPath: '/',
  assetsBuildDirectory: '',
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_singleFetch: true,
    v3_lazyRouteDiscovery: true,
  },
  isSpaMode: false,
  basename: '/',
  mode: 'production',
}; // prettier-ignore

const app = express();
app.disable('x-powered-by');
app.use(requestLog(log));
app.get('/healthz', (_request, response) => void response.send('ok'));
app.all('*', createRequestHandler({ build, mode: 'production' }));
createServer(app).listen(env.PORT);
