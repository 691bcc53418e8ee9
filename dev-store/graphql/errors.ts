import { GraphQLError } from 'graphql';

/** One entry of `errors` on the wire. */
export interface WireError {
  message: string;
  locations?: { line: number; column: number }[];
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

/** An error of a field in Shopify's words; the executor adds location and path. */
export function apiError(message: string, code: string, more: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more } });
}

export function accessDenied(fieldName: string, requiredAccess: string): GraphQLError {
  return apiError(
    `Access denied for ${fieldName} field. Required access: ${requiredAccess}`,
    'ACCESS_DENIED',
    { documentation: 'https://shopify.dev/api/usage/access-scopes', requiredAccess },
  );
}

/** Loud on purpose: a silent null would let the app believe that Shopify answered. */
export function notImplemented(what: string): GraphQLError {
  return apiError(`The dev store does not implement ${what}.`, 'DEV_STORE_NOT_IMPLEMENTED');
}

export function badRequest(message: string): GraphQLError {
  return apiError(message, 'BAD_REQUEST');
}

/** A global id of another type than the field is about. */
export function invalidId(): GraphQLError {
  return apiError('invalid id', 'RESOURCE_NOT_FOUND');
}

/** The order of keys does not matter; absent ones are left out as Shopify does. */
export function toWire(error: GraphQLError): WireError {
  const wire: WireError = { message: error.message };
  if (error.locations) wire.locations = error.locations.map(({ line, column }) => ({ line, column }));
  if (error.path) wire.path = [...error.path];
  const own = error.originalError;
  const extensions = Object.keys(error.extensions).length > 0 ? error.extensions : undefined;
  if (extensions) wire.extensions = { ...extensions };
  else if (own) {
    // A bug of the dev store: Shopify's shape of an internal error, with the message kept for the developer.
    wire.extensions = { code: 'INTERNAL_SERVER_ERROR', requestId: 'dev-store' };
    wire.message = `Internal error of the dev store: ${own.message}`;
  }
  return wire;
}
