import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/customer-account.order-status.block.render';
import { render } from 'preact';
import { buyerId } from '../../shared/buyer';
import { consentQuestion } from './consent';
import { ThanksBlock } from './thanks';

declare const shopify: Api;

/** Order status page, all plans. Whoever came by a link from a mail is not signed in: for them it is a guest's page. */
export default function extension(): void {
  render(<OrderStatus Consent={consentQuestion(shopify, 'order-status')} />, document.body);
}

function OrderStatus({ Consent }: { Consent: ReturnType<typeof consentQuestion> }) {
  const signedIn = shopify.authenticationState.value === 'fully_authenticated';
  const order = shopify.order.value;
  return (
    <ThanksBlock
      api={shopify}
      Consent={Consent}
      customerId={signedIn ? buyerId(shopify) : null}
      orderId={order ? order.id : null}
      isFirstOrder={null}
    />
  );
}
