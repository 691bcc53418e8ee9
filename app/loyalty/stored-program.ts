import { z } from 'zod';
import { ofOrder, programSchema, type Program } from './program';

/**
 * A stored program document -> the program of today. Documents keep the version they were written with; what version 1
 * could not say is filled in so that nobody gets anything else than before. Throws on a document that is no program:
 * only `programSchema` output is ever stored.
 */
export function readProgram(document: unknown): Program {
  const { schemaVersion } = z.looseObject({ schemaVersion: z.int() }).parse(document);
  return programSchema.parse(schemaVersion === 1 ? fromVersion1(document) : document);
}

const version1 = z.looseObject({
  loyalty: z.looseObject({
    tiers: z.array(
      z.object({ key: z.string(), name: z.string(), fromOrders: z.int(), percentage: z.string() }),
    ),
  }),
  anniversary: z.looseObject({}),
});

function fromVersion1(document: unknown): unknown {
  const old = version1.parse(document);
  return {
    ...old,
    schemaVersion: 2,
    loyalty: {
      ...old.loyalty,
      tierBy: 'orders',
      tiers: old.loyalty.tiers.map(({ key, name, fromOrders, percentage }) => ({
        key,
        name,
        from: fromOrders,
        benefits: [ofOrder(percentage)],
      })),
      tierLastsDays: null,
      fallbackToOrderCount: false,
      mode: 'best',
      collections: [],
      tags: [],
      exclude: { giftCards: false, saleItems: false, subscriptions: false, collections: [] },
      startsOn: null,
      endsOn: null,
      budgetExhausted: false,
    },
    anniversary: { ...old.anniversary, minimumMinor: 0, capMinor: null },
  };
}
