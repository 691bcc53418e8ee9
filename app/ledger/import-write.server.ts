import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { foldCustomer } from '~/loyalty/fold';
import { hiddenBefore } from '~/loyalty/hidden-history';
import { copyLine } from './copy-text';
import { customerRow, type CustomerRow } from './customer-row';
import { copiedFacts, FACT_COLUMNS, type StagedOrder } from './import-row';
import type { ShopContext } from './shop-context.server';

const CUSTOMER_COLUMNS: readonly (keyof CustomerRow)[] = [
  'id',
  'shopify_customer_id',
  'locale',
  'order_count',
  'qualifying_count',
  'net_spend_minor',
  'saved_minor',
  'first_qualifying_at',
  'first_qualifying_date',
  'anniversary_day',
  'last_qualifying_at',
  'segment',
  'tier_key',
  'tier_until',
];

/** Lines of COPY, by table. */
export interface NewRows {
  orders: string[];
  customers: string[];
  identities: string[];
}

/** @param customers orders of one customer each, counted by the context's rules; orders that name nobody belong to none */
export function rowsOfNewCustomers(context: ShopContext, customers: readonly StagedOrder[][]): NewRows {
  const rows: NewRows = { orders: [], customers: [], identities: [] };
  for (const orders of customers) addCustomer(rows, context, orders);
  return rows;
}

/**
 * Writes customers that the ledger does not know, with all their orders, by COPY, in the caller's transaction, which holds
 * the shop's lock. That they are unknown is the tables' keys' business: whoever came meanwhile, or an order that the source
 * has twice, is a unique violation (`isTaken`), and the caller takes the usual door.
 */
export async function writeNewCustomers(client: pg.Client, rows: NewRows): Promise<void> {
  await copy(
    client,
    `ledger_customer (shop, program_version, history_at, updated_at, ${CUSTOMER_COLUMNS.join(', ')})`,
    rows.customers,
  );
  await copy(client, 'customer_identity (shop, key, customer_id)', rows.identities);
  await copy(
    client,
    `ledger_order (shop, customer_id, excluded_reason, ${FACT_COLUMNS.join(', ')})`,
    rows.orders,
  );
}

function addCustomer(rows: NewRows, context: ShopContext, orders: readonly StagedOrder[]): void {
  const { shop, program, timeZone, today } = context;
  const keys = keysOf(orders);
  if (keys.length === 0) {
    for (const order of orders) rows.orders.push(orderLine(shop, null, null, order));
    return;
  }
  const id = randomUUID();
  const hidden = hiddenBefore(context.hidden, keys);
  const fold = foldCustomer(orders, program.classification, timeZone, today, hidden);
  const reasons = new Map(fold.orders.map((order) => [order.orderId, order.excludedReason]));
  const row = customerRow(id, youngestRecord(keys), fold, orders, context);
  const now = context.now.toISOString();
  rows.customers.push(
    copyLine([shop, context.programVersion, now, now, ...CUSTOMER_COLUMNS.map((column) => row[column])]),
  );
  for (const key of keys) rows.identities.push(copyLine([shop, key, id]));
  for (const order of orders)
    rows.orders.push(orderLine(shop, id, reasons.get(order.orderId) ?? null, order));
}

function orderLine(
  shop: string,
  customerId: string | null,
  reason: string | null,
  order: StagedOrder,
): string {
  return `${shop}\t${customerId ?? '\\N'}\t${reason ?? '\\N'}\t${copiedFacts(order)}\n`;
}

function keysOf(orders: readonly StagedOrder[]): string[] {
  const keys = new Set<string>();
  for (const { customerKey, emailKey } of orders) {
    if (customerKey !== null) keys.add(customerKey);
    if (emailKey !== null) keys.add(emailKey);
  }
  return [...keys];
}

/** Shopify's ids grow; nobody marked one of these as gone, since that would have made it known. */
function youngestRecord(keys: readonly string[]): string | null {
  let youngest: bigint | null = null;
  for (const key of keys) {
    if (!key.startsWith('c:')) continue;
    const id = BigInt(key.slice(2));
    if (youngest === null || id > youngest) youngest = id;
  }
  return youngest?.toString() ?? null;
}

async function copy(client: pg.Client, target: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const stream = client.query(copyFrom(`COPY ${target} FROM STDIN`));
  await pipeline(Readable.from(pieces(lines)), stream);
}

/** Some hundred kB: PostgreSQL has something to do while this process counts the next batch. */
const LINES_A_PIECE = 2_048;

function* pieces(lines: readonly string[]): Generator<string> {
  for (let from = 0; from < lines.length; from += LINES_A_PIECE)
    yield lines.slice(from, from + LINES_A_PIECE).join('');
}

const UNIQUE_VIOLATION = '23505';

export function isTaken(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION;
}
