import { fileURLToPath } from 'node:url';
import type { ReactElement } from 'react';
import type { ShopContext } from '../context';
import { readSurfaces, type Surface } from './extensions';
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
