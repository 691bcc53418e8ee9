import type { Request } from 'express';
import type { ShopContext } from '../../context';
import {
  cancelOrder,
  deliverOrder,
  editOrder,
  fulfilOrder,
  markPaid,
  refundOrder,
  type CancelRequest,
} from '../../model/orders';
import type { Order } from '../../model/types';
import { field, idOf } from '../http';

type Outcome = { ok: true; order: Order } | { ok: false; reason: string };

const CANCEL_REASONS: CancelRequest['reason'][] = [
  'customer',
  'inventory',
  'fraud',
  'declined',
  'staff',
  'other',
];

/**
 * What the buttons of an order's page do. Bodies: `cancel` {reason, refund: "1"|""}, `refund` {} (everything) or
 * {lineId, quantity}, `edit` {lineId, quantity}; the others take none.
 * @returns undefined when there is no such action
 */
export function actOnOrder(
  context: ShopContext,
  id: number,
  action: string,
  request: Request,
): Outcome | undefined {
  switch (action) {
    case 'mark-paid':
      return markPaid(context, id);
    case 'fulfil':
      return fulfilOrder(context, id);
    case 'deliver':
      return deliverOrder(context, id);
    case 'cancel': {
      const reason = CANCEL_REASONS.find((known) => known === field(request, 'reason')) ?? 'other';
      return cancelOrder(context, id, { reason, refund: field(request, 'refund') === '1' });
    }
    case 'refund': {
      const line = lineAndQuantity(request);
      return refundOrder(context, id, line ? { lines: [line] } : { everything: true });
    }
    case 'edit': {
      const line = lineAndQuantity(request);
      return line ? editOrder(context, id, [line]) : { ok: false, reason: 'unknown-line' };
    }
    default:
      return undefined;
  }
}

function lineAndQuantity(request: Request): { lineId: number; quantity: number } | null {
  const lineId = idOf(field(request, 'lineId'));
  const quantity = idOf(field(request, 'quantity'));
  return Number.isNaN(lineId) || Number.isNaN(quantity) ? null : { lineId, quantity };
}

/** Why a button did nothing, in words. */
export const REFUSALS: Record<string, { en: string; de: string }> = {
  'not-found': { en: 'There is no such order.', de: 'Diese Bestellung gibt es nicht.' },
  cancelled: { en: 'The order is cancelled.', de: 'Die Bestellung ist storniert.' },
  'already-cancelled': { en: 'The order is already cancelled.', de: 'Die Bestellung ist bereits storniert.' },
  'nothing-to-pay': { en: 'Nothing is owed.', de: 'Es ist nichts offen.' },
  'already-fulfilled': { en: 'Everything has been shipped.', de: 'Alles ist schon verschickt.' },
  fulfilled: {
    en: 'The order has been shipped; cancel or edit it before that.',
    de: 'Die Bestellung ist verschickt; ändern oder stornieren geht nur vorher.',
  },
  'not-fulfilled': { en: 'Ship the order first.', de: 'Die Bestellung muss erst verschickt werden.' },
  'already-delivered': { en: 'The order has been delivered.', de: 'Die Bestellung ist schon zugestellt.' },
  'not-paid': { en: 'Nothing has been paid.', de: 'Es wurde nichts bezahlt.' },
  'nothing-to-refund': { en: 'Nothing is left to refund.', de: 'Es ist nichts mehr zu erstatten.' },
  'too-much': { en: 'That is more than is left.', de: 'Das ist mehr, als noch übrig ist.' },
  'unknown-line': {
    en: 'There is no such line or quantity.',
    de: 'Diese Position oder Menge gibt es nicht.',
  },
  'nothing-changed': { en: 'The quantity is the same as before.', de: 'Die Menge ist unverändert.' },
};
