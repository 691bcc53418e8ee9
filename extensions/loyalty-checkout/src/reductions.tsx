import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/purchase.checkout.reductions.render-after';
import { render } from 'preact';
import { checkoutFacts } from './checkout-facts';
import { checkoutView } from './checkout-view';
import { Coupon } from './coupon';
import { applyIn, type Apply } from './apply';

declare const shopify: Api;

/** Checkout, below the field for discount codes: a coupon that can be entered, and nothing else. */
export default function extension(): void {
  render(<Reductions apply={applyIn(shopify)} />, document.body);
}

function Reductions({ apply }: { apply: Apply }) {
  const view = checkoutView(checkoutFacts(shopify, apply.attempt()));
  const coupon = view && view.coupon;
  // an applied code stands right above; of an old one the block speaks
  if (!coupon || ['applied', 'used', 'expired'].includes(coupon.state)) return null;
  return <Coupon i18n={shopify.i18n} view={coupon} onApply={apply.click} />;
}
