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
    await tx.$executeRaw`
      INSERT INTO shop (shop, name, time_zone, currency, country_code, primary_locale, plan_name, installed_at,
                        messages_since, updated_at)
      VALUES (${shop}, ${shop}, 'UTC', 'XXX', 'ZZ', 'en', '', ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)
      ON CONFLICT (shop) DO UPDATE SET
        uninstalled_at = NULL, set_up_at = NULL, installed_at = ${now}::timestamptz,
        messages_since = ${now}::timestamptz, updated_at = ${now}::timestamptz
      WHERE shop.uninstalled_at IS NOT NULL`;
    const row = await tx.shop.findUniqueOrThrow({ where: { shop }, select: { setUpAt: true } });
    if (row.setUpAt) return false;
    await services.jobs.send(tx, 'install.setup', { shop }, { singletonKey: shop });
    return true;
  });
  if (setUpNeeded) services.log.info({ shop }, 'shop installed');
  return { setUpNeeded };
}
