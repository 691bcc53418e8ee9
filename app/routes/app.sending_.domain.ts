import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import { readDomainHints } from './app.sending/domain-hints.server';

/** GET ?selector=: what the DNS says about the domain of the saved sender; only of that, so nobody looks up others by us. */
export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const facts = await requireShopFacts(merchant);
  const { sender } = await currentProgram(merchant, facts.version);
  const selector = new URL(request.url).searchParams.get('selector')?.trim() ?? '';
  const found = await readDomainHints(merchant.services, merchant.shop, {
    senderEmail: sender.email,
    selector: selector === '' ? null : selector,
  });
  return Response.json(found ?? { domain: null, hints: [] });
}
