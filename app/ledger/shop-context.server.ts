import { shopDate, shopToday } from '~/loyalty/calendar';
import { hiddenBefore, type HiddenHistory } from '~/loyalty/hidden-history';
import { defaultProgram, type Program } from '~/loyalty/program';
import { readProgram } from '~/loyalty/stored-program';
import type { Db } from '~/database/client.server';

/** What every calculation about one shop needs, read once a transaction. */
export interface ShopContext {
  shop: string;
  name: string;
  timeZone: string;
  currency: string;
  program: Program;
  programVersion: number;
  /** customers are being counted by a program that was changed: some by the old one, some by the new one */
  reclassifying: boolean;
  /** shop date on which that version was saved */
  programSince: string;
  messagesSince: Date;
  installedAt: Date;
  uninstalledAt: Date | null;
  now: Date;
  /** shop date of `now` */
  today: string;
  /** the last anniversary scan: its present, and the program's version then */
  scanned: { at: Date; programVersion: number } | null;
  /** what Shopify does not show; null: all orders are known, or will be after the import */
  hidden: HiddenHistory | null;
  /** the facts come from an import: what they move is history, and nobody is owed anything for it */
  history?: boolean;
}

/** @returns null for a shop that is not (or no longer) in the database */
export async function loadShopContext(db: Db, shop: string, now: Date): Promise<ShopContext | null> {
  const row = await db.shop.findUnique({ where: { shop } });
  if (!row) return null;
  const stored = await db.program.findUnique({
    where: { shop_version: { shop, version: row.programVersion } },
  });
  return {
    shop,
    name: row.name,
    timeZone: row.timeZone,
    currency: row.currency,
    program: stored ? readProgram(stored.document) : defaultProgram({ name: row.name, email: '' }),
    programVersion: row.programVersion,
    reclassifying: row.classifiedVersion !== row.programVersion,
    programSince: shopDate(stored?.createdAt ?? row.installedAt, row.timeZone),
    messagesSince: row.messagesSince,
    installedAt: row.installedAt,
    uninstalledAt: row.uninstalledAt,
    now,
    today: shopToday(now, row.timeZone),
    scanned:
      row.scannedAt !== null && row.scannedVersion !== null
        ? { at: row.scannedAt, programVersion: row.scannedVersion }
        : null,
    hidden: hiddenOf(row),
  };
}

/** @param row of the shop */
export function hiddenOf({
  ordersSince,
  lastHiddenCustomer,
}: {
  ordersSince: Date | null;
  lastHiddenCustomer: bigint | null;
}): HiddenHistory | null {
  if (ordersSince === null || lastHiddenCustomer === null) return null;
  return { since: ordersSince.toISOString(), lastCustomerId: lastHiddenCustomer };
}

/**
 * @returns for `foldCustomer`: ISO instant before which we are not shown the orders of this customer, null when all are known
 */
export async function hiddenBeforeOf(
  db: Db,
  { shop, hidden }: Pick<ShopContext, 'shop' | 'hidden'>,
  customerId: string,
): Promise<string | null> {
  if (!hidden) return null;
  const keys = await db.customerIdentity.findMany({
    where: { shop, customerId, key: { startsWith: 'c:' } },
    select: { key: true },
  });
  return hiddenBefore(
    hidden,
    keys.map(({ key }) => key),
  );
}

/**
 * Is the history import under way? Until it is done the ledger may take an old customer for a new one, so nothing is sent
 * or given by it; what is due waits for the next tick.
 */
export async function isImporting(db: Db, shop: string): Promise<boolean> {
  const run = await db.importRun.findFirst({
    where: { shop, kind: { in: ['history', 'csv'] }, state: { in: ['queued', 'running'] } },
    select: { id: true },
  });
  return run !== null;
}
