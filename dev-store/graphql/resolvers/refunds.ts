import { currencyExponent } from '../../../app/loyalty/money';
import type { Order, Transaction } from '../../model/types';
import { isoNow, saveOrder } from '../../model/command';
import { proportion } from '../../model/money';
import { inPresentment, presentmentView } from '../../model/presentment';
import { afterRefund, refundableMinor, refundOrder } from '../../model/refunds';
import type { Fields, RequestContext } from '../context';
import { badRequest } from '../errors';
import { minorUnits } from '../format';
import { idFor, idOf } from '../gid';
import type { GraphQLResolveInfo } from 'graphql';

interface RefundInput {
  orderId: string;
  /** for orders paid in another currency: that one, and all amounts are in it */
  currency?: string | null;
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
    // required where the two differ; the wording is unverified
    const isForeign = order.presentmentCurrency !== order.currency;
    if ((input.currency ?? (isForeign ? null : order.currency)) !== order.presentmentCurrency) {
      const message = `Currency must be ${order.presentmentCurrency}`;
      return { refund: null, order, userErrors: [{ field: ['currency'], message }] };
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
  let before = 0;
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
    const amountMinor = minorUnits(wanted.amount, order.presentmentCurrency);
    if (amountMinor === null || amountMinor <= 0) {
      return { error: { field: ['transactions'], message: 'Refund amount must be greater than 0' } };
    }
    added.push({
      id: context.state.nextId(),
      kind: 'refund',
      status: 'success',
      gateway: parent.gateway,
      ...inBoth(order, amountMinor, before),
      createdAt: isoNow(context),
      parentId: parent.id,
    });
    before += amountMinor;
  }
  const asPaid = presentmentView(order);
  const total = added.reduce((sum, transaction) => sum + inPresentment(transaction).amountMinor, 0);
  const refundable = refundableMinor(asPaid);
  if (total > refundable && !input.allowOverRefunding) {
    const plain = (minor: number) => minor / 10 ** currencyExponent(asPaid.currency);
    const message = `Refund amount ${plain(total)} is greater than net payment received ${plain(refundable)}`;
    return { error: { field: null, message } };
  }
  const amount = inBoth(order, total);
  const refund = {
    id: context.state.nextId(),
    createdAt: isoNow(context),
    note: input.note ?? null,
    ...amount,
    lines: (input.refundLineItems ?? []).map(({ lineItemId, quantity }) => ({
      lineId: idOf(lineItemId, 'LineItem') ?? -1,
      quantity,
      subtotalMinor: 0,
      ...(order.presentment ? { presentment: { subtotalMinor: 0 } } : {}),
    })),
    transactionIds: added.map(({ id }) => id),
  };
  const saved = saveOrder(context, {
    ...order,
    transactions: [...order.transactions, ...added],
    refunds: [...order.refunds, refund],
    ...afterRefund(order, amount),
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

/** An amount in the currency the buyer paid in, and its share in the shop's: all that is left is all in both. */
function inBoth(
  order: Order,
  paidMinor: number,
  before = 0,
): Pick<Transaction, 'amountMinor' | 'presentment'> {
  if (!order.presentment) return { amountMinor: paidMinor };
  // reckoned from the start, so that the parts of one refund sum to it
  const amountMinor = inShopCurrency(order, before + paidMinor) - inShopCurrency(order, before);
  return { amountMinor, presentment: { amountMinor: paidMinor } };
}

const inShopCurrency = (order: Order, paidMinor: number): number =>
  proportion(paidMinor, refundableMinor(presentmentView(order)), refundableMinor(order));

function refundByLines(context: RequestContext, order: Order, input: RefundInput): Outcome {
  const shipping = input.shipping?.fullRefund
    ? order.shippingMinor
    : inShopCurrency(order, minorUnits(input.shipping?.amount ?? '0', order.presentmentCurrency) ?? 0);
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
