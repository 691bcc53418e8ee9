import { Router, json, type Request, type Response } from 'express';
import type { ShopContext } from '../context';
import type { AdminApi } from '../graphql/execute';
import { API_VERSION } from '../config';
import { breakAnswer } from './broken-answer';
import { handle, text, type ShopLookup } from './route';

/** By the shop's domain. */
export type AdminApis = Pick<ReadonlyMap<string, AdminApi>, 'get'>;

/**
 * POST /shops/{domain}/admin/api/{version}/graphql.json and GET /shops/{domain}/bulk/{id}.jsonl. Another API version is
 * refused loudly: Shopify would silently answer with the oldest one it still has.
 */
export function adminRoutes(shop: ShopLookup, apis: AdminApis): Router {
  const router = Router();
  let calls = 0;
  router.post(
    '/shops/:domain/admin/api/:version/graphql.json',
    json({ limit: '10mb' }),
    handle(async (request, response) => {
      const found = lookUp(request, response, shop, apis);
      if (!found) return;
      if (request.params.version !== API_VERSION) {
        response.status(501).json({ errors: `DEV_STORE_NOT_IMPLEMENTED: only ${API_VERSION}` });
        return;
      }
      const { query, variables, operationName } = request.body as Record<string, unknown>;
      const scopes = scopesOf(found.context, request.get('x-shopify-access-token'));
      const answer = await found.api.handle({ scopes, query, variables, operationName });
      calls += 1;
      if (calls % 2 === 0 && breakAnswer(response, found.context.faults.admin, answer)) return;
      response.status(answer.status).set(answer.headers).json(answer.body);
    }),
  );
  router.get(
    '/shops/:domain/bulk/:id(\\d+).jsonl',
    handle(async (request, response) => {
      const found = lookUp(request, response, shop, apis);
      if (!found) return;
      const { Expires, Signature } = request.query;
      const file = await found.api.bulkFile(Number(request.params.id), text(Expires), text(Signature));
      if (file === null)
        response.status(403).type('application/xml').send('<Error><Code>AccessDenied</Code></Error>');
      else response.type('application/jsonl').send(file);
    }),
  );
  return router;
}

function lookUp(
  request: Request,
  response: Response,
  shop: ShopLookup,
  apis: AdminApis,
): { context: ShopContext; api: AdminApi } | null {
  const domain = request.params.domain ?? '';
  const context = shop(domain);
  const api = apis.get(domain);
  if (!context || !api) {
    response.status(404).json({ errors: 'Not Found' });
    return null;
  }
  if (context.faults.admin === 'down') {
    request.socket.destroy();
    return null;
  }
  return { context, api };
}

/** The scopes of a token that is valid now (by the real clock), else null. */
function scopesOf({ state }: ShopContext, accessToken: string | undefined): readonly string[] | null {
  if (!accessToken || !state.shop.app) return null;
  for (const token of state.all('offlineToken').values()) {
    if (token.accessToken !== accessToken) continue;
    return token.expiresAt === null || token.expiresAt > Date.now() ? state.shop.app.scopes : null;
  }
  return null;
}
