import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../app/database/migrate.server';
import { createTestDatabase, type TestDatabase } from '../support/database';

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function folderWith(sql: string): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
    await mkdir(path.join(folder, '1_first'));
    await writeFile(path.join(folder, '1_first', 'migration.sql'), sql);
    return folder;
  }

  it('are applied already in a clone of the template, and a second run does nothing', async () => {
    expect(await migrate(database.url)).toEqual([]);
    expect(await database.db.shop.count()).toBe(0);
  });

  it('together make exactly prisma/schema.prisma', async () => {
    const diff = promisify(execFile)(
      'node_modules/.bin/prisma',
      [
        'migrate',
        'diff',
        '--from-migrations',
        'prisma/migrations',
        '--to-schema-datamodel',
        'prisma/schema.prisma',
        '--script',
      ],
      { env: { ...process.env, DATABASE_URL: database.url } },
    );
    expect((await diff).stdout).toContain('This is an empty migration');
  });

  it('make every standing that Shopify holds due when its format changes', async () => {
    const fresh = await createTestDatabase();
    const { db } = fresh;
    try {
      await db.$executeRaw`ALTER TABLE ledger_customer DROP COLUMN tier_until`;
      await db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = '20261122000400_tier_until'`;
      await db.$executeRaw`
        INSERT INTO ledger_customer (shop, id, standing_hash, standing_written_at, updated_at)
        SELECT 'a', gen_random_uuid(), hash, now(), now() FROM unnest(ARRAY['sd:1', 's-:2', '-d:3', NULL]) AS hash`;
      expect(await migrate(fresh.url)).toEqual(['20261122000400_tier_until']);
      const due = await db.$queryRaw<{ hash: string | null }[]>`
        SELECT standing_hash AS hash FROM ledger_customer WHERE standing_written_at IS NULL ORDER BY 1`;
      expect(due.map(({ hash }) => hash)).toEqual(['s-:2', 'sd:1']);
    } finally {
      await fresh.drop();
    }
  });

  it('refuse a migration that was changed after it was applied', async () => {
    const folder = await folderWith('CREATE TABLE changed (id int);');
    expect(await migrate(database.url, folder)).toEqual(['1_first']);
    await writeFile(path.join(folder, '1_first', 'migration.sql'), 'CREATE TABLE changed (id bigint);');
    await expect(migrate(database.url, folder)).rejects.toThrow(/1_first was changed after it was applied/);
  });

  it('leave nothing of a migration that fails half-way', async () => {
    const folder = await folderWith('CREATE TABLE half (id int); SELECT nonsense;');
    await mkdir(path.join(folder, '2_second'));
    await writeFile(path.join(folder, '2_second', 'migration.sql'), 'SELECT 1;');
    await writeFile(
      path.join(folder, '1_first', 'migration.sql'),
      'CREATE TABLE half (id int); SELECT nonsense;',
    );
    const fresh = await createTestDatabase();
    try {
      await expect(migrate(fresh.url, folder)).rejects.toThrow(/1_first failed/);
      const found = await fresh.db.$queryRaw<unknown[]>`SELECT 1 FROM pg_tables WHERE tablename = 'half'`;
      expect(found).toHaveLength(0);
    } finally {
      await fresh.drop();
    }
  });
});
