import { currentDiscountsMinor } from '../../model/order-money';
import { shippingLinesOf } from '../../model/presentment';
import type {
  DiscountApplication,
  Order,
  OrderLine,
  Refund,
  ShippingLine,
  Transaction,
} from '../../model/types';
import { inOrder, paginate, type PageArgs } from '../connection';
import { type Fields, typed } from '../context';
import { dateTime, decimal, orderBag, partBag } from '../format';
import { gid, idFor } from '../gid';
import { count, filtered, type ListArgs } from '../lists';
import { visibleOrders } from '../visible-orders';
import { addressOf } from './addresses';
import { purchasingEntity } from './customers';
import { metafieldAccess } from './metafields';
import { loadNode } from './nodes';
import { listOrders, orderRules } from './order-lists';
import { financialStatus, fulfillmentStatus, receivedMinor, refundedMinor } from './order-status';

/** A sub-document that still knows its order. */
export type OfOrder<T> = T & { order: Order };

const withOrder = <T extends object>(order: Order, part: T): OfOrder<T> => ({ ...part, order });

export const orderFields: Fields<Order> = {
  ...metafieldAccess<Order>((order) => gid('Order', order.id)),
  id: (order) => gid('Order', order.id),
  legacyResourceId: (order) => String(order.id),
  name: (order) => order.name,
  number: (order) => order.number,
  email: (order) => order.email,
  phone: (order) => order.phone,
  note: (order) => order.note,
  tags: (order) => [...order.tags].sort(),
  test: (order) => order.test,
  sourceName: (order) => order.sourceName,
  customerLocale: (order) => order.customerLocale,
  currencyCode: (order) => order.currency,
  presentmentCurrencyCode: (order) => order.presentmentCurrency,
  createdAt: (order) => dateTime(order.createdAt),
  processedAt: (order) => dateTime(order.processedAt),
  updatedAt: (order) => dateTime(order.updatedAt),
  cancelledAt: (order) => dateTime(order.cancelledAt),
  cancelReason: (order) => order.cancelReason?.toUpperCase() ?? null,
  closedAt: (order) => dateTime(order.closedAt),
  closed: (order) => order.closedAt !== null,
  confirmed: () => true,
  checkoutToken: (order) => order.checkoutToken,
  displayFinancialStatus: financialStatus,
  displayFulfillmentStatus: fulfillmentStatus,
  fullyPaid: (order) => receivedMinor(order) >= order.totalMinor,
  unpaid: (order) => receivedMinor(order) === 0 && order.totalMinor > 0,
  requiresShipping: (order) => order.lines.some((line) => line.requiresShipping),
  edited: (order) => order.lines.some((line) => line.currentQuantity !== line.quantity),
  taxesIncluded: () => true,
  paymentGatewayNames: (order) => [...new Set(order.transactions.map(({ gateway }) => gateway))],
  customer: (order, _args: never, context) =>
    order.customerId === null ? null : loadNode(context, gid('Customer', order.customerId)),
  purchasingEntity: (order, _args: never, context) =>
    purchasingEntity(context, order.customerId, order.companyId),
  billingAddress: (order) => addressOf(order.address, order.id),
  shippingAddress: (order) => (order.shipping ? addressOf(order.address, order.id) : null),
  displayAddress: (order) => addressOf(order.address, order.id),
  discountCode: (order) => order.discountCodes[0]?.code ?? null,
  discountCodes: (order) => order.discountCodes.map(({ code }) => code),
  subtotalPriceSet: (order) => orderBag(order, ({ subtotalMinor }) => subtotalMinor),
  currentSubtotalPriceSet: (order) =>
    orderBag(order, ({ lines }) => lines.reduce((sum, line) => sum + remainingMinor(line), 0)),
  totalPriceSet: (order) => orderBag(order, ({ totalMinor }) => totalMinor),
  originalTotalPriceSet: (order) => orderBag(order, ({ totalMinor }) => totalMinor),
  currentTotalPriceSet: (order) => orderBag(order, ({ currentTotalMinor }) => currentTotalMinor),
  totalDiscountsSet: (order) => orderBag(order, ({ discountsMinor }) => discountsMinor),
  currentTotalDiscountsSet: (order) => orderBag(order, currentDiscountsMinor),
  totalShippingPriceSet: (order) => orderBag(order, ({ shippingMinor }) => shippingMinor),
  totalRefundedSet: (order) => orderBag(order, refundedMinor),
  totalReceivedSet: (order) => orderBag(order, receivedMinor),
  netPaymentSet: (order) => orderBag(order, (of) => receivedMinor(of) - refundedMinor(of)),
  subtotalLineItemsQuantity: (order) => order.lines.reduce((sum, line) => sum + line.quantity, 0),
  currentSubtotalLineItemsQuantity: (order) =>
    order.lines.reduce((sum, line) => sum + line.currentQuantity, 0),
  totalPrice: (order) => decimal(order.totalMinor, order.currency),
  lineItems: (order, args: PageArgs) =>
    paginate(inOrder(order.lines.map((line) => withOrder(order, line))), args),
  discountApplications: (order, args: PageArgs) =>
    paginate(
      order.discountApplications.map((node, index) => ({
        node: applicationOf(order, node, index),
        id: index,
        sortValue: index,
      })),
      args,
    ),
  shippingLine: (order) => order.shipping && shippingOf(order, order.shipping),
  shippingLines: (order, args: PageArgs) =>
    paginate(
      shippingLinesOf(order).map((line) => ({
        node: shippingOf(order, line),
        id: line.id,
        sortValue: line.id,
      })),
      args,
    ),
  transactions: (order, args: { first?: number | null }) =>
    cut(order.transactions, args.first).map((part) => withOrder(order, part)),
  transactionsCount: (order) => ({ count: order.transactions.length, precision: 'EXACT' }),
  refunds: (order, args: { first?: number | null }) =>
    cut(order.refunds, args.first).map((part) => withOrder(order, part)),
  fulfillments: (order, args: { first?: number | null }) =>
    cut(order.fulfillments, args.first).map((parcel) => ({
      id: gid('Fulfillment', parcel.id),
      status: 'SUCCESS',
      displayStatus: parcel.deliveredAt ? 'DELIVERED' : 'FULFILLED',
      createdAt: dateTime(parcel.createdAt),
      deliveredAt: dateTime(parcel.deliveredAt),
      name: `${order.name}.1`,
    })),
};

