import { Router, json, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ShopContext } from '../context';
import { ADMIN_FAULTS } from '../graphql/ports';
import { answer, handle, text, type ShopLookup } from '../http/route';
import type { MailStore } from '../mail/mail-store';
import type { SmtpControl } from '../mail/smtp-server';
import { requestCompliance } from '../model/installation';
import { settleOrderCounts } from '../model/orders';
import { setSurfaceSettings } from '../surfaces/settings';
import { customerControl } from './customers';
import { orderControl } from './orders';
import { shopControl, type CreateShop } from './shops';
import { webhookControl } from './webhooks';

export interface ControlDeps {
  shop: ShopLookup;
  domains(): string[];
  createShop: CreateShop;
  mail: MailStore;
  smtp: SmtpControl;
}

const smtpFault = z.strictObject({
  fault: z.enum(['none', 'refuse', '4xx', '5xx', 'hang', 'drop-after-data']),
  times: z.number().int().min(1).optional(),
});
const faults = z.strictObject({
  admin: z.enum(ADMIN_FAULTS).optional(),
  surfaces: z.enum(['none', 'slow', 'down']).optional(),
});
const appAddress = z.strictObject({ appUrl: z.url() });

/**
 * JSON for tests and the story, under /control. Every route takes ?shop=<domain>; without it the first shop is meant.
 * What is asked for wrongly is answered with 400 and the reasons.
 */
export function controlRoutes({ shop, domains, createShop, mail, smtp }: ControlDeps): Router {
  const router = Router();
  router.use(json({ limit: '5mb' }));
  const contextOf = ({ query }: { query: unknown }): ShopContext => {
    const domain = (query as { shop?: unknown }).shop ?? domains()[0];
    const context = shop(text(domain));
    if (!context)
      throw new z.ZodError([{ code: 'custom', path: ['shop'], message: 'no such shop', input: domain }]);
    return context;
  };
  router.use(
    orderControl(contextOf),
    customerControl(contextOf),
    webhookControl(contextOf),
    shopControl(contextOf, createShop),
  );
  reading(router, contextOf, domains);
  acting(router, contextOf);
  router.get('/smtp', (_request, response) => void response.json({ fault: smtp.fault() }));
  router.post('/smtp', (request, response) => {
    const { fault, times } = smtpFault.parse(request.body);
    smtp.setFault(fault, times);
    response.json({ ok: true, fault });
  });
  router.post(
    '/mailbox/clear',
    handle(async (_request, response) => {
      await mail.clear();
      response.json({ ok: true });
    }),
  );
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (error instanceof z.ZodError) response.status(400).json({ ok: false, issues: error.issues });
    else next(error);
  });
  return router;
}

function reading(
  router: Router,
  contextOf: (request: { query: unknown }) => ShopContext,
  domains: () => string[],
): void {
  router.get('/shops', (_request, response) => void response.json({ domains: domains() }));
  router.get('/shop', (request, response) => void response.json(contextOf(request).state.shop));
  for (const [path, kind] of [
    ['products', 'product'],
    ['collections', 'collection'],
    ['discounts', 'discountNode'],
    ['metafield-definitions', 'metafieldDefinition'],
    ['bulk-operations', 'bulkOperation'],
  ] as const) {
    router.get(`/${path}`, (request, response) => {
      response.json({ [path]: [...contextOf(request).state.all(kind).values()] });
    });
  }
  router.get('/metafields', (request, response) => {
    const { ownerId, key } = request.query;
    const metafields = [...contextOf(request).state.all('metafield').values()].filter(
      (field) =>
        (ownerId === undefined || field.ownerId === ownerId) && (key === undefined || field.key === key),
    );
    response.json({ metafields });
  });
  router.get('/session-token', (request, response) => {
    response.json({ token: contextOf(request).mintSessionToken() });
  });
}

function acting(router: Router, contextOf: (request: { query: unknown }) => ShopContext): void {
  router.get('/faults', (request, response) => void response.json(contextOf(request).faults));
  router.post('/faults', (request, response) => {
    const context = contextOf(request);
    const { admin, surfaces } = faults.parse(request.body);
    context.faults.admin = admin ?? context.faults.admin;
    context.faults.surfaces = surfaces ?? context.faults.surfaces;
    response.json({ ok: true, ...context.faults });
  });
  router.post(
    '/surface-settings/:handle/:block?',
    handle(async (request, response) => {
      const context = contextOf(request);
      const { handle: extension = '', block } = request.params;
      const name = block === undefined ? extension : `${extension}/${block}`;
      const error = setSurfaceSettings(context, name, request.body);
      if (error !== null) return void response.status(400).json({ ok: false, error });
      await context.state.commit();
      response.json({ ok: true });
    }),
  );
  router.post('/app', (request, response) => {
    const { appUrl } = appAddress.parse(request.body);
    contextOf(request).app.appUrl = appUrl.replace(/\/$/, '');
    response.json({ ok: true });
  });
  const action = (path: string, run: (context: ShopContext) => { ok: boolean }) =>
    router.post(
      path,
      handle(async (request, response) => {
        const context = contextOf(request);
        await answer(response, context, run(context));
      }),
    );
  action('/app/install', (context) => (context.installApp(), { ok: true }));
  action('/app/uninstall', (context) => (context.uninstallApp(), { ok: true }));
  action('/shop/redact', (context) => requestCompliance(context, { topic: 'shop/redact' }));
  action('/settle', (context) => (settleOrderCounts(context), { ok: true }));
  action('/tokens/expire', (context) => {
    // By the real clock, as the client library sees it: the next call has to refresh.
    for (const token of [...context.state.all('offlineToken').values()]) {
      if (token.expiresAt !== null)
        context.state.put('offlineToken', { ...token, expiresAt: Date.now() - 1 });
    }
    return { ok: true };
  });
}
