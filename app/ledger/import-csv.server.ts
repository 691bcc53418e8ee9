import { randomUUID } from 'node:crypto';
import type { ImportRun } from '@prisma/client';
import type { LedgerServices } from './apply-event.server';
import type { DecimalMark } from './csv-amounts';
import { findColumns, type CsvColumns, type CsvField } from './csv-columns';
import type { DayOrder } from './csv-dates';
import { CsvErrors } from './csv-errors.server';
import { readCsv, sniffCsv, type CsvFormat, type CsvRecord } from './csv-file.server';
import { habitsOf, holdsDiscounts, readCsvRow, type CsvRules } from './csv-orders';
import { numberOrders, removeRepeated } from './csv-staging.server';
import { countStaged } from './import-count.server';
import { aloneWith } from './import-alone.server';
import { withImportConnections } from './import-orders.server';
import { readIntoStaging, type SourceOrder } from './import-read.server';
import { recorder, type Update } from './import-run.server';
import { dropForgottenStaging } from './import-staging.server';
import { loadShopContext, type ShopContext } from './shop-context.server';

export interface CsvImport {
  shop: string;
  /** path of a .csv or .csv.gz */
  file: string;
  /** field -> column; the others are found by name */
  map?: Partial<Record<CsvField, string>>;
  dayOrder?: DayOrder;
  decimal?: DecimalMark;
}

/** What the caller has to say before anything is read. */
export type CsvProblem =
  | { ok: false; problem: 'no-shop' | 'empty' }
  | { ok: false; problem: 'columns'; header: string[]; missing: CsvField[]; unknown: string[] }
  | { ok: false; problem: 'dates-unclear' | 'amounts-unclear' };

export type CsvImported = {
  ok: true;
  /** orders of the file, good ones; an order that stands there twice is one */
  orders: number;
  /** of them new or changed in the ledger */
  changed: number;
  bad: number;
  /** null without bad rows */
  errorsFile: string | null;
  /** field -> name of the column that was taken for it */
  columns: Partial<Record<CsvField, string>>;
};

export interface CsvProgress {
  phase: 'reading' | 'counting';
  rowsRead: number;
  rowsDone: number;
}

/**
 * Orders from before Shopify out of a CSV file, into the ledger of a shop. Bad rows are listed in a file beside it and the
 * good ones kept. Importing it again changes nothing; a corrected file changes what was corrected. Plans no message.
 * When it is killed, the next import begins anew.
 */
export async function importCsv(
  services: LedgerServices,
  request: CsvImport,
  onProgress: (progress: CsvProgress) => void = () => undefined,
): Promise<CsvImported | CsvProblem> {
  const { shop, file } = request;
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context) return { ok: false, problem: 'no-shop' };
  const sniffed = await sniffCsv(file);
  if (!sniffed) return { ok: false, problem: 'empty' };
  const { sample, ...format } = sniffed;
  const found = findColumns(format.header, request.map);
  if (!found.ok) return { ...found, problem: 'columns', header: format.header };
  const { discount } = found.columns;
  const named = request.map?.discount !== undefined;
  if (discount !== undefined && !named && !holdsDiscounts(sample, discount, context.currency))
    delete found.columns.discount;
  const habits = habitsOf(sample, found.columns);
  if (!request.dayOrder && (habits.dayOrder === 'unclear' || habits.dayOrder === 'mixed'))
    return { ok: false, problem: 'dates-unclear' };
  if (!request.decimal && habits.decimal === 'unclear') return { ok: false, problem: 'amounts-unclear' };
  const rules: CsvRules = {
    columns: found.columns,
    currency: context.currency,
    timeZone: context.timeZone,
    dayOrder:
      request.dayOrder ?? (habits.dayOrder === 'dmy' || habits.dayOrder === 'mdy' ? habits.dayOrder : null),
    decimal: request.decimal ?? (habits.decimal === '.' || habits.decimal === ',' ? habits.decimal : null),
    emailHashKey: services.env.EMAIL_HASH_KEY,
    now: context.now.toISOString(),
  };
  const errors = await CsvErrors.open(`${file}.errors.csv`, format.header);
  try {
    const counted = await importRows(services, context, { file, format, rules, errors }, onProgress);
    return {
      ok: true,
      ...counted,
      bad: errors.count,
      errorsFile: errors.count > 0 ? errors.file : null,
      columns: namesOf(found.columns, format.header),
    };
  } finally {
    await errors.close();
  }
}

