import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Log } from '~/log.server';

/**
 * Logs method, path, status and duration of each request. The query is left out: document requests of embedded apps
 * carry the session token there.
 */
export function requestLog(log: Log): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    const { method, path } = request;
    response.on('finish', () => {
      const fields = { method, path, status: response.statusCode, ms: Math.round(performance.now() - start) };
      if (response.statusCode >= 500) log.error(fields, 'request');
      else if (path.startsWith('/assets/') || path === '/healthz') log.debug(fields, 'request');
      else log.info(fields, 'request');
    });
    next();
  };
}

/**
 * Security headers that do not stand in the way of embedding: who may frame a page is said by the Content-Security-Policy
 * of each page (the Shopify library's for the admin, our own for the others), so X-Frame-Options stays off.
 */
export function securityHeaders(options: { https: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: false,
    xFrameOptions: false,
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: options.https ? { maxAge: 31_536_000 } : false,
  });
}

/**
 * Development only: the dev store's admin shell stands in for admin.shopify.com, so it may frame what that may frame. The
 * preload of Shopify's App Bridge goes, since the stand-in is loaded instead.
 */
export function allowDevStoreToFrame(origin: string): RequestHandler {
  return (_request, response, next) => {
    beforeHeaders(response, () => {
      const policy = response.getHeader('Content-Security-Policy');
      if (typeof policy === 'string' && policy.includes('https://admin.shopify.com')) {
        response.setHeader(
          'Content-Security-Policy',
          policy.replace('frame-ancestors ', `frame-ancestors ${origin} `),
        );
      }
      response.removeHeader('Link');
    });
    next();
  };
}

function beforeHeaders(response: Response, change: () => void): void {
  const writeHead = response.writeHead;
  response.writeHead = ((...parameters: Parameters<typeof writeHead>) => {
    change();
    return writeHead.apply(response, parameters);
  }) as typeof writeHead;
}
