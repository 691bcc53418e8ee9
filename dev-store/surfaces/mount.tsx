import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReactElement } from 'react';
import type { ShopContext } from '../context';
import type { Customer } from '../model/types';
import { readSurfaces, type Surface } from './extensions';
import { renderBlock } from './theme';
import type { SurfaceFacts } from './protocol';

/** Where `extensions/` lies. */
export const APP_ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const SURFACE_SCRIPT = '/assets/dev-store/surfaces.js';
export const SURFACE_STYLES = '/assets/dev-store/surfaces.css';

/**
 * The places of a page with what the app's extensions have for them: nothing while the app is not installed or nothing is
 * built, and of the checkout itself nothing unless the shop's plan is Plus.
 */
export function surfacesFor(
  context: ShopContext,
  targets: readonly string[],
  facts: (surface: Surface) => SurfaceFacts,
): ReadonlyMap<string, ReactElement> {
  const { shop } = context.state;
  if (!shop.app) return new Map();
  const shown = readSurfaces(APP_ROOT).filter(
    ({ target }) =>
      targets.includes(target) &&
      (shop.planName === 'Shopify Plus' || !target.startsWith('purchase.checkout.')),
  );
  return new Map(shown.map((surface) => [surface.target, place(surface, facts(surface))]));
}

/** The app's theme extension. */
export const THEME = 'loyalty-theme';

/**
 * A block of the app's theme extension, as a merchant would have put it onto the page, with the settings from the editor.
 * undefined while the app is not installed, and when the block has nothing to say.
 */
export async function themeBlock(
  { state, clock }: ShopContext,
  block: string,
  visitor: { customer: Customer | null; language: string },
): Promise<ReactElement | undefined> {
  const { shop } = state;
  if (!shop.app) return undefined;
  const html = await renderBlock(path.join(APP_ROOT, 'extensions', THEME), block, {
    customer: visitor.customer,
    language: visitor.language,
    shopId: shop.id,
    appId: shop.app.appId,
    metafields: [...state.all('metafield').values()],
    settings: shop.surfaceSettings?.[`${THEME}/${block}`] ?? {},
    currency: shop.currency,
    timeZone: shop.timeZone,
    now: clock.now(),
  });
  return html === '' ? undefined : (
    <div data-theme-block={block} dangerouslySetInnerHTML={{ __html: html }} />
  );
}

function place({ target, handle }: Surface, facts: SurfaceFacts): ReactElement {
  // JSON in a script element: "<" must not end it
  const json = JSON.stringify({ facts, script: `/assets/extensions/${handle}.js` }).replaceAll(
    '<',
    '\\u003c',
  );
  return (
    <>
      <div data-surface={target} />
      <script
        type="application/json"
        data-surface-facts={target}
        dangerouslySetInnerHTML={{ __html: json }}
      />
    </>
  );
}
