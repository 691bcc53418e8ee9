import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/purchase.thank-you.block.render';
import { render } from 'preact';
import { buyerId } from './buyer';
import { ThanksBlock } from './thanks';

declare const shopify: Api;

/** Thank-you page, all plans. */
export default function extension(): void {
  render(<ThankYou />, document.body);
}

function ThankYou() {
  const { order, isFirstOrder } = shopify.orderConfirmation.value;
  const facts = {
    customerId: buyerId(shopify),
    orderId: order.id,
    isFirstOrder,
    metafields: shopify.appMetafields.value,
    settings: shopify.settings.value,
    now: new Date(),
  };
  return <ThanksBlock i18n={shopify.i18n} facts={facts} />;
}
