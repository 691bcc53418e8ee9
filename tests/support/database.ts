import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '@prisma/client';
import { afterAll, beforeAll, inject } from 'vitest';
import { createDb, createUnguardedDb } from '../../app/database/client.server';
import { administer } from './administer';
import { rememberGuarded } from './guarded-client';

declare module 'vitest' {
  interface ProvidedContext {
    /** connection string of the migrated template database (tests/support/global-setup.ts) */
    templateUrl: string;
  }
}

export interface TestDatabase {
  url: string;
  /** for what the test arranges and looks at: any row of any shop */
  db: PrismaClient;
  drop(): Promise<void>;
}

/** A fresh clone of the migrated template on a real PostgreSQL that has to be dropped afterwards: tests take `useDatabase`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'));
  const templateName = template.pathname.slice(1);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const adminUrl = withDatabase(template, 'postgres');
  await administer(adminUrl, `CREATE DATABASE "${name}" TEMPLATE "${templateName}"`);
  const url = withDatabase(template, name);
  const db = createUnguardedDb(url, 5);
  const guarded = createDb(url, 5);
  rememberGuarded(db, guarded);
  return {
    url,
    db,
    async drop() {
      await Promise.all([db.$disconnect(), guarded.$disconnect()]);
      await administer(adminUrl, `DROP DATABASE "${name}" WITH (FORCE)`);
    },
  };
}

/**
 * A database for the tests of this file, dropped at the end.
 * @param given takes it when it is made, before the first test
 */
export function useDatabase(given: (database: TestDatabase) => void): void {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    given(database);
  });
  afterAll(() => database.drop());
}

/** Empties every table of the app, for a test that wants a clean slate in the same database. */
export async function truncateAll(db: PrismaClient): Promise<void> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`;
  await db.$executeRawUnsafe(
    `TRUNCATE ${tables.map((table) => table.name).join(', ')} RESTART IDENTITY CASCADE`,
  );
}

function withDatabase(url: URL, name: string): string {
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.toString();
}
