import { bulkChild, bulkLine } from '../../support/bulk-lines';

/** One purchase of a made-up history. */
interface Purchase {
  id: number;
  customer: number;
  /** several people order with two records, or as guests, under one address */
  email: string;
  guest: boolean;
  at: string;
  cents: number;
  refundedCents: number;
  status: string;
}

export interface MadeHistory {
  orders: number;
  /** a bulk result: line items anywhere, before their orders too */
  jsonl: string;
  csv: string;
  /** rows of the CSV that are not taken: bad ones, and orders that come again with another content */
  badRows: number;
  /** what the shop has known before, all of it older: the import meets known customers and orders */
  knownLines: string[];
  knownCsv: string;
}

const DAY_MS = 86_400_000;

export function makeHistory(orders: number, random: () => number): MadeHistory {
  const customers = Math.ceil(orders / 3);
  const purchases = Array.from({ length: orders }, (_, n): Purchase => {
    const customer = 1 + Math.floor(random() * customers);
    const at = new Date(
      Date.parse('2023-01-01T08:00:00Z') + Math.floor(random() * 1_300) * DAY_MS + n * 1_000,
    );
    const cents = Math.floor(random() * 20_000);
    return {
      id: 1_000_000 + n,
      customer: 5_000_000 + customer,
      email: `c${customer % 50 === 0 ? customer + 1 : customer}@example.com`,
      guest: n % 9 === 0,
      at: at.toISOString(),
      cents,
      refundedCents: n % 40 === 0 ? cents : 0,
      status: n % 40 === 0 ? 'REFUNDED' : n % 25 === 0 ? 'PENDING' : 'PAID',
    };
  });
  const known = purchases.filter(({ id }) => id % 97 === 0);
  const badRows = ['X1,c1@example.com,someday,10.00,EUR', 'X2,c1@example.com,2024-01-01T00:00:00Z,ten,EUR',
    'X3,c1@example.com,2024-01-01T00:00:00Z,10.00,USD', `${purchases[0]?.id},c1@example.com,2020-01-01T00:00:00Z,1.11,EUR`]; // prettier-ignore
  return {
    orders,
    jsonl: `${purchases.flatMap((one) => linesOf(one, orders)).join('\n')}\n`,
    csv: csvOf(purchases, badRows),
    badRows: badRows.length,
    knownLines: known.map((one) => bulkOf({ ...one, cents: 1 }, '2022-12-31T00:00:00Z')),
    knownCsv: csvOf(known.map((one) => ({ ...one, cents: 1 }))),
  };
}

function linesOf(one: Purchase, orders: number): string[] {
  const order = bulkOf(one, one.at);
  if (one.id % 4 > 0) return [order];
  return [bulkChild(one.id, 1_000_000 + ((one.id * 37) % orders)), order];
}

function bulkOf(one: Purchase, updatedAt: string): string {
  return bulkLine({
    id: one.id,
    customer: one.guest ? null : one.customer,
    email: one.email,
    at: one.at,
    total: decimal(one.cents),
    refunded: decimal(one.refundedCents),
    status: one.status,
    updatedAt,
  });
}

function csvOf(purchases: readonly Purchase[], more: readonly string[] = []): string {
  const rows = purchases.map(({ id, email, at, cents }) => `${id},${email},${at},${decimal(cents)},EUR`);
  const again = rows[1] ?? ''; // the same row once more is no mistake
  return `${['order id,email,date,total,currency', ...rows, ...more, again].join('\n')}\n`;
}

function decimal(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
