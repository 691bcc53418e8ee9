import type { ShopPlanQuery } from '~/admin-api/admin.generated';
import { shopPlanQuery } from '~/admin-api/documents';
import { inTime } from '~/components/in-time.server';
import type { Merchant } from '~/components/merchant.server';
import type { Plan } from './surfaces';

/** The shop's plan as Shopify says now; without an answer in time the one of the last set-up. */
export async function readPlan({ services, shop }: Merchant): Promise<Plan> {
  const answer = await inTime(services.admin(shop).request<ShopPlanQuery>(shopPlanQuery));
  if (answer?.ok) {
    const {
      publicDisplayName: name,
      shopifyPlus: plus,
      partnerDevelopment: development,
    } = answer.data.shop.plan;
    return { name, plus, development };
  }
  const { planName } = await services.db.shop.findUniqueOrThrow({
    where: { shop },
    select: { planName: true },
  });
  return { name: planName, plus: /\bplus\b/i.test(planName), development: /development/i.test(planName) };
}
