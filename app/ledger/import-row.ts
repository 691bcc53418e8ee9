import type { CountableOrder } from '~/loyalty/fold';
import type { FinancialStatus, OrderFacts } from '~/loyalty/order-facts';
import { copiedInstant, copiedList, copiedText, copyLine } from './copy-text';

/** Columns of an import's own table, in the order of its rows. The facts come in ledger_order's names. */
export const FACT_COLUMNS = [
  'order_id',
  'name',
  'processed_at',
  'facts_at',
  'source',
  'currency',
  'total_minor',
  'refunded_minor',
  'discount_minor',
  'financial_status',
  'fulfillment_status',
  'cancelled_at',
  'test',
  'b2b',
  'subscription_renewal',
  'tags',
  'discount_codes',
  'locale',
] as const;

/** The line of the source, and the two keys that name the customer (identities.server.ts). */
export const STAGED_COLUMNS = ['line', 'customer_key', 'email_key', ...FACT_COLUMNS] as const;

export function stagedLine(line: number, customerKey: string | null, order: OrderFacts): string {
  return copyLine([
    line,
    customerKey,
    order.emailHash === null ? null : `e:${order.emailHash}`,
    order.orderId,
    order.name,
    order.processedAt,
    order.factsAt,
    order.source,
    order.currency,
    order.totalMinor,
    order.refundedMinor,
    order.discountMinor,
    order.financialStatus,
    order.fulfillmentStatus,
    order.cancelledAt,
    order.test,
    order.b2b,
    order.subscriptionRenewal,
    order.tags,
    order.discountCodes,
    order.locale,
  ]);
}

/** Columns that a row read back starts with: the customer's root, then both keys, then the facts. */
export const ROW_COLUMNS = ['root', 'customer_key', 'email_key', ...FACT_COLUMNS] as const;

/** What counting needs of an order; the rest stays in the line until somebody asks for it. */
export interface StagedOrder extends CountableOrder {
  /** orders of one customer share it */
  root: string;
  customerKey: string | null;
  emailKey: string | null;
  locale: string | null;
  /** the row as COPY wrote it */
  line: string;
}

/** One row of ROW_COLUMNS, column by column, as `COPY ... TO` writes it, without the line end. */
export function readStagedOrder(line: string): StagedOrder {
  const columns = line.split('\t');
  return {
    line,
    root: copiedText(columns[0]) ?? '',
    customerKey: copiedText(columns[1]),
    emailKey: copiedText(columns[2]),
    orderId: copiedText(columns[3]) ?? '',
    processedAt: copiedInstant(columns[5]) ?? '',
    source: copiedText(columns[7]) ?? '',
    totalMinor: Number(columns[9]),
    refundedMinor: Number(columns[10]),
    discountMinor: Number(columns[11]),
    financialStatus: copiedText(columns[12]) as FinancialStatus,
    cancelledAt: copiedInstant(columns[14]),
    deletedAt: null,
    test: columns[15] === 't',
    b2b: columns[16] === 't',
    subscriptionRenewal: columns[17] === 't',
    tags: copiedList(columns[18]),
    locale: copiedText(columns[20]),
  };
}

/** The columns of FACT_COLUMNS as COPY wrote them, to be copied on as they are. */
export function copiedFacts({ line }: StagedOrder): string {
  let tab = -1;
  for (let skipped = 0; skipped < ROW_COLUMNS.length - FACT_COLUMNS.length; skipped += 1)
    tab = line.indexOf('\t', tab + 1);
  return line.slice(tab + 1);
}

export function factsOf({ line, root: _root, customerKey, emailKey, ...countable }: StagedOrder): OrderFacts {
  const columns = line.split('\t');
  return {
    ...countable,
    name: copiedText(columns[4]),
    shopifyCustomerId: customerKey?.startsWith('c:') ? customerKey.slice(2) : null,
    importedCustomerKey: customerKey?.startsWith('csv:') ? customerKey.slice(4) : null,
    emailHash: emailKey?.slice(2) ?? null,
    factsAt: copiedInstant(columns[6]) ?? '',
    currency: copiedText(columns[8]) ?? '',
    fulfillmentStatus: copiedText(columns[13]),
    discountCodes: copiedList(columns[19]),
  };
}
