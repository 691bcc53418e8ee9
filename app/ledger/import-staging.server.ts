import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Prisma } from '@prisma/client';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Db } from '~/database/client.server';
import { crossShop } from '~/database/cross-shop.server';
import { STAGED_COLUMNS } from './import-row';

/**
 * What a history import has read and not yet counted: a table of the run's own in the schema `import`, unlogged, without
 * indexes, dropped when the run is done. Unlogged means that a crash of the server empties it; the import sees that by
 * the last line and reads again. Nothing in it is personal but ids and keyed hashes.
 */
export class ImportStaging {
  /** quoted name, ready for SQL */
  readonly table: string;

  constructor(
    private readonly client: pg.Client,
    runId: string,
  ) {
    this.table = stagingTable(runId);
  }

  /** Makes the table when it is missing. @returns the last line in it, 0 for none */
  async open(): Promise<number> {
    await this.client.query(`
      CREATE UNLOGGED TABLE IF NOT EXISTS ${this.table} (
        line bigint NOT NULL, customer_key text COLLATE "C", email_key text COLLATE "C",
        order_id text COLLATE "C" NOT NULL, name text, processed_at timestamptz(3) NOT NULL,
        facts_at timestamptz(3) NOT NULL, source text NOT NULL, currency text NOT NULL, total_minor bigint NOT NULL,
        refunded_minor bigint NOT NULL, discount_minor bigint NOT NULL, financial_status text NOT NULL, fulfillment_status text,
        cancelled_at timestamptz(3), test boolean NOT NULL, b2b boolean NOT NULL, subscription_renewal boolean NOT NULL,
        tags text[] NOT NULL, discount_codes text[] NOT NULL, locale text
      ) WITH (autovacuum_enabled = off)`);
    const { rows } = await this.client.query<{ last: string }>(
      `SELECT coalesce(max(line), 0)::text AS last FROM ${this.table}`,
    );
    return Number(rows[0]?.last ?? 0);
  }

  async clear(): Promise<void> {
    await this.client.query(`TRUNCATE ${this.table}`);
  }

  async count(): Promise<number> {
    const { rows } = await this.client.query<{ count: string }>(`SELECT count(*)::text FROM ${this.table}`);
    return Number(rows[0]?.count ?? 0);
  }

  /** Appends rows (lines of COPY, any number in one piece of text), in the caller's transaction. */
  async append(pieces: AsyncIterable<string>): Promise<void> {
    const columns = STAGED_COLUMNS.join(', ');
    const copy = this.client.query(copyFrom(`COPY ${this.table} (${columns}) FROM STDIN`));
    await pipeline(Readable.from(pieces), copy);
  }

  async drop(): Promise<void> {
    await this.client.query(`DROP TABLE IF EXISTS ${this.table}`);
  }
}

function stagingTable(runId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(runId)) throw new Error('a run has a UUID');
  return `import."run_${runId}"`;
}

/**
 * Takes a redacted person out of what the shop's imports have read and not yet counted. An import that misses the rows reads
 * again, and the marker of the redaction keeps them out of the ledger.
 * @param keys identities ("c:1", "e:ab12", "csv:cd34")
 */
export async function redactStaged(
  tx: Prisma.TransactionClient,
  shop: string,
  keys: readonly string[],
  orderIds: readonly string[],
): Promise<void> {
  const tables = await tx.$queryRaw<{ id: string }[]>`
    SELECT r.id::text FROM import_run r
    JOIN pg_tables t ON t.schemaname = 'import' AND t.tablename = 'run_' || r.id::text WHERE r.shop = ${shop}`;
  for (const { id } of tables)
    await tx.$executeRawUnsafe(
      `DELETE FROM ${stagingTable(id)}
       WHERE customer_key = ANY($1::text[]) OR email_key = ANY($1::text[]) OR order_id = ANY($2::text[])`,
      keys,
      orderIds,
    );
}

/**
 * Drops the tables of imports that no run answers for any more: it is done, a reinstall or a redaction removed it, or it came
 * from CSV and was killed. What a living import holds (import-alone.server.ts) stays.
 */
export async function dropForgottenStaging(db: Db): Promise<void> {
  const forgotten = await db.$queryRaw<{ name: string }[]>`
    ${crossShop('tick.forgotten-staging')}
    WITH unanswered AS MATERIALIZED (
      SELECT tablename::text AS name FROM pg_tables t
      WHERE t.schemaname = 'import' AND t.tablename LIKE 'run_%' AND NOT EXISTS (
        SELECT 1 FROM import_run r WHERE 'run_' || r.id::text = t.tablename
          AND (r.state IN ('queued', 'running') OR (r.kind = 'history' AND r.state = 'failed')))
    )
    SELECT name FROM unanswered WHERE pg_try_advisory_xact_lock(hashtextextended('import|' || substr(name, 5), 2))`;
  for (const { name } of forgotten)
    await db.$executeRawUnsafe(`DROP TABLE IF EXISTS ${stagingTable(name.slice(4))}`);
}
