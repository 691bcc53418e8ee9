import { useState } from 'react';
import type { CartAnswer } from '../app.customers_.$id_.cart';
import type { TypedCart } from './cart-request.server';

export interface CartDecision {
  answer: CartAnswer | null;
  asking: boolean;
  failed: boolean;
  ask(cart: TypedCart): Promise<void>;
}

/** Asks the server what a customer would get for a cart. */
export function useCartDecision(customerId: string): CartDecision {
  const [answer, setAnswer] = useState<CartAnswer | null>(null);
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  async function ask(cart: TypedCart): Promise<void> {
    setAsking(true);
    const next = await post(customerId, cart);
    setAsking(false);
    setFailed(next === null);
    if (next) setAnswer(next);
  }
  return { answer, asking, failed, ask };
}

/** App Bridge adds the session token to requests of the app's own origin. */
async function post(customerId: string, cart: TypedCart): Promise<CartAnswer | null> {
  try {
    const response = await fetch(`/app/customers/${encodeURIComponent(customerId)}/cart`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(cart),
    });
    return response.ok ? ((await response.json()) as CartAnswer) : null;
  } catch {
    return null; // shown in the card; the button asks again
  }
}
