import { isoNow, saveOrder, type CommandEnv, type OrderResult } from './command';
import { presentmentView } from './presentment';
import { paidMinor, refundOrder } from './refunds';
import type { Order } from './types';

export { placeOrder, settleOrderCounts, type OrderDraft, type PlaceOrderResult } from './place-order';
export type { DraftLine } from './order-draft';
export { editOrder } from './edit-order';
export { refundOrder, refundableMinor } from './refunds';

const subject = (order: Order) => ({ kind: 'order' as const, id: order.id });

export function markPaid(
  env: CommandEnv,
  id: number,
): OrderResult<'not-found' | 'cancelled' | 'nothing-to-pay'> {
  const order = env.state.get('order', id);
  if (!order) return { ok: false, reason: 'not-found' };
  if (order.cancelledAt) return { ok: false, reason: 'cancelled' };
  if (!['pending', 'authorized', 'partially_paid'].includes(order.financialStatus)) {
    return { ok: false, reason: 'nothing-to-pay' };
  }
  const asPaid = presentmentView(order);
  const saved = saveOrder(env, {
    ...order,
    financialStatus: order.refunds.some(({ amountMinor }) => amountMinor > 0) ? 'partially_refunded' : 'paid',
    transactions: [
      ...order.transactions.filter(({ status }) => status !== 'pending'),
      {
        id: env.state.nextId(),
        kind: 'sale',
        status: 'success',
        gateway: 'manual',
        amountMinor: order.totalMinor - paidMinor(order),
        createdAt: isoNow(env),
        parentId: null,
        ...(order.presentment ? { presentment: { amountMinor: asPaid.totalMinor - paidMinor(asPaid) } } : {}),
      },
    ],
  });
  env.events.emit('orders/paid', subject(saved));
  env.events.emit('orders/updated', subject(saved));
  return { ok: true, order: saved };
}

/** Ships everything that is left, in one parcel. */
export function fulfilOrder(
  env: CommandEnv,
  id: number,
): OrderResult<'not-found' | 'cancelled' | 'already-fulfilled'> {
  const order = env.state.get('order', id);
  if (!order) return { ok: false, reason: 'not-found' };
  if (order.cancelledAt) return { ok: false, reason: 'cancelled' };
  if (order.fulfillmentStatus === 'fulfilled') return { ok: false, reason: 'already-fulfilled' };
  const fulfillment = {
    id: env.state.nextId(),
    createdAt: isoNow(env),
    status: 'success' as const,
    deliveredAt: null,
  };
  const saved = saveOrder(env, {
    ...order,
    fulfillmentStatus: 'fulfilled',
    fulfillments: [...order.fulfillments, fulfillment],
  });
  env.events.emit('fulfillments/create', subject(saved), { fulfillmentId: fulfillment.id });
  env.events.emit('orders/fulfilled', subject(saved));
  env.events.emit('orders/updated', subject(saved));
  return { ok: true, order: saved };
}

/** The carrier reports every parcel of the order as delivered. */
export function deliverOrder(
  env: CommandEnv,
  id: number,
): OrderResult<'not-found' | 'not-fulfilled' | 'already-delivered'> {
  const order = env.state.get('order', id);
  if (!order) return { ok: false, reason: 'not-found' };
  if (order.fulfillments.length === 0) return { ok: false, reason: 'not-fulfilled' };
  if (order.deliveredAt) return { ok: false, reason: 'already-delivered' };
  const now = isoNow(env);
  const saved = saveOrder(env, {
    ...order,
    deliveredAt: now,
    fulfillments: order.fulfillments.map((parcel) => ({ ...parcel, deliveredAt: parcel.deliveredAt ?? now })),
  });
  for (const { id: fulfillmentId } of saved.fulfillments) {
    env.events.emit('fulfillments/update', subject(saved), { fulfillmentId });
  }
  env.events.emit('orders/updated', subject(saved));
  return { ok: true, order: saved };
}

export interface CancelRequest {
  reason: 'customer' | 'inventory' | 'fraud' | 'declined' | 'staff' | 'other';
  /** gives back what was paid; without it a paid order stays paid */
  refund: boolean;
}

export function cancelOrder(
  env: CommandEnv,
  id: number,
  request: CancelRequest,
): OrderResult<'not-found' | 'already-cancelled' | 'fulfilled'> {
  const before = env.state.get('order', id);
  if (!before) return { ok: false, reason: 'not-found' };
  if (before.cancelledAt) return { ok: false, reason: 'already-cancelled' };
  if (before.fulfillmentStatus !== null) return { ok: false, reason: 'fulfilled' };
  const unpaid = before.financialStatus === 'pending' || before.financialStatus === 'authorized';
  const now = isoNow(env);
  saveOrder(env, {
    ...before,
    cancelledAt: now,
    closedAt: now,
    cancelReason: request.reason,
    financialStatus: unpaid ? 'voided' : before.financialStatus,
    transactions: before.transactions.filter(({ status }) => status !== 'pending'),
  });
  // Nothing to refund (a free order, one refunded before) is no reason not to cancel.
  if (request.refund && !unpaid) refundOrder(env, id, { everything: true, note: null });
  const paidOff = env.state.get('order', id) as Order;
  const order = saveOrder(env, {
    ...paidOff,
    currentTotalMinor: 0,
    ...(paidOff.presentment ? { presentment: { ...paidOff.presentment, currentTotalMinor: 0 } } : {}),
    lines: paidOff.lines.map((line) => ({ ...line, currentQuantity: 0 })),
  });
  env.events.emit('orders/cancelled', subject(order));
  env.events.emit('orders/updated', subject(order));
  return { ok: true, order };
}

export function deleteOrder(env: CommandEnv, id: number): { ok: true } | { ok: false; reason: 'not-found' } {
  const order = env.state.get('order', id);
  if (!order) return { ok: false, reason: 'not-found' };
  env.state.remove('order', id);
  env.events.emit('orders/delete', subject(order));
  return { ok: true };
}

/** Tags and note, as staff change them on the order's page. */
export function annotateOrder(
  env: CommandEnv,
  id: number,
  change: Partial<Pick<Order, 'tags' | 'note'>>,
): OrderResult<'not-found'> {
  const order = env.state.get('order', id);
  if (!order) return { ok: false, reason: 'not-found' };
  const saved = saveOrder(env, { ...order, ...change });
  env.events.emit('orders/updated', subject(saved));
  return { ok: true, order: saved };
}
