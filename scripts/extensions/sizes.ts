import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExtensionFolder } from './folder';
import type { Problem } from './problem';

/** Compressed bytes of a UI bundle. Shopify's limit is 64 kB; a shopper on a train waits for each of them. */
export const BUNDLE_LIMIT = 24_000;
/** Times an empty extension (Preact, signals, one element) built by the same tools. */
export const BUNDLE_RATIO = 1.5;

export function compressedSize(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

/** Bundles that `extensions:build` left in `dist/`; one that is not built has no size to complain about. */
export function checkSizes({ folder, name, type }: ExtensionFolder): Problem[] {
  const file = path.join(folder, 'dist', `${name}.js`);
  if (type !== 'ui_extension' || !existsSync(file)) return [];
  const compressed = compressedSize(readFileSync(file));
  if (compressed <= BUNDLE_LIMIT) return [];
  const message = `${compressed} bytes compressed, more than ${BUNDLE_LIMIT}`;
  return [{ where: `extensions/${name}/dist/${name}.js`, rule: 'size', message }];
}
