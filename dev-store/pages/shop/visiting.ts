import type { Request, RequestHandler, Response } from 'express';
import type { CheckoutSession, CheckoutSessions } from '../checkout/session';
import type { PagesDeps } from '../deps';
import { sendMissing } from '../html';
import { page } from '../http';
import { visitorOf, type Visitor } from './visitor';

/** A route below /shops/{domain}: its handler is given who looks at which shop. */
export type Visiting = (
  handle: (visitor: Visitor, request: Request, response: Response) => Promise<void> | void,
) => RequestHandler;

export function visiting(deps: PagesDeps): Visiting {
  return (handle) =>
    page((request, response) => {
      const context = deps.shop(request.params['domain'] ?? '');
      if (!context) {
        sendMissing(request, response, 'There is no such shop.', '/');
        return;
      }
      return handle(visitorOf(context, request), request, response);
    });
}

/** The checkout at this address, while nothing has been ordered in it. */
export function openCheckout(
  visitor: Visitor,
  sessions: CheckoutSessions,
  address: string,
): CheckoutSession | undefined {
  const token = /^\/checkouts\/([0-9a-f]{32})$/.exec(address.slice(visitor.base.length))?.[1];
  const session = token === undefined ? undefined : sessions.get(visitor.context.state.shop.domain, token);
  return session?.orderId === null ? session : undefined;
}
