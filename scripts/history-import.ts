/**
 * Imports orders from before Shopify out of a CSV file into a shop's ledger; docs/ledger.md, "From a CSV file".
 * Says on standard error how far it is, and prints one line of JSON at the end.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CSV_FIELDS, fieldNamed, type CsvField } from '../app/ledger/csv-columns';
import type { DecimalMark } from '../app/ledger/csv-amounts';
import type { DayOrder } from '../app/ledger/csv-dates';
import {
  importCsv,
  type CsvImport,
  type CsvProblem,
  type CsvProgress,
} from '../app/ledger/import-csv.server';
import { createShop } from '../app/ledger/create-shop.server';
import { runCommand, UsageError } from './command-line';
import { withHistoryServices } from './history-services';

const USAGE = `usage: npm run history:import -- --shop SHOP --file FILE.csv[.gz] [options]
  --map FIELD=COLUMN   which column says what, where its name does not: ${CSV_FIELDS.join(', ')}
                       (repeatable; COLUMN is a name of the header, or #3 for the third one)
  --date-format FORMAT dmy or mdy, for dates like 03/04/2025
  --decimal MARK       comma or point, for amounts like 1.234
  --create             makes the shop when it is not there, with
  --currency CODE      its currency (EUR)
  --time-zone ZONE     and its time zone (Europe/Berlin)`;

await runCommand(USAGE, async (args) => {
  const { request, create } = readArguments(args);
  return withHistoryServices(async (services) => {
    if (create) {
      const made = await createShop(services, { shop: request.shop, ...create });
      if (!made.ok) throw new UsageError(made.message);
    }
    const started = performance.now();
    const result = await importCsv(services, request, reporter(started));
    if (!result.ok) throw new UsageError(explain(result, request));
    const { ok: _ok, ...facts } = result;
    const columns = Object.entries(facts.columns).map(([field, column]) => `${field}=${column}`);
    process.stderr.write(`\ncolumns: ${columns.join(', ')}\n`);
    if (facts.errorsFile) process.stderr.write(`${facts.bad} bad rows: ${facts.errorsFile}\n`);
    process.stdout.write(`${JSON.stringify({ shop: request.shop, ...facts })}\n`);
    return facts.orders === 0 && facts.bad > 0 ? 1 : 0;
  });
});

function readArguments(args: string[]): {
  request: CsvImport;
  create: { currency: string | undefined; timeZone: string | undefined } | null;
} {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      shop: text,
      file: text,
      map: { type: 'string', multiple: true },
      'date-format': text,
      decimal: text,
      create: { type: 'boolean' },
      currency: text,
      'time-zone': text,
    },
  });
  if (!values.shop || !values.file) throw new UsageError('--shop and --file are needed');
  if (!existsSync(values.file)) throw new UsageError(`there is no file ${values.file}`);
  const dayOrder = dayOrderOf(values['date-format']);
  const decimal = decimalOf(values.decimal);
  return {
    request: {
      shop: values.shop,
      file: values.file,
      map: mapOf(values.map ?? []),
      ...(dayOrder && { dayOrder }),
      ...(decimal && { decimal }),
    },
    create: values.create ? { currency: values.currency, timeZone: values['time-zone'] } : null,
  };
}

/** "customer=Kunde", also several with commas between them */
function mapOf(pairs: string[]): Partial<Record<CsvField, string>> {
  const map: Partial<Record<CsvField, string>> = {};
  for (const pair of pairs.flatMap((text) => text.split(/,(?=[^,=]+=)/))) {
    const [name = '', ...column] = pair.split('=');
    const field = fieldNamed(name);
    if (!field || column.length === 0)
      throw new UsageError(`--map ${pair}: FIELD=COLUMN, with one of ${CSV_FIELDS.join(', ')}`);
    map[field] = column.join('=');
  }
  return map;
}

/** "dmy", "DD/MM/YYYY": only the order of day and month counts. */
function dayOrderOf(format: string | undefined): DayOrder | null {
  if (format === undefined) return null;
  const order = [...new Set(format.toLowerCase().replace(/[^dmy]/g, ''))].join('');
  if (order === 'ymd') return null; // shows itself
  if (order === 'dmy' || order === 'mdy') return order;
  throw new UsageError(`--date-format ${format}: dmy or mdy`);
}

function decimalOf(name: string | undefined): DecimalMark | null {
  if (name === undefined) return null;
  if (name === 'comma' || name === ',') return ',';
  if (name === 'point' || name === '.') return '.';
  throw new UsageError(`--decimal ${name}: comma or point`);
}

function explain(problem: CsvProblem, { shop }: CsvImport): string {
  switch (problem.problem) {
    case 'no-shop':
      return `there is no shop ${shop}: install the app there, or make it with --create`;
    case 'empty':
      return 'the file is empty';
    case 'columns': {
      const header = `the columns are: ${problem.header.join(', ')}`;
      const unknown = problem.unknown.map((name) => `there is no one column "${name}"`);
      const missing = problem.missing.map((field) =>
        field === 'customer'
          ? 'no column for the customer (--map customer=... or --map email=...)'
          : `no column for ${field} (--map ${field}=...)`,
      );
      return [...unknown, ...missing, header].join('\n');
    }
    case 'dates-unclear':
      return 'the dates can be read day first or month first: say --date-format dmy or --date-format mdy';
    case 'amounts-unclear':
      return 'amounts like 1.234 may mean two things: say --decimal comma or --decimal point';
  }
}

/** One line that is written over again, where somebody watches; else one line every ten seconds. */
function reporter(started: number): (progress: CsvProgress) => void {
  const watched = process.stderr.isTTY;
  let last = started;
  return ({ phase, rowsRead, rowsDone }) => {
    const now = performance.now();
    if (!watched && now - last < 10_000) return;
    last = now;
    const count = (rows: number) => rows.toLocaleString('en');
    let text = `${count(rowsRead)} orders read`;
    if (phase === 'counting' && rowsRead > 0) {
      const share = rowsDone / rowsRead;
      const left = share > 0 ? Math.ceil(((now - started) * (1 - share)) / share / 1_000) : null;
      text = `${count(rowsDone)} of ${count(rowsRead)} orders counted (${Math.round(share * 100)}%)`;
      if (left !== null) text += `, about ${left} s left`;
    }
    process.stderr.write(watched ? `\r\u001b[K${text}` : `${text}\n`);
  };
}
