import type { Api as BlockApi } from '@shopify/ui-extensions/purchase.checkout.block.render';
import type { Api as ReductionsApi } from '@shopify/ui-extensions/purchase.checkout.reductions.render-after';
import type { Attempt } from '../../shared/coupon';
import { buyerId } from '../../shared/buyer';
import type { CheckoutFacts } from './checkout-view';

/** Reads Shopify's signals; whoever renders with it is rendered again when one of them changes. */
export function checkoutFacts(api: BlockApi | ReductionsApi, attempt: Attempt | null): CheckoutFacts {
  return {
    customerId: buyerId(api),
    metafields: api.appMetafields.value,
    settings: api.settings.value,
    discountTitles: [
      api.discountAllocations.value,
      ...api.lines.value.map((line) => line.discountAllocations),
    ]
      .flat()
      .flatMap((one) => ('title' in one ? one.title : [])),
    codes: api.discountCodes.value.map(({ code }) => code),
    canUpdateCodes: api.instructions.value.discounts.canUpdateDiscountCodes,
    attempt,
    now: new Date(),
  };
}
