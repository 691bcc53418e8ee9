import type { Order, Transaction } from '../../model/types';
import { isoNow, saveOrder } from '../../model/command';
import { refundableMinor, refundOrder } from '../../model/refunds';
import type { Fields, RequestContext } from '../context';
import { badRequest } from '../errors';
import { minorUnits } from '../format';
import { idFor, idOf } from '../gid';
import type { GraphQLResolveInfo } from 'graphql';

interface RefundInput {
  orderId: string;
  note?: string | null;
  allowOverRefunding?: boolean;
  refundLineItems?: { lineItemId: string; quantity: number }[] | null;
  shipping?: { amount?: string | null; fullRefund?: boolean | null } | null;
  transactions?:
    { amount: string; gateway: string; kind: string; orderId: string; parentId?: string | null }[] | null;
}

type Outcome = { order: Order; refundId: number } | { error: { field: string[] | null; message: string } };

export const refundMutations: Fields<unknown> = {
  refundCreate: (_source, { input }: { input: RefundInput }, context, info) => {
    requireIdempotencyKey(info);
    const order = context.state.get('order', idFor(input.orderId, 'Order'));
    if (!order) {
      return {
        refund: null,
        order: null,
        userErrors: [{ field: ['orderId'], message: 'Order does not exist' }],
      };
    }
    const outcome = input.transactions?.length
      ? refundByTransactions(context, order, input)
      : refundByLines(context, order, input);
    if ('error' in outcome) return { refund: null, order, userErrors: [outcome.error] };
    const refund = outcome.order.refunds.find(({ id }) => id === outcome.refundId);
    return {
      refund: refund ? { ...refund, order: outcome.order } : null,
      order: outcome.order,
      userErrors: [],
    };
  },
};

/** As of 2026-04 a refund without an idempotency key is refused. */
function requireIdempotencyKey(info: GraphQLResolveInfo): void {
  const hasKey = info.fieldNodes[0]?.directives?.some(({ name }) => name.value === 'idempotent');
  if (!hasKey)
    throw badRequest('The @idempotent directive is required for this mutation but was not provided.');
}

/** Money goes back the way it came: the parent decides the gateway, whatever the input says (recorded). */
function refundByTransactions(context: RequestContext, order: Order, input: RefundInput): Outcome {
  const added: Transaction[] = [];
  for (const wanted of input.transactions ?? []) {
    if (wanted.kind !== 'REFUND') {
      const message = `Kind ${wanted.kind.toLowerCase()} is not a valid transaction`;
      return { error: { field: null, message } };
    }
    const parentId = wanted.parentId ? idOf(wanted.parentId, 'OrderTransaction') : null;
    const parent = order.transactions.find(({ id }) => id === parentId);
    if (!parent) {
      const message = 'Transactions require a parent_id associated with the order';
      return { error: { field: ['transactions'], message } };
    }
    const amountMinor = minorUnits(wanted.amount, order.currency);
    if (amountMinor === null || amountMinor <= 0) {
      return { error: { field: ['transactions'], message: 'Refund amount must be greater than 0' } };
    }
    added.push({
      id: context.state.nextId(),
      kind: 'refund',
      status: 'success',
      gateway: parent.gateway,
      amountMinor,
      createdAt: isoNow(context),
      parentId: parent.id,
    });
  }
  const total = added.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const refundable = refundableMinor(order);
  if (total > refundable && !input.allowOverRefunding) {
    const message = `Refund amount ${total / 100} is greater than net payment received ${refundable / 100}`;
    return { error: { field: null, message } };
  }
  const refund = {
    id: context.state.nextId(),
    createdAt: isoNow(context),
    note: input.note ?? null,
    amountMinor: total,
    lines: (input.refundLineItems ?? []).map(({ lineItemId, quantity }) => ({
      lineId: idOf(lineItemId, 'LineItem') ?? -1,
      quantity,
      subtotalMinor: 0,
    })),
    transactionIds: added.map(({ id }) => id),
  };
  const saved = saveOrder(context, {
    ...order,
    transactions: [...order.transactions, ...added],
    refunds: [...order.refunds, refund],
    currentTotalMinor: Math.max(0, order.currentTotalMinor - total),
    financialStatus: total >= refundable ? 'refunded' : 'partially_refunded',
    lines: order.lines.map((line) => {
      const back = refund.lines.find(({ lineId }) => lineId === line.id)?.quantity ?? 0;
      return { ...line, currentQuantity: Math.max(0, line.currentQuantity - back) };
    }),
  });
  context.events.emit('refunds/create', { kind: 'order', id: order.id }, { refundId: refund.id });
  context.events.emit('orders/updated', { kind: 'order', id: order.id });
  return { order: saved, refundId: refund.id };
}

function refundByLines(context: RequestContext, order: Order, input: RefundInput): Outcome {
  const shipping = input.shipping?.fullRefund
    ? order.shippingMinor
    : (minorUnits(input.shipping?.amount ?? '0', order.currency) ?? 0);
  const result = refundOrder(context, order.id, {
    lines: (input.refundLineItems ?? []).map(({ lineItemId, quantity }) => ({
      lineId: idOf(lineItemId, 'LineItem') ?? -1,
      quantity,
    })),
    amountMinor: shipping,
    note: input.note ?? null,
  });
  if (result.ok) return { order: result.order, refundId: result.order.refunds.at(-1)?.id ?? -1 };
  const messages = {
    'not-found': 'Order does not exist',
    'not-paid': 'Order cannot be refunded',
    'nothing-to-refund': 'Refund must have at least one of: line items, shipping, duties, transactions',
    'too-much': 'Refund quantity is greater than what is left to refund',
    'unknown-line': 'Line item does not exist on the order',
  };
  return { error: { field: null, message: messages[result.reason] } };
}
