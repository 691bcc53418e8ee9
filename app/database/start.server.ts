import { startEmbeddedDatabase, type EmbeddedDatabase, type EmbeddedOptions } from './embedded.server';
import { migrate } from './migrate.server';

/**
 * The PostgreSQL to use: the server of DATABASE_URL, which somebody else stops, or the embedded one.
 * @param databaseUrl from the typed environment, or of a script's own
 */
export async function databaseServer(
  databaseUrl: string | undefined,
  embedded: EmbeddedOptions = { folder: '.data' },
): Promise<EmbeddedDatabase> {
  return databaseUrl ? { url: databaseUrl, stop: async () => undefined } : startEmbeddedDatabase(embedded);
}

/** The same, migrated: the database of a process. */
export async function startDatabase(databaseUrl: string | undefined): Promise<EmbeddedDatabase> {
  const database = await databaseServer(databaseUrl);
  await migrate(database.url);
  return database;
}
