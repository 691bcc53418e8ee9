import { randomUUID } from 'node:crypto';
import type { Prisma } from '@prisma/client';
import type { Db } from '~/database/client.server';
import { inTransaction } from '~/database/transaction.server';
import { dueAnniversaries, scanWindow, type AnniversaryGift } from '~/loyalty/anniversary';
import { addDays, anniversaryDays, shopDate } from '~/loyalty/calendar';
import type { LedgerServices } from './apply-event.server';
import { isImporting, loadShopContext, type ShopContext } from './shop-context.server';

export interface ScanResult {
  planned: number;
  missed: number;
}

/** Customers whose first qualifying order lies on one day, and what is due to all of them. */
interface DueGifts {
  customerIds: string[];
  gifts: AnniversaryGift[];
}

/**
 * Plans the gifts that are due: one per customer and occasion, by the table's key, however often this runs. Looks up the
 * days since the last scan in an index, so its cost does not grow with the number of customers.
 */
export async function scanAnniversaries(services: LedgerServices, shop: string): Promise<ScanResult> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  const result: ScanResult = { planned: 0, missed: 0 };
  if (!context || context.uninstalledAt || context.reclassifying) return result;
  if (!context.program.anniversary.enabled || (await isImporting(services.db, shop))) return result;

  const due = await findDueGifts(services.db, context);
  await inTransaction(
    services.db,
    async (tx) => {
      const moved = await movedCustomers(tx, context);
      await plan(services, tx, context, [...due, ...dueTo(context, moved)], result);
      await noteScan(tx, context);
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
  return result;
}

/**
 * What is due to customers whose anniversary lies on the days since the last scan. A changed program may have changed what
 * was due before, too: then two months are looked at.
 */
export async function findDueGifts(db: Db, context: ShopContext): Promise<DueGifts[]> {
  const { shop, program, timeZone, today, now, scanned } = context;
  const window = scanWindow(program.anniversary, today);
  let { from } = window;
  if (scanned?.programVersion === context.programVersion) {
    // a clock that was set back has not scanned what is to come
    const last = shopDate(scanned.at < now ? scanned.at : now, timeZone);
    from = [from, addDays(last, program.anniversary.leadDays)].sort().at(-1) ?? from;
  }
  const groups = await db.$queryRaw<Group[]>`
    SELECT to_char(first_qualifying_date, 'YYYY-MM-DD') AS first_date, history_at, string_agg(id::text, ',') AS ids
    FROM ledger_customer
    WHERE shop = ${shop} AND anniversary_day = ANY(${anniversaryDays(from, window.until)}::char(5)[])
      AND first_qualifying_date < ${addDays(window.until, -364)}::date
      AND merged_into_id IS NULL AND redacted_at IS NULL
    GROUP BY first_qualifying_date, history_at`;
  return dueTo(context, groups);
}

interface Group {
  first_date: string;
  history_at: Date | null;
  /** with commas between them: reading thousands as a list takes longer than finding them */
  ids: string;
}

/** Those whose first order was moved by an event: what would have been due on days that were scanned already is looked at. */
async function movedCustomers(tx: Prisma.TransactionClient, context: ShopContext): Promise<Group[]> {
  const { until } = scanWindow(context.program.anniversary, context.today);
  return tx.$queryRaw<Group[]>`
    WITH moved AS (
      UPDATE ledger_customer SET first_moved_at = NULL WHERE shop = ${context.shop} AND first_moved_at IS NOT NULL
      RETURNING id, first_qualifying_date, history_at, merged_into_id, redacted_at
    )
    SELECT to_char(first_qualifying_date, 'YYYY-MM-DD') AS first_date, history_at, string_agg(id::text, ',') AS ids FROM moved
    WHERE first_qualifying_date < ${addDays(until, -364)}::date AND merged_into_id IS NULL AND redacted_at IS NULL
    GROUP BY first_qualifying_date, history_at`;
}

function dueTo(context: ShopContext, groups: readonly Group[]): DueGifts[] {
  const found: DueGifts[] = [];
  // The app answers for anniversaries from its install on; who had theirs earlier is neither owed nor missed.
  const notBefore = shopDate(context.installedAt, context.timeZone);
  const giftsOf = new Map<string, AnniversaryGift[]>();
  for (const { first_date: firstDate, history_at: historyAt, ids } of groups) {
    let gifts = giftsOf.get(firstDate);
    if (!gifts) {
      gifts = dueAnniversaries({
        firstDate,
        rules: context.program.anniversary,
        timeZone: context.timeZone,
        now: context.now.toISOString(),
        today: context.today,
        notBefore,
        rulesSince: context.programSince,
      });
      giftsOf.set(firstDate, gifts);
    }
    // Nor from before the import that told of it: importing history mails nobody.
    const owed = historyAt ? gifts.filter(({ dueAt }) => Date.parse(dueAt) > historyAt.getTime()) : gifts;
    if (owed.length > 0) found.push({ customerIds: ids.split(','), gifts: owed });
  }
  return found;
}

async function noteScan(tx: Prisma.TransactionClient, context: ShopContext): Promise<void> {
  await tx.$executeRaw`
    UPDATE shop SET anniversaries_scanned_at = ${context.now}::timestamptz,
      anniversaries_scanned_version = ${context.programVersion}
    WHERE shop = ${context.shop}`;
}

async function plan(
  services: LedgerServices,
  tx: Prisma.TransactionClient,
  context: ShopContext,
  due: readonly DueGifts[],
  result: ScanResult,
): Promise<void> {
  const { shop, now } = context;
  const records = due.flatMap(({ customerIds, gifts }) =>
    gifts.flatMap((gift) =>
      customerIds.map((customerId) => ({
        id: randomUUID(),
        customer_id: customerId,
        occasion: gift.occasion,
        state: gift.state,
        occasion_date: gift.occasionDate,
        valid_from: gift.validFrom,
        valid_until: gift.validUntil,
      })),
    ),
  );
  if (records.length === 0) return;
  const inserted = await tx.$queryRaw<{ state: string }[]>`
    INSERT INTO gift (shop, id, customer_id, occasion, state, reason, percentage, occasion_date, valid_from, valid_until,
                      created_at, updated_at)
    SELECT ${shop}, r.id, r.customer_id, r.occasion, r.state, CASE r.state WHEN 'missed' THEN 'beyond-catch-up' END,
           ${context.program.anniversary.percentage}, r.occasion_date, r.valid_from, r.valid_until,
           ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS r(id uuid, customer_id uuid, occasion text, state text,
         occasion_date date, valid_from date, valid_until date)
    -- A refund of the first order moves the date; a year that was celebrated is not celebrated again.
    ON CONFLICT (shop, customer_id, occasion) DO NOTHING
    RETURNING state`;
  result.planned = inserted.filter((gift) => gift.state === 'planned').length;
  result.missed = inserted.length - result.planned;
  if (result.planned > 0) await services.jobs.send(tx, 'coupon.issue', { shop }, { singletonKey: shop });
  if (inserted.length > 0) {
    const detail = { planned: result.planned, missed: result.missed };
    await tx.activityEntry.create({ data: { shop, at: now, event: 'anniversary.scanned', detail } });
  }
}
