import type { CouponView } from '../../shared/coupon';
import { dateText, giftText, type I18n } from '../../shared/texts';

/** The coupon with its button; without one where it cannot be entered. */
export function Coupon({
  i18n,
  view,
  onApply,
}: {
  i18n: I18n;
  view: CouponView;
  onApply: (code: string) => void;
}) {
  const { state, code, gift } = view;
  const date = dateText(i18n, view.date);
  const offers = state === 'open' || state === 'busy' || state === 'offline';
  return (
    <s-stack gap="small-200">
      {gift && state !== 'expired' ? (
        <s-text type="strong">
          {i18n.translate('coupon.title', { count: gift.years, value: giftText(i18n, gift) })}
        </s-text>
      ) : null}
      <s-box accessibilityRole="status">
        <s-text tone={TONE[state] || 'neutral'}>{i18n.translate(`coupon.${state}`, { code, date })}</s-text>
      </s-box>
      {offers ? (
        <s-button
          variant="secondary"
          loading={state === 'busy'}
          disabled={state === 'busy'}
          accessibilityLabel={i18n.translate('coupon.applyLabel', { code })}
          onClick={() => onApply(code)}
        >
          {i18n.translate('coupon.apply')}
        </s-button>
      ) : null}
    </s-stack>
  );
}

const TONE: Partial<Record<CouponView['state'], 'success' | 'warning'>> = {
  applied: 'success',
  refused: 'warning',
  offline: 'warning',
};
