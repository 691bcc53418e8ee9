import type express from 'express';
import { extensionStatuses } from '../../surfaces/statuses';
import { sendMissing, sendPage } from '../html';
import { bodies } from '../http';
import type { AdminPage } from './admin-page';
import { AppFrame } from './app-frame';
import { pickableCollections } from './resource-picker';

/** The page that embeds the app, and what App Bridge asks the admin for on the app's behalf. */
export function mountApp(app: express.Express, admin: AdminPage): void {
  app.post(
    '/store/:handle/apps/:app/session-token',
    bodies,
    admin(({ context }, _request, response) => {
      response.set('Cache-Control', 'no-store').json({ token: context.mintSessionToken() });
    }),
  );

  app.get(
    '/store/:handle/apps/:app/resource-picker/collections',
    admin(({ context }, _request, response) => {
      // "Both the app and the user must have the necessary permissions to access the resources selected."
      if (!context.state.shop.app?.scopes.includes('read_products')) {
        response.status(403).type('text').send('the app may not read products (scope read_products)');
        return;
      }
      response.set('Cache-Control', 'no-store').json({ collections: pickableCollections(context) });
    }),
  );

  app.get(
    '/store/:handle/apps/:app/extensions',
    admin(({ context }, _request, response) => {
      response.set('Cache-Control', 'no-store').json({ extensions: extensionStatuses(context) });
    }),
  );

  app.get(
    ['/store/:handle/apps/:app', '/store/:handle/apps/:app/*'],
    admin(async ({ context, language, store }, request, response) => {
      const name = request.params['app'];
      if (name !== context.app.handle && name !== context.app.apiKey) {
        sendMissing(request, response, 'There is no such app.', store);
        return;
      }
      const query = request.originalUrl.split('?')[1];
      const rest = `/${request.params['0'] ?? ''}${query === undefined ? '' : `?${query}`}`;
      // The installation happens when the merchant opens the app: Shopify installs without a consent page of its own.
      if (!context.state.shop.app) {
        context.installApp();
        await context.state.commit();
      }
      sendPage(response, <AppFrame context={context} language={language} rest={rest} path={request.path} />);
    }),
  );
}
