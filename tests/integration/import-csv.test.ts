import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashEmail } from '~/email-hash.server';
import { createShop } from '~/ledger/create-shop.server';
import { reportHistory } from '~/ledger/history-report.server';
import { importCsv, type CsvImport } from '~/ledger/import-csv.server';
import { importOrderLines } from '~/ledger/import-orders.server';
import { failDeadCsvImports } from '~/ledger/stalled-imports.server';
import { createTestDatabase, truncateAll, type TestDatabase } from '../support/database';
import { bulkLine } from '../support/bulk-lines';
import { installShop, ledgerServices, SHOP } from '../support/ledger';

let database: TestDatabase;
let services: ReturnType<typeof ledgerServices>;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'import-csv-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await truncateAll(database.db);
  services = ledgerServices(database.db);
  await installShop(database.db);
});

async function file(content: string | Buffer, name = 'orders.csv'): Promise<string> {
  const target = path.join(folder, name);
  await writeFile(target, content);
  return target;
}

const load = async (content: string | Buffer, options: Partial<CsvImport> = {}, name?: string) =>
  importCsv(services, { shop: SHOP, file: await file(content, name), ...options });

const customers = () =>
  database.db.$queryRaw<{ orders: number; spend: string; first: string }[]>`
    SELECT order_count AS orders, net_spend_minor::text AS spend, first_qualifying_date::text AS first
    FROM ledger_customer WHERE shop = ${SHOP} AND merged_into_id IS NULL ORDER BY first_qualifying_date, net_spend_minor`;

const saved = async () =>
  (await database.db.ledgerCustomer.findMany({ orderBy: { savedMinor: 'asc' } })).map(
    (row) => row.savedMinor,
  );

const GERMAN = `\ufeffBestellnummer;Kunden-Nr.;E-Mail;Bestelldatum;Gesamtbetrag;Währung
"1";"K-1";"anna@example.com";24.12.2019;"1.234,50";EUR
2;K-1;Anna@Example.com ;31.12.2019 22:15;19,90;EUR
3;;"bernd@example.com";01.02.2020;5;
`;

