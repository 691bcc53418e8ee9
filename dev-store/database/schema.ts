import type { Pool } from 'pg';
import { inTransaction } from './transaction';

/**
 * The dev store's own tables, in a schema of their own beside the app's. Documents are opaque to SQL on purpose: the
 * whole shop is held in memory, the database is there so that nothing answered is ever lost.
 */
const STATEMENTS = [
  `CREATE SCHEMA IF NOT EXISTS dev_store`,
  `CREATE TABLE IF NOT EXISTS dev_store.shop (
     domain text PRIMARY KEY, doc jsonb NOT NULL, next_id bigint NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS dev_store.document (
     shop text NOT NULL, kind text NOT NULL, id bigint NOT NULL, doc jsonb NOT NULL, PRIMARY KEY (shop, kind, id))`,
  `CREATE TABLE IF NOT EXISTS dev_store.setting (key text PRIMARY KEY, value jsonb NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS dev_store.mail (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, received_at timestamptz NOT NULL, envelope jsonb NOT NULL,
     raw bytea NOT NULL)`,
];

/** One number for everybody who creates the tables, so that two dev stores that start together do not collide. */
const ADVISORY_LOCK = 40_002_525;

/** Creates what is missing. Safe to call at every start. */
export async function createTables(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    for (const statement of STATEMENTS) await client.query(statement);
  });
}

/** A value that must outlive the process: the clock's offset, faults. */
export async function readSetting<T>(pool: Pool, key: string): Promise<T | undefined> {
  const { rows } = await pool.query<{ value: T }>('SELECT value FROM dev_store.setting WHERE key = $1', [
    key,
  ]);
  return rows[0]?.value;
}

export async function writeSetting(pool: Pool, key: string, value: unknown): Promise<void> {
  await pool.query(
    `INSERT INTO dev_store.setting (key, value) VALUES ($1, $2::jsonb)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [key, JSON.stringify(value)],
  );
}
