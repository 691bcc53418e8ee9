import { randomUUID } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../app/database/migrate.server';
import { databaseServer } from '../../app/database/start.server';
import { administer } from './administer';

/**
 * One PostgreSQL for the whole run: DATABASE_URL's server, or an embedded one of the tests' own under `.data/test/`.
 * Makes a migrated template database with a name of its own, so that two runs on one server do not meet.
 */
export default async function setup(project: TestProject) {
  const server = await databaseServer(process.env.DATABASE_URL, {
    folder: '.data/test',
    // test data need not survive a power cut
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
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
