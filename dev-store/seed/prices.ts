import { currencyExponent, toDecimal } from '../../app/loyalty/money';

/** What things that cost euros cost elsewhere: how many minor units a euro cent makes, and the step of a price tag. */
const LOCAL: Record<string, { times: number; step: number }> = {
  JPY: { times: 1.6, step: 10 },
  KWD: { times: 3.4, step: 50 },
};

/** A price tag of a shop in this currency, made from euro cents: the same number of francs or dollars, 1520 yen for 9.50. */
export function localPrice(euroCents: number, currency: string): number {
  const places = currencyExponent(currency);
  const { times, step } = LOCAL[currency] ?? { times: 10 ** (places - 2), step: 1 };
  return Math.round((euroCents * times) / step) * step;
}

/** How a gift card is called: "25 €", "40 CHF". */
export function priceTitle(euroCents: number, currency: string): string {
  const amount = toDecimal(localPrice(euroCents, currency), currency).replace(/\.0+$/, '');
  return `${amount} ${currency === 'EUR' ? '€' : currency}`;
}
