import { randomUUID } from 'node:crypto';
import type { Prisma } from '@prisma/client';
import { joinCustomers } from './join-customers.server';

/**
 * Identities. A key names a shopper: "c:<Shopify customer id>", "e:<keyed e-mail hash>", or "csv:<keyed hash of the key in
 * the shop system of before>". Keys that were once seen on the
 * same order, or joined by a merge in Shopify, belong to one ledger customer for good; links are only ever added (until a
 * redaction), so the result does not depend on the order of events. "x:<id>" marks a Shopify customer record that no
 * longer exists (merged away or deleted): it still leads to its orders, but nothing can be written to it.
 */

export function identityKeys(order: {
  shopifyCustomerId: string | null;
  importedCustomerKey?: string | null;
  emailHash: string | null;
}): string[] {
  const keys: string[] = [];
  if (order.shopifyCustomerId) keys.push(`c:${order.shopifyCustomerId}`);
  if (order.importedCustomerKey) keys.push(`csv:${order.importedCustomerKey}`);
  if (order.emailHash) keys.push(`e:${order.emailHash}`);
  return keys;
}

export interface Resolution {
  /** ledger customer of every key asked for */
  customerOf: Map<string, string>;
  /** customers that are new, gained a key, or were joined: to be counted again */
  changed: string[];
}

/**
 * Finds or makes the ledger customers of groups of keys; the keys of one group belong together. Customers that turn out
 * to be one are joined. The caller holds the locks of all keys.
 */
export async function resolveCustomers(
  tx: Prisma.TransactionClient,
  shop: string,
  groups: readonly string[][],
  now: Date,
): Promise<Resolution> {
  const keys = [...new Set(groups.flat())];
  if (keys.length === 0) return { customerOf: new Map(), changed: [] };
  const known = await lockedOwners(tx, shop, keys);
  const components = connect(groups, known);

  const customerOf = new Map<string, string>();
  const changed = new Set<string>();
  const created: string[] = [];
  for (const component of components) {
    const owners = [...component.owners].sort();
    const survivor = owners[0] ?? randomUUID();
    if (owners.length === 0) created.push(survivor);
    if (owners.length > 1) {
      await joinCustomers(tx, shop, survivor, owners.slice(1), now);
      changed.add(survivor);
    }
    for (const key of component.keys) {
      customerOf.set(key, survivor);
      if (!known.has(key)) changed.add(survivor);
    }
  }

  await insertCustomers(tx, shop, created, now);
  const fresh = keys.filter((key) => !known.has(key));
  await insertIdentities(
    tx,
    shop,
    fresh.map((key) => ({ key, customer_id: customerOf.get(key) })),
  );
  return { customerOf, changed: [...changed] };
}

/**
 * Owners of keys, their rows locked. Between reading the keys and getting the row locks another event may have joined an
 * owner into somebody else, so read again until nothing moved.
 */
async function lockedOwners(
  tx: Prisma.TransactionClient,
  shop: string,
  keys: string[],
): Promise<Map<string, string>> {
  for (;;) {
    const before = await owners(tx, shop, keys);
    const ids = [...new Set(before.values())];
    if (ids.length === 0) return before;
    await tx.$executeRaw`
      SELECT 1 FROM ledger_customer WHERE shop = ${shop} AND id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
    const after = await owners(tx, shop, keys);
    if (keys.every((key) => before.get(key) === after.get(key))) return after;
  }
}

async function owners(
  tx: Prisma.TransactionClient,
  shop: string,
  keys: string[],
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ key: string; customer_id: string }[]>`
    SELECT key, customer_id::text FROM customer_identity WHERE shop = ${shop} AND key = ANY(${keys}::text[])`;
  return new Map(rows.map((row) => [row.key, row.customer_id]));
}

interface Component {
  keys: string[];
  owners: Set<string>;
}

/** Union-find over the keys of the groups and the customers that already own some of them. */
function connect(groups: readonly string[][], known: ReadonlyMap<string, string>): Component[] {
  const parent = new Map<string, string>();
  const find = (node: string): string => {
    let root = node;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    parent.set(node, root);
    return root;
  };
  const unite = (a: string, b: string) => parent.set(find(a), find(b));

  for (const group of groups) {
    for (const key of group) {
      unite(key, group[0] ?? key);
      const owner = known.get(key);
      if (owner) unite(key, `owner ${owner}`);
    }
  }
  const components = new Map<string, Component>();
  for (const node of parent.keys()) {
    const root = find(node);
    const component = components.get(root) ?? { keys: [], owners: new Set<string>() };
    if (node.startsWith('owner ')) component.owners.add(node.slice('owner '.length));
    else component.keys.push(node);
    components.set(root, component);
  }
  return [...components.values()];
}

async function insertCustomers(
  tx: Prisma.TransactionClient,
  shop: string,
  ids: string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO ledger_customer (shop, id, updated_at)
    SELECT ${shop}, id, ${now}::timestamptz FROM unnest(${ids}::uuid[]) AS id`;
}

async function insertIdentities(
  tx: Prisma.TransactionClient,
  shop: string,
  rows: { key: string; customer_id: string | undefined }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO customer_identity (shop, key, customer_id)
    SELECT ${shop}, key, customer_id FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(key text, customer_id uuid)
    ON CONFLICT (shop, key) DO NOTHING`;
}
