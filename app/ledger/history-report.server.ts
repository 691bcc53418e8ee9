import { to as copyTo } from 'pg-copy-streams';
import { lineBatches } from '~/admin-api/lines.server';
import { connect } from '~/database/client.server';
import { addDays, startOfShopDate } from '~/loyalty/calendar';
import { classify } from '~/loyalty/classify';
import { foldCustomer } from '~/loyalty/fold';
import type { Segment } from '~/loyalty/order-facts';
import type { Classification } from '~/loyalty/program';
import type { LedgerServices } from './apply-event.server';
import { FACT_COLUMNS, readStagedOrder, type StagedOrder } from './import-row';
import { loadShopContext } from './shop-context.server';

const BUCKETS = ['0', '1', '2', '3', '4', '5', '6', '7+'] as const;

/** Customers who have the month of their first qualifying order in common. */
export interface Cohort {
  /** "2026-11", shop time zone */
  month: string;
  customers: number;
  /** of them repeat or lapsed */
  repeat: number;
  qualifyingOrders: number;
  netSpendMinor: number;
}

export interface HistoryReport {
  /** with at least one order */
  customers: number;
  /** known and not deleted, whether they count or not */
  orders: number;
  qualifyingOrders: number;
  /** by the orders that are known */
  segments: Record<Exclude<Segment, 'unknown'>, number>;
  /** customers by the number of qualifying orders after their first */
  repeatHistogram: Record<(typeof BUCKETS)[number], number>;
  /** totals minus refunds of qualifying orders, minor units */
  netSpendMinor: number;
  /** oldest first */
  cohorts: Cohort[];
}

/**
 * Counts a shop's ledger afresh, by the program's classification or another one, as of a day. Reads customer by customer, so
 * memory does not grow with the ledger; writes nothing.
 * @param until shop date, inclusive; what happened to its orders later (refunds) is known all the same
 * @returns null for a shop that is not there
 */
export async function reportHistory(
  services: Pick<LedgerServices, 'db' | 'clock'>,
  shop: string,
  { until, rules = {} }: { until?: string; rules?: Partial<Classification> } = {},
): Promise<HistoryReport | null> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context) return null;
  const today = until ?? context.today;
  const program = { ...context.program, classification: { ...context.program.classification, ...rules } };
  const report = emptyReport();
  const cohorts = new Map<string, Cohort>();
  const client = await connect(services.db);
  try {
    const end = startOfShopDate(addDays(today, 1), context.timeZone);
    const sql = ordersSql(client.escapeLiteral(shop), client.escapeLiteral(end));
    for await (const orders of byCustomer(lineBatches(client.query(copyTo(sql))))) {
      report.orders += orders.length;
      if (orders[0]?.root === NOBODY) continue;
      const fold = foldCustomer(orders, program.classification, context.timeZone, today);
      const { segment } = classify(fold, program, today);
      report.customers += 1;
      report.qualifyingOrders += fold.qualifyingCount;
      if (segment !== 'unknown') report.segments[segment] += 1;
      report.netSpendMinor += fold.netSpendMinor;
      if (fold.qualifyingCount === 0 || !fold.firstQualifying) continue;
      report.repeatHistogram[BUCKETS[Math.min(fold.qualifyingCount - 1, 7)] ?? '7+'] += 1;
      const month = fold.firstQualifying.date.slice(0, 7);
      const cohort = cohorts.get(month) ?? {
        month,
        customers: 0,
        repeat: 0,
        qualifyingOrders: 0,
        netSpendMinor: 0,
      };
      cohorts.set(month, cohort);
      cohort.customers += 1;
      if (segment === 'repeat' || segment === 'lapsed') cohort.repeat += 1;
      cohort.qualifyingOrders += fold.qualifyingCount;
      cohort.netSpendMinor += fold.netSpendMinor;
    }
  } finally {
    await client.end();
  }
  report.cohorts = [...cohorts.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
  return report;
}

/** Stands for the customer of orders that name nobody. */
const NOBODY = '';

function ordersSql(shop: string, end: string): string {
  return `COPY (
    SELECT coalesce(customer_id::text, '${NOBODY}') AS root, NULL, NULL, ${FACT_COLUMNS.join(', ')}
    FROM ledger_order WHERE shop = ${shop} AND deleted_at IS NULL AND processed_at < ${end}::timestamptz
    ORDER BY customer_id NULLS FIRST) TO STDOUT`;
}

/** One customer's orders after the other's; of those that name nobody one at a time. */
async function* byCustomer(batches: AsyncIterable<string[]>): AsyncIterable<StagedOrder[]> {
  let current: StagedOrder[] = [];
  for await (const lines of batches) {
    for (const line of lines) {
      const order = readStagedOrder(line);
      if (current.length > 0 && (current[0]?.root !== order.root || order.root === NOBODY)) {
        yield current;
        current = [];
      }
      current.push(order);
    }
  }
  if (current.length > 0) yield current;
}

function emptyReport(): HistoryReport {
  return {
    customers: 0,
    orders: 0,
    qualifyingOrders: 0,
    segments: { prospect: 0, new: 0, repeat: 0, lapsed: 0 },
    repeatHistogram: { '0': 0, '1': 0, '2': 0, '3': 0, '4': 0, '5': 0, '6': 0, '7+': 0 },
    netSpendMinor: 0,
    cohorts: [],
  };
}
