import { startDatabase } from '../app/database/start.server';
import { readEnv } from '../app/env.server';
import { createLog } from './log';
import { createDevStore } from './server';

/** The dev store as a process of its own. Prints one line of JSON when it is ready; SIGINT and SIGTERM end it cleanly. */
async function main(): Promise<void> {
  const env = readEnv(process.env);
  const log = createLog(env.LOG_LEVEL);
  const database = await startDatabase(env.DATABASE_URL);
  const devStore = await createDevStore({
    databaseUrl: database.url,
    port: Number(process.env.DEV_STORE_PORT ?? 4_000),
    smtpPort: Number(process.env.DEV_STORE_SMTP_PORT ?? 2_525),
    appUrl: env.SHOPIFY_APP_URL,
    apiKey: env.SHOPIFY_API_KEY,
    apiSecret: env.SHOPIFY_API_SECRET,
    // optional in the app's TOML: this shop's Shopify has granted it
    scopes: [...env.SCOPES.split(','), 'read_all_orders'],
    log,
  });
  process.stdout.write(
    `${JSON.stringify({ ready: 'dev-store', url: devStore.url, smtp: devStore.smtpUrl, shops: devStore.domains })}\n`,
  );
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    devStore
      .stop()
      .then(() => database.stop())
      .then(
        () => process.exit(0),
        (err: unknown) => {
          log.error({ err }, 'the dev store did not stop cleanly');
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

await main();
