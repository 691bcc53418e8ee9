import { encodeRules, encodeStanding2, type EncodedRules } from '~/loyalty/discount-rules';
import { currencyExponent, toDecimal } from '~/loyalty/money';
import type { Program } from '~/loyalty/program';
import { giftRules, loyaltyDiscountClasses, loyaltyRules, type DiscountClass } from '~/loyalty/program-rules';
import { goodsOf, type CartRequest, type DecisionLine } from './cart';
import type { Source } from './query-answer';

/** One of our discounts as Shopify holds it. */
export interface OwnDiscount {
  /** the entered code that triggers it; null for the automatic discount */
  code: string | null;
  classes: DiscountClass[];
  /** the metafield `config`, parsed */
  config: unknown;
}

export function automaticDiscount({ program, shopCurrency }: CartRequest): OwnDiscount {
  const config = parsed(encodeRules(loyaltyRules(program, shopCurrency)));
  return { code: null, classes: loyaltyDiscountClasses(program), config };
}

export function couponDiscount({ program, shopCurrency }: CartRequest, code: string): OwnDiscount {
  return { code, classes: ['ORDER'], config: parsed(encodeRules(giftRules(program, shopCurrency))) };
}

export interface EnteredCode {
  code: string;
  rejectable: boolean;
}

/** What a run can be asked about, for the input queries to choose from: the fields' names in Shopify's schema. */
export function inputSource(request: CartRequest, discount: OwnDiscount, entered: EnteredCode[]): Source {
  const { customer, cart, program } = request;
  const standing = customer?.standing;
  return {
    enteredDiscountCodes: entered.map(({ code, rejectable }) => ({ code, rejectable })),
    triggeringDiscountCode: discount.code,
    localization: { language: { isoCode: languageCode(cart.language) } },
    shop: { localTime: { date: cart.date } },
    discount: { discountClasses: discount.classes, metafield: { jsonValue: discount.config } },
    presentmentCurrencyRate: cart.rate,
    cart: {
      buyerIdentity: {
        isAuthenticated: cart.signedIn,
        customer: customer && {
          metafield: standing ? { jsonValue: parsed(encodeStanding2(standing)) } : null,
          numberOfOrders: customer.numberOfOrders,
        },
      },
      cost: { subtotalAmount: money(goodsOf(cart), cart.currency) },
      lines: cart.lines.map((line, index) => lineSource(line, index, cart.currency, program)),
      deliveryGroups: cart.deliveries.map((_, index) => ({ id: `gid://shopify/CartDeliveryGroup/${index}` })),
    },
  };
}

function lineSource(line: DecisionLine, index: number, currency: string, { loyalty }: Program): Source {
  // nothing is in one of no collections
  const asked = { x: loyalty.exclude.collections.length > 0, c: loyalty.collections.length > 0 };
  return {
    id: lineId(index),
    merchandise: {
      product: {
        isGiftCard: line.giftCard,
        inAnyCollection: (variable: string) =>
          variable === 'x' ? asked.x && line.inExcludedCollection : asked.c && line.inCollection,
        hasAnyTag: loyalty.tags.length > 0 && line.tagged,
      },
    },
    sellingPlanAllocation: line.subscription ? { __typename: 'SellingPlanAllocation' } : null,
    cost: {
      compareAtAmountPerQuantity: line.onSale ? { __typename: 'MoneyV2' } : null,
      subtotalAmount: money(line.amountMinor, currency),
    },
  };
}

function lineId(index: number): string {
  return `gid://shopify/CartLine/${index}`;
}

/** "gid://shopify/CartLine/3" -> 3; the same for delivery groups */
export function indexOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}

function money(minor: number, currencyCode: string): Source {
  return { currencyCode, amount: inputDecimal(minor, currencyCode) };
}

/** Functions get decimals without trailing zeros but with one place: "504.5", "97.0". */
function inputDecimal(minor: number, currency: string): string {
  const exact = toDecimal(minor, currency);
  return currencyExponent(currency) === 0 ? `${exact}.0` : exact.replace(/(\.\d+?)0+$/, '$1');
}

const REGIONAL = new Set(['PT_BR', 'PT_PT', 'ZH_CN', 'ZH_TW']);

/** "de-AT" -> DE, "pt-BR" -> PT_BR */
function languageCode(language: string): string {
  const [base = 'EN', region = ''] = language.toUpperCase().split(/[-_]/);
  return REGIONAL.has(`${base}_${region}`) ? `${base}_${region}` : base;
}

/** The metafield as the function finds it. Throws TooLarge. */
function parsed(encoded: EncodedRules): unknown {
  if (!encoded.ok) throw new TooLarge(encoded.shorten.part, encoded.bytes);
  return JSON.parse(encoded.json) as unknown;
}

/** The rules do not fit into a metafield: an unsaved program may be so; `part` names what to shorten. */
export class TooLarge extends Error {
  constructor(
    readonly part: string,
    readonly bytes: number,
  ) {
    super(`${bytes} bytes, longest part ${part}`);
    this.name = 'TooLarge';
  }
}
