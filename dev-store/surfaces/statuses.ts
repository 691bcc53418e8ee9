import type { ShopContext } from '../context';
import { readSurfaces } from './extensions';
import { APP_ROOT, THEME } from './mount';

interface Status {
  handle: string;
  type: 'ui_extension' | 'theme_app_extension';
  activations: object[];
}

/**
 * What `shopify.app.extensions()` tells: here as a merchant would have it who placed everything that the dev store's pages
 * show. Of the theme's blocks that is the card on product pages, and the announcement on the home page once its settings are made.
 */
export function extensionStatuses({ state }: ShopContext): Status[] {
  if (!state.shop.app) return [];
  const byHandle = new Map<string, Status>();
  for (const { handle, target } of readSurfaces(APP_ROOT)) {
    const status = byHandle.get(handle) ?? { handle, type: 'ui_extension' as const, activations: [] };
    byHandle.set(handle, status);
    const shown = state.shop.planName === 'Shopify Plus' || !target.startsWith('purchase.checkout.');
    if (shown) status.activations.push({ target });
  }
  const block = (handle: string, name: string, placed: string[]) => ({
    handle,
    name,
    target: 'section',
    status: placed.length > 0 ? 'active' : 'available',
    activations: placed.map((target) => ({ target, themeId: 'gid://shopify/OnlineStoreTheme/1' })),
  });
  const announced = state.shop.surfaceSettings?.[`${THEME}/announcement`] !== undefined;
  const theme: Status = {
    handle: 'loyalty-theme',
    type: 'theme_app_extension',
    activations: [
      block('card', 'Customer card', ['template--product/main/loyalty_card']),
      block('announcement', 'Announcement', announced ? ['template--index/apps/loyalty_announcement'] : []),
    ],
  };
  return [...byHandle.values(), theme];
}