interface CsvSource {
  file: string;
  format: CsvFormat;
  rules: CsvRules;
  errors: CsvErrors;
}

async function importRows(
  services: LedgerServices,
  context: ShopContext,
  source: CsvSource,
  onProgress: (progress: CsvProgress) => void,
): Promise<{ orders: number; changed: number }> {
  const { shop } = context;
  const runId = randomUUID();
  return withImportConnections(services, runId, async ({ reader, writer, staging }) => {
    await aloneWith(reader, runId);
    await dropForgottenStaging(services.db);
    const run = await startRun(services, context, runId);
    const update = recorder(services, run);
    try {
      await staging.open();
      const nothing = { linesRead: 0, rowsRead: 0 };
      const { rowsRead } = await readIntoStaging(reader, staging, ordersOf(source), nothing, {
        onStored: async (read) => {
          await update({ rowsTotal: read.rowsRead, rowsRead: read.rowsRead });
          onProgress({ phase: 'reading', rowsRead: read.rowsRead, rowsDone: 0 });
        },
      });
      if (source.rules.columns.order === undefined) await numberOrders(reader, staging.table);
      const repeated = await removeRepeated(reader, staging.table, (line) =>
        source.errors.add(line, 'order-twice'),
      );
      const rows = rowsRead - repeated;
      await update({ phase: 'counting' });
      const connections = { reader, writer };
      const counted = await countStaged(
        services,
        connections,
        shop,
        { table: staging.table, rows },
        async (done) => {
          await update({ rowsDone: done.rowsDone });
          onProgress({ phase: 'counting', rowsRead: rows, rowsDone: done.rowsDone });
        },
      );
      await finishRun(services, run, {
        orders: rows,
        changed: counted.ordersChanged,
        bad: source.errors.count,
      });
      return { orders: rows, changed: counted.ordersChanged };
    } catch (error) {
      await fail(services, run, update, error);
      throw error;
    } finally {
      await staging.drop().catch(() => undefined); // without a connection the next import sweeps it away
    }
  });
}

async function* ordersOf({ file, format, rules, errors }: CsvSource): AsyncIterable<SourceOrder> {
  let previous: string | null = null;
  const position = rules.columns.order;
  const records: AsyncIterable<CsvRecord> = readCsv(file, format, (line, reason) => errors.add(line, reason));
  for await (const record of records) {
    const row = readCsvRow(record, rules, previous);
    if (row.kind === 'bad') errors.add(record.line, row.reason, record.fields);
    if (row.kind === 'order') yield { line: record.line, order: row.order };
    previous = position === undefined ? null : (record.fields[position] ?? null);
  }
}

/** What sends and gives waits for it, as for the import from Shopify: until then an old customer may look new. */
async function startRun(services: LedgerServices, context: ShopContext, runId: string): Promise<ImportRun> {
  const { shop, now } = context;
  return services.db.importRun.create({
    data: { shop, id: runId, kind: 'csv', state: 'running', phase: 'reading', startedAt: now },
  });
}

async function finishRun(
  services: LedgerServices,
  { shop, id }: ImportRun,
  detail: { orders: number; changed: number; bad: number },
): Promise<void> {
  const now = services.clock.now();
  await services.db.$transaction(async (tx) => {
    await tx.importRun.update({
      where: { shop_id: { shop, id } },
      data: {
        state: 'done',
        phase: 'done',
        rowsDone: detail.orders,
        rowsTotal: detail.orders,
        finishedAt: now,
      },
    });
    await tx.activityEntry.create({ data: { shop, at: now, event: 'import.done', detail } });
  });
  services.log.info({ shop, ...detail }, 'CSV imported');
}

async function fail(services: LedgerServices, run: ImportRun, update: Update, error: unknown): Promise<void> {
  await update({ error: error instanceof Error ? error.name : 'unknown' }).catch(() => undefined); // the database may be gone
  await services.db.importRun
    .update({ where: { shop_id: { shop: run.shop, id: run.id } }, data: { state: 'failed' } })
    .catch(() => undefined);
}

function namesOf(columns: CsvColumns, header: readonly string[]): Partial<Record<CsvField, string>> {
  return Object.fromEntries(
    Object.entries(columns).map(([field, position]) => [field, header[position] ?? '']),
  );
}
