/**
 * `shopify.storage` of one extension: JSON values, shared by its targets, kept in the browser. *Unverified*: for how long Shopify
 * keeps them, and whether checkout and customer account see the same ones.
 */
export function surfaceStorage(shop: string, handle: string, method: string, args: unknown[]): unknown {
  const [key, json] = args;
  const name = `surface-storage ${shop} ${handle} ${String(key)}`;
  switch (method) {
    case 'storage.read':
      return JSON.parse(localStorage.getItem(name) ?? 'null') as unknown;
    case 'storage.write':
      localStorage.setItem(name, String(json));
      return undefined;
    case 'storage.delete':
      localStorage.removeItem(name);
      return undefined;
    default:
      throw new Error(`there is no ${method}`);
  }
}
