import type express from 'express';
import type { Request, Response } from 'express';
import type { PricedCheckout } from '../../checkout/types';
import { survivingCustomer } from '../../model/customers';
import { normalCode } from '../../model/redeem-codes';
import type { Order } from '../../model/types';
import type { PagesDeps } from '../deps';
import { sendMissing, sendPage } from '../html';
import { bodies, field, idOf, wantsJson } from '../http';
import { SHOP_TEXTS } from '../shop/texts';
import { visiting } from '../shop/visiting';
import { writeCart, type Visitor } from '../shop/visitor';
import { CheckoutPage } from './page';
import { place } from './place';
import { checkoutView } from './priced';
import { type CheckoutSessions, pricingInput, type CheckoutSession } from './session';
import { startFromJson } from './start';
import { checkoutSurfaces, thankYouSurface } from './surfaces';
import { missingFields, readChange, takeStep, type Change } from './step';
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
    checkout(async (visitor, before, request, response) => {
      if (before.orderId !== null) {
        alreadyPlaced(visitor, before, request, response);
        return;
      }
      const { context, text } = visitor;
      const change = withoutRefused(readChange(request, before), before);
      const { session, priced } = await takeStep(deps, context, before, change);
      sessions.put(session);

      const expected = idOf(field(request, 'expectedTotalMinor'));
      const changed = !Number.isNaN(expected) && expected !== priced.totalMinor;
      const fieldErrors = missingFields(context, session, text);
      const refused = session.refusals.length > 0;
      if (changed || refused || fieldErrors.length > 0) {
        const notice = fieldErrors.length > 0 ? text.fixErrors : text.pricesChanged;
        show(request, response, {
          visitor,
          session,
          priced,
          notice,
          status: 422,
          fieldErrors,
          changed,
        });
        return;
      }
      // Pricing awaited, so somebody may have paid this very checkout meanwhile.
      const current = sessions.get(session.domain, session.token);
      if (current && current.orderId !== null) {
        alreadyPlaced(visitor, current, request, response);
        return;
      }
      const placed = place(context, session, priced);
      if (!placed.ok) {
        // What stood in the way (a code used up a moment ago) is said by pricing once more.
        const again = await takeStep(deps, context, session, {});
        sessions.put(again.session);
        show(request, response, {
          visitor,
          ...again,
          notice: text.pricesChanged,
          status: 422,
          changed: true,
        });
        return;
      }
      const paid = { ...session, orderId: placed.order.id };
      sessions.put(paid);
      await context.state.commit();
      writeCart(response, visitor, []);
      if (wantsJson(request)) return void response.status(201).json(orderAnswer(visitor, paid, placed.order));
      response.redirect(303, `${addressOf(visitor, session)}/thank-you`);
    }),
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

/** A refused code still stands in its field, beside the reason: paying must not try it once more. */
function withoutRefused(change: Change, { refusals }: CheckoutSession): Change {
  const { addCode, ...rest } = change;
  const known = refusals.some(
    ({ code }) => addCode !== undefined && normalCode(code) === normalCode(addCode),
  );
  return known ? rest : change;
}

interface Shown {
  visitor: Visitor;
  session: CheckoutSession;
  priced: PricedCheckout;
  notice: string | null;
  status: number;
  fieldErrors?: { code: string; message: string }[];
  changed?: boolean;
}

function show(request: Request, response: Response, shown: Shown): void {
  const { visitor, session, priced, notice, status, fieldErrors, changed } = shown;
  const view = checkoutView(session, priced, fieldErrors);
  if (wantsJson(request)) {
    response
      .status(status)
      .json(status === 200 ? view : { ...view, ok: false, pricesChanged: changed ?? false });
    return;
  }
  sendPage(
    response,
    <CheckoutPage
      visitor={visitor}
      session={session}
      view={view}
      notice={notice}
      surfaces={checkoutSurfaces(visitor, session, view, priced)}
    />,
    status,
  );
}

function alreadyPlaced(
  visitor: Visitor,
  session: CheckoutSession,
  request: Request,
  response: Response,
): void {
  const order = session.orderId === null ? undefined : visitor.context.state.get('order', session.orderId);
  if (wantsJson(request) && order) response.json(orderAnswer(visitor, session, order));
  else response.redirect(303, `${addressOf(visitor, session)}/thank-you`);
}

const orderAnswer = (visitor: Visitor, session: CheckoutSession, order: Order) => ({
  ok: true,
  order,
  thankYouUrl: `${addressOf(visitor, session)}/thank-you`,
});

const addressOf = (visitor: Visitor, session: CheckoutSession) =>
  `${visitor.base}/checkouts/${session.token}`;

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
