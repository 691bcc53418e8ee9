import type {
  AutomaticDiscountActivateMutation,
  AutomaticDiscountCreateMutation,
  AutomaticDiscountDeactivateMutation,
  AutomaticDiscountUpdateMutation,
  DiscountNodeQuery,
  MetafieldsSetMutation,
  OwnAutomaticDiscountsQuery,
} from '~/admin-api/admin.generated';
import {
  automaticDiscountActivateMutation,
  automaticDiscountCreateMutation,
  automaticDiscountDeactivateMutation,
  automaticDiscountUpdateMutation,
  discountNodeQuery,
  metafieldsSetMutation,
  ownAutomaticDiscountsQuery,
} from '~/admin-api/documents';
import { describeUserErrors, type UserError } from '~/admin-api/user-errors';
import { recordActivity } from '~/effects/activity';
import { throwFailure } from '~/effects/admin-failure';
import { CONFIG_KEY, FUNCTION_HANDLE, NAMESPACE } from '~/effects/metafields';
import { syncProgramCard } from '~/effects/program-card';
import { moveGreetings } from '~/effects/move-greetings';
import { ruleMetafields } from '~/effects/rule-metafields';
import { syncCouponDiscounts } from '~/effects/sync-coupon-discounts';
import { wakeMessagesWaitingForImprint } from '~/effects/wake-messages';
import { loadShopContext, type ShopContext } from '~/ledger/shop-context.server';
import { loyaltyDiscountClasses, loyaltyRules } from '~/loyalty/program-rules';
import type { Program } from '~/loyalty/program';
import type { Services } from '~/services.server';

export type SyncResult =
  | { state: 'active' | 'inactive'; discountId: string }
  | { state: 'none' }
  /** refused by Shopify; the merchant sees why in the activity log */
  | { state: 'refused'; reason: string };

const TITLES = { en: 'Loyal customer discount', de: 'Stammkundenrabatt' };

/**
 * Makes Shopify hold what the program says: its card for the shopper's surfaces, and the one automatic app discount with its config. It stays on while either the
 * loyalty discount or the anniversary is on, since it also refuses other people's coupons. The code discounts whose coupons are out follow too. Repeatable: a discount that the
 * merchant deleted is made anew, one whose creation was answered by silence is found by its config.
 * @throws RetryLater while Shopify is not there
 */
export async function syncDiscount(services: Services, { shop }: { shop: string }): Promise<SyncResult> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context || context.uninstalledAt) return { state: 'none' };
  await wakeMessagesWaitingForImprint(services, context);
  await moveGreetings(services.db, context);
  await syncProgramCard(services, context);
  await syncCouponDiscounts(services, context);
  return syncAutomaticDiscount(services, context);
}

async function syncAutomaticDiscount(services: Services, context: ShopContext): Promise<SyncResult> {
  const { shop, program } = context;
  const wanted = program.loyalty.enabled || program.anniversary.enabled;
  const found = await findDiscount(services, shop);
  if (!found && !wanted) return { state: 'none' };

  const made = found ?? (await createDiscount(services, context));
  if ('refused' in made) return refuse(services, shop, made.refused);
  // before the update: Shopify checks the dates of a discount that ended
  if (wanted && made.status === 'EXPIRED') await setActive(services, shop, made.id, true);
  if (found) {
    const problem = await updateDiscount(services, context, found.id);
    if (problem) return refuse(services, shop, problem);
  }
  if (!wanted && made.status !== 'EXPIRED') await setActive(services, shop, made.id, false);
  return { state: wanted ? 'active' : 'inactive', discountId: made.id };
}

interface FoundDiscount {
  id: string;
  status: string;
}

async function findDiscount(services: Services, shop: string): Promise<FoundDiscount | null> {
  const { loyaltyDiscountId } = await services.db.shop.findUniqueOrThrow({ where: { shop } });
  const known = loyaltyDiscountId ? await readDiscount(services, shop, loyaltyDiscountId) : null;
  if (known) return known;
  const answer = await services.admin(shop).request<OwnAutomaticDiscountsQuery>(ownAutomaticDiscountsQuery, {
    namespace: NAMESPACE,
    key: CONFIG_KEY,
  });
  if (!answer.ok) throwFailure('own discounts', answer);
  const ours = answer.data.discountNodes.nodes.find(
    (node) => node.discount.__typename === 'DiscountAutomaticApp' && node.metafield !== null,
  );
  if (!ours) return null;
  const id = ours.id.replace('/DiscountNode/', '/DiscountAutomaticNode/');
  await remember(services, shop, id);
  return readDiscount(services, shop, id);
}

