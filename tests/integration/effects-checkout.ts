import type { FunctionRunner } from '../../dev-store/checkout/function-runner';
import { priceCheckout } from '../../dev-store/checkout/price';
import type { PricedCheckout } from '../../dev-store/checkout/types';
import type { Customer } from '../../dev-store/model/types';
import type { Harness } from './effects-harness';

/** One piece of the first product that is no gift card, for a signed-in customer: by the compiled function, on what Shopify holds. */
export async function checkoutOf(
  h: Harness,
  functions: FunctionRunner,
  customer: Customer,
  codes: string[] = [],
): Promise<PricedCheckout> {
  const variant = [...h.state.all('product').values()].find((product) => !product.isGiftCard)?.variants[0];
  if (!variant) throw new Error('the seed has no products');
  const priced = await priceCheckout({
    shop: h.state,
    clock: { now: () => h.clock.now().getTime() },
    functions: { ...functions, owns: (id) => id === h.control.functions[0]?.id },
    lines: [{ variantId: variant.id, quantity: 1, sellingPlanId: null }],
    customerId: customer.id,
    isAuthenticated: true,
    email: null,
    codes,
    deliveryOptionHandle: null,
    address: null,
    language: 'en',
  });
  const failed = priced.runs.filter((run) => run.error !== null);
  if (failed.length > 0) throw new Error(failed.map((run) => String(run.error)).join());
  return priced;
}
