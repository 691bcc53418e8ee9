import type { AppLoadContext } from '@remix-run/node';
import { hiddenOf } from '~/ledger/shop-context.server';
import type { HiddenHistory } from '~/loyalty/hidden-history';
import type { Program } from '~/loyalty/program';
import { readProgram } from '~/loyalty/stored-program';
import type { Services } from '~/services.server';

/** What every page of the admin starts from. */
export interface Merchant {
  services: Services;
  /** the shop of the session token: the only tenant that this request may see */
  shop: string;
}

/**
 * Who asks. The shop comes from the verified session token, never from the query or the body.
 * @throws Response what the library answers a request without a valid session token
 */
export async function authenticateMerchant(request: Request, context: AppLoadContext): Promise<Merchant> {
  const { session } = await context.shopify.authenticate.admin(request);
  return { services: context.services, shop: session.shop };
}

export interface ShopFacts {
  shop: string;
  name: string;
  timeZone: string;
  currency: string;
  readsAllOrders: boolean;
  /** what Shopify does not show */
  hidden: HiddenHistory | null;
  setUp: boolean;
  /** customers are being classified by a program that was changed */
  reclassifying: boolean;
  version: number;
}

/** The shop's facts, or null while the installation has not written them yet (a few seconds after the first load). */
export async function findShopFacts({ services, shop }: Merchant): Promise<ShopFacts | null> {
  const row = await services.db.shop.findUnique({ where: { shop } });
  if (!row) return null;
  const { name, timeZone, currency, readsAllOrders } = row;
  const hasProgram = (await services.db.program.count({ where: { shop, version: row.programVersion } })) > 0;
  if (!hasProgram) return null;
  return {
    shop,
    name,
    timeZone,
    currency,
    readsAllOrders,
    hidden: hiddenOf(row),
    setUp: row.setUpAt !== null,
    reclassifying: row.classifiedVersion !== row.programVersion,
    version: row.programVersion,
  };
}

/** @throws Redirect to the home page, which waits for the installation */
export async function requireShopFacts(merchant: Merchant): Promise<ShopFacts> {
  const facts = await findShopFacts(merchant);
  if (!facts) throw new Response(null, { status: 302, headers: { Location: '/app' } });
  return facts;
}

/** The program in force. */
export async function currentProgram({ services, shop }: Merchant, version: number): Promise<Program> {
  const row = await services.db.program.findUniqueOrThrow({ where: { shop_version: { shop, version } } });
  return readProgram(row.document);
}

/** For the pages that edit the program: the one in force and its version, which the save names. Redirects as above. */
export async function editedProgram(
  request: Request,
  context: AppLoadContext,
): Promise<{ version: number; currency: string; program: Program }> {
  const merchant = await authenticateMerchant(request, context);
  const { version, currency } = await requireShopFacts(merchant);
  return { version, currency, program: await currentProgram(merchant, version) };
}
