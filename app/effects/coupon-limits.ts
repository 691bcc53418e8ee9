import { limitsOf } from '~/effects/coupon-season';
import type { ShopContext } from '~/ledger/shop-context.server';
import type { GiftLimits } from '~/loyalty/program-rules';
import type { Services } from '~/services.server';

/**
 * The minimum and cap that a coupon was issued with: those of the discount that holds its code, whatever the program says
 * by now. Without a known discount (its row is gone with a deleted discount) it is what the next code would get.
 */
export async function limitsOfCoupon(
  services: Pick<Services, 'db'>,
  { shop, program }: Pick<ShopContext, 'shop' | 'program'>,
  discountId: string | null,
): Promise<GiftLimits> {
  const held = discountId
    ? await services.db.couponDiscount.findFirst({ where: { shop, discountId }, select: { occasion: true } })
    : null;
  return held ? limitsOf(held.occasion) : program.anniversary;
}
