import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { createDatabase } from '../../app/database/create.server';
import { migrate } from '../../app/database/migrate.server';
import { databaseServer } from '../../app/database/start.server';
import { ensureBuild } from '../../scripts/build';
import { ensureExtensions } from '../../scripts/extensions/ensure';
import { startStack } from '../../scripts/stack';

declare module 'vitest' {
  interface ProvidedContext {
    app: string;
    store: string;
    /** port of the mailbox */
    smtpPort: number;
  }
}

/** E2E_PORT: for a second run beside the first, from another folder. */
const port = Number(process.env.E2E_PORT ?? 3_200);

/** The stack of the demo, on a database of its own that is made afresh. */
export default async function setup(project: TestProject) {
  const server = await databaseServer(process.env.DATABASE_URL, { folder: '.data/test' });
  const databaseUrl = await createDatabase(server.url, 'stammkunde_e2e', { afresh: true });
  await Promise.all([
    migrate(databaseUrl),
    ensureBuild(),
    ensureExtensions(process.cwd()),
    rm('artifacts/screenshots', { recursive: true, force: true }),
  ]);
  const stack = await startStack({
    databaseUrl,
    folder: '.data/e2e',
    ports: { web: port, store: port + 1_000, smtp: port - 475 },
    onExit: (name, code, logFile) => {
      throw new Error(`${name} ended with code ${code}; its log is ${logFile}`);
    },
  });
  project.provide('app', stack.app);
  project.provide('store', stack.store);
  project.provide('smtpPort', stack.smtpPort);
  return async () => {
    await stack.stop();
    await server.stop();
  };
}
