import {
  encodeRules,
  encodeStanding2,
  encodeVariables,
  type EncodedRules,
} from '../../app/loyalty/discount-rules';
import type { Program } from '../../app/loyalty/program';
import {
  giftRules,
  hundredths,
  loyaltyDiscountClasses,
  loyaltyRules,
  ruleVariables,
} from '../../app/loyalty/program-rules';
import type { DecisionLine } from '../../app/cart-decision/cart';
import type { ShopState } from '../../dev-store/model/types';
import { putDiscount, putStanding, testShop } from '../../dev-store/checkout/test-shop';

/** A shop of the dev store with a program saved, as Shopify would hold it, and customer 21 in one of its tiers. */

export const COUPON = 'DANKE-EXAMPLE';
export const TODAY = '2026-11-22';
export const CUSTOMER = 21;

export interface SavedShop {
  program: Program;
  tierKey: string | null;
  withCoupon: boolean;
  /** one product a cart line; variants 111, 112, ... */
  lines: DecisionLine[];
}

/** what the test programs name: the collection of regulars' products, their tag, the excluded collection */
export const COLLECTION = 5;
export const TAG = 'regulars';
export const EXCLUDED = 9;

export function shopWithProgram({ program, tierKey, withCoupon, lines }: SavedShop): ShopState {
  const shop = testShop(lines.map(({ amountMinor }) => amountMinor));
  lines.forEach((line, index) => {
    const known = shop.get('product', 11 + index);
    if (!known) throw new Error(`no product ${index}`);
    shop.put('product', {
      ...known,
      tags: line.tagged ? [TAG] : [],
      collectionIds: [
        ...(line.inCollection ? [COLLECTION] : []),
        ...(line.inExcludedCollection ? [EXCLUDED] : []),
      ],
      isGiftCard: line.giftCard,
      variants: known.variants.map((variant) => ({
        ...variant,
        compareAtMinor: line.onSale ? line.amountMinor + 100 : null,
      })),
    });
  });
  const { combinesWith } = program.loyalty;
  const { currency } = shop.shop;
  const variables = json(encodeVariables(ruleVariables(program)));
  putDiscount(
    shop,
    { discountClasses: loyaltyDiscountClasses(program), combinesWith, appliesOnSubscription: true },
    json(encodeRules(loyaltyRules(program, currency))),
    variables,
  );
  putDiscount(
    shop,
    {
      method: 'code',
      title: 'Anniversary coupons',
      combinesWith,
      appliesOnSubscription: true,
      codes: [{ id: 1, code: COUPON, usageCount: 0 }],
      usageLimit: 1,
    },
    json(encodeRules(giftRules(program, currency))),
    variables,
  );
  const gift = { code: COUPON, hundredths: hundredths(program.anniversary.percentage), years: 1 };
  const standing = encodeStanding2({
    qualifyingOrders: program.classification.repeatFromOrders,
    tier: tierKey === null ? null : { key: tierKey, until: null },
    gifts: withCoupon ? [{ ...gift, from: TODAY, until: TODAY }] : [],
  });
  putStanding(shop, CUSTOMER, json(standing));
  return shop;
}

function json(encoded: EncodedRules): object {
  if (!encoded.ok) throw new Error(`too large: ${encoded.bytes}`);
  return JSON.parse(encoded.json) as object;
}
