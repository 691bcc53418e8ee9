import { convertMinor } from './money';
import type { DevShop, Order, ShippingLine } from './types';

/** The currency a buyer sees and pays in, and how it comes from the shop's. */
export interface Presentment {
  currency: string;
  /** one unit of the shop's currency in it, decimal text */
  rate: string;
}

/** Every currency that the shop sells in, its own first. */
export const sellingCurrencies = (shop: DevShop): string[] => [
  shop.currency,
  ...Object.keys(shop.presentmentRates ?? {}),
];

/** Null when the shop does not sell in this currency; no currency means the shop's own. */
export function presentmentOf(shop: DevShop, currency: string | null | undefined): Presentment | null {
  if (!currency || currency === shop.currency) return { currency: shop.currency, rate: '1.0' };
  const rate = shop.presentmentRates?.[currency];
  return rate === undefined ? null : { currency, rate };
}

/** An amount of the shop's catalogue as this buyer sees it. */
export const presented = (shop: DevShop, { currency, rate }: Presentment, minor: number): number =>
  currency === shop.currency ? minor : convertMinor(minor, rate, shop.currency, currency);

/** A part of an order with its amounts in the currency that the buyer paid in. */
export function inPresentment<T extends { presentment?: object }>(part: T): T {
  return part.presentment ? { ...part, ...part.presentment } : part;
}

/** The whole order in the currency that the buyer paid in: `currency` says so. The same when it is the shop's. */
export function presentmentView(order: Order): Order {
  if (order.presentmentCurrency === order.currency) return order;
  return {
    ...inPresentment(order),
    currency: order.presentmentCurrency,
    lines: order.lines.map(inPresentment),
    shipping: order.shipping && inPresentment(order.shipping),
    furtherShipping: order.furtherShipping?.map(inPresentment),
    discountCodes: order.discountCodes.map(inPresentment),
    transactions: order.transactions.map(inPresentment),
    refunds: order.refunds.map((refund) => ({
      ...inPresentment(refund),
      lines: refund.lines.map(inPresentment),
    })),
  };
}

/** One for each delivery group of the checkout. */
export function shippingLinesOf(order: Pick<Order, 'shipping' | 'furtherShipping'>): ShippingLine[] {
  return order.shipping ? [order.shipping, ...(order.furtherShipping ?? [])] : [];
}
