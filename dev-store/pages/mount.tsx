import type express from 'express';
import { mountAdmin } from './admin/routes';
import { mountAssets } from './assets';
import { mountCheckout } from './checkout/routes';
import { CheckoutSessions } from './checkout/session';
import type { PagesDeps } from './deps';
import { page } from './http';
import { mountMailbox } from './mailbox/routes';
import { mountShop } from './shop/routes';
import { APP_ROOT } from '../surfaces/mount';
import { mountExtensionBundles } from '../surfaces/routes';

export type { PagesDeps } from './deps';

/** Adds everything a person sees of the dev store: admin shell, storefront, checkout, mailbox, and their scripts. */
export function mountPages(app: express.Express, deps: PagesDeps): void {
  app.get(
    '/',
    page((_request, response) => {
      const first = deps.domains()[0];
      const context = first === undefined ? undefined : deps.shop(first);
      response.redirect(302, context ? `/store/${context.state.shop.handle}` : '/mailbox');
    }),
  );
  mountAssets(app);
  mountExtensionBundles(app, APP_ROOT);
  mountAdmin(app, deps);
  const sessions = new CheckoutSessions();
  mountShop(app, deps, sessions);
  mountCheckout(app, deps, sessions);
  mountMailbox(app, deps);
}
