import type { Request, Response } from 'express';
import type { PricedCheckout } from '../../checkout/types';
import type { Order } from '../../model/types';
import { sendPage } from '../html';
import { wantsJson } from '../http';
import type { Visitor } from '../shop/visitor';
import { CheckoutPage } from './page';
import { checkoutView } from './priced';
import type { CheckoutSession } from './session';
import { checkoutSurfaces } from './surfaces';

interface Shown {
  visitor: Visitor;
  session: CheckoutSession;
  priced: PricedCheckout;
  notice: string | null;
  status: number;
  fieldErrors?: { code: string; message: string }[];
  changed?: boolean;
}

/** The checkout as it stands: the page for people, the view for programs. */
export function show(request: Request, response: Response, shown: Shown): void {
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

/** For a checkout that was paid meanwhile: its order. */
export function alreadyPlaced(
  visitor: Visitor,
  session: CheckoutSession,
  request: Request,
  response: Response,
): void {
  const order = session.orderId === null ? undefined : visitor.context.state.get('order', session.orderId);
  if (wantsJson(request) && order) response.json(orderAnswer(visitor, session, order));
  else response.redirect(303, `${addressOf(visitor, session)}/thank-you`);
}

export const orderAnswer = (visitor: Visitor, session: CheckoutSession, order: Order) => ({
  ok: true,
  order,
  thankYouUrl: `${addressOf(visitor, session)}/thank-you`,
});

export const addressOf = (visitor: Visitor, session: CheckoutSession) =>
  `${visitor.base}/checkouts/${session.token}`;
