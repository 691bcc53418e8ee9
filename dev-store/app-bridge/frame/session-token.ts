import { nextRequest, onShell, shellOrigin, tellShell } from './channel';

let kept: { token: string; expiresAt: number } | null = null;
const waiting = new Map<number, { resolve(token: string): void; reject(error: Error): void }>();

onShell('idTokenAnswer', ({ request, token }) => {
  const promise = waiting.get(request);
  waiting.delete(request);
  if (token === null) promise?.reject(new Error('The dev store gave no session token.'));
  else promise?.resolve(token);
});

/** A session token from the shell; the last one while it has more than five seconds to live. */
export async function idToken(fresh = false): Promise<string> {
  if (!fresh && kept && kept.expiresAt - Date.now() > 5_000) return kept.token;
  const request = nextRequest();
  const answer = new Promise<string>((resolve, reject) => waiting.set(request, { resolve, reject }));
  tellShell({ type: 'idToken', request });
  const token = await answer;
  kept = { token, expiresAt: expiry(token) };
  return token;
}

function expiry(token: string): number {
  const payload = token.split('.')[1] ?? '';
  const { exp } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as { exp: number };
  return exp * 1000;
}

/**
 * Requests to the app's own origin carry the session token: that includes Remix's data requests. Two answers of the
 * library are acted on as App Bridge does: try once more with a new token, and leave the frame to authorize.
 */
export function patchFetch(): void {
  const original = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.origin !== location.origin || request.headers.has('Authorization')) return original(input, init);
    const again = request.clone();
    const response = await original(withToken(request, await idToken()));
    if (response.headers.get('X-Shopify-Retry-Invalid-Session-Request') === '1') {
      return original(withToken(again, await idToken(true)));
    }
    const authorize = response.headers.get('X-Shopify-API-Request-Failure-Reauthorize-Url');
    if (authorize) tellShell({ type: 'open', url: new URL(authorize, location.href).href });
    return response;
  };
}

function withToken(request: Request, token: string): Request {
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return new Request(request, { headers });
}

/**
 * The library's bounce page (`/auth/session-token?shopify-reload=...`): asks for a token and loads the wanted page with it.
 * @returns true when this document is that page
 */
export async function reloadBounced(): Promise<boolean> {
  const reload = new URLSearchParams(location.search).get('shopify-reload');
  if (!reload) return false;
  const url = new URL(reload, location.href);
  if (url.origin !== location.origin) throw new Error(`${shellOrigin}: shopify-reload leaves the app`);
  url.searchParams.set('id_token', await idToken(true));
  location.replace(url.href);
  return true;
}
