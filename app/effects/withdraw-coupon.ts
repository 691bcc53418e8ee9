import { inTransaction } from '~/database/transaction.server';
import { recordActivity } from '~/effects/activity';
import { giveAnew, revokeGift } from '~/ledger/restore-gifts.server';
import { loadShopContext } from '~/ledger/shop-context.server';
import type { Services } from '~/services.server';

/** `revoke`: it is good no more; `replace`: its owner gets a new code, once; `clear`: the merchant has looked at a leak */
export const COUPON_ACTIONS = ['revoke', 'replace', 'clear'] as const;
export type CouponAction = (typeof COUPON_ACTIONS)[number];

export type CouponOutcome = 'done' | 'not-possible' | 'not-found';

/** What a merchant can do about one coupon of a customer. Repeatable; the log says what was done. */
export async function actOnCoupon(
  services: Pick<Services, 'db' | 'jobs' | 'clock'>,
  shop: string,
  { customerId, giftId, action }: { customerId: string; giftId: string; action: CouponAction },
): Promise<CouponOutcome> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context) return 'not-found';
  return inTransaction(services.db, async (tx) => {
    const [gift] = await tx.$queryRaw<
      {
        id: string;
        customer_id: string;
        occasion: string;
        state: string;
        valid_until: string;
        redeemed_at: Date | null;
      }[]
    >`
      SELECT id::text, customer_id::text, occasion, state, valid_until::text, redeemed_at FROM gift
      WHERE shop = ${shop} AND id = ${giftId}::uuid AND customer_id = ${customerId}::uuid FOR UPDATE`;
    if (!gift) return 'not-found';
    if (action === 'clear') {
      await tx.gift.update({
        where: { shop_id: { shop, id: giftId } },
        data: { leakClearedAt: context.now, updatedAt: context.now },
      });
      return 'done';
    }
    const replaceable = gift.state === 'issued' || gift.state === 'redeemed';
    const done =
      action === 'revoke'
        ? await revokeGift(tx, services.jobs, context, gift, 'withdrawn')
        : replaceable && (await giveAnew(tx, services.jobs, context, gift));
    if (!done) return 'not-possible';
    await recordActivity(tx, {
      shop,
      at: context.now,
      event: action === 'revoke' ? 'coupon.revoked' : 'coupon.replaced',
      customerId,
      detail: { giftId, occasion: gift.occasion },
    });
    return 'done';
  });
}
