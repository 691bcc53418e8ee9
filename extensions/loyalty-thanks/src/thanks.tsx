import type { Api as OrderStatusApi } from '@shopify/ui-extensions/customer-account.order-status.block.render';
import type { Api as ThankYouApi } from '@shopify/ui-extensions/purchase.thank-you.block.render';
import { dateText, giftText, ownText, type I18n } from '../../shared/texts';
import type { consentQuestion } from './consent';
import { Frame } from '../../shared/frame';
import { thanksView, type OrderFacts, type Thanks } from './thanks-view';

/** What both pages after the order show. */
export function ThanksBlock({
  api,
  Consent,
  customerId,
  orderId,
  isFirstOrder,
}: {
  api: ThankYouApi | OrderStatusApi;
  Consent: ReturnType<typeof consentQuestion>;
} & Pick<OrderFacts, 'customerId' | 'orderId' | 'isFirstOrder'>) {
  const settings = api.settings.value;
  const view = thanksView({
    customerId,
    orderId,
    isFirstOrder,
    metafields: api.appMetafields.value,
    settings,
    now: new Date(),
  });
  if (!view) return null;
  const i18n = api.i18n as I18n;
  const { thanks, coupon, anniversary, consentAt } = view;
  const heading = ownText(settings['heading']);
  return (
    <Frame heading={heading || thanksText(i18n, thanks)}>
      {heading ? <s-text>{thanksText(i18n, thanks)}</s-text> : null}
      {coupon && coupon.gift ? (
        <s-stack gap="small-200">
          <s-text>
            {i18n.translate('coupon.title', { count: coupon.gift.years, value: giftText(i18n, coupon.gift) })}
          </s-text>
          <s-text>
            {i18n.translate('coupon.later', { code: coupon.code, date: dateText(i18n, coupon.date) })}
          </s-text>
        </s-stack>
      ) : null}
      {anniversary ? (
        <s-text color="subdued">
          {i18n.translate('anniversary', {
            count: anniversary.years,
            date: dateText(i18n, anniversary.date),
          })}
        </s-text>
      ) : null}
      {consentAt === null ? null : <Consent at={consentAt} />}
    </Frame>
  );
}

function thanksText(i18n: I18n, { kind, number }: Thanks): string {
  return i18n.translate(`thanks.${kind}`, kind === 'years' ? { count: number } : { number });
}
