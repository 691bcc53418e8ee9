import type { Prisma } from '@prisma/client';
import { loadShopContext } from '~/ledger/shop-context.server';
import type { Services } from '~/services.server';

/**
 * Called after each token exchange, which happens many times: only the first one (or the first after an uninstall) starts
 * anything. The row and the job are committed together. Facts about the shop are placeholders until install.setup has
 * asked Shopify; UTC and the unknown currency are corrected there before anything is counted.
 */
export async function installShop(
  services: Pick<Services, 'db' | 'jobs' | 'clock' | 'log'>,
  shop: string,
): Promise<{ setUpNeeded: boolean }> {
  const now = services.clock.now();
  const setUpNeeded = await services.db.$transaction(async (tx) => {
    const stored = await tx.$queryRaw<{ again: boolean }[]>`
      INSERT INTO shop (shop, name, time_zone, currency, country_code, primary_locale, plan_name, installed_at,
                        messages_since, updated_at)
      VALUES (${shop}, ${shop}, 'UTC', 'XXX', 'ZZ', 'en', '', ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)
      ON CONFLICT (shop) DO UPDATE SET
        uninstalled_at = NULL, set_up_at = NULL, installed_at = ${now}::timestamptz,
        messages_since = ${now}::timestamptz, updated_at = ${now}::timestamptz
      WHERE shop.uninstalled_at IS NOT NULL
      RETURNING xmax <> 0 AS again`;
    if (stored[0]?.again) await bringBack(tx, shop, now);
    const row = await tx.shop.findUniqueOrThrow({ where: { shop }, select: { setUpAt: true } });
    if (row.setUpAt) return false;
    await services.jobs.send(tx, 'install.setup', { shop }, { singletonKey: shop });
    return true;
  });
  if (setUpNeeded) services.log.info({ shop }, 'shop installed');
  return { setUpNeeded };
}

/**
 * An uninstall takes the app's discounts along, and with them the codes of coupons that customers hold; what becomes of
 * the standings is unverified. So open coupons are issued once more, under the codes that were mailed (their messages
 * exist and are not sent again), and every standing is written once more. A hash's letters say what Shopify
 * may still hold, so that an entitlement that ended meanwhile is taken out.
 */
async function bringBack(tx: Prisma.TransactionClient, shop: string, now: Date): Promise<void> {
  await tx.couponDiscount.deleteMany({ where: { shop } });
  await tx.$executeRaw`
    UPDATE gift SET state = 'planned', discount_id = NULL, updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND state = 'issued' AND valid_until >=
      (SELECT (${now}::timestamptz AT TIME ZONE time_zone)::date FROM shop WHERE shop = ${shop})`;
  await wakeWithdrawn(tx, shop, now);
  await tx.$executeRaw`
    UPDATE ledger_customer SET standing_hash = split_part(standing_hash, ':', 1) || ':reinstalled', standing_written_at = NULL
    WHERE shop = ${shop} AND standing_hash IS NOT NULL`;
}

/**
 * What the uninstall withdrew before it left, as far as it is not late yet: a coupon's mail within the days of catching up; a
 * greeting is asked for its own when it leaves. Thanks are for orders from the installation on.
 */
async function wakeWithdrawn(tx: Prisma.TransactionClient, shop: string, now: Date): Promise<void> {
  const context = await loadShopContext(tx, shop, now);
  if (!context) return;
  const { catchUpDays } = context.program.anniversary;
  const since = new Date(now.getTime() - (catchUpDays + 1) * DAY_MS);
  await tx.$executeRaw`
    UPDATE message SET state = 'planned', reason = NULL, attempts = 0, due_at = greatest(due_at, ${now}::timestamptz),
      updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND state = 'suppressed' AND reason IN ('uninstalled', 'shop-uninstalled') AND rule <> 'thank-you'
      AND due_at >= ${since}::timestamptz`;
}

const DAY_MS = 24 * 60 * 60_000;
