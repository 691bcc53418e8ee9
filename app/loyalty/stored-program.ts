import { z } from 'zod';
import { ofOrder, programSchema, type Program } from './program';

/**
 * A stored program document -> the program of today. Documents keep the version they were written with; what version 1
 * could not say is filled in so that nobody gets anything else than before. Throws on a document that is no program:
 * only `programSchema` output is ever stored.
 */
export function readProgram(document: unknown): Program {
  const { schemaVersion } = z.looseObject({ schemaVersion: z.int() }).parse(document);
  if (schemaVersion === 1) return programSchema.parse(fromVersion2(fromVersion1(document)));
  return programSchema.parse(schemaVersion === 2 ? fromVersion2(document) : document);
}

const version2 = z.looseObject({ anniversary: z.looseObject({}), thankYou: z.looseObject({}) });

/** No notice and no cap were known: only express consent counted, as often as there was a message. */
function fromVersion2(document: unknown): unknown {
  const old = version2.parse(document);
  return {
    ...old,
    schemaVersion: 3,
    anniversary: { ...old.anniversary, afterCrash: 'park' },
    thankYou: { ...old.thankYou, afterCrash: 'sendAgain' },
    consent: { country: null, noticeSince: null, mostMessages: null, inDays: 30 },
    style: { german: 'sie', logoUrl: null, color: '#1f1f1d' },
  };
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
