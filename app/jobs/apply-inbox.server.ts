import { coalesce } from '~/coalesce.server';
import { applyEvents } from '~/ledger/apply-order-events.server';
import type { RunningServices } from '~/services.server';
import type { Handler } from './pg-boss-queue.server';

/**
 * Events of one shop that are there at once are applied together; while they are, those that come meanwhile wait and are the
 * next ones. Shops do not wait for each other.
 */
export function inboxApplier(services: RunningServices): Handler<'inbox.apply'> {
  const shops = new Map<string, ReturnType<typeof applierOf>>();
  const applierOf = (shop: string) => coalesce((ids: string[]) => applyEvents(services, shop, ids));
  return async ({ shop, inboxId }) => {
    const apply = shops.get(shop) ?? applierOf(shop);
    shops.set(shop, apply);
    const result = await apply(inboxId);
    if ('error' in result) throw result.error;
  };
}
