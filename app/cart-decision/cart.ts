import type { Standing2 } from '~/loyalty/discount-rules';
import type { Program } from '~/loyalty/program';

/** The shop, the buyer and the cart that a decision is about. Plain data: the same request always gives the same decision. */

export interface CartRequest {
  program: Program;
  /** currency of the program's amounts */
  shopCurrency: string;
  /** null: nobody is known */
  customer: DecisionCustomer | null;
  cart: DecisionCart;
}

export interface DecisionCustomer {
  /** null: the customer has no standing metafield */
  standing: Standing2 | null;
  /** the platform's own count */
  numberOfOrders: number;
}

export interface DecisionCart {
  /** what the buyer pays in; every amount of the cart is in minor units of it */
  currency: string;
  /** how many of the cart's currency one unit of the shop's is, as decimal text; "1.0" for the shop's own */
  rate: string;
  lines: DecisionLine[];
  /** what the chosen delivery costs, one a delivery group; empty: nothing to deliver */
  deliveries: number[];
  /** entered codes that Shopify itself accepts */
  codes: string[];
  /** "de", "en", "pt-BR" */
  language: string;
  /** shop date */
  date: string;
  signedIn: boolean;
}

/** One cart line: its subtotal before discounts, and what the rules ask about it. */
export interface DecisionLine {
  amountMinor: number;
  /** of one of the program's collections */
  inCollection: boolean;
  /** tagged with one of the program's tags */
  tagged: boolean;
  /** of one of the excluded collections */
  inExcludedCollection: boolean;
  giftCard: boolean;
  /** has a compare-at price */
  onSale: boolean;
  subscription: boolean;
}

export function goodsOf({ lines }: Pick<DecisionCart, 'lines'>): number {
  return lines.reduce((sum, line) => sum + line.amountMinor, 0);
}
