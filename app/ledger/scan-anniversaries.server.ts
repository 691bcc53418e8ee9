import { inTransaction } from '~/database/transaction.server';
import { randomUUID } from 'node:crypto';
import { dueAnniversaries, scanWindow, type AnniversaryGift } from '~/loyalty/anniversary';
import { addDays, anniversaryDays, shopDate } from '~/loyalty/calendar';
import type { LedgerServices } from './apply-event.server';
import { isImporting, loadShopContext, type ShopContext } from './shop-context.server';

interface Candidate {
  id: string;
  first_date: string;
}

export interface ScanResult {
  planned: number;
  missed: number;
}

/**
 * Plans the gifts that are due: one per customer and occasion, by the table's key, however often this runs. Looks up the
 * few calendar days concerned in an index, so its cost does not grow with the number of customers.
 */
export async function scanAnniversaries(services: LedgerServices, shop: string): Promise<ScanResult> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  const result: ScanResult = { planned: 0, missed: 0 };
  if (!context || context.uninstalledAt) return result;
  if (!context.program.anniversary.enabled || (await isImporting(services.db, shop))) return result;

  // The app answers for anniversaries from its install on; who had theirs earlier is neither owed nor missed.
  const notBefore = shopDate(context.installedAt, context.timeZone);
  const due: (AnniversaryGift & { customerId: string })[] = [];
  for (const candidate of await candidates(services, context)) {
    const gifts = dueAnniversaries({
      firstDate: candidate.first_date,
      rules: context.program.anniversary,
      timeZone: context.timeZone,
      now: context.now.toISOString(),
      today: context.today,
      notBefore,
    });
    due.push(...gifts.map((gift) => ({ ...gift, customerId: candidate.id })));
  }
  await plan(services, context, due, result);
  return result;
}

async function candidates(services: LedgerServices, context: ShopContext): Promise<Candidate[]> {
  const { from, until } = scanWindow(context.program.anniversary, context.today);
  return services.db.$queryRaw<Candidate[]>`
    SELECT id::text, to_char(first_qualifying_date, 'YYYY-MM-DD') AS first_date FROM ledger_customer
    WHERE shop = ${context.shop} AND anniversary_day = ANY(${anniversaryDays(from, until)}::char(5)[])
      AND first_qualifying_date < ${addDays(until, -364)}::date
      AND merged_into_id IS NULL AND redacted_at IS NULL`;
}

async function plan(
  services: LedgerServices,
  context: ShopContext,
  due: (AnniversaryGift & { customerId: string })[],
  result: ScanResult,
): Promise<void> {
  if (due.length === 0) return;
  const { shop, now } = context;
  const records = due.map((gift) => ({
    id: randomUUID(),
    customer_id: gift.customerId,
    occasion: gift.occasion,
    state: gift.state,
    occasion_date: gift.occasionDate,
    valid_from: gift.validFrom,
    valid_until: gift.validUntil,
  }));
  await inTransaction(services.db, async (tx) => {
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
  });
}
