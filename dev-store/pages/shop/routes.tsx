import type express from 'express';
import type { Request, Response } from 'express';
import { customerByEmail } from '../../model/customers';
import { presentmentOf } from '../../model/presentment';
import { findCustomers } from '../admin/customers';
import { signedIn, startCheckout } from '../checkout/start';
import type { CheckoutSession, CheckoutSessions } from '../checkout/session';
import type { PagesDeps } from '../deps';
import { NotFound, sendPage } from '../html';
import { bodies, field, idOf, page, queryText, wantsJson, writeCookie } from '../http';
import { themeBlock } from '../../surfaces/mount';
import { customerAccountApi } from '../../surfaces/customer-api';
import { mintSurfaceToken } from '../../surfaces/session-token';
import { accountSurface, orderStatusSurface } from '../checkout/surfaces';
import { AccountPage, ExtensionPage, LoginPage, OrderStatusPage } from './account';
import { isShopLanguage } from './texts';
import { CartPage, CollectionPage, HomePage, ProductPage } from './products';
import { findVariant, sellingPlansOf, visitorOf, writeCart, type CartLine, type Visitor } from './visitor';

/** The pages below /shops/{domain} that a shopper sees before and after the checkout. */
export function mountShop(app: express.Express, deps: PagesDeps, sessions: CheckoutSessions): void {
  type Handler = (visitor: Visitor, request: Request, response: Response) => Promise<void> | void;
  const shop = (handle: Handler) =>
    page((request, response) => {
      const context = deps.shop(request.params['domain'] ?? '');
      if (!context) {
        notFound(request, response, 'There is no such shop.', '/');
        return;
      }
      return handle(visitorOf(context, request), request, response);
    });

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
        notFound(request, response, 'There is no such collection.', `${visitor.base}/`);
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
        notFound(request, response, 'There is no such product.', `${visitor.base}/`);
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

/** The checkout that the switch stood on, while nothing has been ordered in it. */
function openCheckout(
  visitor: Visitor,
  sessions: CheckoutSessions,
  back: string,
): CheckoutSession | undefined {
  const token = /^\/checkouts\/([0-9a-f]{32})$/.exec(back.slice(visitor.base.length))?.[1];
  const session = token === undefined ? undefined : sessions.get(visitor.context.state.shop.domain, token);
  return session?.orderId === null ? session : undefined;
}

/** Only a page of this shop: an address of somebody else's would make this an open redirect. */
const backTo = ({ base }: Visitor, back: string): string => (back.startsWith(`${base}/`) ? back : `${base}/`);

type ShopHandler = (
  handle: (visitor: Visitor, request: Request, response: Response) => Promise<void> | void,
) => express.RequestHandler;

function mountCart(app: express.Express, shop: ShopHandler, sessions: CheckoutSessions): void {
  app.get(
    '/shops/:domain/cart',
    shop((visitor, _request, response) => {
      const rows = visitor.cart.flatMap(({ variantId, quantity, sellingPlanId }) => {
        const found = findVariant(visitor.context, variantId);
        return found ? [{ ...found, quantity, sellingPlanId }] : [];
      });
      sendPage(response, <CartPage visitor={visitor} rows={rows} />);
    }),
  );

  app.post(
    '/shops/:domain/cart',
    bodies,
    shop((visitor, request, response) => {
      const variantId = idOf(field(request, 'variantId'));
      const quantity = idOf(field(request, 'quantity')) || 1;
      const found = findVariant(visitor.context, variantId);
      if (!found) {
        notFound(request, response, 'There is no such product.', `${visitor.base}/`);
        return;
      }
      const plan = sellingPlansOf(found.product).find(
        ({ id }) => id === idOf(field(request, 'sellingPlanId')),
      );
      writeCart(
        response,
        visitor,
        added(visitor.cart, { variantId, quantity, sellingPlanId: plan?.id ?? null }),
      );
      response.redirect(303, `${visitor.base}/cart`);
    }),
  );

  app.post(
    '/shops/:domain/cart/update',
    bodies,
    shop((visitor, request, response) => {
      const removed = idOf(field(request, 'remove'));
      const cart = visitor.cart
        .map((line, index) => {
          const quantity = idOf(field(request, `quantity${index}`));
          return {
            ...line,
            quantity: index === removed ? 0 : Number.isNaN(quantity) ? line.quantity : quantity,
          };
        })
        .filter(({ quantity }) => quantity > 0);
      writeCart(response, visitor, cart);
      if (field(request, 'checkout') === '' || cart.length === 0) {
        response.redirect(303, `${visitor.base}/cart`);
        return;
      }
      const session = sessions.create(startCheckout(visitor, cart));
      response.redirect(303, `${visitor.base}/checkouts/${session.token}`);
    }),
  );
}

/** The same variant bought the same way is one line. */
function added(cart: CartLine[], line: CartLine): CartLine[] {
  const same = (other: CartLine) =>
    other.variantId === line.variantId && other.sellingPlanId === line.sellingPlanId;
  const known = cart.find(same);
  return known
    ? cart.map((other) => (other === known ? { ...known, quantity: known.quantity + line.quantity } : other))
    : [...cart, line];
}

function mountAccount(app: express.Express, shop: ShopHandler, sessions: CheckoutSessions): void {
  app.get(
    '/shops/:domain/account/login',
    shop((visitor, request, response) => {
      const search = queryText(request, 'q');
      const found = findCustomers(visitor.context, search).slice(0, 24);
      const unknownEmail = queryText(request, 'unknown') || null;
      const checkout = queryText(request, 'checkout');
      sendPage(response, <LoginPage {...{ visitor, found, search, unknownEmail, checkout }} />);
    }),
  );

  app.post(
    '/shops/:domain/account/login',
    bodies,
    shop((visitor, request, response) => {
      const { state } = visitor.context;
      const email = field(request, 'email');
      const customer = email
        ? customerByEmail(state, email)
        : state.get('customer', idOf(field(request, 'customerId')));
      if (!customer) {
        if (wantsJson(request))
          return void response.status(404).json({ errors: [{ code: 'email', message: 'Unknown' }] });
        const query = new URLSearchParams({ unknown: email, checkout: field(request, 'checkout') });
        response.redirect(303, `${visitor.base}/account/login?${query}`);
        return;
      }
      writeCookie(response, 'customer', String(customer.id), visitor.base);
      if (wantsJson(request)) return void response.json({ customerId: customer.id });
      const session = sessions.get(state.shop.domain, field(request, 'checkout'));
      if (!session || session.orderId !== null) {
        response.redirect(303, `${visitor.base}/account`);
        return;
      }
      sessions.put({ ...session, ...signedIn(customer), refusals: [] });
      response.redirect(303, `${visitor.base}/checkouts/${session.token}`);
    }),
  );

  app.post(
    '/shops/:domain/account/logout',
    bodies,
    shop((visitor, _request, response) => {
      writeCookie(response, 'customer', null, visitor.base);
      response.redirect(303, `${visitor.base}/`);
    }),
  );

  app.get(
    '/shops/:domain/account',
    shop(async (visitor, _request, response) => {
      const { customer, base } = visitor;
      if (customer === null) {
        response.redirect(302, `${base}/account/login`);
        return;
      }
      const card = await themeBlock(visitor.context, 'card', visitor);
      const surface = accountSurface(visitor, customer, 'customer-account.profile.block.render');
      sendPage(response, <AccountPage {...{ visitor, customer, card, surface }} />);
    }),
  );

  app.get(
    '/shops/:domain/account/pages/:handle',
    shop((visitor, request, response) => {
      const { customer, base } = visitor;
      if (customer === null) {
        response.redirect(302, `${base}/account/login`);
        return;
      }
      const surface = accountSurface(visitor, customer, 'customer-account.page.render');
      if (surface) sendPage(response, <ExtensionPage visitor={visitor} surface={surface} />);
      else notFound(request, response, 'There is no such page.', `${base}/account`);
    }),
  );

  app.post(
    '/shops/:domain/account/customer/api',
    bodies,
    shop(async (visitor, request, response) => {
      if (visitor.customer === null)
        return void response.status(401).json({ errors: [{ message: 'Not signed in' }] });
      response.json(await customerAccountApi(visitor.context, visitor.customer.id, field(request, 'query')));
    }),
  );

  // who is signed in: in a checkout its own customer, elsewhere the cookie's
  app.post(
    '/shops/:domain/surface-token',
    bodies,
    shop((visitor, request, response) => {
      const { shop: own } = visitor.context.state;
      if (!own.app)
        return void response.status(404).json({ errors: [{ code: 'app', message: 'Not installed' }] });
      const inCheckout = field(request, 'target').startsWith('purchase.checkout.');
      const session = inCheckout ? openCheckout(visitor, sessions, field(request, 'path')) : undefined;
      const customerId = inCheckout ? (session?.customerId ?? null) : (visitor.customer?.id ?? null);
      const mayKnow = own.app.scopes.includes('read_customers');
      response.json({
        token: mintSurfaceToken(own.domain, mayKnow ? customerId : null, visitor.context.app),
      });
    }),
  );

  app.get(
    '/shops/:domain/account/orders/:id',
    shop((visitor, request, response) => {
      const { customer, base, context } = visitor;
      if (customer === null) {
        response.redirect(302, `${base}/account/login`);
        return;
      }
      const order = context.state.get('order', idOf(request.params['id']));
      // Somebody else's order is answered like one that does not exist.
      if (order?.customerId !== customer.id) {
        notFound(request, response, 'There is no such order.', `${base}/account`);
        return;
      }
      if (wantsJson(request)) response.json({ order });
      else
        sendPage(
          response,
          <OrderStatusPage visitor={visitor} order={order} surface={orderStatusSurface(visitor, order)} />,
        );
    }),
  );
}

function notFound(request: Request, response: Response, what: string, home: string): void {
  if (wantsJson(request)) response.status(404).json({ errors: [{ code: 'not-found', message: what }] });
  else sendPage(response, <NotFound what={what} home={home} />, 404);
}
