import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { ShopContext } from '../context';

/** Finds a shop by domain. */
export type ShopLookup = (domain: string) => ShopContext | undefined;

/** Express 4 does not see a rejected promise: hand it to the error handler. */
export function handle(step: (request: Request, response: Response) => Promise<void> | void): RequestHandler {
  return (request, response, next: NextFunction) => {
    Promise.resolve()
      .then(() => step(request, response))
      .catch(next);
  };
}

/** A query or form value that is a single text; everything else (absent, repeated, nested) is "". */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A result of a command as JSON: 200, 404 for what is not there, 409 for what is refused. */
export async function answer(
  response: Response,
  context: ShopContext,
  result: { ok: boolean; reason?: string },
): Promise<void> {
  await context.state.commit();
  const status = result.ok ? 200 : result.reason === 'not-found' ? 404 : 409;
  response.status(status).json(result);
}
