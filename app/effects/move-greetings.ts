import type { Db } from '~/database/client.server';
import type { ShopContext } from '~/ledger/shop-context.server';

/**
 * Greetings are planned days ahead, for the send hour and the zone of then. Those that are still to come leave at the hour and in
 * the zone of now, on the same date. Repeatable.
 * @param plannedIn the zone that they were planned in
 * @returns how many were looked at
 */
export function moveGreetings(
  db: Db,
  { shop, now, timeZone, program }: Pick<ShopContext, 'shop' | 'now' | 'timeZone' | 'program'>,
  plannedIn: string = timeZone,
): Promise<number> {
  return db.$executeRaw`
    UPDATE message SET updated_at = ${now}::timestamptz,
      due_at = ((due_at AT TIME ZONE ${plannedIn})::date + make_interval(hours => ${program.greetings.sendHour}::int)) AT TIME ZONE ${timeZone}
    WHERE shop = ${shop} AND state = 'planned' AND reason IS NULL AND rule IN ('birthday', 'round-date') AND due_at > ${now}::timestamptz`;
}
