import os from 'node:os';
import { createDatabase } from '../app/database/create.server';
import { migrate } from '../app/database/migrate.server';
import { databaseServer } from '../app/database/start.server';
import { DEVELOPMENT } from '../app/env.server';
import { ensureBuild } from './build';
import { start, stop, type Running } from './processes';
import { startStack } from './stack';
import { playStory } from './story/play';

/**
 * The whole product on this machine: PostgreSQL, the dev store, the app's web process and its worker.
 * `--story` plays the main job against the same processes, on a database of its own, and stops.
 */
const say = (text: string) => process.stderr.write(`${text}\n`);
// who read the output may be gone before everything has stopped, and it stops all the same
process.stderr.on('error', () => undefined);
const startedAt = Date.now();
const seconds = () => Math.round((Date.now() - startedAt) / 100) / 10;

const code = await (process.argv.includes('--story') ? tellStory() : serve()).catch((error: unknown) => {
  say(`\n${error instanceof Error ? error.message : String(error)}`);
  return 1;
});
process.exit(code);

/** Runs until Ctrl-C. */
async function serve(): Promise<number> {
  const server = await databaseServer(process.env.DATABASE_URL);
  await Promise.all([migrate(server.url), ensureBuild()]);
  const ended = Promise.withResolvers<number>();
  const stack = await startStack({
    databaseUrl: server.url,
    folder: '.data',
    ports: { web: 3000, store: 4000, smtp: 2525 },
    onExit: (name, exitCode, logFile) => {
      say(`\n${name} ended with code ${exitCode}; its log is ${logFile}. Stopping the rest.`);
      ended.resolve(1);
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.resolve(0));
  say(`
Stammkunde is ready (${seconds()} s). Click here:

  Shopify admin with the app   ${stack.store}/store/${DEVELOPMENT.handle}/apps/stammkunde
  Online store and checkout    ${stack.store}/shops/${DEVELOPMENT.shop}/
  Orders (fulfil, refund ...)  ${stack.store}/store/${DEVELOPMENT.handle}/orders
  Mailbox                      ${stack.store}/mailbox
  Move the clock               ${stack.store}/store/${DEVELOPMENT.handle}

Logs: .data/logs/. Ctrl-C stops everything; the data stays in .data/ (remove the folder to start afresh).`);
  const extensions = buildExtensions();
  const exitCode = await ended.promise;
  say('\nStopping ...');
  await stop(extensions);
  await stack.stop();
  await server.stop();
  return exitCode;
}

/**
 * Builds what the app shows in checkout and customer account, when it is not up to date: after everything else is up, in a
 * process of its own, so that it neither delays nor breaks the rest.
 */
function buildExtensions(): Running {
  const began = Date.now();
  const build = start('extensions', 'scripts/extensions/ensure.ts', {}, '.data');
  const { pid } = build.child;
  try {
    if (pid !== undefined) os.setPriority(pid, os.constants.priority.PRIORITY_LOW);
  } catch (error) {
    // a system that knows no priorities builds all the same
    say(`The extensions are built at the usual priority: ${String(error)}`);
  }
  void build.exited.then((exitCode) => {
    // ended with everything else
    if (exitCode === null) return;
    const took = Math.round((Date.now() - began) / 1_000);
    if (exitCode !== 0)
      say(`The checkout shows nothing of the app: its extensions were not built (log: ${build.logFile}).`);
    else if (took > 4)
      say(`Checkout and customer account show what the app has for them (built in ${took} s).`);
  });
  return build;
}

/** Plays the story on a database made afresh, so that it never meets what a person clicked. */
async function tellStory(): Promise<number> {
  const server = await databaseServer(process.env.DATABASE_URL);
  const url = await createDatabase(server.url, 'stammkunde_story', { afresh: true });
  await Promise.all([migrate(url), ensureBuild()]);
  const stack = await startStack({
    databaseUrl: url,
    folder: '.data/story',
    ports: { web: 3100, store: 4100, smtp: 2625 },
    onExit: (name, exitCode, logFile) => say(`${name} ended with code ${exitCode}; its log is ${logFile}.`),
  });
  process.on('SIGINT', () => void stack.stop().then(() => process.exit(130)));
  const result = await playStory({ app: stack.app, store: stack.store, ...DEVELOPMENT, say });
  await stack.stop();
  await server.stop();
  process.stdout.write(`${JSON.stringify({ ...result, seconds: seconds() })}\n`);
  return result.ok ? 0 : 1;
}
