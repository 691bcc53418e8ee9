import type { CommandEnv } from '../../model/command';
import { placeOrder, type DraftLine, type PlaceOrderResult } from '../../model/orders';
import type { Order } from '../../model/types';
import type { PricedCheckout } from '../../checkout/types';
import { findVariant } from '../shop/visitor';
import { discountsOf } from './priced';
import type { CheckoutSession } from './session';

/** Makes the order that the shopper has seen the prices of. The caller commits. */
export function place(
  context: CommandEnv,
  session: CheckoutSession,
  priced: PricedCheckout,
): PlaceOrderResult {
  const [shipping = null, ...furtherShipping] = priced.selectedDeliveries.map(
    ({ title, priceMinor, shopPriceMinor, discountMinor, applicationIndex }) => ({
      title,
      priceMinor,
      shopPriceMinor,
      discountMinor,
      applicationIndex,
    }),
  );
  return placeOrder(context, {
    currency: priced.currency,
    customerId: session.customerId,
    email: session.email,
    address: session.address,
    firstName: session.address?.firstName,
    lastName: session.address?.lastName,
    locale: session.language,
    acceptsMarketing: session.acceptsMarketing,
    lines: priced.lines.map((line, index) => draftLine(context, session, line, index)),
    shipping,
    furtherShipping,
    discountApplications: priced.applications,
    discountCodes: orderCodes(priced),
    checkoutToken: session.token,
    paid: session.payment === 'card',
    gateway: session.payment === 'card' ? 'bogus' : 'bank_deposit',
  });
}

function draftLine(
  context: CommandEnv,
  session: CheckoutSession,
  line: PricedCheckout['lines'][number],
  index: number,
): DraftLine {
  const found = findVariant(context, line.variantId);
  if (!found) throw new Error('A variant disappeared while its checkout was being paid.');
  return {
    productId: found.product.id,
    variantId: line.variantId,
    title: line.title,
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    shopUnitPriceMinor: line.shopUnitPriceMinor,
    requiresShipping: found.variant.requiresShipping,
    isGiftCard: found.product.isGiftCard,
    sellingPlanId: session.lines[index]?.sellingPlanId ?? null,
    discountAllocations: line.allocations,
  };
}

/** Codes as an order lists them: what each one took off, and as what. */
function orderCodes(priced: PricedCheckout): Order['discountCodes'] {
  const amounts = discountsOf(priced);
  return priced.codes
    .filter(({ accepted }) => accepted)
    .map(({ code }) => {
      const own = priced.applications
        .map((application, index) => ({ application, amountMinor: amounts[index]?.amountMinor ?? 0 }))
        .filter(({ application }) => application.code?.toUpperCase() === code.toUpperCase());
      const first = own[0]?.application;
      return {
        code,
        amountMinor: own.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
        type: first?.targetType === 'shipping_line' ? 'shipping' : (first?.valueType ?? 'percentage'),
      };
    });
}
