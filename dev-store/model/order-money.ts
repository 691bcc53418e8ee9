import { convertBack, convertMinor, proportion, shareMinor } from './money';
import type { DraftLine, DraftShipping } from './order-draft';
import { inPresentment, shippingLinesOf, type Presentment } from './presentment';
import type { Order, OrderLine, ShippingLine } from './types';

/** The shop's currency and the buyer's, of one order. */
export interface OrderMoney extends Presentment {
  shopCurrency: string;
}

export const isForeign = ({ currency, shopCurrency }: OrderMoney): boolean => currency !== shopCurrency;

/** The money of an order that has been placed. */
export const moneyOf = (order: Order): OrderMoney => ({
  currency: order.presentmentCurrency,
  rate: order.presentmentRate ?? '1.0',
  shopCurrency: order.currency,
});

/** An amount in the buyer's currency, brought to the shop's. */
const inShopMoney = (minor: number, money: OrderMoney): number =>
  isForeign(money) ? convertBack(minor, money.rate, money.shopCurrency, money.currency) : minor;

/** An amount in the shop's currency, brought to the buyer's. */
export const inBuyerMoney = (minor: number, money: OrderMoney): number =>
  isForeign(money) ? convertMinor(minor, money.rate, money.shopCurrency, money.currency) : minor;

/**
 * A line of a draft, which is in the buyer's currency, as an order holds it. Its discounts take the same share of the
 * line in both currencies, so that a line given for nothing costs nothing in either.
 */
export function orderLine(id: number, draft: DraftLine, money: OrderMoney): OrderLine {
  const { shopUnitPriceMinor, ...line } = draft;
  const discountAllocations = line.discountAllocations ?? [];
  const asPaid: OrderLine = {
    ...line,
    id,
    sellingPlanId: line.sellingPlanId ?? null,
    currentQuantity: line.quantity,
    discountAllocations,
    discountMinor: sum(discountAllocations.map(({ amountMinor }) => amountMinor)),
  };
  if (!isForeign(money)) return asPaid;
  const unitPriceMinor = shopUnitPriceMinor ?? inShopMoney(line.unitPriceMinor, money);
  const shares = shared(
    discountAllocations.map(({ amountMinor }) => amountMinor),
    line.unitPriceMinor * line.quantity,
    unitPriceMinor * line.quantity,
  );
  return {
    ...asPaid,
    unitPriceMinor,
    discountMinor: sum(shares),
    discountAllocations: discountAllocations.map((each, index) => ({
      ...each,
      amountMinor: shares[index] ?? 0,
    })),
    presentment: {
      unitPriceMinor: line.unitPriceMinor,
      discountMinor: asPaid.discountMinor,
      discountAllocations,
    },
  };
}

/** The delivery of a draft, which is in the buyer's currency, as an order holds it. */
export function shippingLine(id: number, draft: DraftShipping, money: OrderMoney): ShippingLine {
  const { shopPriceMinor, ...shipping } = draft;
  if (!isForeign(money)) return { id, ...shipping };
  const { priceMinor, discountMinor } = shipping;
  const price = shopPriceMinor ?? inShopMoney(priceMinor, money);
  const presentment = { priceMinor, discountMinor };
  return {
    id,
    ...shipping,
    priceMinor: price,
    discountMinor: proportion(discountMinor, priceMinor, price),
    presentment,
  };
}

/** What each code took off in the shop's currency: the sum of its parts where they are known. */
export function orderCodes(
  codes: Order['discountCodes'],
  applications: Order['discountApplications'],
  lines: OrderLine[],
  shipping: ShippingLine[],
  money: OrderMoney,
): Order['discountCodes'] {
  if (!isForeign(money)) return codes;
  return codes.map(({ code, amountMinor, type }) => {
    const own = new Set(
      applications.flatMap((application, index) =>
        application.code?.toUpperCase() === code.toUpperCase() ? [index] : [],
      ),
    );
    const parts = [
      ...lines.flatMap(({ discountAllocations }) => discountAllocations),
      ...shipping.map(({ discountMinor, applicationIndex }) => ({
        amountMinor: discountMinor,
        applicationIndex: applicationIndex ?? -1,
      })),
    ].filter(({ applicationIndex }) => own.has(applicationIndex));
    const shopMinor =
      own.size === 0 ? inShopMoney(amountMinor, money) : sum(parts.map((part) => part.amountMinor));
    return { code, type, amountMinor: shopMinor, presentment: { amountMinor } };
  });
}

export type OrderSums = Pick<Order, 'subtotalMinor' | 'discountsMinor' | 'shippingMinor' | 'totalMinor'>;

/** Sums over the lines as ordered: subtotal + shipping = total, and discounts are what is missing from list prices. */
export function orderSums(lines: OrderLine[], shipping: ShippingLine[]): OrderSums {
  const gross = sum(lines.map((line) => line.unitPriceMinor * line.quantity));
  const lineDiscounts = sum(lines.map((line) => line.discountMinor));
  const shippingMinor = sum(shipping.map(({ priceMinor, discountMinor }) => priceMinor - discountMinor));
  const subtotalMinor = gross - lineDiscounts;
  return {
    subtotalMinor,
    discountsMinor: lineDiscounts + sum(shipping.map(({ discountMinor }) => discountMinor)),
    shippingMinor,
    totalMinor: subtotalMinor + shippingMinor,
  };
}

/** The same sums in the buyer's currency: of its own parts, so they add up there too. */
export const presentmentSums = (lines: OrderLine[], shipping: ShippingLine[]): OrderSums =>
  orderSums(lines.map(inPresentment), shipping.map(inPresentment));

/**
 * Discounts on what is left of an order after edits, returns and refunds: the lines' share, and all on delivery until the
 * order is cancelled. *Unverified*: whether Shopify takes a discount on delivery out when delivery is refunded.
 */
export function currentDiscountsMinor(order: Order): number {
  if (order.cancelledAt) return 0;
  const onLines = order.lines.map(({ discountMinor, quantity, currentQuantity }) =>
    shareMinor(discountMinor, quantity, quantity - currentQuantity, quantity),
  );
  return sum(onLines) + sum(shippingLinesOf(order).map(({ discountMinor }) => discountMinor));
}

/** Parts of `whole` in another currency in which it is `of`: their sum is the same share, and never more than `of`. */
function shared(parts: number[], whole: number, of: number): number[] {
  let before = 0;
  return parts.map((part) => {
    const share = proportion(before + part, whole, of) - proportion(before, whole, of);
    before += part;
    return share;
  });
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
