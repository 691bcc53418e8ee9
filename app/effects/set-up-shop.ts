import type { LastCustomerBeforeQuery, ShopFactsQuery } from '~/admin-api/admin.generated';
import { lastCustomerBeforeQuery, shopFactsQuery } from '~/admin-api/documents';
import { recordActivity } from '~/effects/activity';
import { throwFailure } from '~/effects/admin-failure';
import { defineMetafields, DEFINITIONS_VERSION } from '~/effects/metafield-definitions';
import { moveGreetings } from '~/effects/move-greetings';
import { syncDiscount } from '~/effects/sync-discount';
import { loadShopContext } from '~/ledger/shop-context.server';
import { startHistoryImport } from '~/ledger/start-import.server';
import { VISIBLE_DAYS } from '~/loyalty/hidden-history';
import { defaultProgram } from '~/loyalty/program';
import type { Services } from '~/services.server';

export { installShop } from '~/effects/install-shop';

const DAY_MS = 24 * 60 * 60_000;

/**
 * Everything a shop needs before it counts its first order, and after an upgrade of the app; every step may be repeated. The history import is started
 * before the discount, so that a refused discount does not hold up the ledger.
 * @throws RetryLater while Shopify is not there
 */
export async function setUpShop(services: Services, { shop }: { shop: string }): Promise<void> {
  const row = await services.db.shop.findUnique({ where: { shop } });
  if (!row || row.uninstalledAt) return;
  const contactEmail = await storeShopFacts(services, shop);
  await storeWhatIsHidden(services, shop);
  await defineMetafields(services, shop);
  await storeDefaultProgram(services, shop, contactEmail);
  await startImport(services, shop);
  await syncDiscount(services, { shop });
  await finish(services, shop);
}

async function storeShopFacts(services: Services, shop: string): Promise<string> {
  const answer = await services.admin(shop).request<ShopFactsQuery>(shopFactsQuery);
  if (!answer.ok) throwFailure('shop facts', answer);
  const { shop: facts, currentAppInstallation } = answer.data;
  const scopes = currentAppInstallation.accessScopes.map((scope) => scope.handle);
  await services.db.$transaction(async (tx) => {
    const before = await tx.shop.findUniqueOrThrow({ where: { shop } });
    await tx.shop.update({
      where: { shop },
      data: {
        shopifyId: /\d+$/.exec(facts.id)?.[0] ?? null,
        name: facts.name,
        timeZone: facts.ianaTimezone,
        currency: facts.currencyCode,
        countryCode: facts.shopAddress.countryCodeV2 ?? 'ZZ',
        primaryLocale: localeOfCountry(facts.shopAddress.countryCodeV2 ?? null),
        planName: facts.plan.publicDisplayName,
        // anniversaries fall on other instants: the next scan looks at two months once more
        ...(before.timeZone !== facts.ianaTimezone && { scannedVersion: null }),
        readsAllOrders: scopes.includes('read_all_orders'),
        updatedAt: services.clock.now(),
      },
    });
    // orders that arrived in between were counted by the placeholder's dates
    if (before.timeZone !== facts.ianaTimezone) {
      const context = await loadShopContext(tx, shop, services.clock.now());
      if (context) await moveGreetings(tx, context, before.timeZone);
      await services.jobs.send(tx, 'reclassify', { shop }, { singletonKey: shop });
    }
  });
  return facts.contactEmail;
}

/**
 * Before the first order is counted: whose earlier orders we are not shown. What was found out stays: since that installation
 * every order has come by webhook or reconciliation.
 * @throws RetryLater while Shopify is not there
 */
async function storeWhatIsHidden(services: Services, shop: string): Promise<void> {
  const row = await services.db.shop.findUniqueOrThrow({ where: { shop } });
  if (row.readsAllOrders || row.ordersSince) return;
  const since = new Date(row.installedAt.getTime() - VISIBLE_DAYS * DAY_MS);
  const query = `created_at:<'${since.toISOString()}'`;
  const answer = await services
    .admin(shop)
    .request<LastCustomerBeforeQuery>(lastCustomerBeforeQuery, { query });
  if (!answer.ok) throwFailure('last customer before', answer);
  const id = /\d+$/.exec(answer.data.customers.nodes[0]?.id ?? '')?.[0] ?? '0';
  await services.db.$transaction(async (tx) => {
    await tx.shop.update({ where: { shop }, data: { ordersSince: since, lastHiddenCustomer: BigInt(id) } });
    // orders that arrived in between were counted as if everything was seen
    await services.jobs.send(tx, 'reclassify', { shop }, { singletonKey: shop });
  });
}

/** Shopify tells the shop's language only with read_locales, a scope that we would need for nothing else. */
function localeOfCountry(country: string | null): string {
  return ['DE', 'AT', 'CH', 'LI'].includes(country ?? '') ? 'de' : 'en';
}

async function storeDefaultProgram(services: Services, shop: string, email: string): Promise<void> {
  const row = await services.db.shop.findUniqueOrThrow({ where: { shop } });
  const document = defaultProgram({ name: row.name, email });
  await services.db.program.createMany({
    data: [{ shop, version: 1, document, createdAt: services.clock.now() }],
    skipDuplicates: true,
  });
}

/**
 * One import for each installation: orders that came while the app was uninstalled are missing too. What an earlier
 * installation left unfinished would miss them, so it goes.
 */
async function startImport(services: Services, shop: string): Promise<void> {
  await services.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM shop WHERE shop = ${shop} FOR UPDATE`;
    const { installedAt } = await tx.shop.findUniqueOrThrow({ where: { shop } });
    const runs = { shop, kind: 'history' };
    await tx.importRun.deleteMany({
      where: { ...runs, state: { not: 'done' }, startedAt: { lt: installedAt } },
    });
    const known = await tx.importRun.findFirst({ where: { ...runs, startedAt: { gte: installedAt } } });
    if (!known) await startHistoryImport(tx, services.jobs, shop, services.clock.now());
  });
}

async function finish(services: Services, shop: string): Promise<void> {
  const now = services.clock.now();
  await services.db.$transaction(async (tx) => {
    await tx.shop.updateMany({ where: { shop }, data: { definitionsVersion: DEFINITIONS_VERSION } });
    const { count } = await tx.shop.updateMany({
      where: { shop, setUpAt: null },
      data: { setUpAt: now, updatedAt: now },
    });
    if (count > 0) await recordActivity(tx, { shop, at: now, event: 'shop.set-up' });
  });
}
