import type { ReactElement } from 'react';
import type { PricedCheckout } from '../../checkout/types';
import type { Customer, Order } from '../../model/types';
import { accountFacts, checkoutFacts, orderFacts } from '../../surfaces/facts';
import { surfacesFor } from '../../surfaces/mount';
import type { Visitor } from '../shop/visitor';
import type { CheckoutView } from './priced';
import type { CheckoutSession } from './session';

const CHECKOUT_TARGETS = ['purchase.checkout.block.render', 'purchase.checkout.reductions.render-after'];
const THANK_YOU_TARGET = 'purchase.thank-you.block.render';
const ORDER_STATUS_TARGET = 'customer-account.order-status.block.render';

/** What the app's extensions show in this checkout. */
export function checkoutSurfaces(
  visitor: Visitor,
  session: CheckoutSession,
  view: CheckoutView,
  priced: PricedCheckout,
): ReadonlyMap<string, ReactElement> {
  const { context, language, customer } = visitor;
  const page = {
    context,
    language,
    currency: view.currency,
    customer,
    suspected: customer ? null : customerWith(visitor, session.email),
  };
  return surfacesFor(context, CHECKOUT_TARGETS, (surface) => checkoutFacts(surface, page, { view, priced }));
}

export const thankYouSurface = (visitor: Visitor, order: Order): ReactElement | undefined =>
  orderSurface(THANK_YOU_TARGET, visitor, order);

export const orderStatusSurface = (visitor: Visitor, order: Order): ReactElement | undefined =>
  orderSurface(ORDER_STATUS_TARGET, visitor, order);

function orderSurface(target: string, visitor: Visitor, order: Order): ReactElement | undefined {
  const { context, language, customer } = visitor;
  const own = customer !== null && customer.id === order.customerId ? customer : null;
  const page = {
    context,
    language,
    currency: order.presentmentCurrency,
    customer: own,
    suspected: own ? null : (context.state.get('customer', order.customerId ?? 0) ?? null),
  };
  return surfacesFor(context, [target], (surface) => orderFacts(surface, page, order)).get(target);
}

/** The customer whom a guest's e-mail address belongs to. */
function customerWith({ context }: Visitor, email: string | null): Customer | null {
  const wanted = email?.trim().toLowerCase();
  const all = [...context.state.all('customer').values()];
  return all.find((one) => wanted !== undefined && one.email?.toLowerCase() === wanted) ?? null;
}

/** The profile block, or the page that an extension of this handle has. */
export function accountSurface(
  visitor: Visitor,
  customer: Customer,
  target: 'customer-account.profile.block.render' | 'customer-account.page.render',
): ReactElement | undefined {
  const { context, language, currency } = visitor;
  const page = { context, language, currency, customer };
  return surfacesFor(context, [target], (surface) => accountFacts(surface, page, customer)).get(target);
}
