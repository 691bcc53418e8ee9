import { limitsOf } from '~/effects/coupon-season';
import type { ShopContext } from '~/ledger/shop-context.server';
import type { GiftLimits } from '~/loyalty/program-rules';

/**
 * The minimum and cap that a coupon was issued with, whatever the program says by now. @param season of the gift; null: it was never
 * issued, and would get what the next code gets
 */
export function limitsOfCoupon({ program }: Pick<ShopContext, 'program'>, season: string | null): GiftLimits {
  return season === null ? program.anniversary : limitsOf(season);
}
