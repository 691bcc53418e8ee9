import type { Request, RequestHandler, Response } from 'express';
import type { ShopContext } from '../../context';
import type { PagesDeps } from '../deps';
import { sendMissing } from '../html';
import { page, readCookie } from '../http';
import type { AdminLanguage } from './texts';

/** Whose admin is asked for, and how its reader wants it. */
export interface AdminRequest {
  context: ShopContext;
  language: AdminLanguage;
  /** path of the shop's admin, "/store/{handle}" */
  store: string;
}

type Handler = (admin: AdminRequest, request: Request, response: Response) => Promise<void> | void;
export type AdminPage = (handle: Handler) => RequestHandler;

/** Makes handlers of pages below /store/{handle}; a shop that is not there is answered by itself. */
export function adminPages(deps: Pick<PagesDeps, 'domains' | 'shop'>): AdminPage {
  const byHandle = (handle: string): ShopContext | undefined =>
    deps
      .domains()
      .map((domain) => deps.shop(domain))
      .find((context) => context?.state.shop.handle === handle);
  return (handle) =>
    page((request, response) => {
      const context = byHandle(request.params['handle'] ?? '');
      if (!context) {
        sendMissing(request, response, 'There is no such shop.', '/');
        return;
      }
      const language = readCookie(request, 'admin_language') === 'de' ? 'de' : 'en';
      return handle({ context, language, store: `/store/${context.state.shop.handle}` }, request, response);
    });
}
