import pg from 'pg';
import { startEmbeddedDatabase, type EmbeddedDatabase, type EmbeddedOptions } from './embedded.server';
import { migrate } from './migrate.server';

/**
 * The PostgreSQL to use: the server of DATABASE_URL, which somebody else stops, or the embedded one.
 * @param databaseUrl from the typed environment, or of a script's own
 * @throws Error in words when that server does not answer
 */
export async function databaseServer(
  databaseUrl: string | undefined,
  embedded: EmbeddedOptions = { folder: '.data' },
): Promise<EmbeddedDatabase> {
  if (!databaseUrl) return startEmbeddedDatabase(embedded);
  await reach(databaseUrl);
  return { url: databaseUrl, stop: async () => undefined };
}

/** The driver's own words name neither the variable nor what is wrong with it, and are empty for a host of two addresses. */
async function reach(databaseUrl: string): Promise<void> {
  const { protocol, host, pathname } = URL.parse(databaseUrl) ?? {};
  if (!host || !/^postgres(ql)?:$/.test(protocol ?? '')) {
    throw new Error('DATABASE_URL is no address like postgresql://user:password@host:5432/database');
  }
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    const place = `${host}, database ${(pathname ?? '').slice(1) || 'of the user'}`;
    throw new Error(`The PostgreSQL of DATABASE_URL (${place}) does not answer: ${message || code}`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined); // one that was never there has nothing to end
  }
}

/** The same, migrated: the database of a process. */
export async function startDatabase(databaseUrl: string | undefined): Promise<EmbeddedDatabase> {
  const database = await databaseServer(databaseUrl);
  await migrate(database.url);
  return database;
}
