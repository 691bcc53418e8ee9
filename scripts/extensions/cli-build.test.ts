import path from 'node:path';
import { expect, it } from 'vitest';
import { buildWithCli } from './cli-build';
import { BUNDLE_LIMIT, BUNDLE_RATIO } from './sizes';

const ROOT = path.resolve(import.meta.dirname, '..', '..');

it("builds every UI extension with Shopify's CLI, none of them too heavy", { timeout: 400_000 }, async () => {
  const { built, empty } = await buildWithCli(ROOT);
  // an empty one holds Preact and signals: less means that nothing was bundled
  expect(empty.compressed).toBeGreaterThan(5_000);
  for (const { name, compressed } of built) {
    expect(compressed, name).toBeLessThanOrEqual(BUNDLE_LIMIT);
    expect(compressed / empty.compressed, name).toBeLessThanOrEqual(BUNDLE_RATIO);
  }
});