/** @returns null when it is gone */
async function readDiscount(services: Services, shop: string, id: string): Promise<FoundDiscount | null> {
  // discountNode wants the generic id; the mutations speak of DiscountAutomaticNode
  const generic = id.replace('/DiscountAutomaticNode/', '/DiscountNode/');
  const answer = await services.admin(shop).request<DiscountNodeQuery>(discountNodeQuery, { id: generic });
  if (!answer.ok) throwFailure('discount', answer);
  const discount = answer.data.discountNode?.discount;
  return discount?.__typename === 'DiscountAutomaticApp' ? { id, status: discount.status } : null;
}

async function createDiscount(
  services: Services,
  context: ShopContext,
): Promise<FoundDiscount | { refused: UserError[] }> {
  const { shop } = context;
  const answer = await services
    .admin(shop)
    .request<AutomaticDiscountCreateMutation>(automaticDiscountCreateMutation, {
      discount: {
        ...(await discountInput(services, context)),
        startsAt: services.clock.now().toISOString(),
        metafields: rulesOf(context),
      },
    });
  if (!answer.ok) throwFailure('create discount', answer);
  const created = answer.data.discountAutomaticAppCreate;
  const id = created?.automaticAppDiscount?.discountId;
  if (!id) return { refused: created?.userErrors ?? [] };
  await remember(services, shop, id);
  await recordActivity(services.db, { shop, at: services.clock.now(), event: 'discount.created' });
  return { id, status: created.automaticAppDiscount?.status ?? 'ACTIVE' };
}

async function updateDiscount(
  services: Services,
  context: ShopContext,
  id: string,
): Promise<UserError[] | null> {
  const admin = services.admin(context.shop);
  const answer = await admin.request<AutomaticDiscountUpdateMutation>(automaticDiscountUpdateMutation, {
    id,
    discount: await discountInput(services, context),
  });
  if (!answer.ok) throwFailure('update discount', answer);
  const errors = answer.data.discountAutomaticAppUpdate?.userErrors ?? [];
  if (errors.length > 0) return errors;
  const config = await admin.request<MetafieldsSetMutation>(metafieldsSetMutation, {
    metafields: rulesOf(context).map((metafield) => ({ ownerId: id, ...metafield })),
  });
  if (!config.ok) throwFailure('discount config', config);
  const configErrors = config.data.metafieldsSet?.userErrors ?? [];
  return configErrors.length > 0 ? configErrors : null;
}

function rulesOf({ program, currency }: ShopContext) {
  return ruleMetafields(loyaltyRules(program, currency), program);
}

async function discountInput(services: Services, { shop, program }: ShopContext) {
  const { primaryLocale } = await services.db.shop.findUniqueOrThrow({ where: { shop } });
  return {
    title: primaryLocale.startsWith('de') ? TITLES.de : TITLES.en,
    functionHandle: FUNCTION_HANDLE,
    discountClasses: loyaltyDiscountClasses(program),
    combinesWith: combinesWith(program),
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: !program.loyalty.exclude.subscriptions,
  };
}

/** No shipping discount combines with another one, so a discount of that class alone must not ask for it. */
function combinesWith(program: Program): Program['loyalty']['combinesWith'] {
  const chosen = program.loyalty.combinesWith;
  const shippingOnly = loyaltyDiscountClasses(program).every((name) => name === 'SHIPPING');
  return shippingOnly ? { ...chosen, shippingDiscounts: false } : chosen;
}

async function setActive(services: Services, shop: string, id: string, active: boolean): Promise<void> {
  const admin = services.admin(shop);
  if (active) {
    const answer = await admin.request<AutomaticDiscountActivateMutation>(automaticDiscountActivateMutation, {
      id,
    });
    if (!answer.ok) throwFailure('activate discount', answer);
  } else {
    const answer = await admin.request<AutomaticDiscountDeactivateMutation>(
      automaticDiscountDeactivateMutation,
      { id },
    );
    if (!answer.ok) throwFailure('deactivate discount', answer);
  }
  const event = active ? 'discount.activated' : 'discount.deactivated';
  await recordActivity(services.db, { shop, at: services.clock.now(), event });
}

async function remember(services: Services, shop: string, loyaltyDiscountId: string): Promise<void> {
  await services.db.shop.update({
    where: { shop },
    data: { loyaltyDiscountId, updatedAt: services.clock.now() },
  });
}

/** For example 25 automatic discounts already, or the function not deployed: retrying alone mends neither. */
async function refuse(services: Services, shop: string, errors: UserError[]): Promise<SyncResult> {
  const reason = describeUserErrors(errors);
  services.log.warn({ shop, reason }, 'the discount was refused');
  await recordActivity(services.db, {
    shop,
    at: services.clock.now(),
    event: 'discount.refused',
    detail: { reason },
  });
  return { state: 'refused', reason };
}
