import tsconfigPaths from 'vite-tsconfig-paths';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [tsconfigPaths()],
  test: {
    include: [
      'app/**/*.test.{ts,tsx}',
      'dev-store/**/*.test.{ts,tsx}',
      'extensions/**/*.test.ts',
      'scripts/**/*.test.ts',
      'tests/{unit,integration,support,model}/**/*.test.{ts,tsx}',
      'tests/{bench,conformance}/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'build/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/property-seed.ts'],
    environment: 'node',
    pool: 'forks',
    poolOptions: { forks: { maxForks: 2 } },
    // a test that hangs fails then; one on a machine that has much else to do does not
    testTimeout: 120_000,
    hookTimeout: 180_000,
    env: { NODE_ENV: 'test' },
    // its modules import Shopify's without file endings
    server: { deps: { inline: [/@shopify\/ui-extensions-tester/] } },
    unstubGlobals: true,
    restoreMocks: true,
  },
});
