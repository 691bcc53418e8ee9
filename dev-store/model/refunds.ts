import { isoNow, saveOrder, type CommandEnv, type OrderResult } from './command';
import { proportion, shareMinor } from './money';
import { inPresentment, presentmentView } from './presentment';
import type { Order, OrderLine, Refund, Transaction } from './types';

export interface RefundRequest {
  /** all lines and the shipping, whatever is left of them */
  everything?: boolean;
  lines?: { lineId: number; quantity: number }[];
  /** beyond the lines: goodwill, or shipping; minor units of the shop's currency */
  amountMinor?: number;
  note?: string | null;
}

export type RefundReason = 'not-found' | 'not-paid' | 'nothing-to-refund' | 'too-much' | 'unknown-line';

/** What was paid and not yet given back. */
export function refundableMinor(order: Order): number {
  return paidMinor(order) - sum(successful(order).filter(({ kind }) => kind === 'refund'));
}

/** What was paid, refunds not taken off. */
export function paidMinor(order: Order): number {
  return sum(successful(order).filter(({ kind }) => kind === 'sale' || kind === 'capture'));
}

const successful = (order: Order) => order.transactions.filter(({ status }) => status === 'success');

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
    const presentment = { subtotalMinor: priceOfNext(inPresentment(line), quantity) };
    lines.push({
      lineId,
      quantity,
      subtotalMinor: priceOfNext(line, quantity),
      ...(line.presentment ? { presentment } : {}),
    });
  }
  const linesMinor = subtotal(lines);
  const amountMinor = request.everything ? refundable : linesMinor + (request.amountMinor ?? 0);
  if (amountMinor > refundable) return { ok: false, reason: 'too-much' };
  if (amountMinor === 0 && lines.length === 0) return { ok: false, reason: 'nothing-to-refund' };

  const amount = { amountMinor, ...inBoth(order, lines, amountMinor) };
  const { refund, transaction } = build(env, sale, lines, amount, request.note ?? null);
  const saved = saveOrder(env, applied(order, refund, transaction));
  env.events.emit('refunds/create', { kind: 'order', id }, { refundId: refund.id });
  env.events.emit('orders/updated', { kind: 'order', id });
  return { ok: true, order: saved };
}

const allLines = (order: Order) =>
  order.lines
    .filter(({ currentQuantity }) => currentQuantity > 0)
    .map(({ id, currentQuantity }) => ({ lineId: id, quantity: currentQuantity }));

/** What the next units to go cost together. */
function priceOfNext(line: OrderLine, units: number): number {
  const gone = line.quantity - line.currentQuantity;
  const paid = line.unitPriceMinor * line.quantity - line.discountMinor;
  return shareMinor(paid, line.quantity, gone, gone + units);
}

const subtotal = (lines: Refund['lines']): number =>
  lines.reduce((total, { subtotalMinor }) => total + subtotalMinor, 0);

/**
 * The same refund in the currency the buyer paid in: lines at what they cost there, and of what is left beyond them the
 * same share. So giving back everything gives back everything in both.
 */
function inBoth(
  order: Order,
  lines: Refund['lines'],
  amountMinor: number,
): { presentment?: { amountMinor: number } } {
  if (!order.presentment) return {};
  const linesAsPaid = subtotal(lines.map(inPresentment));
  const left = refundableMinor(order) - subtotal(lines);
  const leftAsPaid = refundableMinor(presentmentView(order)) - linesAsPaid;
  const beyond = proportion(amountMinor - subtotal(lines), left, leftAsPaid);
  return { presentment: { amountMinor: linesAsPaid + beyond } };
}

function build(
  env: CommandEnv,
  sale: Transaction,
  lines: Refund['lines'],
  amount: Pick<Refund, 'amountMinor' | 'presentment'>,
  note: string | null,
) {
  const createdAt = isoNow(env);
  const transaction: Transaction | null =
    amount.amountMinor === 0
      ? null
      : {
          id: env.state.nextId(),
          kind: 'refund',
          status: 'success',
          gateway: sale.gateway,
          ...amount,
          createdAt,
          parentId: sale.id,
        };
  const refund: Refund = {
    id: env.state.nextId(),
    createdAt,
    note,
    ...amount,
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
    ...afterRefund(order, refund),
    financialStatus: refundedStatus(order, refund, left),
  };
}

/** The totals that a refund leaves, in both currencies. */
export function afterRefund(
  order: Order,
  refund: Pick<Refund, 'amountMinor' | 'presentment'>,
): Pick<Order, 'currentTotalMinor' | 'presentment'> {
  const currentTotalMinor = Math.max(0, order.currentTotalMinor - refund.amountMinor);
  if (!order.presentment) return { currentTotalMinor };
  const asPaid = order.presentment.currentTotalMinor - inPresentment(refund).amountMinor;
  return { currentTotalMinor, presentment: { ...order.presentment, currentTotalMinor: Math.max(0, asPaid) } };
}

function refundedStatus(order: Order, refund: Refund, leftMinor: number): Order['financialStatus'] {
  if (refund.amountMinor === 0) return order.financialStatus;
  return leftMinor === 0 ? 'refunded' : 'partially_refunded';
}

const sum = (transactions: Transaction[]): number =>
  transactions.reduce((total, { amountMinor }) => total + amountMinor, 0);
