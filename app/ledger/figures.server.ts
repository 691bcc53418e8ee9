import { addDays, anniversariesBetween, anniversaryDays, startOfShopDate } from '~/loyalty/calendar';
import type { Segment } from '~/loyalty/order-facts';
import type { Db } from '~/database/client.server';
import type { Services } from '~/services.server';
import { loadShopContext, type ShopContext } from './shop-context.server';

export interface RevenueMonth {
  /** "2026-11", shop time zone */
  month: string;
  /** net of each customer's first qualifying order, minor units */
  newMinor: number;
  /** net of every later one */
  repeatMinor: number;
}

/** The key figures of the home page; each definition is shown beside its number. */
export interface Figures {
  segments: Record<Segment, number>;
  /** repeat and lapsed among all who have bought, 0-1; null while nobody has */
  repeatRate: number | null;
  /** the last 12 months together, minor units */
  revenue: { newMinor: number; repeatMinor: number };
  /** customers whose celebrated anniversary is today, coupon or not */
  anniversariesToday: number;
  /** last 30 days */
  messagesSent: number;
  /** planned or being sent */
  messagesPlanned: number;
  /** the last 12 months, oldest first, this one included */
  months: RevenueMonth[];
  repeatFromOrders: number;
  lapsedAfterDays: number | null;
}

const MONTHS = 12;

/** @returns null for a shop that is not there */
export async function readFigures(
  services: Pick<Services, 'db' | 'clock'>,
  shop: string,
): Promise<Figures | null> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context) return null;
  const [segments, months, anniversariesToday, messages] = await Promise.all([
    countSegments(services.db, shop),
    revenueByMonth(services.db, context),
    countAnniversaries(services.db, context),
    countMessages(services.db, context),
  ]);
  const buyers = segments.new + segments.repeat + segments.lapsed;
  return {
    segments,
    repeatRate: buyers === 0 ? null : (segments.repeat + segments.lapsed) / buyers,
    revenue: {
      newMinor: months.reduce((sum, month) => sum + month.newMinor, 0),
      repeatMinor: months.reduce((sum, month) => sum + month.repeatMinor, 0),
    },
    anniversariesToday,
    messagesSent: messages.sent,
    messagesPlanned: messages.planned,
    months,
    repeatFromOrders: context.program.classification.repeatFromOrders,
    lapsedAfterDays: context.program.classification.lapsedAfterDays,
  };
}

/** Somebody without an order is a mark that a deletion or a merge has left, and nobody's customer (as in history:report). */
async function countSegments(db: Db, shop: string): Promise<Record<Segment, number>> {
  const rows = await db.$queryRaw<{ segment: Segment; n: number }[]>`
    SELECT segment, count(*)::int AS n FROM ledger_customer
    WHERE shop = ${shop} AND merged_into_id IS NULL AND redacted_at IS NULL AND order_count > 0 GROUP BY segment`;
  const counts: Record<Segment, number> = { prospect: 0, new: 0, repeat: 0, lapsed: 0, unknown: 0 };
  for (const { segment, n } of rows) counts[segment] = n;
  return counts;
}

/** "2025-12" ... "2026-11" for a date in November 2026. */
function lastMonths(today: string): string[] {
  const index = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1;
  return Array.from({ length: MONTHS }, (_, position) => {
    const month = index - MONTHS + 1 + position;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
}

/** A second order on one day may not count towards the segment, but its money is money. */
async function revenueByMonth(db: Db, context: ShopContext): Promise<RevenueMonth[]> {
  const { shop, timeZone, today } = context;
  const months = lastMonths(today);
  const since = startOfShopDate(`${months[0]}-01`, timeZone);
  const rows = await db.$queryRaw<{ month: string; is_first: boolean; net: bigint }[]>`
    SELECT to_char(o.processed_at AT TIME ZONE ${timeZone}, 'YYYY-MM') AS month,
           coalesce(o.processed_at <= c.first_qualifying_at, false) AS is_first,
           sum(o.total_minor - o.refunded_minor)::bigint AS net
    FROM ledger_order o JOIN ledger_customer c ON c.shop = o.shop AND c.id = o.customer_id
    WHERE o.shop = ${shop} AND o.processed_at >= ${new Date(since)}::timestamptz
      AND (o.excluded_reason IS NULL OR o.excluded_reason = 'same-day')
    GROUP BY 1, 2`;
  return months.map((month) => {
    const sum = (first: boolean) =>
      Number(rows.find((row) => row.month === month && row.is_first === first)?.net ?? 0);
    return { month, newMinor: sum(true), repeatMinor: sum(false) };
  });
}

async function countAnniversaries(db: Db, { shop, today, program }: ShopContext): Promise<number> {
  const { leapDay, years } = program.anniversary;
  const days = anniversaryDays(today, today);
  const rows = await db.$queryRaw<{ first_date: string; n: number }[]>`
    SELECT to_char(first_qualifying_date, 'YYYY-MM-DD') AS first_date, count(*)::int AS n FROM ledger_customer
    WHERE shop = ${shop} AND anniversary_day = ANY(${days}::char(5)[]) AND merged_into_id IS NULL
    GROUP BY first_qualifying_date`;
  return rows
    .filter(({ first_date: first }) =>
      anniversariesBetween(first, today, today, leapDay).some(
        (one) => years === null || years.includes(one.years),
      ),
    )
    .reduce((sum, row) => sum + row.n, 0);
}

async function countMessages(db: Db, { shop, now, today, timeZone }: ShopContext) {
  const since = new Date(startOfShopDate(addDays(today, -30), timeZone));
  const [sent, planned] = await Promise.all([
    db.message.count({ where: { shop, state: 'sent', sentAt: { gte: since, lte: now } } }),
    db.message.count({ where: { shop, state: { in: ['planned', 'claimed'] } } }),
  ]);
  return { sent, planned };
}