function applicationOf(order: Order, application: DiscountApplication, index: number) {
  const type =
    application.type === 'discount_code' ? 'DiscountCodeApplication' : 'AutomaticDiscountApplication';
  return typed(type, { ...application, order, index });
}

function discountApplicationOf(order: Order, index: number) {
  const application = order.discountApplications[index];
  return application ? applicationOf(order, application, index) : null;
}

function shippingOf(order: Order, line: ShippingLine) {
  const index =
    line.applicationIndex ??
    order.discountApplications.findIndex(({ targetType }) => targetType === 'shipping_line');
  return {
    id: gid('ShippingLine', line.id),
    title: line.title,
    originalPriceSet: partBag(order, line, ({ priceMinor }) => priceMinor),
    discountedPriceSet: partBag(order, line, (of) => of.priceMinor - of.discountMinor),
    discountAllocations:
      line.discountMinor === 0
        ? []
        : [
            {
              allocatedAmountSet: partBag(order, line, ({ discountMinor }) => discountMinor),
              discountApplication: discountApplicationOf(order, index),
            },
          ],
  };
}

export const lineItemFields: Fields<OfOrder<OrderLine>> = {
  id: (line) => gid('LineItem', line.id),
  title: (line) => line.title,
  name: (line) => line.title,
  quantity: (line) => line.quantity,
  currentQuantity: (line) => line.currentQuantity,
  requiresShipping: (line) => line.requiresShipping,
  isGiftCard: (line) => line.isGiftCard,
  sellingPlan: (line) =>
    line.sellingPlanId === null
      ? null
      : { name: 'Subscription', sellingPlanId: gid('SellingPlan', line.sellingPlanId) },
  product: (line, _args: never, context) =>
    line.productId === null ? null : loadNode(context, gid('Product', line.productId)),
  variant: (line, _args: never, context) =>
    line.variantId === null ? null : loadNode(context, gid('ProductVariant', line.variantId)),
  originalUnitPriceSet: (line) => partBag(line.order, line, ({ unitPriceMinor }) => unitPriceMinor),
  originalTotalSet: (line) => partBag(line.order, line, (of) => of.unitPriceMinor * of.quantity),
  discountedTotalSet: (line) =>
    partBag(line.order, line, (of) => of.unitPriceMinor * of.quantity - of.discountMinor),
  totalDiscountSet: (line) => partBag(line.order, line, ({ discountMinor }) => discountMinor),
  discountAllocations: (line) =>
    line.discountAllocations.map(({ applicationIndex }, index) => ({
      allocatedAmountSet: partBag(
        line.order,
        line,
        ({ discountAllocations }) => discountAllocations[index]?.amountMinor ?? 0,
      ),
      discountApplication: discountApplicationOf(line.order, applicationIndex),
    })),
};

