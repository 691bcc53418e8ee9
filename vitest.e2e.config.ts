import tsconfigPaths from 'vite-tsconfig-paths';
import { defineConfig } from 'vitest/config';

/** Real Chromium against the whole stack (tests/e2e/global-setup.ts starts it). */
export default defineConfig({
  plugins: [tsconfigPaths()],
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    globalSetup: ['tests/e2e/global-setup.ts'],
    environment: 'node',
    pool: 'forks',
    // one browser, one shop: the walk is a story
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
