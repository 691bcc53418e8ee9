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

const FIRST_FACT = 3;

export interface StagedOrder {
  /** orders of one customer share it */
  root: string;
  customerKey: string | null;
  emailKey: string | null;
  facts: OrderFacts;
  /** the facts as COPY wrote them, to be copied on as they are */
  copied: string;
}

/** One row of ROW_COLUMNS as `COPY ... TO` writes it, without the line end. */
export function readStagedOrder(line: string): StagedOrder {
  const columns = line.split('\t');
  const text = (name: (typeof ROW_COLUMNS)[number]) => copiedText(columns[POSITION[name]]);
  const instant = (name: (typeof ROW_COLUMNS)[number]) => copiedInstant(columns[POSITION[name]]);
  const flag = (name: (typeof ROW_COLUMNS)[number]) => columns[POSITION[name]] === 't';
  const customerKey = text('customer_key');
  const emailKey = text('email_key');
  return {
    root: text('root') ?? '',
    customerKey,
    emailKey,
    copied: columns.slice(FIRST_FACT).join('\t'),
    facts: {
      orderId: text('order_id') ?? '',
      name: text('name'),
      shopifyCustomerId: customerKey?.startsWith('c:') ? customerKey.slice(2) : null,
      importedCustomerKey: customerKey?.startsWith('csv:') ? customerKey.slice(4) : null,
      emailHash: emailKey?.slice(2) ?? null,
      processedAt: instant('processed_at') ?? '',
      factsAt: instant('facts_at') ?? '',
      source: text('source') ?? '',
      currency: text('currency') ?? '',
      totalMinor: Number(text('total_minor')),
      refundedMinor: Number(text('refunded_minor')),
      financialStatus: text('financial_status') as FinancialStatus,
      fulfillmentStatus: text('fulfillment_status'),
      cancelledAt: instant('cancelled_at'),
      deletedAt: null,
      test: flag('test'),
      b2b: flag('b2b'),
      subscriptionRenewal: flag('subscription_renewal'),
      tags: copiedList(columns[POSITION.tags]),
      discountCodes: copiedList(columns[POSITION.discount_codes]),
      locale: text('locale'),
    },
  };
}

const POSITION = Object.fromEntries(ROW_COLUMNS.map((name, index) => [name, index])) as Record<
  (typeof ROW_COLUMNS)[number],
  number
>;
