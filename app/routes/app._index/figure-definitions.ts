import type { Figures } from '~/ledger/figures.server';

/** What is filled into the figures' definitions; `never` where the program lets nobody lapse. */
export function definitionValues({
  repeatFromOrders,
  lapsedAfterDays,
}: Pick<Figures, 'repeatFromOrders' | 'lapsedAfterDays'>): Record<string, string | number> {
  if (lapsedAfterDays === null) return { orders: repeatFromOrders, context: 'never' };
  return { orders: repeatFromOrders, days: lapsedAfterDays };
}
