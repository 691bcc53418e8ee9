import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent, formatMoney } from '~/loyalty/money';

export interface ShopFormat {
  /** @param minor integer minor units of the shop's currency */
  money(minor: number): string;
  /** for axes: no cents */
  wholeMoney(minor: number): string;
  number(value: number): string;
  /** @param share 0-1 */
  share(share: number): string;
  /** @param instant ISO; shown in the shop's time zone */
  instant(instant: string): string;
  /** @param date ISO shop date, "2026-11-22" */
  date(date: string): string;
  /** @param month "2026-11" */
  month(month: string): string;
}

/** Formats for one reader's language and one shop's currency and time zone; the same on the server and in the browser. */
export function shopFormat(locale: string, shop: { currency: string; timeZone: string }): ShopFormat {
  const language = locale === 'de' ? 'de-DE' : 'en-GB';
  const unit = 10 ** currencyExponent(shop.currency);
  const wholeMoney = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: shop.currency,
    maximumFractionDigits: 0,
  });
  const number = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const instant = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: shop.timeZone,
  });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit', timeZone: 'UTC' });
  return {
    money: (minor) => formatMoney(minor, shop.currency, language),
    wholeMoney: (minor) => wholeMoney.format(minor / unit),
    number: (value) => number.format(value),
    share: (value) => share.format(value),
    instant: (value) => instant.format(new Date(value)),
    date: (value) => date.format(new Date(`${value}T00:00:00Z`)),
    month: (value) => month.format(new Date(`${value}-01T00:00:00Z`)),
  };
}

export function useShopFormat(shop: { currency: string; timeZone: string }): ShopFormat {
  const { i18n } = useTranslation();
  const { currency, timeZone } = shop;
  return useMemo(
    () => shopFormat(i18n.language, { currency, timeZone }),
    [i18n.language, currency, timeZone],
  );
}
