import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type express from 'express';
import { browserScript } from '../app-bridge/bundle';
import { page } from './http';

const require = createRequire(import.meta.url);

/** Style sheets, font, icon, and the browser scripts. */
export function mountAssets(app: express.Express): void {
  const file = (path: string, type: string, location: URL | string, maxAge: string) =>
    app.get(
      path,
      page(async (_request, response) => {
        response
          .set('Cache-Control', maxAge)
          .type(type)
          .send(await readFile(location));
      }),
    );
  file('/assets/dev-store/styles.css', 'css', new URL('./styles.css', import.meta.url), 'no-cache');
  file(
    '/assets/dev-store/surfaces.css',
    'css',
    new URL('../surfaces/surfaces.css', import.meta.url),
    'no-cache',
  );
  file(
    '/assets/dev-store/icon.svg',
    'image/svg+xml',
    new URL('./icon.svg', import.meta.url),
    'max-age=86400',
  );
  const inter = require.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
  file('/assets/dev-store/inter.woff2', 'font/woff2', inter, 'max-age=86400');

  for (const [name, script] of [
    ['shell', 'shell'],
    ['checkout', 'checkout'],
    ['surfaces', 'surfaceHost'],
    ['surface-sandbox', 'surfaceSandbox'],
  ] as const) {
    app.get(
      `/assets/dev-store/${name}.js`,
      page(async (_request, response) => {
        response
          .set('Cache-Control', 'no-cache')
          .type('js')
          .send(await browserScript(script));
      }),
    );
  }
  app.get(
    '/app-bridge.js',
    page(async (_request, response) => {
      // The app's pages come from another origin and load this script, as they load Shopify's from its CDN.
      response.set({ 'Cache-Control': 'no-cache', 'Cross-Origin-Resource-Policy': 'cross-origin' });
      response.type('js').send(await browserScript('frame'));
    }),
  );
}
