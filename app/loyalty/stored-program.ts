import { z } from 'zod';
import { bothLanguages, noGreetings, ofOrder, programSchema, type Program } from './program';
import { GERMAN_TONES, STARTING_TEXTS } from './starting-texts';

/**
 * A stored program document -> the program of today. Documents keep the version they were written with; what version 1
 * could not say is filled in so that nobody gets anything else than before. Throws on a document that is no program:
 * only `programSchema` output is ever stored.
 */
export function readProgram(document: unknown): Program {
  const { schemaVersion } = z.looseObject({ schemaVersion: z.int() }).parse(document);
  let current = document;
  if (schemaVersion === 1) current = fromVersion1(current);
  if (schemaVersion <= 2) current = fromVersion2(current);
  if (schemaVersion <= 3) current = fromVersion3(current);
  return programSchema.parse(current);
}

const version3 = z.looseObject({
  anniversary: z.looseObject({}),
  thankYou: z.looseObject({}),
  style: z.looseObject({ german: z.enum(GERMAN_TONES) }),
});

/** There was no other occasion than the anniversary, no reminder, and a coupon stayed what it was. */
function fromVersion3(document: unknown): unknown {
  const old = version3.parse(document);
  const { en } = STARTING_TEXTS;
  const de = STARTING_TEXTS[old.style.german];
  return {
    ...old,
    schemaVersion: 4,
    anniversary: {
      ...old.anniversary,
      reminder: { enabled: false, daysBefore: 5, message: bothLanguages(en.reminder, de.reminder) },
      orderCancelled: 'spent',
      restored: bothLanguages(en.restored, de.restored),
      firstOrderGone: 'keep',
    },
    thankYou: {
      ...old.thankYou,
      milestoneOrders: [],
      milestone: bothLanguages(en.milestone, de.milestone),
    },
    greetings: noGreetings(en, de),
  };
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
    consent: { country: null, noticeSince: null, mostMessages: null, inDays: 30, askAfterOrder: false },
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
