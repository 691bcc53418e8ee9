import type { ShopMail } from '~/effects/shop-mail';
import type { Services } from '~/services.server';

/**
 * Slices by shops' own servers that one process sends at the same time: fewer than the fetchers of its queue (app/jobs/queues.ts), so
 * that servers which take their time leave one for everybody else.
 */
export const OWN_AT_ONCE = 3;

const turns = new WeakMap<object, Set<string>>();

/**
 * One slice of a shop's own server at a time in each process. A server that answers after many seconds, and yet answers, is not
 * away: without turns its shop's backlog would fill every place that this process has for sending.
 * @returns what ends the turn; null: it is not this server's turn, the next look at due messages asks again
 */
export function takeTurn(
  { db }: Pick<Services, 'db'>,
  { own, server }: Pick<ShopMail, 'own' | 'server'>,
): (() => void) | null {
  if (!own) return () => undefined;
  const busy = turns.get(db) ?? new Set<string>();
  turns.set(db, busy);
  if (busy.has(server) || busy.size >= OWN_AT_ONCE) return null;
  busy.add(server);
  return () => void busy.delete(server);
}
