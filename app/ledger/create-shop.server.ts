import type { LedgerServices } from './apply-event.server';

export type ShopMade = { ok: true; created: boolean } | { ok: false; message: string };

/**
 * A shop for history that comes before the app's installation there. Without a program of its own the default
 * rules hold; installing the app brings name, language, plan and program, and keeps what was imported.
 */
export async function createShop(
  services: Pick<LedgerServices, 'db' | 'clock'>,
  shop: { shop: string; currency: string | undefined; timeZone: string | undefined },
): Promise<ShopMade> {
  const domain = shop.shop;
  if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(domain))
    return { ok: false, message: `${domain} is no shop's domain (example.myshopify.com)` };
  const there = await services.db.shop.findUnique({ where: { shop: domain } });
  const currency = shop.currency?.toUpperCase() ?? there?.currency ?? 'EUR';
  const timeZone = shop.timeZone ?? there?.timeZone ?? 'Europe/Berlin';
  if (!/^[A-Z]{3}$/.test(currency)) return { ok: false, message: `${currency} is no currency` };
  if (!isTimeZone(timeZone)) return { ok: false, message: `${timeZone} is no time zone` };
  if (there) {
    const same = there.currency === currency && there.timeZone === timeZone;
    if (same) return { ok: true, created: false };
    return { ok: false, message: `${domain} is there with ${there.currency} and ${there.timeZone}` };
  }
  const name = domain.slice(0, -'.myshopify.com'.length);
  const now = services.clock.now();
  await services.db.shop.create({
    data: {
      shop: domain,
      name,
      timeZone,
      currency,
      countryCode: 'ZZ',
      primaryLocale: 'en',
      planName: '',
      installedAt: now,
      messagesSince: now,
    },
  });
  return { ok: true, created: true };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
