import { createHmac } from 'node:crypto';
import { hashEmail } from '~/email-hash.server';
import { MalformedAmount, parseMoney } from '~/loyalty/money';
import type { OrderFacts } from '~/loyalty/order-facts';
import { markShown, readAmount, type DecimalMark } from './csv-amounts';
import type { CsvColumns, CsvField } from './csv-columns';
import { dayOrderShown, readDate, type DayOrder } from './csv-dates';
import type { CsvRecord } from './csv-file.server';

/** Why a row of a CSV is not imported. */
export type BadRow =
  | 'not-csv'
  | 'no-order-id'
  | 'no-customer'
  | 'date-unreadable'
  | 'date-in-future'
  | 'total-unreadable'
  | 'total-negative'
  | 'refund-unreadable'
  | 'discount-unreadable'
  | 'other-currency'
  | 'order-twice';

export interface CsvRules {
  columns: CsvColumns;
  /** of the shop */
  currency: string;
  timeZone: string;
  /** null: every date shows it */
  dayOrder: DayOrder | null;
  /** null: every amount shows it */
  decimal: DecimalMark | null;
  emailHashKey: string;
  /** ISO instant: orders are not younger, and the facts are of this time */
  now: string;
}

export type CsvRow =
  | { kind: 'order'; order: OrderFacts }
  /** a further line item of the row before, as some exports write them */
  | { kind: 'continued' }
  | { kind: 'bad'; reason: BadRow };

/** What a file's first rows say about how it writes dates and amounts. */
export interface CsvHabits {
  /** `unclear`: dates of both orders are possible, and nothing decides; `mixed`: both are there */
  dayOrder: DayOrder | 'unclear' | 'mixed' | null;
  decimal: DecimalMark | 'unclear' | 'mixed' | null;
}

export function habitsOf(records: readonly CsvRecord[], columns: CsvColumns): CsvHabits {
  const decide = <T extends string>(shown: (T | 'either' | null)[]): T | 'unclear' | 'mixed' | null => {
    const clear = new Set(shown.filter((one): one is T => one !== 'either' && one !== null));
    if (clear.size > 1) return 'mixed';
    return [...clear][0] ?? (shown.includes('either') ? 'unclear' : null);
  };
  const column = (position: number) => records.map(({ fields }) => fields[position] ?? '');
  return {
    dayOrder: decide(column(columns.date).map(dayOrderShown)),
    decimal: decide(column(columns.total).map(markShown)),
  };
}

/**
 * A column that only its name calls discounts is one when it holds amounts: many a "Rabatt" holds codes or percentages.
 * @param currency of the shop
 */
export function holdsDiscounts(records: readonly CsvRecord[], position: number, currency: string): boolean {
  return records.every(({ fields }) => {
    const text = (fields[position] ?? '').trim();
    return text === '' || readAmount(text, '.', currency) !== null;
  });
}

/**
 * Reads one row. Orders from CSV carry "csv:" before their id. A row without a column for order ids gets an empty one, to be
 * numbered when all are there.
 */
export function readCsvRow({ fields }: CsvRecord, rules: CsvRules, previousOrder: string | null): CsvRow {
  const value = (field: CsvField): string => {
    const position = rules.columns[field];
    return position === undefined ? '' : (fields[position] ?? '');
  };
  const bad = (reason: BadRow): CsvRow => ({ kind: 'bad', reason });
  const id = value('order');
  if (rules.columns.order !== undefined && id === '') return bad('no-order-id');
  if (id !== '' && id === previousOrder && value('date') === '' && value('total') === '')
    return { kind: 'continued' };

  const customer = customerOf(value('customer'), value('email'), rules.emailHashKey);
  if (!customer) return bad('no-customer');
  const processedAt = readDate(value('date'), rules.timeZone, rules.dayOrder);
  if (processedAt === null) return bad('date-unreadable');
  if (processedAt > rules.now) return bad('date-in-future');
  const currency = value('currency').toUpperCase() || rules.currency;
  if (currency !== rules.currency) return bad('other-currency');
  const totalMinor = minorOf(value('total'), rules);
  if (totalMinor === null) return bad('total-unreadable');
  if (totalMinor < 0) return bad('total-negative');
  const refundedMinor = value('refunded') === '' ? 0 : minorOf(value('refunded'), rules);
  if (refundedMinor === null) return bad('refund-unreadable');
  const discountMinor = value('discount') === '' ? 0 : minorOf(value('discount'), rules);
  if (discountMinor === null) return bad('discount-unreadable');
  return {
    kind: 'order',
    order: {
      ...customer,
      orderId: id === '' ? '' : `csv:${id}`,
      name: id === '' ? null : id,
      shopifyCustomerId: null,
      processedAt,
      factsAt: rules.now,
      source: 'csv',
      currency,
      totalMinor,
      refundedMinor: Math.abs(refundedMinor),
      // some systems write what they take off with a minus
      discountMinor: Math.abs(discountMinor),
      financialStatus: refundedMinor === 0 ? 'paid' : 'partially_refunded',
      fulfillmentStatus: null,
      cancelledAt: null,
      deletedAt: null,
      test: false,
      b2b: false,
      subscriptionRenewal: false,
      tags: [],
      discountCodes: [],
      locale: null,
    },
  };
}

/**
 * Both only as keyed hashes: columns of customer keys hold names and addresses as often as numbers. An address there is the
 * customer's e-mail.
 */
function customerOf(
  key: string,
  email: string,
  emailHashKey: string,
): Pick<OrderFacts, 'importedCustomerKey' | 'emailHash'> | null {
  const address = [email, key].find((text) => text.includes('@')) ?? null;
  const own = key !== '' && !key.includes('@');
  if (address === null && !own) return null;
  const importedCustomerKey = own
    ? createHmac('sha256', emailHashKey).update(`csv-customer|${key}`).digest('hex')
    : null;
  return { importedCustomerKey, emailHash: hashEmail(address, emailHashKey) };
}

function minorOf(text: string, { decimal, currency }: CsvRules): number | null {
  const amount = readAmount(text, decimal, currency);
  if (amount === null) return null;
  try {
    return parseMoney(amount, currency);
  } catch (error) {
    if (error instanceof MalformedAmount) return null;
    throw error;
  }
}
