import type { LoaderFunctionArgs } from '@remix-run/node';
import { heldDataPage } from '~/components/held-data-page';
import { localeFromRequest } from '~/components/i18n';
import { readDataRequestToken } from '~/ledger/data-request-token';
import { readHeldData } from '~/ledger/held-data.server';

/**
 * GET /data-requests/{token}?format=json|html: the file that the merchant hands to a customer who asked for their data. The
 * token is made on the activity page for the shop that is signed in, for one entry and one hour; anything else is 404.
 */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const { env, clock, db } = context.services;
  const now = clock.now();
  const subject = readDataRequestToken(params.token ?? '', now, env.EMAIL_HASH_KEY);
  const held = subject && (await readHeldData(db, subject.shop, subject.entryId, now));
  if (!held) return new Response('Not found', { status: 404, headers: PRIVATE });
  const isJson = new URL(request.url).searchParams.get('format') === 'json';
  const name = `data-request-${held.requestId ?? subject.entryId}.${isJson ? 'json' : 'html'}`;
  return new Response(
    isJson ? JSON.stringify(held, null, 2) : heldDataPage(held, localeFromRequest(request)),
    {
      headers: {
        ...PRIVATE,
        'Content-Type': isJson ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
        'Content-Disposition': `attachment; filename="${name}"`,
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
      },
    },
  );
}

const PRIVATE = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' };
