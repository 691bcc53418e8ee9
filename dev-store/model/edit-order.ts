import { saveOrder, type CommandEnv, type OrderResult } from './command';
import { shareMinor } from './money';
import { inBuyerMoney, moneyOf, orderLine, orderSums, presentmentSums, type OrderMoney } from './order-money';
import { inPresentment, presentmentView, shippingLinesOf } from './presentment';
import { refundableMinor } from './refunds';
import type { Order, OrderLine } from './types';

/** A new quantity for a line (0 removes it), or units of a variant that is added as a line of its own. */
export type LineEdit = { lineId: number; quantity: number } | { variantId: number; quantity: number };

type EditReason =
  'not-found' | 'cancelled' | 'fulfilled' | 'unknown-line' | 'unknown-variant' | 'nothing-changed';

interface Delta {
  lineId: number;
  delta: number;
}

/**
 * Edits an order that has not been shipped. What is added is owed (partially paid until `markPaid`); what is removed
 * lowers the current total only, and stays with the shop until it is refunded. Discounts are not computed again.
 */
export function editOrder(env: CommandEnv, id: number, edits: LineEdit[]): OrderResult<EditReason> {
  const order = env.state.get('order', id);
  if (!order) return { ok: false, reason: 'not-found' };
  if (order.cancelledAt) return { ok: false, reason: 'cancelled' };
  if (order.fulfillmentStatus !== null) return { ok: false, reason: 'fulfilled' };

  let lines = order.lines;
  const additions: Delta[] = [];
  const removals: Delta[] = [];
  // in the shop's currency, and in the one the buyer paid in
  let removedMinor = 0;
  let removedAsPaid = 0;
  for (const edit of edits) {
    if ('variantId' in edit) {
      const line = newLine(env, edit.variantId, edit.quantity, moneyOf(order));
      if (!line) return { ok: false, reason: 'unknown-variant' };
      lines = [...lines, line];
      additions.push({ lineId: line.id, delta: edit.quantity });
      continue;
    }
    const line = lines.find((candidate) => candidate.id === edit.lineId);
    if (!line || edit.quantity < 0) return { ok: false, reason: 'unknown-line' };
    const delta = edit.quantity - line.currentQuantity;
    if (delta > 0) {
      // Added units cost the full price: beside a discount they need a line of their own, or its parts no longer sum.
      const target = line.discountMinor > 0 ? withoutDiscount(env, line) : line;
      lines = [...lines.filter(({ id }) => id !== target.id), moreOf(target, delta)];
      additions.push({ lineId: target.id, delta });
    }
    if (delta < 0) {
      removals.push({ lineId: line.id, delta: -delta });
      removedMinor += priceOfLast(line, -delta);
      removedAsPaid += priceOfLast(inPresentment(line), -delta);
      lines = lines.map((each) => (each.id === line.id ? { ...line, currentQuantity: edit.quantity } : each));
    }
  }
  if (additions.length + removals.length === 0) return { ok: false, reason: 'nothing-changed' };

  const sums = orderSums(lines, shippingLinesOf(order));
  const asPaid = presentmentSums(lines, shippingLinesOf(order));
  const before = presentmentView(order);
  const saved = saveOrder(env, {
    ...order,
    ...sums,
    lines,
    currentTotalMinor: order.currentTotalMinor + (sums.totalMinor - order.totalMinor) - removedMinor,
    ...(order.presentment
      ? {
          presentment: {
            ...asPaid,
            currentTotalMinor:
              before.currentTotalMinor + (asPaid.totalMinor - before.totalMinor) - removedAsPaid,
          },
        }
      : {}),
    financialStatus: additions.length > 0 ? owedStatus(order, sums.totalMinor) : order.financialStatus,
  });
  env.events.emit(
    'orders/edited',
    { kind: 'order', id },
    { edit: { id: env.state.nextId(), additions, removals } },
  );
  env.events.emit('orders/updated', { kind: 'order', id });
  return { ok: true, order: saved };
}

function newLine(env: CommandEnv, variantId: number, quantity: number, money: OrderMoney): OrderLine | null {
  for (const product of env.state.all('product').values()) {
    const variant = product.variants.find((candidate) => candidate.id === variantId);
    if (!variant || quantity < 1) continue;
    const draft = {
      productId: product.id,
      variantId,
      title: product.title,
      quantity,
      unitPriceMinor: inBuyerMoney(variant.priceMinor, money),
      shopUnitPriceMinor: variant.priceMinor,
      requiresShipping: variant.requiresShipping,
      isGiftCard: product.isGiftCard,
    };
    return orderLine(env.state.nextId(), draft, money);
  }
  return null;
}

const withoutDiscount = (env: CommandEnv, line: OrderLine): OrderLine => ({
  ...line,
  id: env.state.nextId(),
  quantity: 0,
  currentQuantity: 0,
  discountMinor: 0,
  discountAllocations: [],
  ...(line.presentment
    ? { presentment: { ...line.presentment, discountMinor: 0, discountAllocations: [] } }
    : {}),
});

const moreOf = (line: OrderLine, units: number): OrderLine => ({
  ...line,
  quantity: line.quantity + units,
  currentQuantity: line.currentQuantity + units,
});

/** Removed units stay in `quantity`, as on Shopify, and leave `currentQuantity`. */
function priceOfLast(line: OrderLine, units: number): number {
  const gone = line.quantity - line.currentQuantity;
  const paid = line.unitPriceMinor * line.quantity - line.discountMinor;
  return shareMinor(paid, line.quantity, gone, gone + units);
}

function owedStatus(order: Order, totalMinor: number): Order['financialStatus'] {
  if (order.financialStatus === 'pending' || order.financialStatus === 'authorized')
    return order.financialStatus;
  return refundableMinor(order) < totalMinor ? 'partially_paid' : order.financialStatus;
}
