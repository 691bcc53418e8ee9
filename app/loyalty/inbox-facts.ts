import type { OrderFacts } from './order-facts';

/** What is left of a webhook: ids, dates, amounts. One kind of fact a row of the inbox. */
export type InboxFacts =
  | { type: 'order'; order: OrderFacts }
  | { type: 'order-deleted'; orderId: string; at: string }
  /** the order changed; the new state comes with orders/updated, or with the next reconciliation */
  | { type: 'order-noted'; orderId: string }
  | { type: 'customers-merged'; keptId: string; deletedId: string }
  | { type: 'customer-deleted'; customerId: string }
  | {
      type: 'customer-redact';
      customerId: string | null;
      emailHash: string | null;
      orderIds: string[];
      at: string;
    }
  | { type: 'customer-data-request'; customerId: string | null; requestId: string | null; orderIds: string[] }
  | { type: 'shop-redact' }
  | { type: 'app-uninstalled'; at: string }
  | { type: 'scopes-updated'; scopes: string[] }
  /** name, time zone, currency, plan or address: which one is asked of Shopify */
  | { type: 'shop-updated' };

const TOPICS = [
  'orders/create',
  'orders/updated',
  'orders/paid',
  'orders/cancelled',
  'orders/edited',
  'orders/fulfilled',
  'orders/delete',
  'refunds/create',
  'customers/merge',
  'customers/delete',
  'customers/redact',
  'customers/data_request',
  'shop/redact',
  'app/uninstalled',
  'app/scopes_update',
  'shop/update',
] as const;

export type Topic = (typeof TOPICS)[number];

export function isTopic(topic: string): topic is Topic {
  return (TOPICS as readonly string[]).includes(topic);
}

/** Shopify demands an answer to these for shops that we do not know any more, too. */
export function isCompliance(topic: Topic): boolean {
  return topic === 'customers/redact' || topic === 'customers/data_request' || topic === 'shop/redact';
}
