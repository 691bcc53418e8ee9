import type { ActiveDiscountsQuery } from '~/admin-api/admin.generated';
import type { AdminFailure } from '~/admin-api/client.server';
import { activeDiscountsQuery } from '~/admin-api/documents';
import type { NotCounted, OtherDiscount, OtherDiscounts } from '~/cart-decision/other-discounts';
import { CONFIG_KEY, NAMESPACE } from '~/effects/metafields';
import { parseMoney } from '~/loyalty/money';
import type { Services } from '~/services.server';

/** How many are read: enough for 25 automatic ones and a good many codes, and cheap enough for a page. */
const MOST = 75;

/**
 * The shop's active discounts that are not ours, as far as they can be reckoned; the others by name.
 * @param currency the shop's
 */
export async function readOtherDiscounts(
  services: Pick<Services, 'admin'>,
  { shop, currency }: { shop: string; currency: string },
): Promise<{ ok: true; discounts: OtherDiscounts } | AdminFailure> {
  const answer = await services.admin(shop).request<ActiveDiscountsQuery>(activeDiscountsQuery, {
    namespace: NAMESPACE,
    key: CONFIG_KEY,
    first: MOST,
  });
  if (!answer.ok) return answer;
  const { nodes, pageInfo } = answer.data.discountNodes;
  const counted: OtherDiscount[] = [];
  const notCounted: NotCounted[] = [];
  for (const { id, metafield, discount } of nodes) {
    if (metafield) continue; // ours
    const read = readDiscount(id, discount, currency);
    if ('reason' in read) notCounted.push(read);
    else counted.push(read);
  }
  return { ok: true, discounts: { counted, notCounted, more: pageInfo.hasNextPage } };
}

type Discount = ActiveDiscountsQuery['discountNodes']['nodes'][number]['discount'];

function readDiscount(id: string, discount: Discount, currency: string): OtherDiscount | NotCounted {
  const { title } = discount;
  const not = (reason: NotCounted['reason']): NotCounted => ({ title, reason });
  switch (discount.__typename) {
    case 'DiscountAutomaticApp':
    case 'DiscountCodeApp':
      return not('app');
    case 'DiscountAutomaticBxgy':
    case 'DiscountCodeBxgy':
      return not('buy-x-get-y');
    case 'DiscountAutomaticBasic':
    case 'DiscountCodeBasic': {
      const { discountClasses, combinesWith, customerGets, minimumRequirement } = discount;
      const gives = valueOf(customerGets.value, currency);
      if (!gives) return not('unknown');
      if (!customerGets.appliesOnOneTimePurchase) return not('subscription-only');
      const minimumMinor = minimumOf(minimumRequirement, currency);
      if (minimumMinor === null) return not('quantity');
      const byCode = discount.__typename === 'DiscountCodeBasic';
      return { id, title, byCode, classes: discountClasses, combinesWith, gives, minimumMinor };
    }
    case 'DiscountAutomaticFreeShipping':
    case 'DiscountCodeFreeShipping': {
      const { combinesWith, maximumShippingPrice, minimumRequirement } = discount;
      if (!discount.appliesOnOneTimePurchase) return not('subscription-only');
      const minimumMinor = minimumOf(minimumRequirement, currency);
      if (minimumMinor === null) return not('quantity');
      const mostMinor = maximumShippingPrice ? parseMoney(maximumShippingPrice.amount, currency) : null;
      return {
        id,
        title,
        byCode: discount.__typename === 'DiscountCodeFreeShipping',
        classes: ['SHIPPING'],
        combinesWith,
        gives: { kind: 'free-delivery', mostMinor },
        minimumMinor,
      };
    }
  }
}

type Value = Extract<Discount, { __typename: 'DiscountCodeBasic' }>['customerGets']['value'];

function valueOf(value: Value, currency: string): OtherDiscount['gives'] | null {
  switch (value.__typename) {
    case 'DiscountPercentage':
      // a share between 0 and 1, with at most four places
      return { kind: 'percentage', hundredths: Math.round(value.percentage * 10_000) };
    case 'DiscountAmount':
      return { kind: 'amount', minor: parseMoney(value.amount.amount, currency) };
    case 'DiscountOnQuantity':
      return null;
  }
}

type Minimum = Extract<Discount, { __typename: 'DiscountCodeBasic' }>['minimumRequirement'];

/** @returns null when it asks for more than the one item of an example cart */
function minimumOf(minimum: Minimum, currency: string): number | null {
  if (!minimum) return 0;
  if (minimum.__typename === 'DiscountMinimumQuantity') {
    return Number(minimum.greaterThanOrEqualToQuantity) > 1 ? null : 0;
  }
  return parseMoney(minimum.greaterThanOrEqualToSubtotal.amount, currency);
}
