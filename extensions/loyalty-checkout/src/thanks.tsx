import { dateText, giftText, ownText, type I18n } from '../../shared/texts';
import { thanksView, type OrderFacts, type Thanks } from './thanks-view';

/** What both pages after the order show. */
export function ThanksBlock({ i18n, facts }: { i18n: I18n; facts: OrderFacts }) {
  const view = thanksView(facts);
  if (!view) return null;
  const { thanks, coupon, anniversary } = view;
  const heading = ownText(facts.settings['heading']);
  return (
    <s-box border="base" borderRadius="base" padding="base">
      <s-stack gap="small">
        <s-heading>{heading || thanksText(i18n, thanks)}</s-heading>
        {heading ? <s-text>{thanksText(i18n, thanks)}</s-text> : null}
        {coupon && coupon.gift ? (
          <s-stack gap="small-200">
            <s-text>
              {i18n.translate('coupon.title', {
                count: coupon.gift.years,
                value: giftText(i18n, coupon.gift),
              })}
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
      </s-stack>
    </s-box>
  );
}

function thanksText(i18n: I18n, thanks: Thanks): string {
  if (thanks.kind === 'round') return i18n.translate('thanks.round', { number: thanks.ordinal });
  if (thanks.kind === 'years') return i18n.translate('thanks.years', { count: thanks.years });
  return i18n.translate(thanks.kind === 'first' ? 'thanks.first' : 'thanks.repeat');
}
