import type {
  FunctionRun,
  PricedCheckout,
  PricedDeliveryGroup,
  PricedDeliveryOption,
  PricedLine,
} from '../../checkout/types';
import type { CheckoutSession } from './session';

/** A checkout as programs get it, and what the page is drawn from. Money: minor units of `currency`. */
export interface CheckoutView {
  token: string;
  currency: string;
  presentmentCurrencyRate: string;
  email: string | null;
  customerId: number | null;
  codes: string[];
  lines: (PricedLine & { totalMinor: number })[];
  /** one for each discount that took something off; the title is the function's message */
  discounts: {
    title: string;
    amountMinor: number;
    code: string | null;
    target: 'line_item' | 'shipping_line';
  }[];
  deliveryGroups: PricedDeliveryGroup[];
  deliveryOptions: (PricedDeliveryOption & { selected: boolean })[];
  /** of the first delivery group */
  selectedDelivery: string | null;
  subtotalMinor: number;
  discountsMinor: number;
  shippingMinor: number;
  totalMinor: number;
  /** refused codes (`code` is the discount code), and fields that are missing (`code` is the field's name) */
  errors: { code: string; message: string }[];
  functionRuns: FunctionRun[];
}

export function checkoutView(
  session: CheckoutSession,
  priced: PricedCheckout,
  fieldErrors: { code: string; message: string }[] = [],
): CheckoutView {
  const refused = priced.codes
    .filter(({ accepted }) => !accepted)
    .map(({ code, reason }) => ({ code, message: reason ?? '' }));
  return {
    token: session.token,
    currency: priced.currency,
    presentmentCurrencyRate: priced.presentmentCurrencyRate,
    email: session.email,
    customerId: session.customerId,
    codes: priced.codes.filter(({ accepted }) => accepted).map(({ code }) => code),
    lines: priced.lines.map((line) => ({
      ...line,
      totalMinor: line.unitPriceMinor * line.quantity - line.discountMinor,
    })),
    discounts: discountsOf(priced),
    deliveryGroups: priced.deliveryGroups,
    deliveryOptions: priced.deliveryOptions.map((option) => ({
      ...option,
      selected: priced.selectedDeliveries.includes(option),
    })),
    selectedDelivery: priced.selectedDelivery?.handle ?? null,
    subtotalMinor: priced.subtotalMinor,
    discountsMinor: priced.discountsMinor,
    shippingMinor: priced.shippingMinor,
    totalMinor: priced.totalMinor,
    errors: [...session.refusals, ...refused, ...fieldErrors],
    functionRuns: priced.runs,
  };
}

/** What each discount took off altogether, in the order of the applications. */
export function discountsOf(priced: PricedCheckout): CheckoutView['discounts'] {
  return priced.applications.map((application, index) => ({
    title: application.title,
    code: application.code,
    target: application.targetType,
    amountMinor:
      application.targetType === 'shipping_line'
        ? shippingShare(priced, index)
        : priced.lines
            .flatMap(({ allocations }) => allocations)
            .filter(({ applicationIndex }) => applicationIndex === index)
            .reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  }));
}

/** What one discount took off the deliveries that were selected. */
function shippingShare(priced: PricedCheckout, index: number): number {
  return priced.selectedDeliveries
    .filter(({ applicationIndex }) => applicationIndex === index)
    .reduce((sum, { discountMinor }) => sum + discountMinor, 0);
}
