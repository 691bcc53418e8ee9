import type { ConsentAnswer, Prisma } from '@prisma/client';

/** The states of an answer's row; prisma/schema.prisma. */
export const SURFACES_THAT_ASK = ['thank-you', 'order-status'] as const;
export type SurfaceThatAsks = (typeof SURFACES_THAT_ASK)[number];

/** So long is the link in a confirmation good; the message says so. */
const LINK_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;

export function linkEndsAt(answeredAt: Date): Date {
  return new Date(answeredAt.getTime() + LINK_DAYS * DAY_MS);
}

/** The latest answer of a customer; null: never asked, or never answered. */
export function latestAnswer(
  db: Prisma.TransactionClient,
  shop: string,
  shopifyCustomerId: string,
): Promise<ConsentAnswer | null> {
  return db.consentAnswer.findFirst({
    where: { shop, shopifyCustomerId },
    orderBy: [{ answeredAt: 'desc' }, { id: 'desc' }],
  });
}

/** Answers of one customer are taken one after another: two clicks are one answer. */
export async function lockAnswers(
  tx: Prisma.TransactionClient,
  shop: string,
  shopifyCustomerId: string,
): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(${`consent:${shop}:${shopifyCustomerId}`}, 0))`;
}
