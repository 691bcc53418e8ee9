/** A cached token is handed out while it lives at least this much longer, ms. */
const MARGIN_MS = 30_000;
const cached = new Map<string, string>();

/** `shopify.sessionToken.get()`: one that has not expired, from the server that knows who is signed in. */
export async function sessionToken(shop: string, target: string): Promise<string> {
  const known = cached.get(target);
  if (known !== undefined && expiresAt(known) > Date.now() + MARGIN_MS) return known;
  const response = await fetch(`${shop}/surface-token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ target, path: location.pathname }),
  });
  if (!response.ok) throw new Error(`no session token: ${response.status}`);
  const { token } = (await response.json()) as { token: string };
  cached.set(target, token);
  return token;
}

function expiresAt(token: string): number {
  const claims = token.split('.')[1] ?? '';
  const { exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { exp: number };
  return exp * 1_000;
}
