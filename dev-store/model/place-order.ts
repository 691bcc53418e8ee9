import { isoNow, type CommandEnv } from './command';
import { createCustomer, customerByEmail, survivingCustomer } from './customers';
import { codeState, countRedemption } from './redeem-codes';
import type { Address, Customer, DiscountApplication, Order, OrderLine, Transaction } from './types';

export interface DraftLine {
  productId: number | null;
  variantId: number | null;
  title: string;
  quantity: number;
  unitPriceMinor: number;
  requiresShipping: boolean;
  isGiftCard: boolean;
  sellingPlanId?: number | null;
  /** per line; `applicationIndex` points into the draft's `discountApplications` */
  discountAllocations?: { amountMinor: number; applicationIndex: number }[];
}

/** A checkout that the shopper has confirmed, priced by the checkout. */
export interface OrderDraft {
  /** a signed-in customer; null: found or made by e-mail, as for a guest */
  customerId: number | null;
  email: string | null;
  phone?: string | null;
  firstName?: string;
  lastName?: string;
  address?: Address | null;
  /** language of the checkout, BCP 47 */
  locale: string;
  acceptsMarketing?: boolean;
  lines: DraftLine[];
  shipping?: { title: string; priceMinor: number; discountMinor: number } | null;
  discountApplications?: DiscountApplication[];
  discountCodes?: Order['discountCodes'];
  /** default "web" */
  sourceName?: string;
  test?: boolean;
  companyId?: number | null;
  tags?: string[];
  note?: string | null;
  checkoutToken?: string | null;
  /** default true; false leaves the order pending, as with a bank transfer */
  paid?: boolean;
  gateway?: string;
}

export type PlaceOrderResult =
  | { ok: true; order: Order }
  | { ok: false; reason: 'empty' | 'customer-not-found' }
  | { ok: false; reason: 'code-refused'; code: string; why: string };

/**
 * Turns a confirmed checkout into an order. A code that has been used up since it was entered is refused here, in the
 * same synchronous step that counts it, so that two checkouts can never share a single use.
 */
export function placeOrder(env: CommandEnv, draft: OrderDraft): PlaceOrderResult {
  if (draft.lines.length === 0) return { ok: false, reason: 'empty' };
  const known = knownCustomer(env, draft);
  if (draft.customerId !== null && !known) return { ok: false, reason: 'customer-not-found' };
  for (const { code } of draft.discountCodes ?? []) {
    const state = codeState(env.state, code, known?.id ?? null, env.clock.now());
    if (!state.ok) return { ok: false, reason: 'code-refused', code, why: state.reason };
  }

  const customer = known ?? newCustomer(env, draft);
  for (const { code } of draft.discountCodes ?? []) countRedemption(env.state, code);
  const order = buildOrder(env, draft, customer);
  env.state.put('order', order);

  const subject = { kind: 'order' as const, id: order.id };
  env.events.emit('orders/create', subject);
  if (order.financialStatus === 'paid') env.events.emit('orders/paid', subject);
  env.events.emit('orders/updated', subject);
  return { ok: true, order };
}

function knownCustomer(env: CommandEnv, draft: OrderDraft): Customer | undefined {
  if (draft.customerId !== null) return survivingCustomer(env.state, draft.customerId);
  return draft.email ? customerByEmail(env.state, draft.email) : undefined;
}

function newCustomer(env: CommandEnv, draft: OrderDraft): Customer | null {
  if (!draft.email) return null;
  const created = createCustomer(env, {
    firstName: draft.firstName ?? draft.address?.firstName ?? '',
    lastName: draft.lastName ?? draft.address?.lastName ?? '',
    email: draft.email,
    phone: draft.phone,
    locale: draft.locale,
    acceptsMarketing: draft.acceptsMarketing,
    address: draft.address,
  });
  if (!created.ok) throw new Error('A customer with this address appeared during a synchronous step.');
  return created.customer;
}

