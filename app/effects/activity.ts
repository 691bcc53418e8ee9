import type { Prisma } from '@prisma/client';
import type { Db } from '~/database/client.server';

export interface Activity {
  shop: string;
  at: Date;
  /** for example "discount.created"; the admin has a sentence for each */
  event: string;
  customerId?: string;
  /** ids, counts and reason words: never a name or an address */
  detail?: Prisma.InputJsonObject;
}

/** One line that the merchant sees in the activity log. */
export async function recordActivity(
  db: Db,
  { shop, at, event, customerId, detail }: Activity,
): Promise<void> {
  await db.activityEntry.create({
    data: { shop, at, event, customerId: customerId ?? null, detail: detail ?? {} },
  });
}
