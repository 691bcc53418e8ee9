import type { Request } from 'express';
import type { ShopContext } from '../../context';
import { presentmentOf } from '../../model/presentment';
import { normalCode } from '../../model/redeem-codes';
import type { Address } from '../../model/types';
import type { PricedCheckout } from '../../checkout/types';
import type { PagesDeps } from '../deps';
import { field } from '../http';
import type { ShopTexts } from '../shop/texts';
import { findVariant } from '../shop/visitor';
import { EMPTY_ADDRESS, pricingInput, type CheckoutSession } from './session';

/** What is written in a request's body; what is not there stays as it is. */
export interface Change {
  email?: string | null;
  address?: Address;
  deliveryOptionHandle?: string;
  furtherDeliveryOptionHandles?: string[];
  acceptsMarketing?: boolean;
  payment?: 'card' | 'bank';
  /** one that the shop does not sell in changes nothing */
  currency?: string;
  addCode?: string;
  removeCode?: string;
}

/**
 * Fields of a form or of JSON, with the same names: email, firstName, lastName, address1, zip, city, countryCode,
 * deliveryOption (deliveryOption2 for the second delivery group), marketing ("1"), payment ("card", "bank"), currency, addCode, removeCode. JSON may give the address as `address`.
 */
export function readChange(request: Request, session: CheckoutSession): Change {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const change: Change = {};
  if (session.customerId === null && 'email' in body) change.email = field(request, 'email') || null;
  const source = typeof body['address'] === 'object' && body['address'] !== null ? body['address'] : body;
  const given = Object.entries(source).filter(
    (entry): entry is [keyof Address, string] => entry[0] in EMPTY_ADDRESS && typeof entry[1] === 'string',
  );
  if (given.length > 0) {
    const parts = Object.fromEntries(given.map(([name, value]) => [name, value.trim().slice(0, 200)]));
    change.address = { ...(session.address ?? EMPTY_ADDRESS), ...parts };
  }
  if (field(request, 'deliveryOption')) change.deliveryOptionHandle = field(request, 'deliveryOption');
  if (field(request, 'deliveryOption2')) {
    change.furtherDeliveryOptionHandles = [field(request, 'deliveryOption2')];
  }
  // A box that is not ticked is not sent, so the form says that it was there.
  if ('marketing' in body || 'marketingShown' in body)
    change.acceptsMarketing = field(request, 'marketing') === '1';
  const payment = field(request, 'payment');
  if (payment === 'card' || payment === 'bank') change.payment = payment;
  if (field(request, 'currency')) change.currency = field(request, 'currency').toUpperCase();
  if (field(request, 'addCode')) change.addCode = field(request, 'addCode').slice(0, 255);
  if (field(request, 'removeCode')) change.removeCode = field(request, 'removeCode');
  return change;
}

/** Applies a change and prices the result; codes that are refused leave the checkout, with their reason noted. */
export async function takeStep(
  deps: PagesDeps,
  context: ShopContext,
  before: CheckoutSession,
  change: Change,
): Promise<{ session: CheckoutSession; priced: PricedCheckout }> {
  const { addCode, removeCode, currency: wanted, ...rest } = change;
  const currency = presentmentOf(context.state.shop, wanted ?? before.currency)?.currency ?? before.currency;
  let codes = before.codes.filter(
    (code) => removeCode === undefined || normalCode(code) !== normalCode(removeCode),
  );
  if (addCode !== undefined && !codes.some((code) => normalCode(code) === normalCode(addCode))) {
    codes = [...codes, addCode];
  }
  const session: CheckoutSession = { ...before, ...rest, currency, codes, refusals: [] };
  const priced = await deps.priceCheckout(context, pricingInput(session));
  const refused = priced.codes.filter(({ accepted }) => !accepted);
  if (refused.length === 0) return { session, priced };

  const refusals = refused.map(({ code, reason }) => ({ code, message: reason ?? '' }));
  const kept = priced.codes.filter(({ accepted }) => accepted).map(({ code }) => code);
  const without = { ...session, codes: kept, refusals };
  return { session: without, priced: await deps.priceCheckout(context, pricingInput(without)) };
}

/** Fields that an order needs and that are empty: `code` is the field's name. */
export function missingFields(
  context: ShopContext,
  session: CheckoutSession,
  text: ShopTexts,
): { code: string; message: string }[] {
  const missing: { code: string; message: string }[] = [];
  const email = session.email ?? '';
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) missing.push({ code: 'email', message: text.email });
  const ships = session.lines.some(
    ({ variantId }) => findVariant(context, variantId)?.variant.requiresShipping,
  );
  if (!ships || isPickUp(session)) return missing;
  const labels = { lastName: text.lastName, address1: text.street, zip: text.zip, city: text.city } as const;
  for (const name of Object.keys(labels) as (keyof typeof labels)[]) {
    if (!session.address?.[name]) missing.push({ code: name, message: labels[name] });
  }
  return missing;
}

const isPickUp = ({ deliveryOptionHandle }: CheckoutSession): boolean =>
  /pick-?up/i.test(deliveryOptionHandle ?? '');