function buildOrder(env: CommandEnv, draft: OrderDraft, customer: Customer | null): Order {
  const { state } = env;
  const now = isoNow(env);
  const number = state.shop.nextOrderNumber;
  state.putShop({ ...state.shop, nextOrderNumber: number + 1 });

  const lines = draft.lines.map((line) => orderLine(state.nextId(), line));
  const shipping = draft.shipping ? { id: state.nextId(), ...draft.shipping } : null;
  const sums = orderSums(lines, shipping);
  const paid = draft.paid ?? true;
  return {
    id: state.nextId(),
    name: `#${number}`,
    number,
    customerId: customer?.id ?? null,
    email: draft.email ?? customer?.email ?? null,
    phone: draft.phone ?? null,
    createdAt: now,
    processedAt: now,
    updatedAt: now,
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    test: draft.test ?? false,
    sourceName: draft.sourceName ?? 'web',
    tags: draft.tags ?? [],
    note: draft.note ?? null,
    currency: state.shop.currency,
    presentmentCurrency: state.shop.currency,
    customerLocale: draft.locale,
    financialStatus: paid ? 'paid' : 'pending',
    fulfillmentStatus: null,
    deliveredAt: null,
    companyId: draft.companyId ?? null,
    address: draft.address ?? customer?.address ?? null,
    lines,
    shipping,
    discountApplications: draft.discountApplications ?? [],
    discountCodes: draft.discountCodes ?? [],
    ...sums,
    currentTotalMinor: sums.totalMinor,
    transactions: [sale(state.nextId(), sums.totalMinor, paid, now, draft.gateway ?? 'bogus')],
    refunds: [],
    fulfillments: [],
    checkoutToken: draft.checkoutToken ?? null,
  };
}

export function orderLine(id: number, line: DraftLine): OrderLine {
  const discountAllocations = line.discountAllocations ?? [];
  return {
    ...line,
    id,
    sellingPlanId: line.sellingPlanId ?? null,
    currentQuantity: line.quantity,
    discountAllocations,
    discountMinor: discountAllocations.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  };
}

/** Sums over the lines as ordered: subtotal + shipping = total, and discounts are what is missing from list prices. */
export function orderSums(
  lines: OrderLine[],
  shipping: Order['shipping'],
): Pick<Order, 'subtotalMinor' | 'discountsMinor' | 'shippingMinor' | 'totalMinor'> {
  const gross = lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0);
  const lineDiscounts = lines.reduce((sum, line) => sum + line.discountMinor, 0);
  const shippingMinor = (shipping?.priceMinor ?? 0) - (shipping?.discountMinor ?? 0);
  const subtotalMinor = gross - lineDiscounts;
  return {
    subtotalMinor,
    discountsMinor: lineDiscounts + (shipping?.discountMinor ?? 0),
    shippingMinor,
    totalMinor: subtotalMinor + shippingMinor,
  };
}

function sale(
  id: number,
  amountMinor: number,
  paid: boolean,
  createdAt: string,
  gateway: string,
): Transaction {
  return {
    id,
    kind: 'sale',
    status: paid ? 'success' : 'pending',
    gateway,
    amountMinor,
    createdAt,
    parentId: null,
  };
}

/**
 * Brings `Customer.numberOfOrders` up to date. On Shopify the counter follows the orders after a while, so the server
 * calls this on a timer, never as part of placing an order.
 */
export function settleOrderCounts(env: CommandEnv): number {
  const counts = new Map<number, number>();
  for (const { customerId } of env.state.all('order').values()) {
    if (customerId !== null) counts.set(customerId, (counts.get(customerId) ?? 0) + 1);
  }
  let changed = 0;
  for (const customer of env.state.all('customer').values()) {
    const count = counts.get(customer.id) ?? 0;
    if (customer.mergedIntoId !== null || customer.numberOfOrders === count) continue;
    env.state.put('customer', { ...customer, numberOfOrders: count, updatedAt: isoNow(env) });
    env.events.emit('customers/update', { kind: 'customer', id: customer.id });
    changed++;
  }
  return changed;
}
