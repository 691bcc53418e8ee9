import { currencyExponent, toDecimal } from '../../app/loyalty/money';
import type { Order } from '../model/types';
import { inPresentment, presentmentView } from '../model/presentment';

/** Shopify's DateTime has no fraction of a second. Null stays null. */
export function dateTime(iso: string): string;
export function dateTime(iso: string | null): string | null;
export function dateTime(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Minor units to Shopify's Decimal: "12.5", "3.0": at least one digit after the point, no superfluous zero. */
export function decimal(minor: number, currency: string): string {
  const exact = toDecimal(minor, currency);
  return currencyExponent(currency) === 0 ? `${exact}.0` : exact.replace(/(\.\d+?)0+$/, '$1');
}

/** A decimal text to minor units; null when it is none. More digits than the currency has are cut. */
export function minorUnits(text: string, currency: string): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const digits = currencyExponent(currency);
  const fraction = (match[3] ?? '').padEnd(digits, '0').slice(0, digits);
  return Number(`${match[1] ?? ''}${match[2] ?? '0'}${fraction}`);
}

export interface MoneyV2 {
  amount: string;
  currencyCode: string;
}

export function money(minor: number, currency: string): MoneyV2 {
  return { amount: decimal(minor, currency), currencyCode: currency };
}

export interface MoneyBag {
  shopMoney: MoneyV2;
  presentmentMoney: MoneyV2;
}

/** An amount of an order in the shop's currency and in the one the buyer paid in. */
export function orderBag(order: Order, read: (order: Order) => number): MoneyBag {
  return bag(order, read(order), read(presentmentView(order)));
}

/** The same for a line, a shipping line, a transaction or a refund of the order. */
export function partBag<T extends { presentment?: object }>(
  order: Order,
  part: T,
  read: (part: T) => number,
): MoneyBag {
  return bag(order, read(part), read(inPresentment(part)));
}

const bag = (order: Order, shopMinor: number, paidMinor: number): MoneyBag => ({
  shopMoney: money(shopMinor, order.currency),
  presentmentMoney: money(paidMinor, order.presentmentCurrency),
});
