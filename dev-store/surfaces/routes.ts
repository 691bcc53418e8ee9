import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type express from 'express';
import { browserScript } from '../app-bridge/bundle';
import { page } from '../pages/http';
import { bundleFile } from './extensions';

/** The scripts of page and sandbox, their style sheet, and the bundles that Shopify's CLI built. */
export function mountSurfaceAssets(app: express.Express, root: string): void {
  for (const [name, script] of [
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
    '/assets/dev-store/surfaces.css',
    page(async (_request, response) => {
      const css = await readFile(new URL('./surfaces.css', import.meta.url));
      response.set('Cache-Control', 'no-cache').type('css').send(css);
    }),
  );
  app.get(
    '/assets/extensions/:handle.js',
    page(async (request, response) => {
      const handle = request.params['handle'] ?? '';
      const file = bundleFile(root, handle);
      if (!/^[a-z0-9-]+$/.test(handle) || !existsSync(file)) return void response.status(404).end();
      response
        .set('Cache-Control', 'no-cache')
        .type('js')
        .send(await readFile(file));
    }),
  );
}
