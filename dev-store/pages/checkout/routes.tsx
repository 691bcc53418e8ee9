import type express from 'express';
import type { Request, Response } from 'express';
import { survivingCustomer } from '../../model/customers';
import type { PagesDeps } from '../deps';
import { sendMissing, sendPage } from '../html';
import { bodies, wantsJson } from '../http';
import { SHOP_TEXTS } from '../shop/texts';
import { visiting } from '../shop/visiting';
import type { Visitor } from '../shop/visitor';
import { addressOf, alreadyPlaced, show } from './answers';
import { pay } from './pay';
import { checkoutView } from './priced';
import { type CheckoutSessions, pricingInput, type CheckoutSession } from './session';
import { startFromJson } from './start';
import { readChange, takeStep } from './step';
import { thankYouSurface } from './surfaces';
import { ThankYouPage } from './thank-you';

/** Checkout and thank-you page, for people (forms, HTML) and for programs (JSON): see docs/dev-store/pages.md. */
export function mountCheckout(app: express.Express, deps: PagesDeps, sessions: CheckoutSessions): void {
  type Handler = (
    visitor: Visitor,
    session: CheckoutSession,
    request: Request,
    response: Response,
  ) => Promise<void>;
  const shop = visiting(deps);
  const checkout = (handle: Handler) =>
    shop(async (visitor, request, response) => {
      const session = sessions.get(visitor.context.state.shop.domain, request.params['token'] ?? '');
      if (!session) {
        sendMissing(request, response, 'There is no such checkout any more.', `${visitor.base}/cart`);
        return;
      }
      await handle(asInSession(visitor, session), session, request, response);
    });

  app.post(
    '/shops/:domain/checkouts',
    bodies,
    shop(async (visitor, request, response) => {
      const started = startFromJson(visitor, request);
      if (!started)
        return void response
          .status(422)
          .json({ errors: [{ code: 'lines', message: 'No such variants, or no such currency.' }] });
      const session = sessions.create(started);
      // The codes of a link ("?discount=") are tried like typed ones: a refused one does not stay.
      const step = await takeStep(deps, visitor.context, session, readChange(request, session));
      sessions.put(step.session);
      response
        .status(201)
        .json({ ...checkoutView(step.session, step.priced), url: addressOf(visitor, session) });
    }),
  );

  app.get(
    '/shops/:domain/checkouts/:token',
    checkout(async (visitor, session, request, response) => {
      if (session.orderId !== null) {
        response.redirect(303, `${addressOf(visitor, session)}/thank-you`);
        return;
      }
      const priced = await deps.priceCheckout(visitor.context, pricingInput(session));
      show(request, response, { visitor, session, priced, notice: null, status: 200 });
    }),
  );

  app.post(
    '/shops/:domain/checkouts/:token',
    bodies,
    checkout(async (visitor, before, request, response) => {
      if (before.orderId !== null) {
        alreadyPlaced(visitor, before, request, response);
        return;
      }
      const { session, priced } = await takeStep(deps, visitor.context, before, readChange(request, before));
      sessions.put(session);
      if (wantsJson(request)) return void response.json(checkoutView(session, priced));
      response.redirect(303, addressOf(visitor, session));
    }),
  );

  app.post(
    '/shops/:domain/checkouts/:token/pay',
    bodies,
    checkout((visitor, session, request, response) =>
      pay({ deps, sessions, visitor, request, response }, session),
    ),
  );

  app.get(
    '/shops/:domain/checkouts/:token/thank-you',
    shop((visitor, request, response) => {
      // By the order's own note of its checkout: it outlives the session, and a restart.
      const token = request.params['token'] ?? '';
      const order = [...visitor.context.state.all('order').values()].find(
        ({ checkoutToken }) => checkoutToken === token,
      );
      if (!order) {
        sendMissing(request, response, 'There is no such order.', `${visitor.base}/`);
        return;
      }
      if (wantsJson(request)) return void response.json({ order });
      sendPage(
        response,
        <ThankYouPage visitor={visitor} order={order} surface={thankYouSurface(visitor, order)} />,
      );
    }),
  );
}

const asInSession = (visitor: Visitor, session: CheckoutSession): Visitor => ({
  ...visitor,
  language: session.language,
  text: SHOP_TEXTS[session.language],
  // The summary names who is signed in to this checkout, whatever happened to the cookie since.
  customer:
    session.customerId === null
      ? null
      : (survivingCustomer(visitor.context.state, session.customerId) ?? null),
});
