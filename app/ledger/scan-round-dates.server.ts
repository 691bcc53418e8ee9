import { inTransaction } from '~/database/transaction.server';
import { MISSED_WINDOW_DAYS } from '~/loyalty/anniversary';
import { addDays, anniversaryDays, shopDate } from '~/loyalty/calendar';
import { couponYears, firstDatesOf, roundDatesIn } from '~/loyalty/greetings';
import type { Db } from '~/database/client.server';
import type { LedgerServices } from './apply-event.server';
import { planGreetings, type GreetedCustomer, type PlannedGreetings } from './plan-greetings.server';
import { isImporting, loadShopContext, type ShopContext } from './shop-context.server';

/**
 * Plans the greetings of round dates that have come: 1,000 days since the first qualifying order, ten years. By the same
 * window as the anniversaries', and before their scan, which notes how far both have come.
 */
export async function scanRoundDates(services: LedgerServices, shop: string): Promise<PlannedGreetings> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  const nothing = { planned: 0, missed: 0 };
  if (!context || context.uninstalledAt || context.reclassifying) return nothing;
  if (!context.program.greetings.roundDates.enabled) return nothing;
  if (await isImporting(services.db, shop)) return nothing;
  const found = await findRoundDates(services.db, context);
  if (found.length === 0) return nothing;
  return inTransaction(services.db, (tx) => planGreetings(tx, services.jobs, context, 'round-date', found), {
    timeout: 60_000,
    maxWait: 10_000,
  });
}

async function findRoundDates(db: Db, context: ShopContext): Promise<GreetedCustomer[]> {
  const { shop, program, today, timeZone, now, installedAt } = context;
  const { greetings, anniversary } = program;
  const from = windowStart(context);
  const firstDates = firstDatesOf(greetings.roundDates, from, today);
  if (firstDates.length === 0) return [];
  // the index of anniversaries narrows it down: a date has one day in the year
  const groups = await db.$queryRaw<{ first_date: string; history_at: Date | null; ids: string }[]>`
    SELECT to_char(first_qualifying_date, 'YYYY-MM-DD') AS first_date, history_at, string_agg(id::text, ',') AS ids
    FROM ledger_customer
    WHERE shop = ${shop} AND anniversary_day = ANY(${daysOf(firstDates)}::char(5)[])
      AND first_qualifying_date = ANY(${firstDates}::date[])
      AND shopify_customer_id IS NOT NULL AND merged_into_id IS NULL AND redacted_at IS NULL
    GROUP BY first_qualifying_date, history_at`;
  const notBefore = shopDate(installedAt, timeZone);
  return groups.flatMap(({ first_date: firstDate, history_at: historyAt, ids }) => {
    const due = roundDatesIn({
      firstDate,
      rules: greetings.roundDates,
      couponYears: couponYears(program),
      leapDay: anniversary.leapDay,
      greetings,
      timeZone,
      today,
      from: from > notBefore ? from : notBefore,
      until: today,
    }).filter(({ dueAt }) => {
      const at = Date.parse(dueAt);
      // nor from before the import that told of it: importing history mails nobody
      return at <= now.getTime() && (historyAt === null || at > historyAt.getTime());
    });
    return ids.split(',').flatMap((customerId) => due.map((greeting) => ({ customerId, greeting })));
  });
}

/**
 * Since the last scan; those of the catch-up days are looked at each time, since a first order may have moved. A changed
 * program may have changed what was due before: then two months are looked at.
 */
function windowStart({ scanned, programVersion, now, today, timeZone, program }: ShopContext): string {
  const longest = addDays(today, -MISSED_WINDOW_DAYS);
  if (scanned?.programVersion !== programVersion) return longest;
  const last = shopDate(scanned.at < now ? scanned.at : now, timeZone);
  const catchUp = addDays(today, -program.greetings.catchUpDays - 1);
  const from = last < catchUp ? last : catchUp;
  return from > longest ? from : longest;
}

/** "MM-DD" of each; the index has no other key. */
function daysOf(dates: readonly string[]): string[] {
  return [...new Set(dates.flatMap((date) => anniversaryDays(date, date)))];
}
