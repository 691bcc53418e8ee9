import {
  encodeRules,
  encodeStanding2,
  type Benefit,
  type LoyaltyRules,
} from '../../app/loyalty/discount-rules';
import { putDiscount, putStanding } from '../../dev-store/checkout/test-shop';
import type { DiscountNode, ShopState } from '../../dev-store/model/types';

/** A loyalty discount of one tier, "gold", in which customer 21 is; `change` of the discount node and of the rules. */
export function putGoldTier(
  shop: ShopState,
  benefits: Benefit[],
  {
    node = {},
    rules = {},
    variables,
  }: { node?: Partial<DiscountNode>; rules?: Partial<LoyaltyRules>; variables?: object } = {},
): void {
  const encoded = encodeRules({
    kind: 'loyalty',
    mode: 'stack',
    exponent: 2,
    exclude: { giftCards: false, saleItems: false, subscriptions: false, collections: false },
    from: null,
    until: null,
    budgetExhausted: false,
    fallback: [],
    tiers: { gold: { name: 'Gold', benefits } },
    messages: { en: '{{benefit}}' },
    codePrefix: 'DANKE',
    ...rules,
  });
  const standing = encodeStanding2({
    qualifyingOrders: 4,
    tier: { key: 'gold', until: '2027-06-30' },
    gifts: [],
  });
  if (!encoded.ok || !standing.ok) throw new Error('too large');
  putDiscount(shop, node, JSON.parse(encoded.json) as object, variables);
  putStanding(shop, 21, JSON.parse(standing.json) as object);
}
