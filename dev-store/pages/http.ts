import express, { type Request, type RequestHandler, type Response } from 'express';

/** Express 4 does not wait for promises: a rejection goes to its error handler through `next`. */
export function page(handle: (request: Request, response: Response) => Promise<void> | void): RequestHandler {
  return (request, response, next) => {
    Promise.resolve()
      .then(() => handle(request, response))
      .catch(next);
  };
}

/** Bodies of forms and of programs. Set on our own routes only: others of the server want the raw bytes. */
export const bodies: RequestHandler[] = [express.urlencoded({ extended: false }), express.json()];

/** True for programs; a browser asks for text/html first. */
export const wantsJson = (request: Request): boolean => request.accepts(['html', 'json']) === 'json';

/** A path or query parameter as a document id; NaN when it is none. */
export const idOf = (text: string | undefined): number =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : NaN;

export const queryText = (request: Request, name: string): string => {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
};

/** One field of a form or JSON body, "" when it is not there. */
export function field(request: Request, name: string): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name];
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : '';
}

/** A cookie's value, decoded; undefined when it is missing or was not written by us. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...rest] = part.trim().split('=');
    if (key !== name) continue;
    try {
      return decodeURIComponent(rest.join('='));
    } catch (error) {
      if (error instanceof URIError) return undefined;
      throw error;
    }
  }
  return undefined;
}

/** Express encodes the value; a year, so that a demo of tomorrow remembers the cart of today. */
export function writeCookie(response: Response, name: string, value: string | null, path: string): void {
  if (value === null) response.clearCookie(name, { path, sameSite: 'lax' });
  else response.cookie(name, value, { path, sameSite: 'lax', httpOnly: true, maxAge: 31_536_000_000 });
}
