/** Which column of a CSV of orders says what. Names are compared without case, spaces and punctuation. */

export const CSV_FIELDS = [
  'order',
  'customer',
  'email',
  'date',
  'total',
  'currency',
  'refunded',
  'discount',
] as const;
export type CsvField = (typeof CSV_FIELDS)[number];

/** Field -> position of its column, from 0. */
export type CsvColumns = { date: number; total: number } & Partial<Record<CsvField, number>>;

export type FoundColumns =
  | { ok: true; columns: CsvColumns }
  | {
      ok: false;
      /** fields without a column; `customer` stands for customer or e-mail */
      missing: CsvField[];
      /** names given for a column that the header does not have, or has twice */
      unknown: string[];
    };

/** Column names of shop systems and spreadsheets, the surest first. */
const NAMES: Readonly<Record<CsvField, readonly string[]>> = {
  order: [
    ...[
      'orderid',
      'ordernumber',
      'orderno',
      'ordername',
      'orderreference',
      'orderref',
      'order',
      'transactionid',
    ],
    ...[
      'bestellnummer',
      'bestellnr',
      'bestellid',
      'bestellung',
      'auftragsnummer',
      'auftragsnr',
      'auftragsid',
    ],
    ...['auftrag', 'belegnummer', 'belegnr', 'rechnungsnummer', 'rechnungsnr', 'invoicenumber', 'name', 'id'],
  ],
  customer: [
    ...[
      'customerid',
      'customernumber',
      'customerno',
      'customerkey',
      'customerref',
      'customer',
      'clientid',
      'userid',
    ],
    ...[
      'kundennummer',
      'kundennr',
      'kundenid',
      'kundenkey',
      'kunde',
      'debitorennummer',
      'debitorennr',
      'debitor',
    ],
    ...['memberid', 'buyerid'],
  ],
  email: [
    ...['email', 'emailaddress', 'customeremail', 'billingemail', 'contactemail', 'buyeremail', 'mail'],
    ...['emailadresse', 'kundenemail', 'mailadresse', 'rechnungsemail'],
  ],
  date: [
    ...[
      'orderdate',
      'orderedat',
      'createdat',
      'datecreated',
      'processedat',
      'purchasedate',
      'purchasedat',
      'paidat',
    ],
    ...['ordertime', 'datetime', 'timestamp', 'created', 'date', 'bestelldatum', 'bestelltam', 'bestellzeit'],
    ...[
      'auftragsdatum',
      'kaufdatum',
      'erstelltam',
      'rechnungsdatum',
      'belegdatum',
      'datum',
      'transactiondate',
    ],
  ],
  total: [
    ...['ordertotal', 'totalprice', 'totalamount', 'grandtotal', 'total', 'amount', 'ordervalue', 'revenue'],
    ...[
      'gesamtbetrag',
      'gesamtsumme',
      'gesamtpreis',
      'gesamt',
      'rechnungsbetrag',
      'bestellwert',
      'bestellsumme',
    ],
    ...['bruttobetrag', 'brutto', 'betrag', 'summe', 'umsatz', 'sales', 'value', 'price'],
  ],
  currency: [
    'currency',
    'currencycode',
    'ordercurrency',
    'wahrung',
    'waehrung',
    'wahrungscode',
    'waehrungscode',
  ],
  refunded: [
    'refundedamount',
    'totalrefunded',
    'refunded',
    'refund',
    'erstattet',
    'erstattung',
    'erstattungsbetrag',
  ],
  discount: [
    ...['discountamount', 'totaldiscount', 'totaldiscounts', 'discounttotal', 'discounts', 'discount'],
    ...['rabattbetrag', 'rabattsumme', 'gesamtrabatt', 'preisnachlass', 'nachlass', 'rabatte', 'rabatt'],
  ],
};

/**
 * Finds the columns by what the caller says, then by name.
 * @param given field -> the column's name in the header, or "#3" for the third one
 */
export function findColumns(
  header: readonly string[],
  given: Partial<Record<CsvField, string>> = {},
): FoundColumns {
  const names = header.map(plain);
  const columns: Partial<Record<CsvField, number>> = {};
  const unknown: string[] = [];
  for (const field of CSV_FIELDS) {
    const name = given[field];
    if (name === undefined) continue;
    const position = positionOf(header, name);
    if (position === null) unknown.push(name);
    else columns[field] = position;
  }
  const taken = new Set(Object.values(columns));
  for (const field of CSV_FIELDS) {
    if (given[field] !== undefined) continue;
    for (const name of NAMES[field]) {
      const position = names.indexOf(name);
      if (position < 0 || taken.has(position)) continue;
      columns[field] = position;
      taken.add(position);
      break;
    }
  }
  const { date, total, customer, email } = columns;
  const missing: CsvField[] = [];
  if (customer === undefined && email === undefined) missing.push('customer');
  if (date === undefined) missing.push('date');
  if (total === undefined) missing.push('total');
  if (date === undefined || total === undefined || missing.length > 0 || unknown.length > 0)
    return { ok: false, missing: missing.filter((field) => given[field] === undefined), unknown };
  return { ok: true, columns: { ...columns, date, total } };
}

/** @returns null when there is no such column, or more than one */
function positionOf(header: readonly string[], name: string): number | null {
  const number = /^#(\d+)$/.exec(name);
  if (number) {
    const position = Number(number[1]) - 1;
    return position >= 0 && position < header.length ? position : null;
  }
  const same = (alike: (text: string) => string) =>
    header.flatMap((column, index) => (alike(column) === alike(name) ? [index] : []));
  const found = [(text: string) => text, (text: string) => text.trim().toLowerCase(), plain]
    .map(same)
    .find((positions) => positions.length > 0);
  return found?.length === 1 ? (found[0] ?? null) : null;
}

/** "E-Mail Adresse" -> "emailadresse", "Währung" -> "wahrung" */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]/g, '');
}

/** The field that a name of the command line means: "order", "order_id", "Bestellnummer". */
export function fieldNamed(name: string): CsvField | null {
  const wanted = plain(name);
  return CSV_FIELDS.find((field) => field === wanted || NAMES[field].includes(wanted)) ?? null;
}
