/**
 * After a change of key: seals every stored password with the first key of CREDENTIAL_KEYS.
 *
 *     CREDENTIAL_KEYS="new:...,old:..." npm run secrets:reseal
 *
 * Prints one line of JSON. Exits with 1 when a password could not be opened: its key must not be taken out yet.
 */
import { createDb } from '../app/database/client.server';
import { startDatabase } from '../app/database/start.server';
import { resealPasswords } from '../app/effects/mail-server-settings';
import { readEnv, withEnvFile } from '../app/env.server';

const env = readEnv(withEnvFile(process.env));
const database = await startDatabase(env.DATABASE_URL);
const db = createDb(database.url, 2);
try {
  const result = await resealPasswords({ db, env });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.unreadable.length > 0 ? 1 : 0;
} finally {
  await db.$disconnect();
  await database.stop();
}
