import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type express from 'express';
import { page } from '../pages/http';
import { bundleFile } from './extensions';

/** The extensions' bundles, as Shopify's CLI built them. */
export function mountExtensionBundles(app: express.Express, root: string): void {
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
