import type { Order } from '../../model/types';

export function financialStatus(order: Order): string {
  return order.financialStatus.toUpperCase();
}

export function fulfillmentStatus(order: Order): string {
  if (order.fulfillmentStatus === 'fulfilled') return 'FULFILLED';
  return order.fulfillmentStatus === 'partial' ? 'PARTIALLY_FULFILLED' : 'UNFULFILLED';
}

export function refundedMinor(order: Order): number {
  return order.transactions
    .filter(({ kind, status }) => kind === 'refund' && status === 'success')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

export function receivedMinor(order: Order): number {
  return order.transactions
    .filter(({ kind, status }) => (kind === 'sale' || kind === 'capture') && status === 'success')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
