import type { Request } from 'express';
import { survivingCustomer } from '../../model/customers';
import { presentmentOf } from '../../model/presentment';
import type { Customer } from '../../model/types';
import { field, idOf } from '../http';
import { isShopLanguage } from '../shop/texts';
import { findVariant, type CartLine, type Visitor } from '../shop/visitor';
import { EMPTY_ADDRESS, type CheckoutSession } from './session';

export type NewCheckout = Omit<CheckoutSession, 'token' | 'refusals' | 'orderId'>;

/** A new checkout of this visitor, with these lines. */
export function startCheckout(visitor: Visitor, lines: CartLine[]): NewCheckout {
  const { customer, context, language, currency } = visitor;
  return {
    domain: context.state.shop.domain,
    lines,
    ...(customer
      ? signedIn(customer)
      : { customerId: null, email: null, address: null, acceptsMarketing: false }),
    codes: [],
    deliveryOptionHandle: null,
    furtherDeliveryOptionHandles: [],
    payment: 'card',
    language,
    currency,
  };
}

/** What a checkout knows of a customer who is signed in. */
export function signedIn(
  customer: Customer,
): Pick<CheckoutSession, 'customerId' | 'email' | 'address' | 'acceptsMarketing'> {
  const { id, email, firstName, lastName, address, emailMarketing } = customer;
  return {
    customerId: id,
    email,
    address: address ?? { ...EMPTY_ADDRESS, firstName, lastName },
    acceptsMarketing: emailMarketing.state === 'SUBSCRIBED',
  };
}

/** JSON: {lines: [{variantId, quantity, sellingPlanId?}], customerId?, language?, currency?} and a step's fields. */
export function startFromJson(visitor: Visitor, request: Request): NewCheckout | null {
  const { context } = visitor;
  const body = (request.body ?? {}) as Record<string, unknown>;
  const given = Array.isArray(body['lines']) ? (body['lines'] as Record<string, unknown>[]) : [];
  const lines = given.map(({ variantId, quantity, sellingPlanId }) => ({
    variantId: Number(variantId),
    quantity: Number(quantity ?? 1),
    sellingPlanId: sellingPlanId === undefined || sellingPlanId === null ? null : Number(sellingPlanId),
  }));
  const possible = lines.every(
    ({ variantId, quantity }) =>
      Number.isInteger(quantity) && quantity > 0 && findVariant(context, variantId),
  );
  const presentment = presentmentOf(context.state.shop, field(request, 'currency') || visitor.currency);
  if (lines.length === 0 || !possible || !presentment) return null;
  const customer = survivingCustomer(context.state, idOf(field(request, 'customerId'))) ?? visitor.customer;
  const wanted = field(request, 'language');
  const language = isShopLanguage(wanted) ? wanted : visitor.language;
  return startCheckout({ ...visitor, customer, language, currency: presentment.currency }, lines);
}
