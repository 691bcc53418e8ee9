import { isoNow, type CommandEnv } from './command';
import { createCustomer, customerByEmail, survivingCustomer } from './customers';
import {
  isForeign,
  orderCodes,
  orderLine,
  orderSums,
  presentmentSums,
  shippingLine,
  type OrderMoney,
} from './order-money';
import type { DraftLine, DraftShipping } from './order-draft';
import { presentmentOf } from './presentment';
import { codeState, countRedemption } from './redeem-codes';
import type { Address, Customer, DiscountApplication, Order, Transaction } from './types';

/** A checkout that the shopper has confirmed, priced by the checkout: in the currency that the shopper pays in. */
export interface OrderDraft {
  /** default: the shop's */
  currency?: string;
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
  shipping?: DraftShipping | null;
  /** of further delivery groups */
  furtherShipping?: DraftShipping[];
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
  | { ok: false; reason: 'empty' | 'customer-not-found' | 'currency-not-sold' }
  | { ok: false; reason: 'code-refused'; code: string; why: string };

/**
 * Turns a confirmed checkout into an order. A code that has been used up since it was entered is refused here, in the
 * same synchronous step that counts it, so that two checkouts can never share a single use.
 */
export function placeOrder(env: CommandEnv, draft: OrderDraft): PlaceOrderResult {
  if (draft.lines.length === 0) return { ok: false, reason: 'empty' };
  const presentment = presentmentOf(env.state.shop, draft.currency);
  if (!presentment) return { ok: false, reason: 'currency-not-sold' };
  const known = knownCustomer(env, draft);
  if (draft.customerId !== null && !known) return { ok: false, reason: 'customer-not-found' };
  for (const { code } of draft.discountCodes ?? []) {
    const state = codeState(env.state, code, known?.id ?? null, env.clock.now());
    if (!state.ok) return { ok: false, reason: 'code-refused', code, why: state.reason };
  }

  const customer = known ?? newCustomer(env, draft);
  for (const { code } of draft.discountCodes ?? []) countRedemption(env.state, code);
  const order = buildOrder(env, draft, customer, {
    ...presentment,
    shopCurrency: env.state.shop.currency,
  });
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

function buildOrder(env: CommandEnv, draft: OrderDraft, customer: Customer | null, money: OrderMoney): Order {
  const { state } = env;
  const now = isoNow(env);
  const number = state.shop.nextOrderNumber;
  state.putShop({ ...state.shop, nextOrderNumber: number + 1 });

  const lines = draft.lines.map((line) => orderLine(state.nextId(), line, money));
  const [shipping = null, ...furtherShipping] = (
    draft.shipping ? [draft.shipping, ...(draft.furtherShipping ?? [])] : []
  ).map((each) => shippingLine(state.nextId(), each, money));
  const allShipping = shipping ? [shipping, ...furtherShipping] : [];
  const sums = orderSums(lines, allShipping);
  const asPaid = presentmentSums(lines, allShipping);
  const discountApplications = draft.discountApplications ?? [];
  const codes = draft.discountCodes ?? [];
  const paid = draft.paid ?? true;
  const foreign = isForeign(money);
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
    currency: money.shopCurrency,
    presentmentCurrency: money.currency,
    ...(foreign
      ? { presentmentRate: money.rate, presentment: { ...asPaid, currentTotalMinor: asPaid.totalMinor } }
      : {}),
    customerLocale: draft.locale,
    financialStatus: paid ? 'paid' : 'pending',
    fulfillmentStatus: null,
    deliveredAt: null,
    companyId: draft.companyId ?? null,
    address: draft.address ?? customer?.address ?? null,
    lines,
    shipping,
    ...(furtherShipping.length > 0 ? { furtherShipping } : {}),
    discountApplications,
    discountCodes: orderCodes(codes, discountApplications, lines, allShipping, money),
    ...sums,
    currentTotalMinor: sums.totalMinor,
    transactions: [
      {
        id: state.nextId(),
        kind: 'sale',
        status: paid ? 'success' : 'pending',
        gateway: draft.gateway ?? 'bogus',
        amountMinor: sums.totalMinor,
        createdAt: now,
        parentId: null,
        ...(foreign ? { presentment: { amountMinor: asPaid.totalMinor } } : {}),
      } satisfies Transaction,
    ],
    refunds: [],
    fulfillments: [],
    checkoutToken: draft.checkoutToken ?? null,
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
