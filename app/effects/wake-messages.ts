import type { ShopContext } from '~/ledger/shop-context.server';
import type { Services } from '~/services.server';

/** Reason of messages that stay planned because the merchant has not filled in an imprint yet. */
export const IMPRINT_MISSING = 'imprint-missing';

/** Called whenever the program changed: what waited for the imprint is due now. @returns how many */
export async function wakeMessagesWaitingForImprint(
  services: Pick<Services, 'db' | 'jobs' | 'clock'>,
  { shop, program }: Pick<ShopContext, 'shop' | 'program'>,
): Promise<number> {
  if (program.sender.imprint === '') return 0;
  const now = services.clock.now();
  return services.db.$transaction(async (tx) => {
    const woken = await tx.$queryRaw<{ id: string }[]>`
      UPDATE message SET due_at = ${now}::timestamptz, reason = NULL, updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND state = 'planned' AND reason = ${IMPRINT_MISSING}
      RETURNING id::text`;
    if (woken.length > 0) await services.jobs.send(tx, 'message.send', { shop }, { singletonKey: shop });
    return woken.length;
  });
}
