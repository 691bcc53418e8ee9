import { hasScope } from './access';
import type { RequestContext } from './context';
import type { Order } from '../model/types';

const SIXTY_DAYS_MS = 60 * 24 * 60 * 60 * 1000;

/** Without `read_all_orders` an app sees the last 60 days only. */
export function isVisible(context: RequestContext, order: Order): boolean {
  if (hasScope(context.scopes, 'read_all_orders')) return true;
  return Date.parse(order.createdAt) >= context.clock.now() - SIXTY_DAYS_MS;
}

export function visibleOrders(context: RequestContext, orders: Iterable<Order>): Order[] {
  return [...orders].filter((order) => isVisible(context, order));
}
