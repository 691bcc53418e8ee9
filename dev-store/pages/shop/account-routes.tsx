import type express from 'express';
import { customerByEmail } from '../../model/customers';
import { customerAccountApi } from '../../surfaces/customer-api';
import { themeBlock } from '../../surfaces/mount';
import { mintSurfaceToken } from '../../surfaces/session-token';
import { findCustomers } from '../admin/customers';
import { signedIn } from '../checkout/start';
import type { CheckoutSessions } from '../checkout/session';
import { accountSurface, orderStatusSurface } from '../checkout/surfaces';
import { sendMissing, sendPage } from '../html';
import { bodies, field, idOf, queryText, wantsJson, writeCookie } from '../http';
import { AccountPage, ExtensionPage, LoginPage, OrderStatusPage } from './account';
import { openCheckout, type Visiting } from './visiting';

/** Customer account: signing in and out, orders, and what the app's extensions ask for there. */
export function mountAccount(app: express.Express, shop: Visiting, sessions: CheckoutSessions): void {
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
      else sendMissing(request, response, 'There is no such page.', `${base}/account`);
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
        sendMissing(request, response, 'There is no such order.', `${base}/account`);
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
