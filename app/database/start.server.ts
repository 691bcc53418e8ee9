import { startEmbeddedDatabase, type EmbeddedDatabase } from './embedded.server';
import { migrate } from './migrate.server';

/**
 * The database of this process: the server of DATABASE_URL, or the embedded one under `.data/`; migrated.
 * @param databaseUrl from the typed environment
 */
export async function startDatabase(databaseUrl: string | undefined): Promise<EmbeddedDatabase> {
  const database = databaseUrl
    ? { url: databaseUrl, stop: async () => undefined }
    : await startEmbeddedDatabase({ folder: '.data' });
  await migrate(database.url);
  return database;
}
