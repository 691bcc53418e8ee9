import type { CodeDiscountUpdateMutation, MetafieldsSetMutation } from '~/admin-api/admin.generated';
import { codeDiscountUpdateMutation, metafieldsSetMutation } from '~/admin-api/documents';
import { describeUserErrors, type UserError } from '~/admin-api/user-errors';
import { recordActivity } from '~/effects/activity';
import { throwFailure } from '~/effects/admin-failure';
import { forgetCouponDiscount } from '~/effects/coupon-discount';
import { limitsOf } from '~/effects/coupon-season';
import { ruleMetafields } from '~/effects/rule-metafields';
import type { ShopContext } from '~/ledger/shop-context.server';
import { giftRules, type GiftLimits } from '~/loyalty/program-rules';
import type { Services } from '~/services.server';

/**
 * Makes the code discounts follow the program (texts, what they combine with): those of the current season, which will
 * get more codes, and older ones while a coupon of theirs is good. Percentage, dates, minimum and cap were promised and stay.
 * @returns how many hold what the program says now
 * @throws RetryLater while Shopify is not there
 */
export async function syncCouponDiscounts(services: Services, context: ShopContext): Promise<number> {
  const { shop, now } = context;
  let synced = 0;
  for (const { discountId, occasion } of await discountsInUse(services, context)) {
    const errors = await update(services, context, discountId, limitsOf(occasion));
    if (errors.length === 0) synced += 1;
    // nothing by that id: the merchant deleted the discount in Shopify
    else if (errors.some((error) => error.field?.includes('id'))) {
      await forgetCouponDiscount(services, context, discountId);
    } else {
      const detail = { reason: describeUserErrors(errors) };
      services.log.error({ shop, ...detail }, 'a coupon discount was not updated');
      await recordActivity(services.db, { shop, at: now, event: 'coupons.refused', detail });
    }
  }
  return synced;
}

async function discountsInUse(
  services: Services,
  { shop, today }: ShopContext,
): Promise<{ discountId: string; occasion: string }[]> {
  return services.db.$queryRaw`
    SELECT d.discount_id AS "discountId", d.occasion FROM coupon_discount d
    WHERE d.shop = ${shop} AND (
      split_part(d.occasion, ':', 2)::int >= extract(year FROM ${today}::date)
      OR EXISTS (SELECT 1 FROM gift g WHERE g.shop = d.shop AND g.discount_id = d.discount_id
                 AND g.state = 'issued' AND g.valid_until >= ${today}::date))
    ORDER BY d.occasion`;
}

async function update(
  services: Services,
  context: ShopContext,
  id: string,
  limits: GiftLimits,
): Promise<UserError[]> {
  const admin = services.admin(context.shop);
  const { program, currency } = context;
  const { combinesWith, exclude } = program.loyalty;
  const answer = await admin.request<CodeDiscountUpdateMutation>(codeDiscountUpdateMutation, {
    id,
    discount: { combinesWith, appliesOnOneTimePurchase: true, appliesOnSubscription: !exclude.subscriptions },
  });
  if (!answer.ok) throwFailure('update coupon discount', answer);
  const errors = answer.data.discountCodeAppUpdate?.userErrors ?? [];
  if (errors.length > 0) return errors;
  const config = await admin.request<MetafieldsSetMutation>(metafieldsSetMutation, {
    metafields: ruleMetafields(giftRules(program, currency, limits), program).map((metafield) => ({
      ownerId: id,
      ...metafield,
    })),
  });
  if (!config.ok) throwFailure('gift config', config);
  return config.data.metafieldsSet?.userErrors ?? [];
}
