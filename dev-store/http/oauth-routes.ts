import { Router, json, urlencoded } from 'express';
import { accessToken } from '../oauth/token-endpoint';
import { handle, type ShopLookup } from './route';

/** POST /shops/{domain}/admin/oauth/access_token */
export function oauthRoutes(shop: ShopLookup): Router {
  const router = Router();
  router.post(
    '/shops/:domain/admin/oauth/access_token',
    json(),
    urlencoded({ extended: false }),
    handle(async (request, response) => {
      const context = shop(request.params.domain ?? '');
      if (!context) {
        response.status(404).json({ errors: 'Not Found' });
        return;
      }
      if (context.faults.admin === 'down') {
        request.socket.destroy();
        return;
      }
      if (context.faults.admin === '5xx') {
        response.status(503).json({ errors: 'Service Unavailable' });
        return;
      }
      const { status, body } = accessToken(
        context.state,
        context.app,
        request.body as Record<string, unknown>,
      );
      await context.state.commit();
      response.status(status).json(body);
    }),
  );
  return router;
}
