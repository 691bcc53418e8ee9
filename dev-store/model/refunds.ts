import { isoNow, saveOrder, type CommandEnv, type OrderResult } from './command';
import { shareMinor } from './money';
import type { Order, Refund, Transaction } from './types';

export interface RefundRequest {
  /** all lines and the shipping, whatever is left of them */
  everything?: boolean;
  lines?: { lineId: number; quantity: number }[];
  /** beyond the lines: goodwill, or shipping; minor units */
  amountMinor?: number;
  note?: string | null;
}

export type RefundReason = 'not-found' | 'not-paid' | 'nothing-to-refund' | 'too-much' | 'unknown-line';

/** What was paid and not yet given back. */
export function refundableMinor(order: Order): number {
  return order.transactions
    .filter(({ status }) => status === 'success')
    .reduce((sum, { kind, amountMinor }) => {
      if (kind === 'sale' || kind === 'capture') return sum + amountMinor;
      return kind === 'refund' ? sum - amountMinor : sum;
    }, 0);
}

/** Gives money back for lines, an amount, or everything. */
export function refundOrder(env: CommandEnv, id: number, request: RefundRequest): OrderResult<RefundReason> {
  const order = env.state.get('order', id);
  if (!order) return { ok: false, reason: 'not-found' };
  const refundable = refundableMinor(order);
  const sale = order.transactions.find(({ kind, status }) => kind === 'sale' && status === 'success');
  if (!sale) return { ok: false, reason: 'not-paid' };

  const wanted = request.everything ? allLines(order) : (request.lines ?? []);
  const lines: Refund['lines'] = [];
  for (const { lineId, quantity } of wanted) {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    if (!line) return { ok: false, reason: 'unknown-line' };
    if (quantity > line.currentQuantity || quantity < 1) return { ok: false, reason: 'too-much' };
    const gone = line.quantity - line.currentQuantity;
    const paid = line.unitPriceMinor * line.quantity - line.discountMinor;
    lines.push({ lineId, quantity, subtotalMinor: shareMinor(paid, line.quantity, gone, gone + quantity) });
  }
  const linesMinor = lines.reduce((sum, { subtotalMinor }) => sum + subtotalMinor, 0);
  const amountMinor = request.everything ? refundable : linesMinor + (request.amountMinor ?? 0);
  if (amountMinor > refundable) return { ok: false, reason: 'too-much' };
  if (amountMinor === 0 && lines.length === 0) return { ok: false, reason: 'nothing-to-refund' };

  const { refund, transaction } = build(env, sale, lines, amountMinor, request.note ?? null);
  const saved = saveOrder(env, applied(order, refund, transaction));
  env.events.emit('refunds/create', { kind: 'order', id }, { refundId: refund.id });
  env.events.emit('orders/updated', { kind: 'order', id });
  return { ok: true, order: saved };
}

const allLines = (order: Order) =>
  order.lines
    .filter(({ currentQuantity }) => currentQuantity > 0)
    .map(({ id, currentQuantity }) => ({ lineId: id, quantity: currentQuantity }));

function build(
  env: CommandEnv,
  sale: Transaction,
  lines: Refund['lines'],
  amountMinor: number,
  note: string | null,
) {
  const createdAt = isoNow(env);
  const transaction: Transaction | null =
    amountMinor === 0
      ? null
      : {
          id: env.state.nextId(),
          kind: 'refund',
          status: 'success',
          gateway: sale.gateway,
          amountMinor,
          createdAt,
          parentId: sale.id,
        };
  const refund: Refund = {
    id: env.state.nextId(),
    createdAt,
    note,
    amountMinor,
    lines,
    transactionIds: transaction ? [transaction.id] : [],
  };
  return { refund, transaction };
}

function applied(order: Order, refund: Refund, transaction: Transaction | null): Order {
  const returned = new Map(refund.lines.map(({ lineId, quantity }) => [lineId, quantity]));
  const transactions = transaction ? [...order.transactions, transaction] : order.transactions;
  const left = refundableMinor({ ...order, transactions });
  return {
    ...order,
    lines: order.lines.map((line) => ({
      ...line,
      currentQuantity: line.currentQuantity - (returned.get(line.id) ?? 0),
    })),
    refunds: [...order.refunds, refund],
    transactions,
    currentTotalMinor: Math.max(0, order.currentTotalMinor - refund.amountMinor),
    financialStatus: refundedStatus(order, refund, left),
  };
}

function refundedStatus(order: Order, refund: Refund, leftMinor: number): Order['financialStatus'] {
  if (refund.amountMinor === 0) return order.financialStatus;
  return leftMinor === 0 ? 'refunded' : 'partially_refunded';
}