export const transactionFields: Fields<OfOrder<Transaction>> = {
  id: (transaction) => gid('OrderTransaction', transaction.id),
  kind: (transaction) => transaction.kind.toUpperCase(),
  status: (transaction) => transaction.status.toUpperCase(),
  gateway: (transaction) => transaction.gateway,
  amountSet: (transaction) => partBag(transaction.order, transaction, ({ amountMinor }) => amountMinor),
  createdAt: (transaction) => dateTime(transaction.createdAt),
  processedAt: (transaction) => dateTime(transaction.createdAt),
  test: (transaction) => transaction.order.test,
  order: (transaction) => transaction.order,
  parentTransaction: (transaction) => {
    const parent = transaction.order.transactions.find(({ id }) => id === transaction.parentId);
    return parent ? withOrder(transaction.order, parent) : null;
  },
};

export const refundFields: Fields<OfOrder<Refund>> = {
  id: (refund) => gid('Refund', refund.id),
  legacyResourceId: (refund) => String(refund.id),
  createdAt: (refund) => dateTime(refund.createdAt),
  updatedAt: (refund) => dateTime(refund.createdAt),
  note: (refund) => refund.note,
  order: (refund) => refund.order,
  totalRefundedSet: (refund) => partBag(refund.order, refund, ({ amountMinor }) => amountMinor),
  transactions: (refund, args: PageArgs) =>
    paginate(
      inOrder(
        refund.order.transactions
          .filter(({ id }) => refund.transactionIds.includes(id))
          .map((part) => withOrder(refund.order, part)),
      ),
      args,
    ),
  refundLineItems: (refund, args: PageArgs) =>
    paginate(
      refund.lines.map((part) => ({
        node: {
          id: gid('RefundLineItem', part.lineId),
          quantity: part.quantity,
          subtotalSet: partBag(refund.order, part, ({ subtotalMinor }) => subtotalMinor),
          lineItem: refund.order.lines
            .filter(({ id }) => id === part.lineId)
            .map((line) => withOrder(refund.order, line))[0],
        },
        id: part.lineId,
        sortValue: part.lineId,
      })),
      args,
    ),
};

export const discountApplicationFields: Fields<OfOrder<DiscountApplication> & { index: number }> = {
  index: (application) => application.index,
  title: (application) => application.title,
  code: (application) => application.code,
  allocationMethod: (application) => application.allocationMethod.toUpperCase(),
  targetSelection: (application) => application.targetSelection.toUpperCase(),
  targetType: (application) => application.targetType.toUpperCase(),
  value: (application) =>
    application.valueType === 'percentage'
      ? { __typename: 'PricingPercentageValue', percentage: Number(application.value) }
      : {
          __typename: 'MoneyV2',
          amount: application.value,
          currencyCode: application.order.presentmentCurrency,
        },
};

export const orderQueries: Fields<unknown> = {
  order: (_source, { id }: { id: string }, context) =>
    idFor(id, 'Order') === -1 ? null : loadNode(context, id),
  orders: (_source, args: ListArgs, context) =>
    listOrders(context, context.state.all('order').values(), args),
  ordersCount: (_source, args: { query?: string | null; limit?: number | null }, context) =>
    count(
      filtered(visibleOrders(context, context.state.all('order').values()), args.query, orderRules).length,
      args.limit,
    ),
};

function remainingMinor(line: OrderLine): number {
  if (line.quantity === 0) return 0;
  return Math.round(
    ((line.unitPriceMinor * line.quantity - line.discountMinor) * line.currentQuantity) / line.quantity,
  );
}

function cut<T>(items: T[], first: number | null | undefined): T[] {
  return first === null || first === undefined ? items : items.slice(0, first);
}
