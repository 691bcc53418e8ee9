import type { Request, Response } from 'express';
import { normalCode } from '../../model/redeem-codes';
import type { PagesDeps } from '../deps';
import { field, idOf, wantsJson } from '../http';
import { writeCart, type Visitor } from '../shop/visitor';
import { addressOf, alreadyPlaced, orderAnswer, show } from './answers';
import { place } from './place';
import type { CheckoutSession, CheckoutSessions } from './session';
import { missingFields, readChange, takeStep, type Change } from './step';

interface Paying {
  deps: PagesDeps;
  sessions: CheckoutSessions;
  visitor: Visitor;
  request: Request;
  response: Response;
}

/** Prices the checkout once more and places its order, unless something changed that the shopper has to see first. */
export async function pay(
  { deps, sessions, visitor, request, response }: Paying,
  before: CheckoutSession,
): Promise<void> {
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
}

/** A refused code still stands in its field, beside the reason: paying must not try it once more. */
function withoutRefused(change: Change, { refusals }: CheckoutSession): Change {
  const { addCode, ...rest } = change;
  const known = refusals.some(
    ({ code }) => addCode !== undefined && normalCode(code) === normalCode(addCode),
  );
  return known ? rest : change;
}
