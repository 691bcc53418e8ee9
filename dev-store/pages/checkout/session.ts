import { randomBytes } from 'node:crypto';
import type { Address } from '../../model/types';
import type { CheckoutInput } from '../deps';
import type { ShopLanguage } from '../shop/texts';
import type { CartLine } from '../shop/visitor';

/** A checkout on its way. Prices are not in it: they are computed anew for every answer. */
export interface CheckoutSession {
  token: string;
  domain: string;
  lines: CartLine[];
  /** signed in; null for a guest */
  customerId: number | null;
  email: string | null;
  /** which of them count is decided with every pricing */
  codes: string[];
  /** codes of the last step that were refused, and why */
  refusals: { code: string; message: string }[];
  deliveryOptionHandle: string | null;
  furtherDeliveryOptionHandles: string[];
  address: Address | null;
  acceptsMarketing: boolean;
  payment: 'card' | 'bank';
  language: ShopLanguage;
  /** what the shopper pays in */
  currency: string;
  orderId: number | null;
}

/** Checkouts of all shops, in memory: a dev store that was restarted sends a shopper back to the cart. */
export class CheckoutSessions {
  private readonly sessions = new Map<string, CheckoutSession>();

  create(session: Omit<CheckoutSession, 'token' | 'refusals' | 'orderId'>): CheckoutSession {
    const created: CheckoutSession = {
      ...session,
      token: randomBytes(16).toString('hex'),
      refusals: [],
      orderId: null,
    };
    this.sessions.set(created.token, created);
    return created;
  }

  /** Undefined when there is none, or when it belongs to another shop. */
  get(domain: string, token: string): CheckoutSession | undefined {
    const session = this.sessions.get(token);
    return session?.domain === domain ? session : undefined;
  }

  put(session: CheckoutSession): void {
    this.sessions.set(session.token, session);
  }
}

export function pricingInput(session: CheckoutSession): CheckoutInput {
  return {
    lines: session.lines,
    customerId: session.customerId,
    isAuthenticated: session.customerId !== null,
    email: session.email,
    codes: session.codes,
    deliveryOptionHandle: session.deliveryOptionHandle,
    furtherDeliveryOptionHandles: session.furtherDeliveryOptionHandles,
    address: session.address,
    language: session.language,
    presentmentCurrency: session.currency,
  };
}

export const EMPTY_ADDRESS: Address = {
  firstName: '',
  lastName: '',
  address1: '',
  zip: '',
  city: '',
  countryCode: 'DE',
};
