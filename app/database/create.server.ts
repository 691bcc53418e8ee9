import pg from 'pg';

/**
 * Makes another database on the same server, for example for the story or a bench.
 * @param name a plain identifier
 * @returns its connection string
 */
export async function createDatabase(
  url: string,
  name: string,
  options: { afresh: boolean },
): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const identifier = client.escapeIdentifier(name);
    if (options.afresh) await client.query(`DROP DATABASE IF EXISTS ${identifier} WITH (FORCE)`);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!found.rowCount) await client.query(`CREATE DATABASE ${identifier}`);
  } finally {
    await client.end();
  }
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.toString();
}
