import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/purchase.thank-you.block.render';
import { render } from 'preact';
import { buyerId } from '../../shared/buyer';
import { consentQuestion } from './consent';
import { ThanksBlock } from './thanks';

declare const shopify: Api;

/** Thank-you page, all plans. */
export default function extension(): void {
  render(<ThankYou Consent={consentQuestion(shopify, 'thank-you')} />, document.body);
}

function ThankYou({ Consent }: { Consent: ReturnType<typeof consentQuestion> }) {
  const { order, isFirstOrder } = shopify.orderConfirmation.value;
  return (
    <ThanksBlock
      api={shopify}
      Consent={Consent}
      customerId={buyerId(shopify)}
      orderId={order.id}
      isFirstOrder={isFirstOrder}
    />
  );
}
