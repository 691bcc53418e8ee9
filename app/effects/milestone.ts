import { Prisma } from '@prisma/client';
import type { ClaimedMessage } from '~/effects/message-state';
import { milestoneOccasion, type ThankYouVariant } from '~/loyalty/thank-you';
import type { Services } from '~/services.server';

/**
 * The text of a thank-you by what its order is at the moment of sending. A customer reads "your 10th order" once: the
 * message holds the occasion under a unique key, lets go of it when its order turns out to be the 9th, and takes it when it
 * turns out to be the 10th, unless another one was first.
 */
export async function thankYouVariant(
  { db }: Pick<Services, 'db'>,
  claim: ClaimedMessage,
  decision: { variant: ThankYouVariant; orderNumber: number },
): Promise<ThankYouVariant> {
  const due = decision.variant === 'milestone' ? milestoneOccasion(decision.orderNumber) : null;
  if (due === claim.occasion) return decision.variant;
  const where = { shop: claim.shop, id: claim.id };
  if (due === null || claim.customerId === null) {
    await db.message.updateMany({ where, data: { occasion: null, variant: decision.variant } });
    return decision.variant === 'milestone' ? 'repeat' : decision.variant;
  }
  try {
    await db.message.updateMany({ where, data: { occasion: due, variant: 'milestone' } });
    return 'milestone';
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')) throw error;
    await db.message.updateMany({ where, data: { occasion: null, variant: 'repeat' } });
    return 'repeat';
  }
}
