import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { authenticateMerchant } from '~/components/merchant.server';
import { actOnCoupon, COUPON_ACTIONS } from '~/effects/withdraw-coupon';
import type { CouponAnswer } from './app.customers_.$id/coupon-answer';
import { findCurrent } from './app.customers_.$id/story.server';

const requestSchema = z.object({ giftId: z.uuid(), action: z.enum(COUPON_ACTIONS) });

/**
 * POST {giftId, action}: withdraws a coupon of this customer, gives a new code for it, or notes that a leak was looked at. 404
 * for a coupon or customer of another shop, 400 when it is no request at all.
 */
export async function action({ request, context, params }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const body = requestSchema.safeParse(await request.json().catch(() => null));
  if (!body.success) return new Response('not a request about a coupon', { status: 400 });
  const { services, shop } = merchant;
  const customer = await findCurrent(services, shop, params.id ?? '');
  if (!customer) throw new Response(null, { status: 404 });
  const outcome = await actOnCoupon(services, shop, { customerId: customer.id, ...body.data });
  if (outcome === 'not-found') throw new Response(null, { status: 404 });
  return Response.json({ outcome } satisfies CouponAnswer);
}
