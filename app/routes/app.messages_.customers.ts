import type { LoaderFunctionArgs } from '@remix-run/node';
import { fetchCustomerNames } from '~/components/customer-names.server';
import { authenticateMerchant, requireShopFacts } from '~/components/merchant.server';
import { findCustomers } from './app.customers._index/find-customers.server';
import type { FoundCustomer } from './app.messages/preview-request';

const MOST = 8;

/** GET ?q=: customers to preview a message for; names come from Shopify for this answer only. */
export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  await requireShopFacts(merchant);
  const search = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 100);
  const { rows } = await findCustomers(merchant, { segment: 'all', search, page: 1 });
  const named = rows.filter(({ shopifyCustomerId }) => shopifyCustomerId !== null).slice(0, MOST);
  const names = await fetchCustomerNames(
    merchant,
    named.map(({ shopifyCustomerId }) => shopifyCustomerId),
  );
  const found: FoundCustomer[] = named.map(({ id, shopifyCustomerId, qualifyingCount }) => {
    const name = names[shopifyCustomerId ?? ''];
    return {
      id,
      name: name?.displayName ?? shopifyCustomerId ?? '',
      email: name?.email ?? null,
      orders: qualifyingCount,
    };
  });
  return Response.json(found);
}
