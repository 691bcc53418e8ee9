import type express from 'express';
import { presentmentOf } from '../../model/presentment';
import { themeBlock } from '../../surfaces/mount';
import type { CheckoutSessions } from '../checkout/session';
import type { PagesDeps } from '../deps';
import { sendMissing, sendPage } from '../html';
import { bodies, field, idOf, wantsJson, writeCookie } from '../http';
import { mountAccount } from './account-routes';
import { mountCart } from './cart-routes';
import { CollectionPage, HomePage, ProductPage } from './products';
import { isShopLanguage } from './texts';
import { openCheckout, visiting } from './visiting';
import { sellingPlansOf, type Visitor } from './visitor';

/** The pages below /shops/{domain} that a shopper sees before and after the checkout. */
export function mountShop(app: express.Express, deps: PagesDeps, sessions: CheckoutSessions): void {
  const shop = visiting(deps);

  app.get(
    '/shops/:domain',
    shop(async (visitor, _request, response) => {
      const announcement = await themeBlock(visitor.context, 'announcement', visitor);
      sendPage(response, <HomePage visitor={visitor} announcement={announcement} />);
    }),
  );

  app.post(
    '/shops/:domain/language',
    bodies,
    shop((visitor, request, response) => {
      const wanted = field(request, 'language');
      const language = isShopLanguage(wanted) ? wanted : 'de';
      writeCookie(response, 'language', language, visitor.base);
      const back = field(request, 'back');
      const session = openCheckout(visitor, sessions, back);
      if (session) sessions.put({ ...session, language, refusals: [] });
      response.redirect(303, backTo(visitor, back));
    }),
  );

  app.post(
    '/shops/:domain/currency',
    bodies,
    shop((visitor, request, response) => {
      const wanted = presentmentOf(visitor.context.state.shop, field(request, 'currency').toUpperCase());
      const back = field(request, 'back');
      if (wanted) {
        writeCookie(response, 'currency', wanted.currency, visitor.base);
        const session = openCheckout(visitor, sessions, back);
        if (session) sessions.put({ ...session, currency: wanted.currency, refusals: [] });
      }
      response.redirect(303, backTo(visitor, back));
    }),
  );

  app.get(
    '/shops/:domain/images/:id.svg',
    shop((visitor, request, response) => {
      const product = visitor.context.state.get('product', idOf(request.params['id']));
      if (!product?.image.startsWith('<svg')) return void response.status(404).end();
      // An SVG opened by itself is a document: nothing in it may run.
      response.set({
        'Cache-Control': 'max-age=3600',
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
      });
      response.type('image/svg+xml').send(product.image);
    }),
  );

  app.get(
    '/shops/:domain/collections/:handle',
    shop((visitor, request, response) => {
      const handle = request.params['handle'];
      const collection = [...visitor.context.state.all('collection').values()].find(
        (each) => each.handle === handle,
      );
      if (!collection && handle !== 'all') {
        sendMissing(request, response, 'There is no such collection.', `${visitor.base}/`);
        return;
      }
      sendPage(response, <CollectionPage visitor={visitor} collection={collection ?? null} />);
    }),
  );

  app.get(
    '/shops/:domain/products/:handle',
    shop(async (visitor, request, response) => {
      const handle = request.params['handle'];
      const product = [...visitor.context.state.all('product').values()].find(
        (each) => each.handle === handle,
      );
      if (!product) {
        sendMissing(request, response, 'There is no such product.', `${visitor.base}/`);
        return;
      }
      if (wantsJson(request)) response.json({ product, sellingPlans: sellingPlansOf(product) });
      else {
        const card = await themeBlock(visitor.context, 'card', visitor);
        sendPage(response, <ProductPage visitor={visitor} product={product} card={card} />);
      }
    }),
  );

  mountCart(app, shop, sessions);
  mountAccount(app, shop, sessions);
}

/** Only a page of this shop: an address of somebody else's would make this an open redirect. */
const backTo = ({ base }: Visitor, back: string): string => (back.startsWith(`${base}/`) ? back : `${base}/`);
