import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import { MapState, type Changes, type StateContent } from './memory-state';
import type { DevShop, DocumentKind, Documents, ShopState } from './types';

/** Reads one shop into memory; undefined when there is none. Needs `createTables`. */
export async function openState(pool: Pool, domain: string): Promise<ShopState | undefined> {
  const shops = await pool.query<{ doc: DevShop; next_id: string }>(
    'SELECT doc, next_id FROM dev_store.shop WHERE domain = $1',
    [domain],
  );
  const row = shops.rows[0];
  if (!row) return undefined;
  const documents = await pool.query<{ kind: DocumentKind; doc: Documents[DocumentKind] }>(
    'SELECT kind, doc FROM dev_store.document WHERE shop = $1 ORDER BY id',
    [domain],
  );
  return persistent(pool, {
    shop: row.doc,
    nextId: Number(row.next_id),
    documents: documents.rows.map(({ kind, doc }) => ({ kind, document: doc })),
  });
}

/** Creates a shop's row, with everything an in-memory state (a seed) holds if one is given. */
export async function createState(pool: Pool, from: ShopState, kinds: DocumentKind[]): Promise<ShopState> {
  const documents = kinds.flatMap((kind) =>
    [...from.all(kind).values()].map((document) => ({ kind, id: document.id, document })),
  );
  const nextId = from.nextId();
  await writeChanges(pool, from.shop.domain)({ shop: from.shop, documents, nextId });
  return persistent(pool, { shop: from.shop, nextId, documents });
}

/** Domains of the shops that exist. */
export async function listShops(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ domain: string }>('SELECT domain FROM dev_store.shop ORDER BY domain');
  return rows.map((row) => row.domain);
}

function persistent(pool: Pool, content: StateContent): ShopState {
  return new MapState(content, writeChanges(pool, content.shop.domain));
}

function writeChanges(pool: Pool, domain: string) {
  return async (changes: Changes): Promise<void> => {
    await inTransaction(pool, async (client) => {
      await writeShop(client, domain, changes);
      await writeDocuments(client, domain, changes.documents);
    });
  };
}

async function writeShop(client: PoolClient, domain: string, { shop, nextId }: Changes): Promise<void> {
  if (!shop) {
    await client.query('UPDATE dev_store.shop SET next_id = $2 WHERE domain = $1', [domain, nextId]);
    return;
  }
  await client.query(
    `INSERT INTO dev_store.shop (domain, doc, next_id) VALUES ($1, $2::jsonb, $3)
     ON CONFLICT (domain) DO UPDATE SET doc = excluded.doc, next_id = excluded.next_id`,
    [domain, JSON.stringify(shop), nextId],
  );
}

async function writeDocuments(
  client: PoolClient,
  domain: string,
  changed: Changes['documents'],
): Promise<void> {
  const kept = changed.flatMap(({ kind, id, document }) => (document ? [{ kind, id, doc: document }] : []));
  const removed = changed.flatMap(({ kind, id, document }) => (document ? [] : [{ kind, id }]));
  // A few thousand documents a statement: one JSON parameter of a whole shop would be tens of megabytes.
  for (let start = 0; start < kept.length; start += 2_000) {
    await client.query(
      `INSERT INTO dev_store.document (shop, kind, id, doc)
       SELECT $1, kind, id, doc FROM jsonb_to_recordset($2::jsonb) AS rows(kind text, id bigint, doc jsonb)
       ON CONFLICT (shop, kind, id) DO UPDATE SET doc = excluded.doc`,
      [domain, JSON.stringify(kept.slice(start, start + 2_000))],
    );
  }
  if (removed.length === 0) return;
  await client.query(
    `DELETE FROM dev_store.document AS d USING jsonb_to_recordset($2::jsonb) AS rows(kind text, id bigint)
     WHERE d.shop = $1 AND d.kind = rows.kind AND d.id = rows.id`,
    [domain, JSON.stringify(removed)],
  );
}
