import pg from 'pg';
import { FACT_COLUMNS, ROW_COLUMNS } from './import-row';

/**
 * Prepares an import's table for counting, in SQL, whatever its size: drops what the ledger knows already, and finds out
 * which orders belong to one customer. Works in temporary tables of the connection, so after a kill it starts afresh.
 */

/** Memory of one sort or hash in the database; beyond it PostgreSQL uses files. */
const WORK_MEM = '64MB';

export interface Joined {
  /** orders that are new or newer, or whose keys are not joined yet */
  orders: number;
  /** of customers that the ledger does not know: COPY of rows of ROW_COLUMNS, those of one customer together */
  newSql: string;
  /** the same of customers, or orders, that it knows; null when there are none */
  knownSql: string | null;
}

/** @param rows orders in the table */
export async function joinStaged(
  client: pg.Client,
  table: string,
  shop: string,
  rows: number,
): Promise<Joined> {
  await client.query(`SET work_mem = '${WORK_MEM}'`);
  for (const name of ['todo', 'label', 'customer_root', 'email_root', 'known_root'])
    await client.query(`DROP TABLE IF EXISTS pg_temp.${name}`);
  const owner = client.escapeLiteral(shop);
  const empty = await isEmptyLedger(client, shop);
  await client.query(`ANALYZE ${table} (customer_key, email_key, order_id)`);
  if (!empty) await client.query(todoSql(table, owner));
  const todo = empty ? table : 'todo';
  await findRoots(client, todo);
  if (empty) return { orders: rows, newSql: copyOut(rooted(todo)), knownSql: null };

  await findKnown(client, owner);
  const { rows: found } = await client.query<{ orders: string; known: boolean }>(
    'SELECT (SELECT count(*) FROM todo)::text AS orders, EXISTS (SELECT 1 FROM known_root) AS known',
  );
  const of = (exists: string) =>
    copyOut(`${rooted(todo)} WHERE ${exists} (SELECT 1 FROM known_root k WHERE k.root = ${ROOT})`);
  return {
    orders: Number(found[0]?.orders),
    newSql: of('NOT EXISTS'),
    knownSql: found[0]?.known ? of('EXISTS') : null,
  };
}

/** What the orders of one customer have in common; an order that names nobody stands for itself. */
const ROOT = "coalesce(c.root, t.customer_key, e.root, t.email_key, 'o:' || t.order_id)";

function rooted(todo: string): string {
  return `
    SELECT ${ROOT} COLLATE "C" AS root, t.* FROM ${todo} t
    LEFT JOIN customer_root c ON c.customer_key = t.customer_key
    LEFT JOIN email_root e ON t.customer_key IS NULL AND e.email_key = t.email_key`;
}

function copyOut(select: string): string {
  return `COPY (SELECT ${ROW_COLUMNS.join(', ')} FROM (${select}) AS rooted ORDER BY root) TO STDOUT`;
}

async function isEmptyLedger(client: pg.Client, shop: string): Promise<boolean> {
  const { rows } = await client.query<{ empty: boolean }>(
    `SELECT NOT EXISTS (SELECT 1 FROM ledger_order WHERE shop = $1)
        AND NOT EXISTS (SELECT 1 FROM customer_identity WHERE shop = $1) AS empty`,
    [shop],
  );
  return rows[0]?.empty ?? false;
}

/** The columns whose change makes facts new; when they were written (facts_at) is no fact. */
const CONTENT = FACT_COLUMNS.filter((column) => column !== 'order_id' && column !== 'facts_at');

/**
 * Orders that change something. Older facts and the same ones do not, once their keys lead to one customer. Facts from CSV
 * have no version of their own, so the same content is the same whenever it was imported.
 */
function todoSql(table: string, shop: string): string {
  const columns = (alias: string) => CONTENT.map((column) => `${alias}.${column}`).join(', ');
  return `
    CREATE TEMP TABLE todo AS SELECT s.* FROM ${table} s
    LEFT JOIN ledger_order l ON l.shop = ${shop} AND l.order_id = s.order_id
    LEFT JOIN customer_identity c ON c.shop = ${shop} AND c.key = s.customer_key
    LEFT JOIN customer_identity e ON e.shop = ${shop} AND e.key = s.email_key
    WHERE (
      l.order_id IS NOT NULL
      AND (s.facts_at < l.facts_at
        OR ((s.facts_at = l.facts_at OR s.order_id LIKE 'csv:%')
          AND (${columns('s')}) IS NOT DISTINCT FROM (${columns('l')})))
      AND (s.customer_key IS NULL OR c.customer_id IS NOT NULL)
      AND (s.email_key IS NULL OR e.customer_id IS NOT NULL)
      AND (c.customer_id = e.customer_id OR c.customer_id IS NULL OR e.customer_id IS NULL)
    ) IS NOT TRUE`;
}

/**
 * Gives all keys that are connected by orders one root: the least customer key of them. Each round every key takes the
 * least root of its neighbours, then the root of its root, until nothing moves.
 */
async function findRoots(client: pg.Client, todo: string): Promise<void> {
  await client.query(`
    CREATE TEMP TABLE label AS
    SELECT customer_key, email_key, min(customer_key) OVER (PARTITION BY email_key) AS root
    FROM (SELECT DISTINCT customer_key, email_key FROM ${todo}
          WHERE customer_key IS NOT NULL AND email_key IS NOT NULL) AS pair`);
  for (;;) {
    const { rowCount } = await client.query(`
      UPDATE label SET root = least.root FROM (
        SELECT customer_key, min(root) AS root FROM (
          SELECT customer_key, root FROM label
          UNION ALL
          SELECT l.customer_key, up.root FROM label l JOIN label up ON up.customer_key = l.root
          WHERE l.root <> l.customer_key AND up.root < l.root
        ) AS seen GROUP BY customer_key HAVING min(root) < max(root)
      ) AS least
      WHERE label.customer_key = least.customer_key AND label.root > least.root`);
    const { rowCount: byEmail } = await client.query(`
      UPDATE label SET root = least.root FROM (
        SELECT email_key, min(root) AS root FROM label GROUP BY email_key HAVING min(root) <> max(root)
      ) AS least
      WHERE label.email_key = least.email_key AND label.root > least.root`);
    if (!rowCount && !byEmail) break; // roots only ever become less, so this comes
  }
  await client.query('ANALYZE label');
  await client.query(`
    CREATE TEMP TABLE customer_root AS
    SELECT customer_key, min(root) AS root FROM label GROUP BY customer_key HAVING min(root) <> customer_key`);
  await client.query(
    'CREATE TEMP TABLE email_root AS SELECT email_key, min(root) AS root FROM label GROUP BY email_key',
  );
  await client.query('ANALYZE customer_root');
  await client.query('ANALYZE email_root');
}

/** Customers of whom the ledger knows a key or an order. */
async function findKnown(client: pg.Client, shop: string): Promise<void> {
  await client.query(`
    CREATE TEMP TABLE known_root AS
    SELECT r.root FROM (${rooted('todo')}) r JOIN customer_identity i ON i.shop = ${shop} AND i.key = r.customer_key
    UNION SELECT r.root FROM (${rooted('todo')}) r JOIN customer_identity i ON i.shop = ${shop} AND i.key = r.email_key
    UNION SELECT r.root FROM (${rooted('todo')}) r JOIN ledger_order o ON o.shop = ${shop} AND o.order_id = r.order_id`);
  await client.query('ANALYZE known_root');
}
