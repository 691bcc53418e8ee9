import { randomUUID } from 'node:crypto';
import type { Customer, Order } from '../../model/types';
import { mergeCustomers, updateCustomer } from '../../model/customers';
import { annotateOrder, cancelOrder, markPaid } from '../../model/orders';
import { type Fields, type RequestContext, typed } from '../context';
import { gid, idFor } from '../gid';
import { jobGid, loadNode } from './nodes';

const orderId = (id: string): number => idFor(id, 'Order');
const unknownOrder = { field: ['id'], message: 'Order does not exist' };

export const orderMutations: Fields<unknown> = {
  orderUpdate: (
    _source,
    { input }: { input: { id: string; tags?: string[]; note?: string | null } },
    context,
  ) => {
    const change = {
      ...(input.tags ? { tags: input.tags } : {}),
      ...(input.note !== undefined ? { note: input.note } : {}),
    };
    const result = annotateOrder(context, orderId(input.id), change);
    return result.ok ? { order: result.order, userErrors: [] } : { order: null, userErrors: [unknownOrder] };
  },

  orderCancel: (
    _source,
    args: { orderId: string; reason: string; refund?: boolean | null; refundMethod?: object | null },
    context,
  ) => {
    const reason = args.reason.toLowerCase() as Parameters<typeof cancelOrder>[2]['reason'];
    const result = cancelOrder(context, orderId(args.orderId), {
      reason,
      refund: args.refund === true || Boolean(args.refundMethod),
    });
    if (result.ok)
      return { job: { id: jobGid(randomUUID()), done: false }, orderCancelUserErrors: [], userErrors: [] };
    const message = {
      'not-found': 'Order does not exist',
      'already-cancelled': 'Cannot cancel an order that has already been canceled',
      fulfilled: 'Cannot cancel an order that has fulfillments',
    }[result.reason];
    const code = result.reason === 'not-found' ? 'NOT_FOUND' : 'INVALID';
    return {
      job: null,
      orderCancelUserErrors: [{ field: ['orderId'], message, code }],
      userErrors: [{ field: ['orderId'], message }],
    };
  },

  orderMarkAsPaid: (_source, { input }: { input: { id: string } }, context) => {
    const result = markPaid(context, orderId(input.id));
    if (result.ok) return { order: result.order, userErrors: [] };
    const message =
      result.reason === 'not-found' ? 'Order does not exist' : 'Order cannot be marked as paid.';
    return { order: null, userErrors: [{ field: ['id'], message }] };
  },

  customerMerge: (_source, args: { customerOneId: string; customerTwoId: string }, context) => {
    const kept = idFor(args.customerTwoId, 'Customer');
    const removed = idFor(args.customerOneId, 'Customer');
    const result = mergeCustomers(context, kept, removed);
    context.lookup.forget();
    if (result.ok) {
      return {
        job: { id: jobGid(randomUUID()), done: false },
        resultingCustomerId: gid('Customer', kept),
        userErrors: [],
      };
    }
    const error =
      result.reason === 'same'
        ? { field: null, message: 'Customers IDs should not match', code: 'INVALID_CUSTOMER_ID' }
        : {
            field: [isLiving(context, removed) ? 'customerTwoId' : 'customerOneId'],
            message: 'Customer does not exist',
            code: 'INVALID_CUSTOMER_ID',
          };
    return { job: null, resultingCustomerId: null, userErrors: [error] };
  },

  tagsAdd: (_source, { id, tags }: { id: string; tags: string[] }, context) =>
    retag(context, id, (before) => [...new Set([...before, ...tags])]),
  tagsRemove: (_source, { id, tags }: { id: string; tags: string[] }, context) =>
    retag(context, id, (before) => before.filter((tag) => !tags.includes(tag))),
};

const isLiving = (context: RequestContext, id: number): boolean =>
  context.state.get('customer', id)?.mergedIntoId === null;

function retag(context: RequestContext, id: string, change: (tags: string[]) => string[]) {
  const node = loadNode(context, id);
  if (node?.__typename === 'Customer') {
    const customer = node as unknown as Customer;
    const result = updateCustomer(context, customer.id, { tags: change(customer.tags) });
    if (result.ok) return { node: typed('Customer', result.customer), userErrors: [] };
  }
  if (node?.__typename === 'Order') {
    const order = node as unknown as Order;
    const result = annotateOrder(context, order.id, { tags: change(order.tags) });
    if (result.ok) return { node: typed('Order', result.order), userErrors: [] };
  }
  return { node: null, userErrors: [{ field: ['id'], message: `${idType(id)} does not exist` }] };
}

const idType = (id: string): string => /^gid:\/\/shopify\/(\w+)\//.exec(id)?.[1] ?? 'Node';
