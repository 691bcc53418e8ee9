import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { forgottenShop } from './tenant-sql';

beforeAll(() => loadModule());

const GOOD = [
  'SELECT * FROM ledger_order WHERE shop = $1',
  'SELECT * FROM ledger_order o WHERE o.order_id = $1 AND (o.shop = $2::text)',
  'SELECT "public"."shop"."shop" FROM "public"."shop" WHERE ("public"."shop"."shop" = $1 AND 1=1) LIMIT $2 OFFSET $3',
  'SELECT 1 FROM gift WHERE (shop = $1 AND id = $2) OR (shop = $1 AND id = $3)',
  'SELECT 1 FROM gift g JOIN message m ON m.shop = g.shop WHERE g.shop = $1',
  'SELECT 1 FROM gift g LEFT JOIN message m ON m.shop = g.shop AND m.id = g.id WHERE g.shop = $1',
  'SELECT 1 FROM gift g, message m WHERE (m.shop, m.id) = (g.shop, g.id) AND g.shop = $1',
  'SELECT 1 FROM gift g WHERE g.shop = $1 AND NOT EXISTS (SELECT 1 FROM message m WHERE m.shop = g.shop)',
  'SELECT 1 FROM gift g WHERE g.shop = $1 AND g.id IN (SELECT id FROM message WHERE shop = $1)',
  'WITH own AS (SELECT shop, id FROM gift WHERE shop = $1) SELECT 1 FROM message m JOIN own ON own.shop = m.shop',
  'WITH gone AS (DELETE FROM gift WHERE shop = $1 RETURNING shop) UPDATE message m SET state = $2 FROM gone WHERE m.shop = gone.shop',
  'SELECT 1 FROM jsonb_to_recordset($1) AS r(shop text, id uuid) JOIN gift g ON g.shop = r.shop AND g.id = r.id',
  'INSERT INTO gift (shop, id) VALUES ($1, $2), ($3, $4)',
  'INSERT INTO gift (shop, id) SELECT $1, id FROM unnest($2::uuid[]) AS id ON CONFLICT (shop, id) DO UPDATE SET state = EXCLUDED.state',
  'INSERT INTO gift (shop, id) SELECT g.shop, g.id FROM gift g WHERE g.shop = $1',
  'UPDATE gift SET state = $1 WHERE shop = $2 RETURNING id',
  'UPDATE gift g SET state = r.state FROM jsonb_to_recordset($1) AS r(id uuid, state text) WHERE g.shop = $2 AND g.id = r.id',
  'DELETE FROM gift WHERE shop = $1 AND id = ANY($2)',
  'SELECT * FROM "Session" WHERE "Session"."id" = $1',
  'SELECT "public"."shop"."shop" FROM "public"."shop" WHERE "public"."shop"."shop" IN ($1,$2) OFFSET $3',
  'COPY gift (shop, id) FROM STDIN',
  "COPY (SELECT id FROM gift WHERE shop = 'a') TO STDOUT",
  "CREATE TEMP TABLE todo AS SELECT s.* FROM import.run s LEFT JOIN gift g ON g.shop = 'a' AND g.id = s.id",
  'SELECT 1',
  'BEGIN',
  'SELECT pg_advisory_xact_lock($1)',
  "SELECT name FROM pgboss.job WHERE data ->> 'shop' = $1",
  '/* cross-shop: tick.shops */ SELECT shop FROM shop',
];

const BAD = [
  ['SELECT * FROM ledger_order', 'ledger_order is not tied'],
  ['SELECT * FROM ledger_order WHERE order_id = $1', 'ledger_order is not tied'],
  ['SELECT * FROM ledger_order WHERE shop <> $1', 'not tied'],
  ['SELECT * FROM ledger_order WHERE NOT (shop = $1)', 'not tied'],
  ['SELECT * FROM ledger_order WHERE shop = $1 OR order_id = $2', 'not tied'],
  ['SELECT * FROM ledger_order WHERE shop = shop', 'not tied'],
  ['SELECT * FROM ledger_order WHERE shop = ANY($1)', 'not tied'],
  ['SELECT * FROM ledger_order WHERE shop NOT IN ($1, $2)', 'not tied'],
  ['SELECT * FROM ledger_order WHERE shop IN ($1, name)', 'not tied'],
  ['SELECT * FROM ledger_order WHERE shop IN (SELECT shop FROM shop)', 'not tied'],
  ["SELECT * FROM ledger_order WHERE shop LIKE '%'", 'not tied'],
  ['SELECT "public"."gift"."id" FROM "public"."gift" WHERE "public"."gift"."id" = $1', 'gift is not tied'],
  ['SELECT 1 FROM gift g JOIN message m ON m.id = g.id WHERE g.shop = $1', 'message is not tied'],
  ['SELECT 1 FROM gift g LEFT JOIN message m ON g.shop = $1', 'gift is not tied'],
  ['SELECT 1 FROM gift g JOIN message m ON m.shop = g.shop', 'gift is not tied'],
  [
    'SELECT 1 FROM gift g WHERE g.shop = $1 AND EXISTS (SELECT 1 FROM message m WHERE m.id = g.id)',
    'message',
  ],
  ['SELECT (SELECT count(*) FROM message) FROM gift WHERE shop = $1', 'message is not tied'],
  ['SELECT 1 FROM (SELECT * FROM gift) AS g WHERE g.shop = $1', 'gift is not tied'],
  ['WITH own AS (SELECT * FROM gift) SELECT 1 FROM own WHERE own.shop = $1', 'gift is not tied'],
  ['SELECT shop FROM gift WHERE shop = $1 UNION SELECT shop FROM message', 'message is not tied'],
  ['INSERT INTO gift (id) VALUES ($1)', 'without its shop'],
  ['INSERT INTO gift (shop, id) SELECT m.shop, m.id FROM message m', 'message is not tied'],
  ['INSERT INTO gift (shop, id) SELECT lower($1), $2', 'without its shop'],
  ['UPDATE gift SET state = $1 WHERE id = $2', 'gift is not tied'],
  ['UPDATE gift SET shop = m.id FROM message m WHERE gift.shop = $1 AND m.shop = $1', 'moved'],
  ['DELETE FROM gift USING message m WHERE m.shop = $1 AND m.id = gift.id', 'gift is not tied'],
  ['DELETE FROM "Session" WHERE "accessToken" = $1', 'Session is not tied'],
  ['COPY gift (id) FROM STDIN', 'copied'],
  ['COPY gift (shop, id) TO STDOUT', 'copied'],
  ['COPY (SELECT id FROM gift) TO STDOUT', 'not tied'],
  ['CREATE TEMP TABLE todo AS SELECT * FROM gift', 'not tied'],
  ['CREATE TEMP TABLE todo (LIKE gift)', 'no shop'],
  ['TRUNCATE gift', 'no shop'],
  ['SELECT 1; DELETE FROM gift', 'gift is not tied'],
  ['/* cross-shop: whatever */ SELECT shop FROM shop', 'not among the exceptions'],
  ['SELECT shop FROM shop /* cross-shop: tick.shops */', 'not tied'],
] as const;

describe('a statement', () => {
  it.each(GOOD)('names its shop: %s', (sql) => expect(forgottenShop(sql)).toBeNull());
  it.each(BAD)('forgets its shop: %s', (sql, problem) => expect(forgottenShop(sql)).toContain(problem));
});
