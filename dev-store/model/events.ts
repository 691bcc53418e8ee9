import type { DocumentKind } from './types';

/** The document that an event is about; "shop" for events of the shop itself. */
export interface EventSubject {
  kind: DocumentKind | 'shop';
  id: number;
}

/**
 * Takes note of what happened. Implemented by webhooks/outbox.ts, which writes the deliveries into the same commit as
 * the change itself.
 */
export interface EventSink {
  /**
   * @param topic as in X-Shopify-Topic: "orders/create"
   * @param extra what the payload needs beyond the document: the edit of orders/edited, the merged-away id
   */
  emit(topic: string, subject: EventSubject, extra?: Record<string, unknown>): void;
}

/** For seeds and tests. */
export const silentEvents: EventSink = { emit: () => undefined };
