import type pg from 'pg';
import { RetryLater } from '~/retry-later.server';

/**
 * Two processes must not write one import's table. The lock ends with the connection, so that a dead process holds nothing,
 * and whether anybody holds it says whether the import is alive (stalled-imports.server.ts).
 * @throws RetryLater when another one has it
 */
export async function aloneWith(client: pg.Client, runId: string): Promise<void> {
  const { rows } = await client.query<{ alone: boolean }>(
    'SELECT pg_try_advisory_lock(hashtextextended($1, 2)) AS alone',
    [`import|${runId}`],
  );
  if (!rows[0]?.alone) throw new RetryLater('the import runs in another process');
}
