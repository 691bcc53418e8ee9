import type pg from 'pg';
import { FACT_COLUMNS } from './import-row';

/** Steps on an import's table that only a CSV needs, between reading and joining. */

/** Rows without an order id get one of what they say, and of their place among those that say the same. */
export async function numberOrders(client: pg.Client, table: string): Promise<void> {
  await client.query(`
    UPDATE ${table} AS row SET order_id = 'csv:' || left(encode(sha256(named.said::bytea), 'hex'), 32) || '-' || named.place
    FROM (
      SELECT line, said, row_number() OVER (PARTITION BY said ORDER BY line) AS place FROM (
        SELECT line, concat_ws('|', customer_key, email_key, processed_at, total_minor) AS said
        FROM ${table} WHERE order_id = ''
      ) AS rows
    ) AS named
    WHERE named.line = row.line`);
}

const SAID = ['customer_key', 'email_key', ...FACT_COLUMNS].join(', ');

/**
 * An order that stands in the file more than once counts by its first row.
 * @param onOther called with the line of each later row that says something else
 * @returns rows removed
 */
export async function removeRepeated(
  client: pg.Client,
  table: string,
  onOther: (line: number) => void,
): Promise<number> {
  const { rows, rowCount } = await client.query<{ line: string; same: boolean }>(`
    DELETE FROM ${table} AS later USING (
      SELECT line, (${SAID}) IS NOT DISTINCT FROM first AS same FROM (
        SELECT *, row_number() OVER again AS place, first_value((${SAID})) OVER again AS first
        FROM ${table} WHERE order_id IN (SELECT order_id FROM ${table} GROUP BY order_id HAVING count(*) > 1)
        WINDOW again AS (PARTITION BY order_id ORDER BY line)
      ) AS repeated WHERE place > 1
    ) AS found
    WHERE later.line = found.line RETURNING found.line::text, found.same`);
  const others = rows.filter(({ same }) => !same).map(({ line }) => Number(line));
  for (const line of others.sort((a, b) => a - b)) onOther(line);
  return rowCount ?? 0;
}
