import type { ActionFunctionArgs } from '@remix-run/node';
import { localeFromRequest } from '~/components/i18n';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import { actOnSending, ownServersAllowed, sendingRequestSchema } from './app.sending/sending.server';

/** POST {intent, own, draft}: saves or tests; 200 with what came of it, 400 when it is not the form's shape at all. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const facts = await requireShopFacts(merchant);
  const body = sendingRequestSchema.safeParse(await request.json().catch(() => null));
  const { services, shop } = merchant;
  if (!body.success || (body.data.own && !ownServersAllowed(services)))
    return new Response('not these settings', { status: 400 });
  const { sender } = await currentProgram(merchant, facts.version);
  const locale = localeFromRequest(request);
  return Response.json(await actOnSending(services, shop, body.data, { sender, locale }));
}