describe('a CSV of orders', () => {
  it('is read as German spreadsheets write it, and again without effect', async () => {
    const result = await load(GERMAN);
    expect(result).toMatchObject({
      ok: true, orders: 3, changed: 3, bad: 0, errorsFile: null,
      columns: { order: 'Bestellnummer', customer: 'Kunden-Nr.', email: 'E-Mail', date: 'Bestelldatum' },
    }); // prettier-ignore
    expect(await customers()).toEqual([
      { orders: 2, spend: '125440', first: '2019-12-24' },
      { orders: 1, spend: '500', first: '2020-02-01' },
    ]);
    const before = await database.db.ledgerCustomer.findMany({ orderBy: { id: 'asc' } });
    services.clock.set('2026-11-23T10:00:00Z');
    expect(await load(GERMAN)).toMatchObject({ orders: 3, changed: 0 });
    expect(await database.db.ledgerCustomer.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
    expect(await database.db.message.count()).toBe(0);
  });

  it('may be compressed, with tabs, in the encoding of old spreadsheets', async () => {
    const text = 'Bestellnr\tKäufer\tDatum\tBetrag\n7\tJürgen\t2020-05-01\t10,00\n';
    const result = await load(
      gzipSync(Buffer.from(text, 'latin1')),
      { map: { customer: 'käufer' } },
      'a.csv.gz',
    );
    expect(result).toMatchObject({ ok: true, orders: 1, columns: { customer: 'Käufer' } });
  });

  it('keeps the good rows and lists the bad ones with their lines', async () => {
    const result = await load(`order,customer,email,date,total,currency
1,A,,2020-01-01,10.00,EUR
2,A,,2020-02-30,10.00,EUR
3,,,2020-01-02,10.00,EUR
4,B,,2020-01-03,ten,EUR
"5
",B,"b@example.com",2020-01-04,10.00,USD
,B,,2020-01-05,10.00,EUR
6,B,,2031-01-05,10.00,EUR
7,B,,2020-01-05,-1.00,EUR
8,"B,2020
9,C,,2020-01-06,10.00,EUR
`);
    expect(result).toMatchObject({
      ok: true,
      orders: 1,
      errorsFile: path.join(folder, 'orders.csv.errors.csv'),
    });
    const errors = await readFile(path.join(folder, 'orders.csv.errors.csv'), 'utf8');
    expect(errors.split('\n').map((line) => line.split(',').slice(0, 2).join())).toEqual([
      'line,reason',
      '3,date-unreadable',
      '4,no-customer',
      '5,total-unreadable',
      '6,other-currency',
      '8,no-order-id',
      '9,date-in-future',
      '10,total-negative',
      expect.stringMatching(/^1[12],not-csv$/),
      '',
    ]);
    // put right, the list itself is a file to import
    const fixed = errors.replace('2020-02-30', '2020-02-28').replace(/\n\d+,not-csv.*/, '');
    expect(await load(fixed, {}, 'fixed.csv')).toMatchObject({ ok: true, orders: 1, changed: 1 });
    await load('order,customer,date,total\n1,A,2020-01-01,10.00\n');
    expect(existsSync(path.join(folder, 'orders.csv.errors.csv'))).toBe(false);
  });

  it('counts an order once that stands there twice, and says which row it did not take', async () => {
    const result = await load(`Name,Email,Created at,Total,Currency,Lineitem name
#1,a@example.com,2020-01-01 10:00:00 +0100,30.00,EUR,Coffee
#1,a@example.com,,,,Cup
#2,a@example.com,2020-01-02 10:00:00 +0100,12.00,EUR,Coffee
#2,a@example.com,2020-01-02 10:00:00 +0100,12.00,EUR,Cup
#3,a@example.com,2020-01-03 10:00:00 +0100,7.00,EUR,Cup
#3,b@example.com,2020-01-03 10:00:00 +0100,8.00,EUR,Cup
`);
    expect(result).toMatchObject({ ok: true, orders: 3, changed: 3, bad: 1 });
    expect(await readFile(path.join(folder, 'orders.csv.errors.csv'), 'utf8')).toContain('7,order-twice');
    expect(await customers()).toEqual([{ orders: 3, spend: '4900', first: '2020-01-01' }]);
  });

  it('takes what discounts took off from a column of its own, when there is one', async () => {
    const result = await load(`Bestellnummer;Kunde;Datum;Betrag;Rabattbetrag
1;A;01.02.2020;20,00;-2,50
2;A;02.02.2020;10,00;
3;A;03.02.2020;10,00;viel
4;B;03.02.2020;10,00;0,10
`);
    // a column that holds more than amounts is none, unless the caller says so
    expect(result).toMatchObject({ ok: true, orders: 4, bad: 0 });
    expect(result).not.toHaveProperty('columns.discount');
    expect(await saved()).toEqual([0n, 0n]);

    const amounts = `order,customer,date,total,discount
1,A,2020-02-01,20.00,-2.50
2,A,2020-02-02,10.00,
3,A,2020-02-03,10.00,EUR 1.05
4,B,2020-02-03,10.00,0.10
`;
    services.clock.set('2026-11-22T11:00:00Z');
    expect(await load(amounts)).toMatchObject({ changed: 3, columns: { discount: 'discount' } });
    expect(await saved()).toEqual([10n, 355n]);
    expect(await load(amounts)).toMatchObject({ changed: 0 });

    const codes =
      'order,customer,date,total,discount\n5,B,2020-02-04,10.00,NEU10\n6,B,2020-02-05,10.00,1.00\n';
    expect(await load(codes)).toMatchObject({ orders: 2, bad: 0 });
    const percentages = codes.replace('NEU10', '10 %');
    expect(await load(percentages, { map: { discount: 'discount' } })).toMatchObject({ orders: 1, bad: 1 });
    expect(await readFile(path.join(folder, 'orders.csv.errors.csv'), 'utf8')).toContain(
      '2,discount-unreadable',
    );
  });

  it('takes a corrected file for newer', async () => {
    await load('order,customer,date,total\n1,A,2020-01-01,10.00\n2,A,2020-01-02,10.00\n');
    services.clock.set('2026-11-22T11:00:00Z');
    const corrected = 'order,customer,date,total\n1,A,2020-01-01,10.00\n2,A,2020-01-02,7.00\n';
    expect(await load(corrected)).toMatchObject({ orders: 2, changed: 1 });
    expect(await customers()).toEqual([{ orders: 2, spend: '1700', first: '2020-01-01' }]);
  });

  it('numbers orders that have no id by what they say', async () => {
    const text = 'customer,date,total\nA,20200101,10.00\nA,20200101,10.00\nB,20200101,10.00\n';
    expect(await load(text)).toMatchObject({ orders: 3, changed: 3, bad: 0 });
    expect(await load(`${text}B,20200301,2.00\n`)).toMatchObject({ orders: 4, changed: 1 });
    expect(await customers()).toMatchObject([
      { orders: 2, spend: '1200' },
      { orders: 2, spend: '2000' },
    ]);
  });

  it('asks where dates or amounts may mean two things, or columns are not found', async () => {
    const dates = 'order,customer,date,total\n1,A,03/04/2020,10.00\n';
    expect(await load(dates)).toEqual({ ok: false, problem: 'dates-unclear' });
    expect(await load(dates, { dayOrder: 'mdy' })).toMatchObject({ ok: true });
    expect(await customers()).toMatchObject([{ first: '2020-03-04' }]);
    const amounts = 'order,customer,date,total\n1,A,2020-01-01,"1.000"\n';
    expect(await load(amounts)).toEqual({ ok: false, problem: 'amounts-unclear' });
    expect(await load(amounts, { decimal: ',' })).toMatchObject({ ok: true });
    expect(await load('order,date,sum total\n')).toMatchObject({
      ok: false, problem: 'columns', missing: ['customer', 'total'],
    }); // prettier-ignore
    expect(await load('', {})).toMatchObject({ ok: false, problem: 'empty' });
    expect(await importCsv(services, { shop: 'b.myshopify.com', file: await file(dates) })).toEqual({
      ok: false, problem: 'no-shop',
    }); // prettier-ignore
    expect(await database.db.importRun.count({ where: { state: 'running' } })).toBe(0);
  });

  it('belongs to the customers that Shopify knows by the same address, and keeps nobody’s name', async () => {
    await importOrderLines(services, SHOP, [
      bulkLine({ id: 1, customer: 8, email: 'anna@example.com', at: '2026-03-01T10:00:00Z' }),
    ]);
    expect(await load('order,customer,email,date,total\n1,Anna Müller,ANNA@example.com,2019-01-01,10.00\n')).toMatchObject({
      changed: 1,
    }); // prettier-ignore
    expect(await customers()).toEqual([{ orders: 2, spend: '3000', first: '2019-01-01' }]);
    const dump = JSON.stringify([
      await database.db.customerIdentity.findMany(),
      await database.db.ledgerOrder.findMany({ select: { orderId: true, name: true, tags: true } }),
      await database.db.activityEntry.findMany({ select: { detail: true } }),
    ]);
    expect(dump).not.toMatch(/anna|müller/i);
    expect(dump).toContain(hashEmail('anna@example.com', services.env.EMAIL_HASH_KEY));
  });

  it('holds back what would be sent meanwhile, and a killed one only until somebody looks', async () => {
    const run = { shop: SHOP, kind: 'csv', phase: 'reading', startedAt: new Date() };
    const killed = { ...run, id: '00000000-0000-4000-8000-000000000001', state: 'running' };
    await database.db.importRun.create({ data: killed });
    expect(await failDeadCsvImports(services)).toBe(1);
    expect(await database.db.importRun.findFirst()).toMatchObject({ state: 'failed', error: 'killed' });
    expect(await load(GERMAN)).toMatchObject({ ok: true });
    expect(await failDeadCsvImports(services)).toBe(0);
  });

  it('makes a shop where it is asked to, and reports on it by other rules', async () => {
    const shop = 'before-shopify.myshopify.com';
    expect(await createShop(services, { shop, currency: 'chf', timeZone: undefined })).toEqual({
      ok: true,
      created: true,
    });
    expect(await createShop(services, { shop, currency: 'EUR', timeZone: undefined })).toMatchObject({
      ok: false,
    });
    expect(await createShop(services, { shop: 'nothing', currency: undefined, timeZone: undefined })).toMatchObject({ ok: false }); // prettier-ignore
    await load(`order,customer,date,total
1,A,2020-01-01,10.00
2,A,2020-01-01,20.00
3,A,2020-03-01,0.00
4,B,2020-02-01,5.00
5,C,2020-06-01,5.00
`, { shop }); // prettier-ignore
    const all = await reportHistory(services, shop);
    expect(all).toMatchObject({
      customers: 3, orders: 5, qualifyingOrders: 5, netSpendMinor: 4_000,
      segments: { prospect: 0, new: 2, repeat: 0, lapsed: 1 },
      repeatHistogram: { '0': 2, '1': 0, '2': 1, '7+': 0 },
    }); // prettier-ignore
    expect(all?.cohorts).toEqual([
      { month: '2020-01', customers: 1, repeat: 1, qualifyingOrders: 3, netSpendMinor: 3_000 },
      { month: '2020-02', customers: 1, repeat: 0, qualifyingOrders: 1, netSpendMinor: 500 },
      { month: '2020-06', customers: 1, repeat: 0, qualifyingOrders: 1, netSpendMinor: 500 },
    ]);
    const rules = { sameDayOrdersCountOnce: true, lapsedAfterDays: null };
    expect(await reportHistory(services, shop, { until: '2020-03-01', rules })).toMatchObject({
      customers: 2, orders: 4, qualifyingOrders: 3, segments: { repeat: 1, new: 1, lapsed: 0 },
    }); // prettier-ignore
    expect(await reportHistory(services, shop, { until: '2020-02-29', rules })).toMatchObject({
      orders: 3, segments: { repeat: 0, new: 2 },
    }); // prettier-ignore
  });
});
