import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digestOf } from '../build';
import { buildWithCli } from './cli-build';
import { elementTable } from './elements';
import { extensionFolders } from './folder';

/** What the bundles are made of: a change in any of these makes them stale. */
const SOURCES = ['extensions', 'scripts/extensions', 'shopify.app.toml', 'package-lock.json'];
const STAMP = '.cache/extensions.stamp';
const LEFTOVER_MS = 10 * 60_000;

/**
 * Builds the UI extensions with Shopify's CLI (about ten seconds) unless their bundles are up to date.
 * @param root of the app, the working folder
 * @throws with the CLI's output when it fails
 */
export async function ensureExtensions(root: string): Promise<'built' | 'up to date'> {
  // the dev store's host reads it beside the bundles
  elementTable(root);
  const digest = await digestOf(SOURCES);
  const stamp = path.join(root, STAMP);
  const isDone = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (isDone && bundles(root).every(existsSync)) return 'up to date';
  removeLeftovers(root);
  await buildWithCli(root);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
  return 'built';
}

function bundles(root: string): string[] {
  return extensionFolders(root)
    .filter(({ type }) => type === 'ui_extension')
    .map(({ folder, name }) => path.join(folder, 'dist', `${name}.js`));
}

/** Copies of the app that a build left which was ended half-way. */
function removeLeftovers(root: string): void {
  const cache = path.join(root, '.cache');
  for (const name of existsSync(cache) ? readdirSync(cache) : []) {
    const folder = path.join(cache, name);
    if (name.startsWith('extensions-build-') && Date.now() - statSync(folder).mtimeMs > LEFTOVER_MS)
      rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.filename === path.resolve(process.argv[1] ?? '')) {
  process.stdout.write(`${await ensureExtensions(process.cwd())}\n`);
}
