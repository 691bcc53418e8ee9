import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/purchase.checkout.block.render';
import { render } from 'preact';
import type { NextTier, TierView } from '../../shared/tiers';
import { benefitText } from '../../shared/benefit';
import { moneyText, ownText, type I18n } from '../../shared/texts';
import { checkoutFacts } from './checkout-facts';
import { checkoutView, type CheckoutView } from './checkout-view';
import { Coupon } from './coupon';
import { applyIn, type Apply } from './apply';
import { Frame } from '../../shared/frame';

declare const shopify: Api;

/** Checkout, where the merchant put the block: the standing, why there is a discount, the coupon, what comes next. */
export default function extension(): void {
  render(<Block apply={applyIn(shopify)} />, document.body);
}

function Block({ apply }: { apply: Apply }) {
  const facts = checkoutFacts(shopify, apply.attempt());
  const view = checkoutView(facts);
  if (!view) return null;
  const i18n = shopify.i18n as I18n;
  return (
    <Frame heading={ownText(facts.settings['heading']) || i18n.translate('heading')}>
      {view.status ? <s-text>{statusText(i18n, view.status)}</s-text> : null}
      {view.reason === null ? null : <s-text tone="success">{view.reason}</s-text>}
      {view.coupon ? <Coupon i18n={i18n} view={view.coupon} onApply={apply.click} /> : null}
      {view.next ? <s-text color="subdued">{nextText(i18n, view.next, view.card)}</s-text> : null}
    </Frame>
  );
}

function statusText(i18n: I18n, { tier, orders }: TierView): string {
  return tier
    ? i18n.translate('status.tier', { tier: tier.name, count: orders })
    : i18n.translate('status.none', { count: orders });
}

function nextText(i18n: I18n, { tier, by, missing }: NextTier, card: CheckoutView['card']): string {
  const benefit = card && benefitText(i18n, tier, card);
  const name = benefit === null ? tier.name : i18n.translate('next.tier', { tier: tier.name, benefit });
  if (missing === 0) return i18n.translate('next.now', { tier: name });
  return i18n.translate(
    `next.${by}`,
    by === 'spend' && card
      ? { tier: name, amount: moneyText(i18n, missing, card) }
      : { tier: name, count: missing },
  );
}
