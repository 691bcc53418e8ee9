import tsconfigPaths from 'vite-tsconfig-paths';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These move the clock of the one dev store: the walk by days, the others by a year. */
const LAST = ['walk.test.ts', 'messages.test.ts', 'consent-shopper.test.ts'];

/** By name, and not by how long each took the last time. */
class InOrder extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      LAST.findIndex((name) => moduleId.endsWith(`/${name}`));
    return Promise.resolve(
      [...files].sort((a, b) => place(a) - place(b) || (a.moduleId < b.moduleId ? -1 : 1)),
    );
  }
}

/** Real Chromium against the whole stack (tests/e2e/global-setup.ts starts it). */
export default defineConfig({
  plugins: [tsconfigPaths()],
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    setupFiles: ['tests/e2e/on-failure.ts'],
    globalSetup: ['tests/e2e/global-setup.ts'],
    environment: 'node',
    pool: 'forks',
    // one browser, one shop: the walk is a story
    fileParallelism: false,
    sequence: { sequencer: InOrder },
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000, interval: 100 } },
  },
});
