import { redirect } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';

/** Shopify opens the app at its root, with the shop, host and session token in the query. */
export function loader({ request }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  throw redirect(searchParams.has('shop') ? `/app${search}` : '/auth/login');
}
