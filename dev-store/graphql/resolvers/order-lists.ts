import type { Order } from '../../model/types';
import type { Connection } from '../connection';
import type { RequestContext } from '../context';
import { facetsOf, list, type ListArgs, type ListRules } from '../lists';
import { visibleOrders } from '../visible-orders';
import { financialStatus, fulfillmentStatus } from './order-status';

export const orderRules: ListRules<Order> = {
  facets: (order) =>
    facetsOf(order, {
      id: ({ id }) => [id],
      name: ({ name }) => [name, name.replace(/^#/, '')],
      email: ({ email }) => [email],
      customer_id: ({ customerId }) => [customerId],
      created_at: ({ createdAt }) => [createdAt],
      processed_at: ({ processedAt }) => [processedAt],
      updated_at: ({ updatedAt }) => [updatedAt],
      cancelled_at: ({ cancelledAt }) => [cancelledAt],
      source_name: ({ sourceName }) => [sourceName],
      test: ({ test }) => [test],
      tag: ({ tags }) => tags,
      discount_code: ({ discountCodes }) => discountCodes.map(({ code }) => code),
      financial_status: (item) => [financialStatus(item)],
      fulfillment_status: (item) => [fulfillmentStatus(item)],
      status: (item) =>
        item.cancelledAt ? ['cancelled'] : item.closedAt ? ['closed'] : ['open', 'not_closed'],
      default: ({ name, email }) => [name, name.replace(/^#/, ''), email],
    }),
  sortBy: {
    CREATED_AT: ({ createdAt }) => createdAt,
    PROCESSED_AT: ({ processedAt }) => processedAt,
    UPDATED_AT: ({ updatedAt }) => updatedAt,
    ORDER_NUMBER: ({ number }) => number,
    TOTAL_PRICE: ({ totalMinor }) => totalMinor,
  },
};

export function listOrders(
  context: RequestContext,
  orders: Iterable<Order>,
  args: ListArgs,
): Connection<Order> {
  return list(visibleOrders(context, orders), args, orderRules);
}
