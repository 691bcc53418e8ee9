import { currencyExponent } from '~/loyalty/money';

/** A cart to show a program on. Minor units of the shop's currency. */
export interface ExampleCart {
  goodsMinor: number;
  deliveryMinor: number;
}

/** Roughly what a euro buys, in round figures; currencies that are not here count as 1. */
// prettier-ignore
const UNITS: Readonly<Record<string, number>> = {
  BRL: 5, CNY: 10, CZK: 25, DKK: 10, HKD: 10, HUF: 500, ILS: 5, INR: 100, ISK: 100, JPY: 100, KRW: 1000, MXN: 20, MYR: 5,
  NOK: 10, PHP: 50, PLN: 5, RON: 5, SEK: 10, THB: 50, TRY: 50, TWD: 50, VND: 25000, XAF: 500, XOF: 500, ZAR: 20,
  BHD: 0.5, JOD: 0.5, KWD: 0.5, OMR: 0.5,
};

/** 100.00 of goods and 5.90 of delivery, or what is as usual in another currency: 10,000 and 590 yen. */
export function exampleCart(currency: string): ExampleCart {
  const units = UNITS[currency.toUpperCase()] ?? 1;
  const minor = 10 ** currencyExponent(currency);
  return { goodsMinor: Math.round(100 * units * minor), deliveryMinor: Math.round(5.9 * units * minor) };
}
