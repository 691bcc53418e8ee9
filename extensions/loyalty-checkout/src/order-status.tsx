import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/customer-account.order-status.block.render';
import { render } from 'preact';
import { buyerId } from './buyer';
import { ThanksBlock } from './thanks';

declare const shopify: Api;

/** Order status page, all plans. Whoever came by a link from a mail is not signed in: for them it is a guest's page. */
export default function extension(): void {
  render(<OrderStatus />, document.body);
}

function OrderStatus() {
  const signedIn = shopify.authenticationState.value === 'fully_authenticated';
  const order = shopify.order.value;
  const facts = {
    customerId: signedIn ? buyerId(shopify) : null,
    orderId: order ? order.id : null,
    isFirstOrder: null,
    metafields: shopify.appMetafields.value,
    settings: shopify.settings.value,
    now: new Date(),
  };
  return <ThanksBlock i18n={shopify.i18n} facts={facts} />;
}
