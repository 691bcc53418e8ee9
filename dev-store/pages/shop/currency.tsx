import type { ReactElement } from 'react';
import { presented, presentmentOf, sellingCurrencies } from '../../model/presentment';
import type { DevShop } from '../../model/types';
import { money } from '../format';
import type { Visitor } from './visitor';

/** A catalogue price as this visitor sees it: in the chosen currency, as text. */
export function priceText(visitor: Visitor, shopMinor: number): string {
  return money(priceMinor(visitor, shopMinor), visitor.currency, visitor.language);
}

/** The same in minor units of the visitor's currency; a price that is multiplied is converted first. */
export function priceMinor({ context, currency }: Visitor, shopMinor: number): number {
  const { shop } = context.state;
  const presentment = presentmentOf(shop, currency);
  if (!presentment) throw new Error(`the shop does not sell in ${currency}`);
  return presented(shop, presentment, shopMinor);
}

/** One button a currency, without a script; nothing in a shop with one currency. */
export function CurrencySwitch(props: {
  shop: DevShop;
  base: string;
  currency: string;
  label: string;
  back: string;
}): ReactElement | null {
  const currencies = sellingCurrencies(props.shop);
  if (currencies.length < 2) return null;
  return (
    <details className="currencies">
      <summary aria-label={`${props.label}: ${props.currency}`}>{props.currency}</summary>
      <form method="post" action={`${props.base}/currency`} aria-label={props.label}>
        <input type="hidden" name="back" value={props.back} />
        {currencies.map((code) => (
          <button key={code} name="currency" value={code} aria-pressed={code === props.currency}>
            {code}
          </button>
        ))}
      </form>
    </details>
  );
}
