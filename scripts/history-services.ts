import { devStoreClock, systemClock } from '../app/clock.server';
import { createDb } from '../app/database/client.server';
import { startDatabase } from '../app/database/start.server';
import { readEnv, withEnvFile } from '../app/env.server';
import { createLog } from '../app/log.server';
import type { LedgerServices } from '../app/ledger/apply-event.server';

/** What the commands of the history work with: the app's own database, the app's present. */
export async function withHistoryServices<T>(work: (services: LedgerServices) => Promise<T>): Promise<T> {
  const env = readEnv(withEnvFile(process.env));
  const database = await startDatabase(env.DATABASE_URL);
  const db = createDb(database.url, 4);
  const devClock = env.DEV_STORE_URL ? await devStoreClock(env.DEV_STORE_URL) : null;
  // standard output belongs to the result
  const log = createLog('silent', 'history');
  // The tick finds what an import makes due, so these commands queue nothing.
  const jobs = { send: async () => undefined, sendMany: async () => undefined, stop: async () => undefined };
  try {
    return await work({ env, db, log, jobs, clock: devClock ?? systemClock });
  } finally {
    devClock?.stop();
    await db.$disconnect();
    await database.stop();
  }
}
