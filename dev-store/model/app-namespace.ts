import type { DevShop } from './types';

/** The namespace that is reserved for the installed app, where its own metafields are kept. */
function reservedNamespace(appId: number): string {
  return `app--${appId}`;
}

/** "$app:x" -> "app--<id>--x", "$app" or nothing -> "app--<id>", anything else as it is. */
export function resolveNamespace(shop: DevShop, namespace: string | null | undefined): string {
  const own = reservedNamespace(shop.app?.appId ?? 0);
  if (!namespace || namespace === '$app') return own;
  return namespace.startsWith('$app:') ? `${own}--${namespace.slice('$app:'.length)}` : namespace;
}

/** The other way round; null for a namespace that is not reserved for this app. */
export function declaredNamespace(appId: number, resolved: string): string | null {
  const own = reservedNamespace(appId);
  if (resolved === own) return '$app';
  return resolved.startsWith(`${own}--`) ? `$app:${resolved.slice(own.length + '--'.length)}` : null;
}
