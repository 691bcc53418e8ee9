import type express from 'express';
import { startCheckout } from '../checkout/start';
import type { CheckoutSessions } from '../checkout/session';
import { sendMissing, sendPage } from '../html';
import { bodies, field, idOf } from '../http';
import { CartPage } from './products';
import type { Visiting } from './visiting';
import { findVariant, sellingPlansOf, writeCart, type CartLine } from './visitor';

/** The cart, up to the checkout that begins with it. */
export function mountCart(app: express.Express, shop: Visiting, sessions: CheckoutSessions): void {
  app.get(
    '/shops/:domain/cart',
    shop((visitor, _request, response) => {
      const rows = visitor.cart.flatMap(({ variantId, quantity, sellingPlanId }) => {
        const found = findVariant(visitor.context, variantId);
        return found ? [{ ...found, quantity, sellingPlanId }] : [];
      });
      sendPage(response, <CartPage visitor={visitor} rows={rows} />);
    }),
  );

  app.post(
    '/shops/:domain/cart',
    bodies,
    shop((visitor, request, response) => {
      const variantId = idOf(field(request, 'variantId'));
      const quantity = idOf(field(request, 'quantity')) || 1;
      const found = findVariant(visitor.context, variantId);
      if (!found) {
        sendMissing(request, response, 'There is no such product.', `${visitor.base}/`);
        return;
      }
      const plan = sellingPlansOf(found.product).find(
        ({ id }) => id === idOf(field(request, 'sellingPlanId')),
      );
      writeCart(
        response,
        visitor,
        added(visitor.cart, { variantId, quantity, sellingPlanId: plan?.id ?? null }),
      );
      response.redirect(303, `${visitor.base}/cart`);
    }),
  );

  app.post(
    '/shops/:domain/cart/update',
    bodies,
    shop((visitor, request, response) => {
      const removed = idOf(field(request, 'remove'));
      const cart = visitor.cart
        .map((line, index) => {
          const quantity = idOf(field(request, `quantity${index}`));
          return {
            ...line,
            quantity: index === removed ? 0 : Number.isNaN(quantity) ? line.quantity : quantity,
          };
        })
        .filter(({ quantity }) => quantity > 0);
      writeCart(response, visitor, cart);
      if (field(request, 'checkout') === '' || cart.length === 0) {
        response.redirect(303, `${visitor.base}/cart`);
        return;
      }
      const session = sessions.create(startCheckout(visitor, cart));
      response.redirect(303, `${visitor.base}/checkouts/${session.token}`);
    }),
  );
}

/** The same variant bought the same way is one line. */
function added(cart: CartLine[], line: CartLine): CartLine[] {
  const same = (other: CartLine) =>
    other.variantId === line.variantId && other.sellingPlanId === line.sellingPlanId;
  const known = cart.find(same);
  return known
    ? cart.map((other) => (other === known ? { ...known, quantity: known.quantity + line.quantity } : other))
    : [...cart, line];
}
