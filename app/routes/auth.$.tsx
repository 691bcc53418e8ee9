import type { LoaderFunctionArgs } from '@remix-run/node';

/** The library's own pages: /auth/session-token (the bounce page) and /auth/exit-iframe. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.shopify.authenticate.admin(request);
  throw new Response(null, { status: 404 });
}
