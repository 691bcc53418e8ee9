import path from 'node:path';
import { buildFunction } from './build-function.mjs';
import { buildWithCli } from './extensions/cli-build';
import { elementTable } from './extensions/elements';
import { BUNDLE_LIMIT, BUNDLE_RATIO } from './extensions/sizes';

/** `npm run extensions:build`: everything that `shopify app deploy` would upload. Exit code 1 when a bundle is too large. */
const root = path.resolve(import.meta.dirname, '..');
const wasm = await buildFunction();
process.stdout.write(`loyalty-discount: ${wasm.length} bytes of WebAssembly\n`);
// the dev store's host reads it beside the bundles
elementTable(root);
const { built, empty } = await buildWithCli(root);
process.stdout.write(`an empty extension: ${empty.compressed} bytes compressed\n`);
for (const { name, bytes, compressed } of built) {
  const ratio = compressed / empty.compressed;
  process.stdout.write(
    `${name}: ${bytes} bytes, ${compressed} compressed (limit ${BUNDLE_LIMIT}), ${ratio.toFixed(2)} times an empty one (limit ${BUNDLE_RATIO})\n`,
  );
  if (compressed > BUNDLE_LIMIT || ratio > BUNDLE_RATIO) process.exitCode = 1;
}
