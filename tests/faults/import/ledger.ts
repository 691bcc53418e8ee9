import type { PrismaClient } from '@prisma/client';

/**
 * Everything that an import leaves in a shop, row by row, without what two imports of one file cannot have in common: ids
 * drawn at random, and instants of the import itself. What an import said on its way (`changed`) is none of it. A command
 * that was killed when all was done, and before it could say so, is run again: of CSV, runs that say the same count once.
 */
const ROWS = `
  WITH person AS (
    SELECT customer_id, string_agg(key, ' ' ORDER BY key COLLATE "C") AS keys
    FROM customer_identity WHERE shop = $1 GROUP BY customer_id
  ), remains AS (
  SELECT 'customer' AS part, (to_jsonb(c) - '{shop,id,updated_at,history_at}'::text[] || jsonb_build_object(
      'keys', p.keys, 'imported', c.history_at IS NOT NULL, 'merged_into_id', c.merged_into_id IS NOT NULL))::text AS text
    FROM ledger_customer c LEFT JOIN person p ON p.customer_id = c.id WHERE c.shop = $1
  UNION ALL
  SELECT 'order', (to_jsonb(o) - '{shop,customer_id}'::text[] - $2 || jsonb_build_object('keys', p.keys))::text
    FROM ledger_order o LEFT JOIN person p USING (customer_id) WHERE o.shop = $1
  UNION ALL
  SELECT 'activity', (to_jsonb(a) - '{shop,id,at}'::text[] #- '{detail,changed}')::text FROM activity_entry a WHERE shop = $1
  UNION ALL
  SELECT 'import', (to_jsonb(r) - '{shop,id,bulk_operation_id,started_at,finished_at,updated_at}'::text[])::text
    FROM import_run r WHERE shop = $1 AND state <> 'failed'
  UNION ALL SELECT 'gift', to_jsonb(g)::text FROM gift g WHERE shop = $1
  UNION ALL SELECT 'message', to_jsonb(m)::text FROM message m WHERE shop = $1
  UNION ALL SELECT 'inbox', to_jsonb(i)::text FROM inbox_event i WHERE shop = $1
  UNION ALL
  SELECT 'job', concat_ws('|', name, state) FROM pgboss.job
    WHERE data->>'shop' = $1 AND name IN ('standing.write', 'anniversary.scan', 'message.send', 'coupon.issue')
  )
  SELECT part, text FROM (
    SELECT part, text, row_number() OVER (PARTITION BY part, text) AS place FROM remains
  ) AS numbered
  WHERE place = 1 OR $2 = '' OR part NOT IN ('activity', 'import')`;

const PATIENCE = { maxWait: 60_000, timeout: 120_000 };

export interface Remains {
  parts: Record<string, { rows: number; digest: string }>;
}

/** @param way facts from CSV have no version of their own: theirs is when they were imported */
export async function remainsOf(db: PrismaClient, shop: string, way: 'bulk' | 'csv'): Promise<Remains> {
  const found = await rowsOf<{ part: string; rows: number; digest: string }>(
    db,
    `SELECT part, count(*)::int AS rows, md5(string_agg(text, E'\\n' ORDER BY text COLLATE "C")) AS digest
     FROM (${ROWS}) AS remains GROUP BY part ORDER BY part`,
    [shop, way === 'csv' ? 'facts_at' : ''],
  );
  return { parts: Object.fromEntries(found.map(({ part, ...rest }) => [part, rest])) };
}

/** @returns what one shop has and the other has not, the first rows of it; empty when they are the same */
export async function difference(
  db: PrismaClient,
  shops: { actual: string; expected: string },
  way: 'bulk' | 'csv',
): Promise<string[]> {
  const [actual, expected] = await Promise.all([remainsOf(db, shops.actual, way), remainsOf(db, shops.expected, way)]); // prettier-ignore
  const parts = new Set([...Object.keys(actual.parts), ...Object.keys(expected.parts)]);
  const differing = [...parts].filter((part) => actual.parts[part]?.digest !== expected.parts[part]?.digest);
  const texts: string[] = [];
  for (const part of differing) {
    const rows = (shop: string) =>
      rowsOf<{ text: string }>(
        db,
        `SELECT text FROM (${ROWS}) AS remains WHERE part = $3 ORDER BY text COLLATE "C"`,
        [shop, way === 'csv' ? 'facts_at' : '', part],
      );
    const [have, want] = [await rows(shops.actual), await rows(shops.expected)];
    const wanted = new Set(want.map(({ text }) => text));
    const had = new Set(have.map(({ text }) => text));
    const more = have.find(({ text }) => !wanted.has(text))?.text ?? '-';
    const less = want.find(({ text }) => !had.has(text))?.text ?? '-';
    texts.push(`${part}: ${have.length} rows instead of ${want.length}; ${more} instead of ${less}`);
  }
  return texts;
}

/** Of a shop that was filled a moment ago the server knows no sizes: it would compare each order with each customer. */
async function rowsOf<Row>(db: PrismaClient, query: string, values: readonly string[]): Promise<Row[]> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_nestloop = off`;
    return tx.$queryRawUnsafe<Row[]>(query, ...values);
  }, PATIENCE);
}
