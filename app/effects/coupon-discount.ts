import { createHmac } from 'node:crypto';
import type { CodeDiscountCreateMutation, DiscountByCodeQuery } from '~/admin-api/admin.generated';
import { codeDiscountCreateMutation, discountByCodeQuery } from '~/admin-api/documents';
import { describeUserErrors } from '~/admin-api/user-errors';
import { inTransaction } from '~/database/transaction.server';
import { recordActivity } from '~/effects/activity';
import { throwFailure } from '~/effects/admin-failure';
import { FUNCTION_HANDLE } from '~/effects/metafields';
import { ruleMetafields } from '~/effects/rule-metafields';
import type { ShopContext } from '~/ledger/shop-context.server';
import { limitsOf } from '~/effects/coupon-season';
import { giftRules } from '~/loyalty/program-rules';
import { startOfShopDate } from '~/loyalty/calendar';
import type { Services } from '~/services.server';

/**
 * The code app discount that holds one season's redeem codes (`couponSeason`); made when it is first needed. usageLimit and appliesOncePerCustomer count for each redeem code, so one discount holds any number of single-use
 * codes (https://community.shopify.dev/t/12269). @returns its gid, or null when Shopify refuses it
 * @throws RetryLater while Shopify is not there
 */
export async function ensureCouponDiscount(
  services: Services,
  context: ShopContext,
  season: { occasion: string; startsOn: string },
): Promise<string | null> {
  const { shop } = context;
  const key = { shop_occasion: { shop, occasion: season.occasion } };
  const known = await services.db.couponDiscount.findUnique({ where: key });
  if (known) return known.discountId;

  const code = placeholderCode(services, shop, season.occasion);
  const discountId =
    (await discountHolding(services, shop, code)) ?? (await create(services, context, season, code));
  if (!discountId) return null;
  await services.db.couponDiscount.createMany({
    data: [{ shop, occasion: season.occasion, discountId, createdAt: services.clock.now() }],
    skipDuplicates: true,
  });
  // another worker may have been first: what is stored is what everybody uses
  return (await services.db.couponDiscount.findUniqueOrThrow({ where: key })).discountId;
}

/**
 * It is gone in Shopify: deleted there, or with an uninstall that nobody told us of; and its codes with it. Customers hold them, so
 * those that are still good are issued once more, under the same codes and unmailed, by a new discount. Repeatable.
 */
export async function forgetCouponDiscount(
  services: Pick<Services, 'db' | 'jobs'>,
  { shop, now, today }: Pick<ShopContext, 'shop' | 'now' | 'today'>,
  discountId: string,
): Promise<void> {
  await inTransaction(services.db, async (tx) => {
    await tx.couponDiscount.deleteMany({ where: { shop, discountId } });
    const count = await tx.$executeRaw`
      UPDATE gift SET state = 'planned', discount_id = NULL, updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND discount_id = ${discountId} AND state = 'issued' AND valid_until >= ${today}::date`;
    if (count === 0) return;
    await services.jobs.send(tx, 'coupon.issue', { shop }, { singletonKey: shop });
    await recordActivity(tx, { shop, at: now, event: 'coupons.discount-gone', detail: { count } });
  });
}

/** Which discount holds a code; the name that makes a repeated creation or a lost answer harmless. */
async function discountHolding(services: Services, shop: string, code: string): Promise<string | null> {
  const answer = await services.admin(shop).request<DiscountByCodeQuery>(discountByCodeQuery, { code });
  if (!answer.ok) throwFailure('discount by code', answer);
  return answer.data.codeDiscountNodeByCode?.id ?? null;
}

/**
 * Shopify wants a code with the discount. This one is in nobody's standing, so the function accepts it from nobody; it is
 * derived, not drawn, so that the discount is found again when the answer to its creation was lost.
 */
function placeholderCode(services: Pick<Services, 'env'>, shop: string, occasion: string): string {
  const mac = createHmac('sha256', services.env.EMAIL_HASH_KEY).update(`coupon-discount:${shop}:${occasion}`);
  return `STAMMKUNDE-${mac.digest('hex').slice(0, 20).toUpperCase()}`;
}

/** What the merchant reads in Shopify's list of discounts: "anniversary:2026" -> "Anniversary coupons 2026". */
function titleOf(occasion: string): string {
  const [kind = '', year = ''] = occasion.split(':');
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} coupons ${year}`.trim();
}

async function create(
  services: Services,
  context: ShopContext,
  season: { occasion: string; startsOn: string },
  code: string,
): Promise<string | null> {
  const { shop, program } = context;
  const answer = await services.admin(shop).request<CodeDiscountCreateMutation>(codeDiscountCreateMutation, {
    discount: {
      title: titleOf(season.occasion),
      code,
      functionHandle: FUNCTION_HANDLE,
      discountClasses: ['ORDER'],
      combinesWith: program.loyalty.combinesWith,
      context: { all: 'ALL' },
      usageLimit: 1,
      appliesOncePerCustomer: true,
      startsAt: startOfShopDate(season.startsOn, context.timeZone),
      appliesOnOneTimePurchase: true,
      appliesOnSubscription: !program.loyalty.exclude.subscriptions,
      metafields: ruleMetafields(giftRules(program, context.currency, limitsOf(season.occasion)), program),
    },
  });
  if (!answer.ok) throwFailure('create coupon discount', answer);
  const created = answer.data.discountCodeAppCreate;
  if (created?.codeAppDiscount) return created.codeAppDiscount.discountId;
  // the code is taken: an earlier creation succeeded and its answer was lost (within the client's own retries)
  const ours = await discountHolding(services, shop, code);
  if (ours) return ours;
  const reason = describeUserErrors(created?.userErrors ?? []);
  services.log.error({ shop, occasion: season.occasion, reason }, 'the coupon discount was refused');
  await recordActivity(services.db, {
    shop,
    at: services.clock.now(),
    event: 'coupons.refused',
    detail: { reason },
  });
  return null;
}
