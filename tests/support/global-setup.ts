import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';

/**
 * One PostgreSQL for the whole run: DATABASE_URL's server, or an embedded one of the tests' own under `.data/test/`.
 * Makes a migrated template database with a name of its own, so that two runs on one server do not meet.
 */
export default async function setup(project: TestProject) {
  const server = process.env.DATABASE_URL
    ? { url: process.env.DATABASE_URL, stop: async () => undefined }
    : await startEmbeddedDatabase({
        folder: '.data/test',
        // test data need not survive a power cut
        settings: {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          max_connections: '300',
        },
      });
  const template = new URL(server.url);
  template.pathname = `/template_${randomUUID().replaceAll('-', '')}`;
  const name = template.pathname.slice(1);

  await administer(server.url, `CREATE DATABASE "${name}"`);
  await migrate(template.toString());
  project.provide('templateUrl', template.toString());

  return async () => {
    await administer(server.url, `DROP DATABASE "${name}" WITH (FORCE)`);
    await server.stop();
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
