import { PassThrough } from 'node:stream';
import { createReadableStreamFromReadable } from '@remix-run/node';
import type { ActionFunctionArgs, AppLoadContext, EntryContext, LoaderFunctionArgs } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { renderToPipeableStream } from 'react-dom/server';

const RENDER_DEADLINE_MS = 5_000;
export const streamTimeout = RENDER_DEADLINE_MS;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  entryContext: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  headers.set('Content-Type', 'text/html; charset=utf-8');
  // Says who may frame the page: this shop's admin.
  context.shopify.addDocumentResponseHeaders(request, headers);
  if (!headers.has('Content-Security-Policy'))
    headers.set('Content-Security-Policy', "frame-ancestors 'none'");

  return new Promise((resolve, reject) => {
    let sent = false;
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={entryContext} url={request.url} />, {
      onShellReady() {
        sent = true;
        const body = new PassThrough();
        resolve(new Response(createReadableStreamFromReadable(body), { status, headers }));
        pipe(body);
      },
      onShellError: reject,
      onError(error) {
        status = 500;
        // Errors before the shell are reported by the rejection.
        if (sent) context.services.log.error({ err: error }, 'render failed');
      },
    });
    setTimeout(abort, RENDER_DEADLINE_MS + 1_000).unref();
  });
}

/** Called for what a loader or action throws without meaning to; the page shows no detail of it. */
export function handleError(
  error: unknown,
  { request, context }: LoaderFunctionArgs | ActionFunctionArgs,
): void {
  if (request.signal.aborted || isRouteErrorResponse(error)) return; // a 404 is an answer, not a failure
  context.services.log.error({ err: error, path: new URL(request.url).pathname }, 'request failed');
}
