/**
 * What a shop's history says, counted afresh by its program's rules or others; docs/ledger.md, "From a CSV file". Writes
 * nothing. The last line of standard output is one JSON object.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { reportHistory, type HistoryReport } from '../app/ledger/history-report.server';
import { classificationSchema, type Classification } from '../app/loyalty/program';
import { runCommand, UsageError } from './command-line';
import { withHistoryServices } from './history-services';

const USAGE = `usage: npm run history:report -- --shop SHOP [--json] [--until YYYY-MM-DD] [rules other than the program's]
  --repeat-from N                     qualifying orders from which a customer is a repeat one
  --look-back-days N|none             only orders of the last N days count
  --[no-]same-day-once                several orders of one day count once
  --minimum-order-minor N             orders below do not count, minor units
  --[no-]include-pos, --[no-]include-draft, --[no-]include-b2b, --[no-]include-subscription-renewals
  --excluded-tags A,B                 orders with one of these tags do not count
  --lapsed-after-days N|none          a repeat customer silent for longer is lapsed`;

const OPTIONS = {
  shop: { type: 'string' },
  json: { type: 'boolean' },
  until: { type: 'string' },
  'repeat-from': { type: 'string' },
  'look-back-days': { type: 'string' },
  'same-day-once': { type: 'boolean' },
  'minimum-order-minor': { type: 'string' },
  'include-pos': { type: 'boolean' },
  'include-draft': { type: 'boolean' },
  'include-b2b': { type: 'boolean' },
  'include-subscription-renewals': { type: 'boolean' },
  'excluded-tags': { type: 'string' },
  'lapsed-after-days': { type: 'string' },
} as const;

await runCommand(USAGE, async (args) => {
  const { values } = parseArgs({ args, options: OPTIONS, allowNegative: true });
  const { shop, until } = values;
  if (!shop) throw new UsageError('--shop is needed');
  if (until !== undefined && !z.iso.date().safeParse(until).success)
    throw new UsageError(`--until ${until}: a date like 2026-11-22`);
  const rules = rulesOf(values);
  return withHistoryServices(async (services) => {
    const report = await reportHistory(services, shop, { ...(until && { until }), rules });
    if (!report) throw new UsageError(`there is no shop ${shop}`);
    process.stdout.write(
      values.json ? `${JSON.stringify(report)}\n` : `${readable(report)}\n${JSON.stringify(report)}\n`,
    );
    return 0;
  });
});

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function rulesOf(values: Values): Partial<Classification> {
  const given: Record<keyof Classification, unknown> = {
    repeatFromOrders: number(values['repeat-from']),
    lookBackDays: number(values['look-back-days']),
    sameDayOrdersCountOnce: values['same-day-once'],
    minimumOrderMinor: number(values['minimum-order-minor']),
    includePos: values['include-pos'],
    includeDraft: values['include-draft'],
    includeB2b: values['include-b2b'],
    includeSubscriptionRenewals: values['include-subscription-renewals'],
    excludedTags: values['excluded-tags']?.split(',').filter((tag) => tag.trim() !== ''),
    lapsedAfterDays: number(values['lapsed-after-days']),
  };
  const rules = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const result = classificationSchema.partial().safeParse(rules);
  if (result.success) return result.data;
  const names = result.error.issues.map(({ path }) => path.join('.'));
  throw new UsageError(`not allowed: ${[...new Set(names)].join(', ')}`);
}

function number(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  return text === 'none' ? null : Number(text);
}

function readable(report: HistoryReport): string {
  const { segments, repeatHistogram } = report;
  const list = (record: Record<string, number>) =>
    Object.entries(record)
      .map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
      .join(', ');
  return [
    `${report.customers.toLocaleString('en')} customers: ${list(segments)}`,
    `${report.orders.toLocaleString('en')} orders, ${report.qualifyingOrders.toLocaleString('en')} of them count`,
    `qualifying orders after the first: ${list(repeatHistogram)}`,
  ].join('\n');
}
